"""Merge added places into a copy of the index: a place that is there gains names, the others are new."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from geo.gazetteer import added, dump
from geo.gazetteer.distance import distance_km
from geo.gazetteer.forms import folds_of
from geo.gazetteer.names import keys_of
from geo.gazetteer.sources import TOWN_LICENCE, TOWN_SOURCE

SAME_KM = 1.0
"""Two places of one name and kind this near to each other are one."""

_BATCH = 5_000
_DEGREES = 0.5
"""Latitudes looked at for a namesake: as far as a point known only roughly may be off."""
_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768; PRAGMA temp_store = FILE;
CREATE TEMP TABLE new_place AS SELECT * FROM place LIMIT 0;
CREATE TEMP TABLE new_name (key TEXT NOT NULL, place INTEGER NOT NULL, own INTEGER NOT NULL);
CREATE TEMP TABLE new_fold (key TEXT NOT NULL, place INTEGER NOT NULL);
"""
_FINISH = """
BEGIN;
DROP INDEX IF EXISTS place_lat; DROP INDEX IF EXISTS place_country; DROP INDEX IF EXISTS name_place;
INSERT OR IGNORE INTO place SELECT * FROM new_place ORDER BY n;
INSERT OR IGNORE INTO name SELECT key, place, max(own) FROM new_name GROUP BY key, place ORDER BY key, place;
INSERT OR IGNORE INTO fold SELECT DISTINCT key, place FROM new_fold ORDER BY key, place;
REPLACE INTO meta SELECT 'places', count(*) FROM place;
REPLACE INTO meta SELECT 'names', count(*) FROM name;
COMMIT;
CREATE INDEX place_lat ON place (lat, lon); CREATE INDEX place_country ON place (country);
CREATE INDEX name_place ON name (place);
DROP TABLE new_place; DROP TABLE new_name; DROP TABLE new_fold;
"""


class _Known:
    """What the index has so far, and what was met in this run under the present name."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._key = ""
        self._here: list[tuple[int, str, float, float]] = []

    def find(self, key: str, row: dump.Row) -> int | None:
        """Return the number of the same place, if there is one."""
        ids = [f"geonames:{row.geonameid}"]
        ids += [f"country:{row.country}"] * (row.kind == "country")
        ids += [f"admin1:{row.admin1}"] * (row.kind == "admin1")
        for place_id in ids:
            found = self._db.execute("SELECT n FROM place WHERE id = ?", (place_id,)).fetchone()
            if found:
                return int(found[0])
        if key != self._key:
            self._key, self._here = key, []
        for n, kind, lat, lon in self._here:
            if kind == row.kind and distance_km(lat, lon, row.lat, row.lon) <= SAME_KM:
                return n
        sql = (
            "SELECT p.n, p.lat, p.lon, p.precision_km FROM name m JOIN place p ON p.n = m.place"
            " WHERE m.key = ? AND p.kind = ? AND p.lat BETWEEN ? AND ?"
        )
        bounds = (row.lat - _DEGREES, row.lat + _DEGREES)
        for n, lat, lon, precision in self._db.execute(sql, (key, row.kind, *bounds)):
            if distance_km(lat, lon, row.lat, row.lon) <= max(SAME_KM, precision):
                return int(n)
        return None

    def add(self, n: int, row: dump.Row) -> None:
        """Remember a new place."""
        self._here.append((n, row.kind, row.lat, row.lon))


def merge(db: sqlite3.Connection, folder: Path, share: Callable[[float], None]) -> None:
    """Merge all that is added in ``folder`` into an index that nobody reads yet.

    Memory stays the same however much is added: what is new lies in temporary tables and is sorted by the database.
    """
    db.executescript(_SCHEMA)
    db.execute("BEGIN")
    source = db.execute("SELECT id FROM source WHERE name = ? AND licence = ?", (TOWN_SOURCE, TOWN_LICENCE)).fetchone()
    number = source[0] if source else db.execute("SELECT coalesce(max(id), 0) + 1 FROM source").fetchone()[0]
    if not source:
        db.execute("INSERT INTO source VALUES (?,?,?)", (number, TOWN_SOURCE, TOWN_LICENCE))
    total = max(added.count(folder), 1)
    following = db.execute("SELECT coalesce(max(n), 0) + 1 FROM place").fetchone()[0]
    known = _Known(db)
    places: list[tuple[object, ...]] = []
    names: list[tuple[str, int, int]] = []
    folds: list[tuple[str, int]] = []

    def flush() -> None:
        db.executemany("INSERT INTO new_place VALUES (?,?,?,?,?,?,?,?,?,?,?)", places)
        db.executemany("INSERT INTO new_name VALUES (?,?,?)", names)
        db.executemany("INSERT INTO new_fold VALUES (?,?)", folds)
        places.clear()
        names.clear()
        folds.clear()

    for done, (key, row) in enumerate(added.rows(folder)):
        n = known.find(key, row)
        fresh = n is None
        if n is None:
            n, following = following, following + 1
            known.add(n, row)
            places.append((
                n, f"geonames:{row.geonameid}", row.names[0], row.kind, row.lat, row.lon, row.country or None,
                row.admin1 or None, row.precision_km, row.population, number,
            ))  # fmt: skip
        keys = keys_of(row.names, row.kind)
        names.extend((k, n, own if fresh else 1) for k, own in keys.items())
        folds.extend((k, n) for k in folds_of(keys, row.country, row.kind))
        if done % _BATCH == 0:
            flush()
            share(0.7 * done / total)
    flush()
    share(0.7)
    db.execute("COMMIT")
    db.executescript(_FINISH)
