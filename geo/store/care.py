"""Copy the store while it is in use, and put a checked copy in its place."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from geo.errors import StoreError
from geo.store import checking, migrate
from geo.store import engine as engines
from geo.store.copying import copy

HEADER = b"SQLite format 3\0"
"""What a SQLite file begins with."""


@contextmanager
def _raw(engine: sa.Engine) -> Iterator[sqlite3.Connection]:
    conn = engine.raw_connection()
    try:
        yield conn.driver_connection  # type: ignore[misc]
    finally:
        conn.close()


def sweep(engine: sa.Engine) -> None:
    """Let the log of writes forget what was deleted; where others are reading, it does so when they are done."""
    with suppress(sqlite3.Error), _raw(engine) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def backup(engine: sa.Engine, path: Path) -> None:
    """Copy the store to a file while it is in use; an older backup of that name is replaced once the copy is whole."""
    _writable(path)
    if path.exists() and path.samefile(engines.path_of(engine.url)):
        raise StoreError(f"{path}: this is the store itself; name another file")
    with _raw(engine) as db:
        copy(db, path)


def restore(path: Path, url: URL, *, force: bool) -> Path | None:
    """Put a checked backup in the place of the store; return where the old one was kept."""
    target = engines.path_of(url)
    with engines.said(path):
        _checked(path)
    if target.exists() and target.stat().st_size and path.samefile(target):
        raise StoreError(f"{path}: this is the store itself; name a backup")
    there = target.exists() and target.stat().st_size > 0
    if there and not force:
        raise StoreError(
            f"{target}: a store is there already; add --force to replace it (the old one is kept beside it)"
        )
    kept = None
    with engines.said(target):
        if there:
            kept = _aside(target)
        with closing(_opened(path)) as source:
            if there and _in_place(source, target):
                return kept
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for suffix in ("-wal", "-shm"):  # a log of the old file would be taken for one of the new
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            copy(source, target)
    return kept


def _in_place(source: sqlite3.Connection, target: Path) -> bool:
    """Copy into the store that others may have open, in one transaction; False where it is too damaged for that."""
    try:
        with closing(sqlite3.connect(target, timeout=engines.BUSY_S)) as db:
            (before,) = db.execute("SELECT count FROM changes").fetchone()
            source.backup(db)
            with db:  # caches that are keyed by the number of writes must not take the old content for the new
                db.execute("UPDATE changes SET count = max(count, ?) + 1", (before,))
        return True
    except sqlite3.DatabaseError as e:
        if isinstance(e, sqlite3.OperationalError) and "locked" in str(e):
            raise
        return False


def _checked(path: Path) -> None:
    """Refuse a backup that is not whole; one of an older schema is checked in a copy brought up to date."""
    if not path.is_file():
        raise StoreError(f"{path}: no such backup; check the path")
    with path.open("rb") as file:
        if file.read(16) != HEADER:
            raise StoreError(f"{path}: no backup of a store; name a file that “db backup” wrote")
    with tempfile.TemporaryDirectory(prefix="situation-check-") as folder:
        trial = Path(folder) / "trial.db"
        with closing(_opened(path)) as source:
            copy(source, trial)
        engine = engines.connect(URL.create("sqlite", database=str(trial)))
        try:
            migrate.migrate(engine, keep=False)
            damage = checking.check(engine)
        finally:
            engine.dispose()
    if damage:
        more = f" and {len(damage) - 1} more" if len(damage) > 1 else ""
        raise StoreError(f"{path}: this backup is damaged ({damage[0]}{more}); use another one")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)


def _aside(target: Path) -> Path:
    """Keep the old store beside the new one: by a copy that others may write to meanwhile, else as the file is."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    kept = target.with_name(f"{target.name}.before-restore-{stamp}.bak")
    try:
        with closing(sqlite3.connect(target)) as db:
            copy(db, kept)
    except sqlite3.DatabaseError:
        kept.write_bytes(target.read_bytes())
        kept.chmod(0o600)
    return kept


def _writable(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path}: a folder; name a file in it")
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(16) != HEADER:
                raise StoreError(f"{path}: there already, and no backup; name another file")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: its folder is not there; make it first")
