"""What online geocoders have answered, kept with the day: the same name is not asked twice."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    service TEXT NOT NULL, query TEXT NOT NULL, country TEXT NOT NULL, asked REAL NOT NULL, found TEXT NOT NULL,
    PRIMARY KEY (service, query, country)
) WITHOUT ROWID;
"""
_DAY_S = 86_400.0


class Answers:
    """A SQLite file of answers, "not found" among them; safe to use from several threads and processes.

    Parameters
    ----------
    path : Path
    keep_days : float
        An older answer is asked for again.
    """

    def __init__(self, path: Path, keep_days: float) -> None:
        self._path = path
        self._keep_s = keep_days * _DAY_S

    def _opened(self) -> closing[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        db.executescript(_SCHEMA)
        return closing(db)

    def get(self, service: str, query: str, country: str) -> tuple[list[dict[str, Any]], str] | None:
        """Return (places found, day asked), or None where nothing recent is known."""
        with self._opened() as db:
            row = db.execute(
                "SELECT found, asked FROM answer WHERE service = ? AND query = ? AND country = ? AND asked > ?",
                (service, query, country, time.time() - self._keep_s),
            ).fetchone()
        return (json.loads(row[0]), _day(row[1])) if row else None

    def put(self, service: str, query: str, country: str, found: list[dict[str, Any]]) -> str:
        """Keep an answer and return its day."""
        now = time.time()
        with self._opened() as db:
            db.execute(
                "REPLACE INTO answer VALUES (?,?,?,?,?)",
                (service, query, country, now, json.dumps(found, ensure_ascii=True)),
            )
        return _day(now)


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
