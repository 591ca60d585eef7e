"""Whether anybody has decided anything, told without the store: a page that starts does not pay for its libraries."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

BUSY_S = 0.2
"""Nothing writes for long where a reader has to wait."""


def some(database: str) -> bool:
    """Return whether a store holds decisions that need to be looked at.

    Parameters
    ----------
    database : str
        SQLAlchemy URL. Without a file, or where that is no store, there are none; where it cannot be told, there may be.
    """
    if not database.startswith("sqlite:///"):
        return True
    path = Path(database.removeprefix("sqlite:///").partition("?")[0])
    if not path.is_file() or not path.stat().st_size:
        return False
    # Without a log of writes nobody has it open; to look at it as at a file leaves no log behind.
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{still}", uri=True, timeout=BUSY_S)) as db:
            return db.execute("SELECT 1 FROM decisions LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError as e:
        return not any(words in str(e) for words in ("not a database", "no such table"))
