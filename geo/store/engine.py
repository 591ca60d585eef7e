"""Open the database: transactions that take the lock at once, sentences instead of the engine's codes."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, make_url

from geo.errors import StoreError

BUSY_S = 30.0
"""How long a writer waits for another; chosen: an article takes milliseconds, a backup does not hold the lock."""
WRITES = "store_writes"
"""Execution option of connections whose transactions will write."""

_SENTENCES = (
    ("locked", "another program has been writing for long; try again, nothing was lost"),
    ("busy", "another program has been writing for long; try again, nothing was lost"),
    ("disk is full", "the disk is full; free some space, what was acknowledged before is kept"),
    ("disk i/o error", "the disk could not be read or written; check its space and health, then run: python -m geo db check"),
    ("malformed", "the file is damaged; run: python -m geo db check, then restore a backup"),
    ("not a database", "this file is no database; name another with SITUATION_DB, or restore a backup"),
    ("readonly", "it may be read only; check the rights of the file and of its folder"),
    ("unable to open", "it cannot be opened; check the path and the rights of its folder"),
    ("foreign key", "it belongs to something that is not stored, such as a dataset; add that first"),
    ("no such table", "a table is missing, so it is no store of this program or it is damaged; run: python -m geo db check"),
)  # fmt: skip


def address(url: str) -> URL:
    """Return the parsed address of a store.

    Raises
    ------
    StoreError
        If it is no SQLAlchemy URL, or of an engine that is not supported yet.
    """
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise StoreError(
            f"{_shown(url)}: no address of a database; write it as sqlite:////home/me/situation.db"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(
            f"{parsed.get_backend_name()}: only SQLite is supported yet; write sqlite:////home/me/situation.db"
        )
    if parsed.database in (None, "", ":memory:") or str(parsed.database).startswith("file:"):
        raise StoreError(
            f"{_shown(url)}: names no file, so nothing would be kept; write sqlite:////home/me/situation.db"
        )
    if "\0" in str(parsed.database):
        raise StoreError("the address of the database holds a NUL character; check SITUATION_DB")
    return parsed


def path_of(url: URL) -> Path:
    """Return the file of a SQLite store."""
    return Path(str(url.database))


def connect(url: URL, busy_s: float = BUSY_S) -> sa.Engine:
    """Return the engine of a store; the file is made, for its owner alone, when it is not there.

    Parameters
    ----------
    busy_s : float
        How long a write waits for another program's.
    """
    path = path_of(url)
    with said(path):
        _prepare(path)
        engine = sa.create_engine(
            url.set(query={}),
            connect_args={"timeout": busy_s, "check_same_thread": False},
            pool_size=8,
            max_overflow=24,
        )
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        with engine.connect():
            pass
    return engine


def _prepare(path: Path) -> None:
    if path.is_dir():
        raise StoreError(
            f"{path}: a folder; name a file in it with SITUATION_DB, such as sqlite:///{path}/situation.db"
        )
    try:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as e:
        raise StoreError(f"{path}: cannot be made ({e.strerror}); check the folder and SITUATION_DB") from e


def _on_connect(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # the driver's own idea of when to begin is not ours
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
        "cache_size = -32768",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def log_writes(engine: sa.Engine) -> None:
    """Put a store into WAL mode: readers then never wait for the writer. Only of what is known to be a store."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            with engine.connect() as conn:
                db: Any = conn.connection.driver_connection
                if db.execute("PRAGMA journal_mode").fetchone() == ("wal",):
                    return
                db.execute("PRAGMA journal_mode = WAL").fetchone()
                return  # a file system that knows no shared memory keeps the older journal, which is as safe and slower
        except sqlite3.OperationalError as e:  # the engine does not wait here by itself
            if "locked" not in str(e) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _on_begin(conn: sa.Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get(WRITES) else "BEGIN")


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn errors of the engine into sentences."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error) as e:
        cause = getattr(e, "orig", None) or e
        raise StoreError(f"{path}: {sentence(cause)}") from e
    except UnicodeEncodeError as e:
        raise StoreError(f"{path}: {e.object[:40]!r} holds half a character, so nothing of that name is stored") from e
    except OSError as e:
        raise StoreError(f"{path}: {e.strerror or e}; check the folder and SITUATION_DB") from e


def sentence(error: BaseException) -> str:
    """Return what an error of the engine means, and what to do."""
    text = str(error)
    found = next((words for sign, words in _SENTENCES if sign in text.lower()), "")
    return found or f"the database says “{text}”; run: python -m geo db check"


def _shown(url: str) -> str:
    """Return an address without a password."""
    with suppress(exc.ArgumentError, ValueError):
        return make_url(url).render_as_string(hide_password=True)
    return "SITUATION_DB"
