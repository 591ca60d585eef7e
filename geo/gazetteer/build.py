"""Compile the place index: one SQLite file, written beside its place and moved there whole."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer import added, cache, sources
from geo.gazetteer.forms import folds_of
from geo.gazetteer.merge import merge
from geo.gazetteer.names import keys_of
from geo.settings import Settings

SCHEMA_VERSION = 4
"""Raised whenever tables or keys change: an older index is then built again."""

Progress = Callable[[str, float], None]
"""Called with what is being done, in words, and how much of the whole is done (0 to 1)."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL, licence TEXT NOT NULL);
CREATE TABLE place (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, lat REAL NOT NULL,
    lon REAL NOT NULL, country TEXT, admin1 TEXT, precision_km REAL NOT NULL, population INTEGER NOT NULL,
    source INTEGER NOT NULL
);
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, own INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE fold (key TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE area (id TEXT PRIMARY KEY, geojson BLOB NOT NULL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE UNIQUE INDEX place_id ON place (id);
CREATE INDEX place_lat ON place (lat, lon);
CREATE INDEX place_country ON place (country);
CREATE INDEX name_place ON name (place);
"""


def index_path(settings: Settings) -> Path:
    """Return where the index lies for the present sources and added files."""
    base = _base_path(settings)
    extra = added.digest(settings.cache)
    return base.with_name(f"{base.stem}-{extra[:8]}.sqlite") if extra else base


def _base_path(settings: Settings) -> Path:
    return settings.cache / f"gazetteer-{SCHEMA_VERSION}-{sources.sources_digest()[:12]}.sqlite"


def ensure(settings: Settings, progress: Progress | None = None, *, rebuild: bool = False) -> Path:
    """Build what is missing of the index for the present sources and added files, and return its path.

    One process builds at a time; another one waits and takes what the first has built.

    Parameters
    ----------
    settings : Settings
        ``cache`` is the folder of the index.
    progress : callable or None
        Called with a stage in words and the share done.
    rebuild : bool
        Build anew what is there.

    Raises
    ------
    GazetteerError
        If the cache folder cannot be written.
    """
    say = progress or _silent
    with cache.building(settings.cache, lambda: say("waiting for another process that builds it", 0.0)):
        base, target = _base_path(settings), index_path(settings)
        grown = target != base
        if rebuild or not base.is_file():
            _write(base, lambda db: _compile(db, _part(say, 0.0, 0.7 if grown else 1.0), sources.TABLES, sources.towns))
        if grown and (rebuild or not target.is_file()):
            _write(target, lambda db: merge(db, settings.cache, _merging(say)), copy_of=base)
        cache.clean(settings.cache, keep=(base, target))
    say("place index ready", 1.0)
    return target


def add(settings: Settings, path: Path, share: added.Share | None = None) -> added.Added:
    """Add the places of a file in GeoNames' dump format; the index takes them in when it is opened next.

    Parameters
    ----------
    settings : Settings
        ``cache`` is the folder of the index.
    path : Path
        Plain text or zip, of any size; a file of the same name that was added before is replaced.
    share : callable or None
        Told how much of the file is read, 0 to 1.

    Raises
    ------
    GazetteerError
        If the file cannot be read or no line of it is of the format. What was there stays as it was.
    """
    with cache.building(settings.cache, lambda: None):
        return added.add(settings.cache, path, share)


def remove(settings: Settings, name: str) -> None:
    """Take out what the file of that name added.

    Raises
    ------
    GazetteerError
        If no file of that name was added.
    """
    with cache.building(settings.cache, lambda: None):
        added.remove(settings.cache, name)
        cache.clean(settings.cache, keep=(_base_path(settings), index_path(settings)))


def build(
    settings: Settings,
    progress: Progress | None = None,
    *,
    path: Path | None = None,
    tables: Path = sources.TABLES,
    towns: sources.Towns = sources.towns,
) -> Path:
    """Compile the place index anew and return its path.

    Parameters
    ----------
    settings : Settings
        ``cache`` is the folder of the index.
    progress : callable or None
        Called with a stage in words and the share done.
    path, tables, towns
        Where to write and what to read; tests give a dozen rows. Without a path it is built as `ensure` does.

    Raises
    ------
    GazetteerError
        If the folder cannot be written.
    """
    if path is None:
        return ensure(settings, progress, rebuild=True)
    say = progress or _silent
    with cache.building(path.parent, lambda: say("waiting for another process that builds it", 0.0)):
        _write(path, lambda db: _compile(db, say, tables, towns))
        cache.clean(path.parent, keep=(path,))
    say("place index ready", 1.0)
    return path


def _write(target: Path, fill: Callable[[sqlite3.Connection], None], *, copy_of: Path | None = None) -> None:
    """Write a database beside its place and move it there whole: a killed build leaves only a temporary file."""
    temporary = target.with_name(f"{target.stem}.{os.getpid()}.building")
    try:
        temporary.unlink(missing_ok=True)
        if copy_of:
            shutil.copyfile(copy_of, temporary)
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as db:
            fill(db)
        temporary.replace(target)
    except (sqlite3.Error, OSError) as e:
        raise GazetteerError(f"{target}: building the place index failed: {e}; is the disk full?") from e
    finally:
        temporary.unlink(missing_ok=True)


def _silent(stage: str, share: float) -> None:
    del stage, share


def _part(say: Progress, start: float, stop: float) -> Progress:
    return lambda stage, share: say(stage, start + (stop - start) * share)


def _merging(say: Progress) -> Callable[[float], None]:
    return lambda share: say("adding your files", 0.7 + 0.3 * share)


def _compile(db: sqlite3.Connection, say: Progress, tables: Path, towns: sources.Towns) -> None:
    db.executescript(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;"
        "PRAGMA temp_store = MEMORY; BEGIN;" + _SCHEMA
    )
    aliases, spellings = sources.alias_rows(tables), sources.spelling_rows(tables)
    named: list[tuple[str, int, int]] = []
    folded: list[tuple[str, int]] = []
    licences: dict[tuple[str, str], int] = {}
    shapes = sources.areas(tables)
    wanted: dict[str, dict[str, Any]] = dict(shapes)

    def place_rows(entries: Iterator[sources.Entry], first: int) -> Iterator[tuple[Any, ...]]:
        for n, e in enumerate(entries, first):
            keys = keys_of((*e.names, *spellings.get(e.id, ())), e.kind)
            named.extend((key, n, own) for key, own in keys.items())
            folded.extend((key, n) for key in folds_of(keys, e.country, e.kind))
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
    folded.sort()
    db.executemany("INSERT OR IGNORE INTO fold VALUES (?,?)", folded)
    db.executemany(
        "INSERT INTO area VALUES (?,?)",
        ((i, zlib.compress(json.dumps(g, separators=(",", ":")).encode())) for i, g in wanted.items() if g),
    )
    say("writing indexes", 0.9)
    db.executemany("INSERT INTO source VALUES (?,?,?)", [(n, s, lic) for (s, lic), n in licences.items()])
    places, names = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("place", "name"))
    meta = {
        "schema": SCHEMA_VERSION, "digest": sources.sources_digest(tables), "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
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
