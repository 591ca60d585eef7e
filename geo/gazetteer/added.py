"""Places that the user adds from GeoNames' files: kept beside the index, so that they outlast its rebuilding.

The rows of every file lie in a database of their own in the cache folder. An index is the compiled tables plus these
rows; adding and removing change the rows in one transaction, and a new index is written beside the old one.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from geo.errors import GazetteerError
from geo.gazetteer import dump
from geo.gazetteer.names import name_key

FILE = "added-places.sqlite"
"""Name of the database in the cache folder."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, added TEXT NOT NULL,
    lines INTEGER NOT NULL, kept INTEGER NOT NULL, left_out INTEGER NOT NULL, broken INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS entry (
    file INTEGER NOT NULL, geonameid INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, names TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL, precision_km REAL NOT NULL,
    population INTEGER NOT NULL, PRIMARY KEY (file, geonameid)
) WITHOUT ROWID;
"""
_BATCH = 5_000
_EXAMPLES = 5
_BETWEEN = "\x1f"

Share = Callable[[float], None]
"""Called with the share of a file that is read, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that could not be read, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class Added:
    """What became of a file's lines."""

    name: str
    lines: int = 0
    kept: int = 0
    left_out: int = 0
    """Features of kinds that articles do not name as places: wells, hotels, schools."""
    broken: int = 0
    examples: list[Line] = field(default_factory=list)
    """The first broken lines."""
    day: str = ""


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as db:
            db.executescript(_SCHEMA)
            yield db
    except (sqlite3.Error, OSError) as e:
        raise GazetteerError(f"{path}: added places cannot be read or written ({e}); is the disk full?") from e


def digest(folder: Path) -> str:
    """Return a digest of what is added, empty when nothing is; costs a millisecond."""
    if not (folder / FILE).is_file():
        return ""
    with _opened(folder) as db:
        rows = list(db.execute("SELECT name, digest FROM file ORDER BY name"))
    return hashlib.sha256(repr(rows).encode("utf-8", "replace")).hexdigest() if rows else ""


def files(folder: Path) -> list[Added]:
    """Return what is added, by name."""
    if not (folder / FILE).is_file():
        return []
    with _opened(folder) as db:
        rows = list(db.execute("SELECT name, lines, kept, left_out, broken, added FROM file ORDER BY name"))
    return [Added(name=n, lines=a, kept=k, left_out=o, broken=b, day=d[:10]) for n, a, k, o, b, d in rows]


def add(folder: Path, path: Path, share: Share | None = None) -> Added:
    """Read a dump into the database, whole or not at all; one of the same name is replaced.

    Parameters
    ----------
    folder : Path
        The cache folder.
    path : Path
        Plain text or zip; its file name is the name under which it is removed again.
    share : callable or None
        Told how much is read.

    Raises
    ------
    GazetteerError
        If the file cannot be read or no line of it is of the format.
    """
    result = Added(name=path.name.encode("utf-8", "replace").decode())
    content = hashlib.sha256()
    with dump.opened(path) as (file, size), _opened(folder) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            _remove(db, result.name)
            number = db.execute("SELECT coalesce(max(id), 0) + 1 FROM file").fetchone()[0]
            db.executemany(
                "INSERT OR REPLACE INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                _rows(dump.lines(file), number, result, content, size, share),
            )
            if not result.kept + result.left_out:
                first = "".join(f"; line {e.number}: {e.reason}" for e in result.examples[:1])
                raise GazetteerError(f"{path}: none of {result.lines} lines is of GeoNames' dump format{first}")
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            told = (result.lines, result.kept, result.left_out, result.broken)
            db.execute(
                "INSERT INTO file VALUES (?,?,?,?,?,?,?,?)", (number, result.name, content.hexdigest(), now, *told)
            )
            db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise
    result.day = now[:10]
    return result


def _rows(
    lines: Iterator[tuple[int, bytes]],
    number: int,
    result: Added,
    content: hashlib._Hash,
    size: int,
    share: Share | None,
) -> Iterator[tuple[object, ...]]:
    done = 0
    for n, line in lines:
        done += len(line)
        content.update(line)
        result.lines += 1
        if share and result.lines % _BATCH == 0:
            share(min(done / max(size, 1), 1.0))
        try:
            row = dump.parse(line)
        except dump.BrokenLineError as e:
            result.broken += 1
            if len(result.examples) < _EXAMPLES:
                result.examples.append(Line(n, str(e)))
            continue
        if row is None:
            result.left_out += 1
            continue
        result.kept += 1
        yield (
            number, row.geonameid, name_key(row.names[0]), row.kind, _BETWEEN.join(row.names), row.lat, row.lon,
            row.country, row.admin1, row.precision_km, row.population,
        )  # fmt: skip
    if share:
        share(1.0)


def remove(folder: Path, name: str) -> None:
    """Remove what a file added.

    Raises
    ------
    GazetteerError
        If no file of that name is added.
    """
    known = [f.name for f in files(folder)]
    if name not in known:
        listed = f"added are {', '.join(known)}" if known else "nothing is added"
        raise GazetteerError(f"{name}: no such file was added; {listed}")
    with _opened(folder) as db:
        db.execute("BEGIN IMMEDIATE")
        _remove(db, name)
        db.execute("COMMIT")
        db.execute("VACUUM")


def _remove(db: sqlite3.Connection, name: str) -> None:
    db.execute("DELETE FROM entry WHERE file IN (SELECT id FROM file WHERE name = ?)", (name,))
    db.execute("DELETE FROM file WHERE name = ?", (name,))


def rows(folder: Path) -> Iterator[tuple[str, dump.Row]]:
    """Yield (name key, place) of all files, sorted by key, so that namesakes follow each other."""
    with _opened(folder) as db:
        sql = (
            "SELECT key, geonameid, kind, names, lat, lon, country, admin1, precision_km, population FROM entry"
            " ORDER BY key, geonameid, file DESC"
        )
        for key, number, kind, names, *rest in db.execute(sql):
            yield key, dump.Row(number, kind, tuple(names.split(_BETWEEN)), *rest)


def count(folder: Path) -> int:
    """Return how many rows are added."""
    return sum(f.kept for f in files(folder))
