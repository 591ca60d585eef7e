"""The place index as the rest of the program sees it: look-ups by name, id and bounds."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from rapidfuzz import fuzz, process

from geo.errors import GazetteerError
from geo.gazetteer.build import SCHEMA_VERSION, Progress, build, index_path
from geo.gazetteer.names import name_key, without_article
from geo.model import Place
from geo.settings import Settings

_BATCH = 500
FUZZY_CUTOFF = 88.0
"""Similarity from which two spellings are taken for one name: 55 of 57 right, none of 40 wrong in a trial."""
_SHORTEST_FUZZY = 5
_PLACE = "p.id, p.name, p.kind, p.lat, p.lon, p.country, p.admin1, p.precision_km, p.population, p.source"
_KM_PER_DEGREE = 111.195  # mean Earth radius 6371.0088 km (IUGG)


def is_built(settings: Settings) -> bool:
    """Whether the index for the present sources lies in the cache."""
    return index_path(settings).is_file()


class Gazetteer:
    """The place index, open for reading; safe to use from several threads.

    Use ``Gazetteer.open`` and close it, or use it in a ``with`` block.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._names_by_country: dict[str, list[tuple[Any, ...]]] = {}
        try:
            with closing(self._connect()) as db:
                found = dict(db.execute("SELECT key, value FROM meta"))
                rows = list(db.execute("SELECT id, name, licence FROM source"))
        except sqlite3.Error as e:
            raise GazetteerError(
                f"{path}: not a place index ({e}); delete it and run: python -m geo gazetteer build"
            ) from e
        if found.get("schema") != str(SCHEMA_VERSION):
            raise GazetteerError(
                f"{path}: place index of schema {found.get('schema')}, expected {SCHEMA_VERSION}; build it again"
            )
        self._meta = found
        self._sources = {n: (name, licence) for n, name, licence in rows}

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        build_missing: bool = True,
        rebuild: bool = False,
        progress: Progress | None = None,
    ) -> Gazetteer:
        """Open the index, building it when it is missing, older than its sources, damaged or ``rebuild`` is set.

        Raises
        ------
        GazetteerError
            If it is missing and ``build_missing`` is False, or cannot be built.
        """
        settings = settings or Settings()
        path = index_path(settings)
        if path.is_file() and not rebuild:
            try:
                return cls(path)
            except GazetteerError:
                if not build_missing:
                    raise
        elif not build_missing and not rebuild:
            raise GazetteerError(f"{path}: the place index is not built yet; run: python -m geo gazetteer build")
        return cls(build(settings, progress))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    @property
    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = self._connect()
            with self._lock:
                self._connections.append(db)
        return db

    def close(self) -> None:
        """Close the file in every thread."""
        with self._lock:
            for db in self._connections:
                db.close()
            self._connections.clear()
        self._local = threading.local()

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, sql: str, arguments: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(sql, arguments)
        except sqlite3.DatabaseError as e:
            raise GazetteerError(f"{self.path}: the place index is damaged ({e}); delete it and build it again") from e

    def _place(self, row: Sequence[Any]) -> Place:
        source, licence = self._sources[row[9]]
        return Place(
            id=row[0], name=row[1], kind=row[2], lat=row[3], lon=row[4], country=row[5], admin1=row[6],
            precision_km=row[7], population=row[8], source=source, licence=licence,
        )  # fmt: skip

    def lookup(self, name: str, country: str | None = None) -> list[Place]:
        """Return the places of that name, its own name before aliases, a country before towns, large before small.

        Parameters
        ----------
        name : str
            In any spelling that the index knows; a leading Arabic article may be missing or there.
        country : str or None
            ISO 3166-1 alpha-2: only places there.
        """
        found = self.lookup_many([name]).get(name, [])
        return [p for p in found if country is None or p.country == country]

    def lookup_many(self, names: Iterable[str]) -> dict[str, list[Place]]:
        """Look up many names at once; names without a place are left out."""
        keys: dict[str, list[str]] = {}
        for name in names:
            key = name_key(name)
            if key and not _has_surrogate(key):
                keys.setdefault(key, []).append(name)
                short = without_article(key)
                if short:
                    keys.setdefault(short, []).append(name)
        hits: dict[str, list[tuple[int, Place]]] = {}
        todo = list(keys)
        for i in range(0, len(todo), _BATCH):
            part = todo[i : i + _BATCH]
            sql = f"SELECT {_PLACE}, n.key, n.own FROM name n JOIN place p ON p.n = n.place WHERE n.key IN ({','.join('?' * len(part))})"
            for row in self._rows(sql, part):
                place = self._place(row)
                for name in keys[row[10]]:
                    hits.setdefault(name, []).append((row[11] if name_key(name) == row[10] else 0, place))
        result: dict[str, list[Place]] = {}
        for name, found in hits.items():
            found.sort(key=lambda f: (-f[0], f[1].kind != "country", -f[1].population, f[1].id))
            result[name] = list({p.id: p for _, p in found}.values())
        return result

    def similar(
        self, name: str, country: str, cutoff: float = FUZZY_CUTOFF, limit: int = 3
    ) -> list[tuple[float, Place]]:
        """Return (similarity 0-100, place) for names in one country that differ by a letter or two.

        For spellings that neither index nor aliases have, once the country is known; without it, or with a lower
        cutoff, wrong places appear.
        """
        key = name_key(name)
        if len(key) < _SHORTEST_FUZZY or _has_surrogate(key):
            return []
        with self._lock:
            names = self._names_by_country.get(country)
        if names is None:
            sql = "SELECT n.key, p.id FROM place p JOIN name n ON n.place = p.n WHERE p.country = ? AND p.kind != 'admin2'"
            names = list(self._rows(sql, (country,)))
            with self._lock:
                self._names_by_country[country] = names
        found: dict[str, float] = {}
        for _, score, n in process.extract(
            key, [k for k, _ in names], scorer=fuzz.ratio, score_cutoff=cutoff, limit=10
        ):
            found.setdefault(names[n][1], score)
        places = self.places(list(found)[:limit])
        return [(found[i], places[i]) for i in list(found)[:limit] if i in places]

    def place(self, place_id: str) -> Place | None:
        """Return one place with its geometry, or None."""
        return self.places([place_id]).get(place_id)

    def places(self, ids: Iterable[str]) -> dict[str, Place]:
        """Return places by id, with their geometry where there is one."""
        todo = [i for i in dict.fromkeys(ids) if not _has_surrogate(i)]
        found: dict[str, Place] = {}
        for i in range(0, len(todo), _BATCH):
            part = todo[i : i + _BATCH]
            marks = ",".join("?" * len(part))
            for row in self._rows(f"SELECT {_PLACE} FROM place p WHERE p.id IN ({marks})", part):
                found[row[0]] = self._place(row)
            for place_id, blob in self._rows(f"SELECT id, geojson FROM area WHERE id IN ({marks})", part):
                if place_id in found:
                    found[place_id] = replace(found[place_id], geometry=json.loads(zlib.decompress(blob)))
        return found

    def settlements(self, bounds: tuple[float, float, float, float], limit: int = 200) -> list[Place]:
        """Return the largest settlements within (west, south, east, north), by population.

        Parameters
        ----------
        bounds : tuple
            Degrees, EPSG:4326; ``west`` greater than ``east`` crosses the date line.
        """
        west, south, east, north = bounds
        across = "p.lon BETWEEN ? AND ?" if west <= east else "(p.lon >= ? OR p.lon <= ?)"
        sql = (
            f"SELECT {_PLACE} FROM place p WHERE p.kind = 'settlement' AND p.lat BETWEEN ? AND ? AND {across}"
            " ORDER BY p.population DESC, p.id LIMIT ?"
        )
        return [self._place(r) for r in self._rows(sql, (south, north, west, east, limit))]

    def near(self, lat: float, lon: float, *, within_km: float = 50.0, limit: int = 10) -> list[tuple[float, Place]]:
        """Return (distance in km, settlement) around a point, nearest first."""
        south, north = lat - within_km / _KM_PER_DEGREE, lat + within_km / _KM_PER_DEGREE
        half = within_km / (_KM_PER_DEGREE * max(math.cos(math.radians(lat)), 0.01))
        west, east = ((lon + d + 180) % 360 - 180 for d in (-half, half))
        if half >= 180:
            west, east = -180.0, 180.0
        found = []
        for place in self.settlements((west, south, east, north), limit=100_000):
            d = distance_km(lat, lon, place.lat, place.lon)
            if d <= within_km:
                found.append((d, place))
        return sorted(found, key=lambda f: (f[0], f[1].id))[:limit]

    def info(self) -> dict[str, str]:
        """Return what the index holds, where it lies and what it was made of, for people to read."""
        counts = dict(self._rows("SELECT source, count(*) FROM place GROUP BY source"))
        listed = sorted(((*self._sources[n], c) for n, c in counts.items()), key=lambda s: (-s[2], s[0]))
        m = self._meta
        return {
            "path": str(self.path),
            "size": f"{self.path.stat().st_size / 1e6:.0f} MB",
            "built": m["built"],
            "places": m["places"],
            "names": m["names"],
            "areas": m["areas"],
            "digest": m["digest"][:12],
            "sources": "; ".join(f"{name} ({licence}): {count}" for name, licence, count in listed),
        }


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in km (haversine, mean Earth radius; within 0.6 % of the geodesic).

    For ranking candidates; what is drawn or reported uses ``geo.geometry``.
    """
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)
