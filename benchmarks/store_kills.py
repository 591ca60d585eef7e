"""Programs that are killed, or write at once: nothing acknowledged may be lost, nothing half may be there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.store_articles import extraction
from benchmarks.store_runs import RULES, Result, answers, child, digests, folder, old_store, url, warm
from geo.errors import Conflict
from geo.store import Store

SIZE = 600
"""Characters of the articles: small ones, so that a kill falls between many writes."""
AT_ONCE = 3
"""Decisions of a batch."""


def _write_on(path: Path, start: int, seed: int) -> Callable[[Callable[[object], None]], None]:
    """Return work that adds articles from number ``start`` on, edits, decides, deletes and backs up without end."""

    def work(acknowledge: Callable[[object], None]) -> None:
        draw = random.Random(seed)
        mine: list[int] = []
        following = start
        with Store.open(url(path)) as store:
            while True:
                steps = ("add", "decide", "decide at once", "scene", "reread", "back up", "delete")
                (step,) = draw.choices(steps, (50, 10, 5, 15, 10, 5, 5))
                n = draw.choice(mine) if mine else following
                if step == "add" or not mine:
                    n = following
                    following += 1
                    store.add(extraction(n, characters=SIZE), rules=RULES, input_sha=f"sha-{n}")
                    mine.append(n)
                    acknowledge(["added", n])
                elif step == "decide":
                    record = extraction(n, characters=SIZE).records[0].id
                    acknowledge(["decided", n, store.decide(record, "note", {"text": "seen"}, author="soak").id])
                elif step == "decide at once":
                    about = [r.id for r in extraction(n, characters=SIZE).records[:AT_ONCE]]
                    made = store.decide_all([(i, "note", {"text": "seen"}) for i in about], author="soak")
                    for d in made:
                        acknowledge(["decided", n, d.id])
                elif step == "scene":
                    there = store.scenes.get("map")
                    scene = store.scenes.put("map", {"n": n}, expected=there.version if there else 0)
                    acknowledge(["scene", scene])
                elif step == "reread":
                    store.replace(extraction(n, characters=SIZE), rules=f"{RULES}-{draw.randrange(5)}")
                    acknowledge(["reread", n])
                elif step == "back up":
                    store.backup(path.with_name("copy.db"))
                    acknowledge(["backed up"])
                else:
                    acknowledge(["deleting", n])  # from here on it may be there or not
                    mine.remove(n)
                    store.delete(extraction(n, characters=SIZE).article.id)
                    acknowledge(["deleted", n])

    return work


@dataclass
class Promised:
    """What the store has acknowledged so far."""

    added: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    decided: dict[str, int] = field(default_factory=dict)
    scene: int = 0
    faults: list[str] = field(default_factory=list)

    def note(self, kind: str, what: list[Any]) -> None:
        """Take in one line of the log."""
        if kind == "added":
            self.added.add(what[0])
        elif kind == "decided":
            self.decided[what[1]] = what[0]
        elif kind == "scene":
            self.scene = what[0]
        elif kind == "deleting":
            self.added.discard(what[0])
            self.decided = {d: n for d, n in self.decided.items() if n != what[0]}
        elif kind == "deleted":
            self.deleted.add(what[0])
        elif kind in ("fault", "refused"):
            self.faults.append(what[0])

    def broken(self, store: Store) -> list[str]:
        """Return what of it does not hold."""
        out = [*self.faults, *(str(d) for d in store.check())]
        stored = {e.article.id: e for e in store.extractions()}
        for n in sorted(self.added):
            wanted = extraction(n, characters=SIZE)
            if stored.get(wanted.article.id) != wanted:
                out.append(f"article {n} was acknowledged and is not there as it was")
        out += [f"article {n} was deleted and is there" for n in sorted(self.deleted) if f"a-{n:012x}" in stored]
        there = store.scenes.get("map")
        if self.scene and (there is None or there.version < self.scene):
            out.append(f"version {self.scene} of a scene was acknowledged, {there} is there")
        found = store.decisions()
        lost = set(self.decided) - {d.id for d in found}
        whole = Counter(d.batch for d in found if d.batch != d.id)
        out += [f"{k} of {AT_ONCE} decisions of batch {b} are there" for b, k in whole.items() if k != AT_ONCE]
        return out + [f"decision {d} was acknowledged and is not there" for d in sorted(lost)]


def kills(times: int, *, seed: int = 1) -> Result:
    """Kill writers at random moments: nothing acknowledged may be lost, nothing half may be there."""
    result = Result("kill -9 while adding, editing, deciding, deleting, backing up")
    draw = random.Random(seed)
    reach_s = warm()
    with folder() as place:
        path, log = place / "store.db", place / "log"
        promised, seen, counted = Promised(), 0, 0
        for run in range(times):
            pid = child(_write_on(path, (run + 1) * 10_000, run), log)
            sleep(draw.uniform(0.0, reach_s))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            done = answers(log)
            for kind, *what in done[seen:]:
                promised.note(str(kind), what)
            seen = len(done)
            if run % 20 == 19 or run == times - 1:
                with Store.open(url(path)) as store:
                    result.faults += [f"run {run}: {b}" for b in promised.broken(store)]
                    counted = store.count()
        if seen < times:
            result.faults.append(f"{seen} writes in {times} runs: this showed nothing")
        if (place / "copy.db").exists():
            with Store.open(url(place / "copy.db")) as copy:
                result.faults += [f"backup: {d}" for d in copy.check()]
        result.said = (
            f"{times} kills, {seen} writes acknowledged ({len(promised.added)} articles, {len(promised.decided)} decisions), "
            f"{counted - len(promised.added)} more articles whole that were killed before they were acknowledged"
        )
    return result


def kills_in_migration(times: int, *, seed: int = 2) -> Result:
    """Kill programs that bring an old store to the newest schema: it is old or new, and whole."""
    result = Result("kill -9 while migrating")
    draw = random.Random(seed)
    with folder() as place:
        path, log = place / "store.db", place / "log"
        old_store(place / "whole.db", "0001")
        with closing(sqlite3.connect(place / "whole.db")) as db:
            db.execute("PRAGMA journal_mode = WAL")
        began = monotonic()
        shutil.copy(place / "whole.db", path)
        Store.open(url(path)).close()
        takes = monotonic() - began
        before = digests(place / "whole.db")
        in_between = 0
        for run in range(times):
            for file in place.glob("store.db*"):
                file.unlink()
            shutil.copy(place / "whole.db", path)
            pid = child(lambda acknowledge: Store.open(url(path)).close() or acknowledge(["migrated"]), log)  # type: ignore[func-returns-value]
            sleep(draw.uniform(0.0, takes * 1.4))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            with closing(sqlite3.connect(path)) as db:
                (stands,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
            in_between += stands == "0001"
            with Store.open(url(path)) as store:
                result.faults += [f"run {run}: {d}" for d in store.check()]
            after = digests(path)
            result.faults += [f"run {run}: rows of {t} differ" for t in before if after[t] != before[t]]
        result.faults += [str(what) for kind, *what in answers(log) if kind != "migrated"]
        result.said = (
            f"{times} kills within {1.4 * takes:.2f} s, {in_between} before the migration was through; rows as before"
        )
    return result


def writers(count: int, edits: int) -> Result:
    """Let several programs edit the same records: each edit is applied or refused with both versions, none is lost."""
    result = Result(f"{count} writers of {edits} edits each")
    with folder() as place:
        path = place / "store.db"
        with Store.open(url(path)) as store:
            store.add(extraction(1), rules=RULES)
            store.scenes.put("count", {"n": 0}, expected=0)
        record = extraction(1).records[0].id
        logs = [place / f"log-{w}" for w in range(count)]

        def work(acknowledge: Callable[[object], None]) -> None:
            with Store.open(url(path)) as store:
                for _ in range(edits):
                    seen = store.scenes.get("count")
                    assert seen is not None
                    last = store.decisions(record)
                    try:
                        store.scenes.put("count", {"n": seen.body["n"] + 1}, expected=seen.version)
                        acknowledge(["applied"])
                    except Conflict as e:
                        acknowledge(["refused", bool(e.ours and e.theirs)])
                    try:
                        version = last[-1].version if last else 0
                        store.decide(record, "note", {"text": "x"}, author="soak", expected=version)
                        acknowledge(["decided"])
                    except Conflict as e:
                        acknowledge(["not decided", bool(e.ours and e.theirs)])

        for pid in [child(work, log) for log in logs]:
            os.waitpid(pid, 0)
        lines = [line for log in logs for line in answers(log)]
        applied = sum(line[0] == "applied" for line in lines)
        decided = sum(line[0] == "decided" for line in lines)
        refused = sum(line[0] in ("refused", "not decided") for line in lines)
        result.faults += [str(line[1]) for line in lines if line[0] == "fault"]
        if len(lines) != 2 * count * edits:
            result.faults.append(f"{len(lines)} edits were answered, {2 * count * edits} made")
        if any(line[-1] is False for line in lines):
            result.faults.append("a refusal did not show both versions")
        with Store.open(url(path)) as store:
            scene = store.scenes.get("count")
            if scene is None or scene.body["n"] != applied:
                result.faults.append(f"{applied} edits were acknowledged, {scene} is there")
            if len(store.decisions(record)) != decided:
                result.faults.append(f"{decided} decisions were acknowledged, {len(store.decisions(record))} are there")
            result.faults += [str(d) for d in store.check()]
        result.said = f"{applied} edits and {decided} decisions applied, {refused} refused with both versions, 0 lost"
    return result
