"""Copy a SQLite file through its own interface: a copy of the bytes would miss what is still in the log of writes."""

from __future__ import annotations

import glob
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

STALE_S = 3600.0
"""Age of an unfinished copy that nobody is writing any more; chosen: copies take seconds."""


def copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy a database to a file that appears whole or not at all, for its owner alone."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):  # by programs that were killed
            if left == part or left.stat().st_mtime < time.time() - STALE_S:
                left.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(part)) as target:
            source.backup(target)  # in one go: page by page it would start anew at every write of another program
            target.execute("PRAGMA journal_mode = DELETE").close()
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make a rename outlast a power failure, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
