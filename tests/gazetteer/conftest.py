"""A place index of a dozen rows, built from tables of its own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer, build
from geo.gazetteer.sources import Entry
from geo.settings import Settings

TABLES = {
    "countries.csv": """iso2,iso3,name,capital,lat,lon,precision_km,source,licence
SY,SYR,Syria,Damascus,35,38,243,test,MIT
LY,LBY,Libya,Tripoli,28,17,748,test,MIT
NA,NAM,Namibia,Windhoek,-22,17,512,test,MIT
""",
    "admin1.csv": """code,name,aliases,country,lat,lon,precision_km,how,source,licence
SY.11,Homs,Homs Governorate,SY,34.339,38.299,126,test,test,MIT
SY.02,Latakia,,SY,35.5,36.0,28,test,test,MIT
SY.14,Tartus,,SY,34.9,36.1,25,test,test,MIT
""",
    "regions.csv": """id,name,kind,aliases,country,admin1,lat,lon,precision_km,members,wkt,source,licence
coast:SY,Syria's western coast,coast,Syria western coast|Syrian coast,SY,,35.2,36.0,40,SY.02|SY.14,,test,MIT
""",
    "roads.csv": """id,name,kind,aliases,country,admin1,lat,lon,precision_km,members,wkt,source,licence
road:M5,M5 highway,road,M5,SY,,34.9,36.7,8,,"LINESTRING (36.75 35.13, 36.73 34.93, 36.72 34.72)",test,MIT
""",
    "aliases.csv": """alias,id,source,licence
Rastan,geonames:3,test,MIT
""",
}

TOWNS = [
    Entry(id="geonames:1", kind="settlement", names=("Homs", "Ḩimş", "حمص"), lat=34.724, lon=36.726, country="SY", admin1="SY.11", population=775_404),
    Entry(id="geonames:2", kind="settlement", names=("Al Khums", "Homs"), lat=32.65, lon=14.26, country="LY", admin1="LY.1", population=201_943),
    Entry(id="geonames:3", kind="settlement", names=("Ar Rastan",), lat=34.927, lon=36.732, country="SY", admin1="SY.11", population=53_152),
    Entry(id="geonames:4", kind="settlement", names=("Talbiseh", "Tallbīsah"), lat=34.841, lon=36.731, country="SY", admin1="SY.11", population=38_491),
    Entry(id="geonames:5", kind="settlement", names=("Latakia",), lat=35.53, lon=35.79, country="SY", admin1="SY.02", population=709_000),
    Entry(id="geonames:6", kind="settlement", names=("Windhoek",), lat=-22.56, lon=17.08, country="NA", admin1="NA.21", population=431_171),
    Entry(id="geonames:7", kind="settlement", names=("Levuka",), lat=-17.68, lon=179.9, country="FJ", population=4_000),
    Entry(id="geonames:8", kind="settlement", names=("Waiyevo",), lat=-16.79, lon=-179.98, country="FJ", population=1_000),
]  # fmt: skip


def small_towns(aliases: dict[str, list[str]]) -> Iterator[Entry]:
    """Yield the towns, alias rows first as the real source does."""
    for t in TOWNS:
        extra = aliases.get(t.id, [])
        yield Entry(
            id=t.id, kind=t.kind, names=(*extra, *t.names), lat=t.lat, lon=t.lon, country=t.country, admin1=t.admin1,
            population=t.population,
        )  # fmt: skip


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of small tables, two admin-1 areas among them."""
    folder = tmp_path_factory.mktemp("tables")
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    square = {"type": "Polygon", "coordinates": [[[36, 35], [36.2, 35], [36.2, 35.5], [36, 35.5], [36, 35]]]}
    features = [{"type": "Feature", "id": f"admin1:{c}", "geometry": square} for c in ("SY.02", "SY.14")]
    (folder / "areas.geojson.gz").write_bytes(gzip.compress(json.dumps({"features": features}).encode()))
    return folder


@pytest.fixture(scope="session")
def small_path(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built index of those tables."""
    path = tmp_path_factory.mktemp("index") / "gazetteer-test.sqlite"
    return build(Settings(cache=path.parent), path=path, tables=tables, towns=small_towns)


@pytest.fixture(scope="session")
def small(small_path: Path) -> Iterator[Gazetteer]:
    """Return that index, open."""
    with Gazetteer(small_path) as opened:
        yield opened
