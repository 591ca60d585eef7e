"""What the store must outlive: kills, full disks, flipped bits, many writers, many articles. ``make soak``, shorter in the tests."""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from time import monotonic, process_time

from benchmarks.store_articles import copy_of, extraction
from benchmarks.store_disks import flips, full_disk
from benchmarks.store_kills import kills, kills_in_migration, writers
from benchmarks.store_runs import RULES, Result, folder, url
from geo.store import Store


def orders(articles: int) -> Result:
    """Add the same articles, copies among them, in three orders to three stores and three times to one."""
    result = Result(f"{articles} articles in three orders")
    size = 800
    given = [
        copy_of(n - 1, 7, characters=size) if n % 10 == 9 else extraction(n, characters=size) for n in range(articles)
    ]
    seen: list[dict[str, list[str]]] = []
    with folder() as place:
        for order in range(3):
            mixed = list(given)
            random.Random(order).shuffle(mixed)
            with Store.open(url(place / f"{order}.db")) as store, Store.open(url(place / "all.db")) as same:
                for e in mixed:
                    store.add(e, rules=RULES)
                    same.add(e, rules=RULES)
                seen.append(_content(store))
                seen.append(_content(same))
                copies = sum(e.copies for e in store.library(limit=articles))
        if any(s != seen[0] for s in seen[1:]):
            result.faults.append("the rows depend on the order")
        result.said = f"same rows; {copies} of {sum(n % 10 == 9 for n in range(articles))} wire copies counted once"
        if copies != sum(n % 10 == 9 for n in range(articles)):
            result.faults.append(f"only {copies} copies were found")
    return result


def _content(store: Store) -> dict[str, list[str]]:
    """Return the rows without what says when they were written."""
    with closing(sqlite3.connect(store.path)) as db:
        out = {}
        for table in ("articles", "readings", "records", "statements", "places", "bands", "copies"):
            columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
            kept = [c for c in columns if c not in ("added_at", "read_at", "sha256")]
            out[table] = sorted(json.dumps(row) for row in db.execute(f"SELECT {', '.join(kept)} FROM {table}"))
        return out


def growth(articles: int, *, first: int = 1000, sample: int = 300, batch: int = 100) -> Result:
    """Add the same articles to a store of ``first`` and to one of ``articles`` in turns, so that other work slows both."""
    result = Result(f"adding article {articles:,} against article {first:,}")
    with folder() as place, Store.open(url(place / "small.db")) as small, Store.open(url(place / "large.db")) as large:
        for start in range(0, articles, batch):
            given = [(extraction(n), "") for n in range(start, min(articles, start + batch))]
            large.add_all(given, rules=RULES)
            if start < first:
                small.add_all(given, rules=RULES)
        size = (place / "large.db").stat().st_size / articles / 1000
        took: dict[Store, list[tuple[float, float]]] = {small: [], large: []}
        for n in range(articles, articles + sample):
            e = extraction(n)
            for store in (small, large) if n % 2 else (large, small):
                began = monotonic(), process_time()
                store.add(e, rules=RULES)
                took[store].append((monotonic() - began[0], process_time() - began[1]))
    early, late = (sorted(wall for wall, _ in took[s])[sample // 2] for s in (small, large))
    cpu = sum(cpu for _, cpu in took[large]) / sample
    result.said = (
        f"median {early * 1000:.1f} ms, then {late * 1000:.1f} ms ({late / early:.2f}x), {cpu * 1000:.1f} ms of it at work; "
        f"{size:.0f} kB an article"
    )
    if late > 1.3 * early:
        result.faults.append(f"{late / early:.2f}x as slow, 1.3 at most")
    return result


SCENARIOS: dict[str, Callable[[float], Result]] = {
    "kills": lambda s: kills(round(120 * s)),
    "migrations": lambda s: kills_in_migration(round(80 * s)),
    "disk": lambda s: full_disk(round(100 * s)),
    "flips": lambda s: flips(round(200 * s)),
    "writers": lambda s: writers(8, round(100 * s)),
    "orders": lambda s: orders(round(500 * s)),
    "growth": lambda s: growth(round(100_000 * s)),
}


def run_apart(names: Sequence[str], scale: float) -> tuple[int, str]:
    """Run scenarios in a process that has no threads, so that it may fork; return its exit code and words."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.store_soak", *names, "--scale", str(scale)], capture_output=True, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def main() -> None:
    """Run scenarios; exit 1 when one showed what must not be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store_soak", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[[], *SCENARIOS], metavar="SCENARIO", help=f"of {', '.join(SCENARIOS)}"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full number of runs")
    options = parser.parse_args()
    bad = False
    for name in options.names or SCENARIOS:
        began = monotonic()
        result = SCENARIOS[name](options.scale)
        print(f"{result.name}: {result.said} ({monotonic() - began:.0f} s)", flush=True)
        for fault in result.faults[:20]:
            print(f"  FAULT {fault}", flush=True)
        bad |= bool(result.faults)
    sys.exit(int(bad))


if __name__ == "__main__":
    main()
