"""What the runs of the store share: folders, frozen stores, children that are killed or refused."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks.store_articles import extraction
from geo.errors import StoreError
from geo.store import Store

RULES = "soak"
OLD = Path(__file__).parent.parent / "tests" / "data" / "store"
"""Frozen stores of every released schema, as SQL."""


@dataclass
class Result:
    """What a run showed: ``faults`` are what must not be."""

    name: str
    said: str = ""
    faults: list[str] = field(default_factory=list)


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="situation-soak-") as name:
        yield Path(name)


def url(path: Path) -> str:
    """Return the address of a store in a file."""
    return f"sqlite:///{path}"


def old_store(path: Path, schema: str) -> None:
    """Make the frozen store of a released schema."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((OLD / f"{schema}.sql").read_text(encoding="utf-8"))


def digests(path: Path) -> dict[str, list[str]]:
    """Return the digests of all rows by table."""
    with closing(sqlite3.connect(path)) as db:
        tables = [t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            t: sorted(d for (d,) in db.execute(f"SELECT sha256 FROM {t}"))
            for t in sorted(tables)
            if any(c[1] == "sha256" for c in db.execute(f"PRAGMA table_info({t})"))
        }


def child(work: Callable[[Callable[[object], None]], None], log: Path) -> int:
    """Start work in a process of its own and return its id; what it acknowledges is written to the log."""
    pid = os.fork()
    if pid:
        return pid
    handle = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def acknowledge(what: object) -> None:
        os.write(handle, json.dumps(what).encode() + b"\n")

    code = 0
    try:
        work(acknowledge)
    except StoreError as e:
        acknowledge(["refused", str(e)])
    except BaseException as e:  # whatever else is raised must be seen by the parent
        acknowledge(["fault", f"{type(e).__name__}: {e}"])
        code = 1
    finally:
        os._exit(code)


def answers(log: Path) -> list[list[Any]]:
    """Return what was acknowledged."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def warm() -> float:
    """Use a store once, so that no child spends its life on imports; return what a life of many writes takes (seconds)."""
    for _ in range(2):
        began = monotonic()
        with folder() as place, Store.open(url(place / "store.db")) as store:
            for n in range(12):
                store.add(extraction(n, characters=600), rules=RULES)
            store.check()
        took = monotonic() - began
    return min(max(4 * took, 0.3), 0.8)
