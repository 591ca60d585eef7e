"""Disks that are full and bits that flip: what was acknowledged stays, and what is wrong is said."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.store_articles import extraction
from benchmarks.store_runs import RULES, Result, answers, child, folder, url, warm
from geo.errors import StoreError
from geo.store import Store


def full_disk(writes: int) -> Result:
    """Let each of the first writes of a program fail: what was acknowledged stays, and a sentence says what happened.

    Each run may write one page (a frame in the log of writes) more than the one before: by the limit on the size of
    files, and as root on a disk that is full.
    """
    result = Result("write error at each of the first writes")
    sentences: set[str] = set()
    warm()
    with folder() as place, _tiny_disk() as tiny:
        for run in range(writes):
            result.faults += [f"run {run}, limit: {f}" for f in _refused(place / f"{run // 20}", run, sentences)]
            if tiny:
                result.faults += [f"run {run}, full: {f}" for f in _refused(tiny, run, sentences)]
        full = "and on a full disk" if tiny else "(no full disk: that takes root)"
    if not sentences:
        result.faults.append("no write failed, so this showed nothing")
    result.said = f"{writes} runs by the limit {full}; said: {' | '.join(sorted(sentences))}"
    return result


FRAME = 4120
"""Bytes of a page in the log of writes."""


def _refused(place: Path, run: int, sentences: set[str]) -> list[str]:
    """Write until the ``run``-th page of the log fails; return what is wrong with the store after that."""
    on_disk = place.is_mount()
    place.mkdir(exist_ok=True)
    path, log, filler = place / "store.db", place.parent / f"log-{run}-{on_disk}", place / "filler"
    if on_disk:
        for file in place.glob("*"):
            file.unlink()
    faults: list[str] = []
    Store.open(url(path)).close()
    before = _stored(path)

    def work(acknowledge: Callable[[object], None]) -> None:
        if on_disk:
            room = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
            filler.write_bytes(b"x" * max(0, room - 32_768 - run * FRAME))
        else:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            limit = 32_768 + 32 + run * FRAME  # the index of the log comes first
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with Store.open(url(path)) as store:
            for n in range(1000 * run, 1000 * run + 200):
                store.add(extraction(n, characters=300), rules=RULES)
                acknowledge(["added", n])

    _, code = os.waitpid(child(work, log), 0)
    filler.unlink(missing_ok=True)
    acknowledged = {f"a-{what[0]:012x}" for kind, *what in answers(log) if kind == "added"}
    for kind, *what in answers(log):
        if kind == "refused":
            sentences.add(str(what[0]).replace(str(path), "PATH"))
        elif kind != "added":
            faults.append(str(what[0]))
    if code:
        faults.append(f"ended with {code}")
    with Store.open(url(path)) as store:
        faults += [str(d) for d in store.check()]
    lost = (before | acknowledged) - _stored(path)
    return faults + [f"article {id_} was acknowledged and is not there" for id_ in sorted(lost)]


def _stored(path: Path) -> set[str]:
    with Store.open(url(path)) as store:
        return {e.article.id for e in store.extractions()}


@contextmanager
def _tiny_disk() -> Iterator[Path | None]:
    """Yield a disk of some megabytes, or None where one may not be made."""
    with folder() as place:
        where = place / "tiny"
        where.mkdir()
        made = shutil.which("mount") and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(where)], capture_output=True, check=False
        ).returncode  # fmt: skip
        try:
            yield where if made else None
        finally:
            if made:
                subprocess.run(["umount", str(where)], check=True)


def flips(times: int, *, seed: int = 3, articles: int = 40) -> Result:
    """Flip random bits in stored text: each must be found, and what is found must be said."""
    result = Result("flipped bits in stored text")
    draw = random.Random(seed)
    found = 0
    with folder() as place:
        whole = place / "whole.db"
        with Store.open(url(whole)) as store:
            for n in range(articles):
                store.add(
                    extraction(n, characters=1500),
                    rules=RULES,
                    input_sha=f"{n:064x}",
                    where=f"file {n}.txt",
                    origin="a folder",
                )
                store.decide(
                    extraction(n, characters=1500).records[0].id, "note", {"text": f"look at {n} again"}, author="soak"
                )
            store.scenes.put("map", {"view": list(range(50))}, expected=0)
        texts = _texts(whole)
        content = whole.read_bytes()
        path = place / "flipped.db"
        for run in range(times):
            piece = b""
            while content.count(piece) != 1:  # over the end of a page, or left behind in what is no longer in use
                text = draw.choice(texts)
                piece = text[(cut := draw.randrange(max(1, len(text) - 16))) : cut + 16]
            at = content.index(piece) + draw.randrange(len(piece))
            bad = bytearray(content)
            bad[at] ^= 1 << draw.randrange(8)
            path.write_bytes(bad)
            try:
                with Store.open(url(path)) as store:
                    damage = [str(d) for d in store.check()]
            except StoreError as e:
                damage = [str(e)]
            for file in place.glob("flipped.db-*"):
                file.unlink()
            found += bool(damage)
            if not damage:
                result.faults.append(f"run {run}: the bit at {at} ({piece!r}) was not found")
    result.said = f"{found} of {times} found"
    return result


def _texts(path: Path) -> list[bytes]:
    """Return every text that is stored in a row, each table as often as the others."""
    with closing(sqlite3.connect(path)) as db:
        tables = [
            t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'")
        ]
        out = []
        for table in tables:
            rows = db.execute(f"SELECT * FROM {table}").fetchall()
            texts = [v.encode() for row in rows for v in row if isinstance(v, str) and len(v) >= 8]
            out += random.Random(1).sample(texts, min(len(texts), 300))
    return out
