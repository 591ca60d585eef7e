"""The place index as the rest of the program sees it: look-ups by name, id and bounds."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from rapidfuzz import fuzz, process

from geo.errors import GazetteerError
from geo.gazetteer import added
from geo.gazetteer.build import SCHEMA_VERSION, Progress, ensure, index_path
from geo.gazetteer.cache import InUse
from geo.gazetteer.distance import distance_km
from geo.gazetteer.forms import How, fold, written_forms
from geo.gazetteer.names import name_key, without_article
from geo.model import Place
from geo.settings import Settings

_BATCH = 500
FUZZY_CUTOFF = 88.0
"""Similarity from which two spellings are taken for one name: 55 of 57 right, none of 40 wrong in a trial."""
_SHORTEST_FUZZY = 5
_ROMANISED_AS = 95.0
"""Similarity told for another romanisation: as sure as one letter of twenty."""
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
        self._names_by_country: dict[str, tuple[list[str], list[str]]] = {}
        try:
            self._mark = InUse(path)
        except OSError as e:
            raise GazetteerError(f"{path}: the place index cannot be opened ({e.strerror}); build it again") from e
        try:
            with closing(self._connect()) as db:
                found = dict(db.execute("SELECT key, value FROM meta"))
                rows = list(db.execute("SELECT id, name, licence FROM source"))
        except sqlite3.Error as e:
            self._mark.release()
            raise GazetteerError(
                f"{path}: not a place index ({e}); delete it and run: python -m geo gazetteer build"
            ) from e
        if found.get("schema") != str(SCHEMA_VERSION):
            self._mark.release()
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
        return cls(ensure(settings, progress, rebuild=rebuild or path.is_file()))

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
            self._mark.release()
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

    def lookup_many(self, names: Iterable[str], *, romanised: bool = False) -> dict[str, list[Place]]:
        """Look up many names at once; names without a place are left out. See `found`."""
        return {name: places for name, (_, places) in self.found(names, romanised=romanised).items()}

    def found(self, names: Iterable[str], *, romanised: bool = False) -> dict[str, tuple[How, list[Place]]]:
        """Look up many names at once and say by which form each was found; names without a place are left out.

        A name is looked for as it stands and without a Latin article; then, where that finds nothing, without what
        Arabic and Hebrew write onto it (article, and, in, to, from), and as the nominative of a Ukrainian or Russian
        case.

        Parameters
        ----------
        names : iterable of str
            Names or their keys.
        romanised : bool
            Also look for another romanisation where everything else finds nothing ("Tal Rifaat" for Tall Rif‘at).
            Two names in different countries may share one: for names that are known to be names.
        """
        keys: dict[str, list[str]] = {}
        own: dict[str, str] = {}
        for name in names:
            key = name_key(name)
            if key and not _has_surrogate(key):
                own[name] = key
                keys.setdefault(key, []).append(name)
                short = without_article(key)
                if short:
                    keys.setdefault(short, []).append(name)
        hits: dict[str, list[tuple[int, Place]]] = {}
        for key, rank, place in self._by_key("name", list(keys)):
            for name in keys[key]:
                hits.setdefault(name, []).append((rank if own[name] == key else 0, place))
        result: dict[str, tuple[How, list[Place]]] = {}
        for name, ranked in hits.items():
            exact = any(rank for rank, _ in ranked)
            result[name] = ("name" if exact else "article", _sorted(ranked))
        missing = {name: key for name, key in own.items() if name not in result}
        result |= self._other_forms({n: written_forms(k) for n, k in missing.items() if not k.isascii()})
        if romanised:
            result |= self._other_forms(
                {n: [(f, "romanisation")] for n, k in missing.items() if n not in result and (f := fold(k))}, "fold"
            )
        return result

    def _other_forms(
        self, forms: Mapping[str, list[tuple[str, How]]], table: str = "name"
    ) -> dict[str, tuple[How, list[Place]]]:
        """Return for each name the places of the first of its other forms that the index knows."""
        wanted = {key for options in forms.values() for key, _ in options}
        hits: dict[str, list[tuple[int, Place]]] = {}
        for key, rank, place in self._by_key(table, list(wanted)):
            hits.setdefault(key, []).append((rank, place))
        result: dict[str, tuple[How, list[Place]]] = {}
        for name, options in forms.items():
            form = next(((key, how) for key, how in options if key in hits), None)
            if form:
                result[name] = (form[1], _sorted(hits[form[0]]))
        return result

    def _by_key(self, table: str, keys: list[str]) -> Iterator[tuple[str, int, Place]]:
        """Yield (key, how much the name is the place's own, place)."""
        rank = "n.own" if table == "name" else "0"
        for i in range(0, len(keys), _BATCH):
            part = keys[i : i + _BATCH]
            sql = (
                f"SELECT {_PLACE}, n.key, {rank} FROM {table} n JOIN place p ON p.n = n.place"
                f" WHERE n.key IN ({','.join('?' * len(part))})"
            )
            for row in self._rows(sql, part):
                yield row[10], row[11], self._place(row)

    def similar(
        self, name: str, country: str, cutoff: float = FUZZY_CUTOFF, limit: int = 3
    ) -> list[tuple[float, Place]]:
        """Return (similarity 0-100, place) for names in one country that are another romanisation, or differ by a letter.

        For spellings that neither index nor aliases have, once the country is known; without it, or with a lower
        cutoff, wrong places appear.
        """
        key = name_key(name)
        if len(key) < _SHORTEST_FUZZY or _has_surrogate(key):
            return []
        folded = fold(key)
        if folded:
            ranked = [(0, p) for _, _, p in self._by_key("fold", [folded]) if p.country == country]
            if ranked:
                return [(_ROMANISED_AS, p) for p in _sorted(ranked)[:limit]]
        with self._lock:
            names = self._names_by_country.get(country)
        if names is None:
            sql = "SELECT n.key, p.id FROM place p JOIN name n ON n.place = p.n WHERE p.country = ? AND p.kind != 'admin2'"
            rows = list(self._rows(sql, (country,)))
            names = [key for key, _ in rows], [place_id for _, place_id in rows]
            with self._lock:
                self._names_by_country[country] = names
        found: dict[str, float] = {}
        keys, ids = names
        for _, score, n in process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=cutoff, limit=10):
            found.setdefault(ids[n], score)
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
            "added": "; ".join(_told(f) for f in added.files(self.path.parent)) or "nothing",
        }


def _told(f: added.Added) -> str:
    return (
        f"{f.name} on {f.day}: {f.kept:,} places of {f.lines:,} lines"
        f" ({f.left_out:,} of kinds left out, {f.broken:,} not readable)"
    )


def _sorted(ranked: list[tuple[int, Place]]) -> list[Place]:
    ranked.sort(key=lambda f: (-f[0], f[1].kind != "country", -f[1].population, f[1].id))
    return list({p.id: p for _, p in ranked}.values())


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)
