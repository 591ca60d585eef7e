"""Compile the place index: one SQLite file, written beside its place and moved there whole."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer import sources
from geo.gazetteer.names import name_key, without_article
from geo.settings import Settings

SCHEMA_VERSION = 3
"""Raised whenever tables or keys change: an older index is then built again."""

Progress = Callable[[str, float], None]
"""Called with what is being done, in words, and how much of the whole is done (0 to 1)."""

_STALE_S = 3600.0
_OLD_S = 7 * 86_400.0
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL, licence TEXT NOT NULL);
CREATE TABLE place (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, country TEXT, admin1 TEXT, precision_km REAL NOT NULL, population INTEGER NOT NULL,
    source INTEGER NOT NULL
);
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, own INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE area (id TEXT PRIMARY KEY, geojson BLOB NOT NULL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE UNIQUE INDEX place_id ON place (id);
CREATE INDEX place_lat ON place (lat, lon);
CREATE INDEX place_country ON place (country);
CREATE INDEX name_place ON name (place);
"""


def index_path(settings: Settings) -> Path:
    """Return where the index lies for the present sources."""
    return settings.cache / f"gazetteer-{SCHEMA_VERSION}-{sources.sources_digest()[:12]}.sqlite"


def build(
    settings: Settings,
    progress: Progress | None = None,
    *,
    path: Path | None = None,
    tables: Path = sources.TABLES,
    towns: sources.Towns = sources.towns,
) -> Path:
    """Compile the place index and return its path.

    Safe beside other builds: each writes a file of its own and moves it into place whole, so the last one wins and a
    killed one leaves only a temporary file, which the next build removes when it is an hour old.

    Parameters
    ----------
    settings : Settings
        ``cache`` is the folder of the index.
    progress : callable or None
        Called with a stage in words and the share done.
    path, tables, towns
        Where to write and what to read; tests give a dozen rows.

    Raises
    ------
    GazetteerError
        If the cache folder cannot be written.
    """
    say = progress or _silent
    target = path or index_path(settings)
    digest = sources.sources_digest(tables)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target)
        handle, name = tempfile.mkstemp(prefix=f"{target.stem}.", suffix=".building", dir=target.parent)
        os.close(handle)
    except OSError as e:
        raise GazetteerError(
            f"{target.parent}: the place index cannot be written ({e.strerror}); set SITUATION_CACHE to a folder that can"
        ) from e
    temporary = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as db:
            _compile(db, say, tables, towns, digest)
        temporary.replace(target)
    except (sqlite3.Error, OSError) as e:
        raise GazetteerError(f"{target}: building the place index failed: {e}; is the disk full?") from e
    finally:
        temporary.unlink(missing_ok=True)
    say("place index ready", 1.0)
    return target


def _silent(stage: str, share: float) -> None:
    del stage, share


def _remove_leftovers(target: Path) -> None:
    """Remove what killed builds left and indexes of sources that are gone, once nobody can be using them."""
    for pattern, age_s in (("gazetteer-*.building", _STALE_S), ("gazetteer-*.sqlite", _OLD_S)):
        for path in target.parent.glob(pattern):
            with contextlib.suppress(OSError):
                if path != target and time.time() - path.stat().st_mtime > age_s:
                    path.unlink()


def _compile(db: sqlite3.Connection, say: Progress, tables: Path, towns: sources.Towns, digest: str) -> None:
    db.executescript(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;"
        "PRAGMA temp_store = MEMORY; BEGIN;" + _SCHEMA
    )
    aliases = sources.alias_rows(tables)
    named: list[tuple[str, int, int]] = []
    licences: dict[tuple[str, str], int] = {}
    shapes = sources.areas(tables)
    wanted: dict[str, dict[str, Any]] = dict(shapes)

    def place_rows(entries: Iterator[sources.Entry], first: int) -> Iterator[tuple[Any, ...]]:
        for n, e in enumerate(entries, first):
            keys: dict[str, int] = {}
            for rank, name in enumerate(e.names):
                key = name_key(name)
                if key and key not in keys:
                    keys[key] = 2 if rank == 0 else 1
            if e.kind == "settlement":
                for key in list(keys):
                    short = without_article(key)
                    if short and short not in keys:
                        keys[short] = min(keys[key], 1)
            named.extend((key, n, own) for key, own in keys.items())
            if e.wkt:
                wanted[e.id] = sources.line_geometry(e.wkt)
            elif e.members and e.id not in wanted and all(f"admin1:{m}" in shapes for m in e.members):
                wanted[e.id] = _members_area([shapes[f"admin1:{m}"] for m in e.members])
            source = licences.setdefault((e.source, e.licence), len(licences) + 1)
            yield (
                n, e.id, e.names[0], e.kind, e.lat, e.lon, e.country or None, e.admin1 or None, e.precision_km,
                e.population, source,
            )  # fmt: skip

    insert = "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)"
    say("reading countries and regions", 0.02)
    db.executemany(insert, place_rows(sources.curated(tables, aliases), 1))
    say("reading towns", 0.05)
    first = db.execute("SELECT count(*) + 1 FROM place").fetchone()[0]
    db.executemany(insert, place_rows(towns(aliases), first))
    say("sorting names", 0.55)
    named.sort()
    say("writing names", 0.65)
    db.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?)", named)
    db.executemany(
        "INSERT INTO area VALUES (?,?)",
        ((i, zlib.compress(json.dumps(g, separators=(",", ":")).encode())) for i, g in wanted.items() if g),
    )
    say("writing indexes", 0.9)
    db.executemany("INSERT INTO source VALUES (?,?,?)", [(n, s, lic) for (s, lic), n in licences.items()])
    places, names = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("place", "name"))
    meta = {
        "schema": SCHEMA_VERSION, "digest": digest, "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "places": places, "names": names, "areas": sum(bool(g) for g in wanted.values()),
    }  # fmt: skip
    db.executemany("INSERT INTO meta VALUES (?,?)", [(k, str(v)) for k, v in meta.items()])
    db.executescript(_INDEXES)


def _members_area(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the member polygons as one MultiPolygon; the areas file has them dissolved."""
    polygons: list[Any] = []
    for g in parts:
        polygons += g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else {}
