"""Write a situation as a GeoPackage (OGC 12-128r18, version 1.3): one layer a kind of mark, one table a sheet.

The standard is SQLite with a few tables, so that this is a page of SQL and not a dependency of 25 MB; GDAL reads it back in
the tests.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from geo import geometry
from geo.export.about import TITLE
from geo.export.plain import shown
from geo.export.sheets import Material
from geo.export.table import Cell
from geo.situation.features import ORDER

APPLICATION_ID = 0x47504B47
"""\"GPKG\" in the file's header."""
USER_VERSION = 10300
SRS = 4326
LAYERS = {
    "event": "events", "route": "routes", "movement": "movements", "heading": "headings", "control": "control",
    "front": "fronts", "band": "bands", "contested": "contested", "unknown": "unknown", "ring": "rings",
    "background": "background",
}  # fmt: skip
COLUMNS = (
    ("id", "TEXT"), ("record", "TEXT"), ("records", "TEXT"), ("label", "TEXT"), ("status", "TEXT"), ("type", "TEXT"),
    ("type_label", "TEXT"), ("class", "TEXT"), ("kind", "TEXT"), ("acled", "TEXT"), ("acled_sub", "TEXT"),
    ("state", "TEXT"), ("basis", "TEXT"), ("side", "TEXT"), ("sides", "TEXT"), ("holders", "TEXT"), ("colour", "TEXT"),
    ("hatch", "TEXT"), ("place", "TEXT"), ("places", "TEXT"), ("place_kind", "TEXT"), ("precision_km", "REAL"),
    ("within_km", "REAL"), ("radius_km", "REAL"), ("blurred_km", "REAL"), ("time", "TEXT"), ("time_text", "TEXT"),
    ("day", "DATE"), ("known", "DATE"), ("valid_from", "DATE"), ("valid_until", "DATE"), ("from", "TEXT"),
    ("to", "TEXT"), ("via", "TEXT"), ("figure_text", "TEXT"), ("figure_value", "REAL"), ("width_class", "INTEGER"),
    ("inferred", "TEXT"), ("why", "TEXT"), ("conflicts", "TEXT"), ("speaker", "TEXT"), ("quote", "TEXT"),
    ("publisher", "TEXT"), ("article_title", "TEXT"), ("article_published", "DATE"), ("article_url", "TEXT"),
)  # fmt: skip
"""Columns of every layer, in an order that does not change."""
NUMBERS = frozenset(
    {"lat", "lon", "precision_km", "within_km", "blurred_km", "value", "max", "start", "end", "records", "articles"}
)
"""Columns of the tables that hold numbers."""

_CORE = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", SRS, "EPSG", SRS, _WGS84, "longitude and latitude in degrees"),
)


def write(material: Material) -> bytes:
    """Return the file."""
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(_CORE)
        db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SYSTEMS)
        _layers(db, material)
        for name, header, rows in material.sheets():
            kinds = [(c, "REAL" if c in NUMBERS else "TEXT") for c in header]
            _table(db, name, kinds, ([row.get(c) for c in header] for row in rows))
            _listed(db, name, "attributes", f"{TITLE}: {name}", material)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {USER_VERSION}")
        db.commit()
        return db.serialize()
    finally:
        db.close()


def _layers(db: sqlite3.Connection, material: Material) -> None:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for feature in material.outgoing["features"]:
        found[feature["properties"]["layer"]].append(feature)
    records = {r["id"]: (r, article) for r, article in material.told()}
    for layer in reversed(ORDER):
        name, features = LAYERS[layer], _alike(found.get(layer, []))
        shapes = [f["geometry"] for f in features if f.get("geometry")]
        _table(db, name, COLUMNS, (_row(f, records) for f in features), spatial=True)
        box = _box(shapes)
        description = f"As of {material.as_of or 'a day not known'}. {material.attribution}"
        _listed(db, name, "features", f"{TITLE}: {name}", material, description, box)
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, _kind(shapes), SRS))


def _table(
    db: sqlite3.Connection,
    name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Cell | bytes]],
    *,
    spatial: bool = False,
) -> None:
    first = [("geom", "GEOMETRY")] if spatial else []
    columns = list(zip(_told_apart([c for c, _ in columns]), (kind for _, kind in columns), strict=True))
    named = ", ".join(f"{_quoted(c)} {kind}" for c, kind in [*first, *columns])
    db.execute(f"CREATE TABLE {_quoted(name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {named})")
    marks = ", ".join("?" * (len(columns) + len(first)))
    names = ", ".join(_quoted(c) for c, _ in [*first, *columns])
    db.executemany(
        f"INSERT INTO {_quoted(name)} ({names}) VALUES ({marks})", ([_stored(v) for v in row] for row in rows)
    )


def _told_apart(names: Iterable[str]) -> list[str]:
    """Return names of columns that SQL takes for different ones: it knows no case, and notes may have "Town" and "town"."""
    out: dict[str, str] = {}
    for name in map(shown, names):
        n, other = 1, name
        while other.casefold() in out:
            n, other = n + 1, f"{name}_{n + 1}"
        out[other.casefold()] = other
    return list(out.values())


def _listed(
    db: sqlite3.Connection,
    table: str,
    kind: str,
    title: str,
    material: Material,
    description: str = "",
    box: Sequence[float] | None = None,
) -> None:
    # The day that is shown, and not the clock: the same situation gives the same bytes.
    changed = f"{material.as_of or '1970-01-01'}T00:00:00.000Z"
    srs = SRS if kind == "features" else None
    db.execute(
        "INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)",
        (table, kind, title, description, changed, *(box or (None,) * 4), srs),
    )


def _row(feature: Mapping[str, Any], records: Mapping[str, Any]) -> list[Cell | bytes]:
    p = feature["properties"]
    record, article = records.get(p.get("record") or next(iter(p.get("records") or ()), ""), ({}, {}))
    evidence = (record.get("evidence") or [{}])[0]
    begin, until = p.get("valid") or (None, None)
    more = {
        "id": feature.get("id"),
        "valid_from": begin,
        "valid_until": until,
        "figure_value": (p.get("figure") or {}).get("value"),
        "speaker": record.get("speaker"),
        "quote": evidence.get("quote"),
        "publisher": article.get("source"),
        "article_title": article.get("title"),
        "article_published": article.get("published"),
        "article_url": article.get("url"),
    }
    shape = feature.get("geometry")
    return [_blob(shape) if shape else None, *(more.get(c, p.get(c)) for c, _ in COLUMNS)]


def _stored(value: Any) -> Cell | bytes:
    if isinstance(value, str):
        return shown(value) or None
    if isinstance(value, list | tuple):
        return shown(" | ".join(map(str, value))) or None
    return json.dumps(value) if isinstance(value, dict) else value


def _blob(shape: Mapping[str, Any]) -> bytes:
    """Return GeoPackageBinary: header without envelope, little-endian, then well-known binary."""
    return struct.pack("<2sBBi", b"GP", 0, 1, SRS) + geometry.wkb(shape)


def _alike(features: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return features of one type where some are of several parts and some of one: a layer of one type opens as one."""
    kinds = {f["geometry"]["type"] for f in features if f.get("geometry")}
    if len(kinds) != 2 or len({k.removeprefix("Multi") for k in kinds}) != 1:
        return features
    return [{**f, "geometry": _of_parts(f["geometry"])} if f.get("geometry") else f for f in features]


def _of_parts(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    if shape["type"].startswith("Multi"):
        return shape
    return {"type": f"Multi{shape['type']}", "coordinates": [shape["coordinates"]]}


def _kind(shapes: Sequence[Mapping[str, Any]]) -> str:
    """Return the type of a layer's shapes; ``GEOMETRY`` where points stand beside areas."""
    kinds = {s["type"] for s in shapes}
    return kinds.pop().upper() if len(kinds) == 1 else "GEOMETRY"


def _box(shapes: Sequence[Mapping[str, Any]]) -> list[float] | None:
    points = [p for s in shapes for p in _points(s.get("coordinates") or [g["coordinates"] for g in s["geometries"]])]
    if not points:
        return None
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return [min(xs), min(ys), max(xs), max(ys)]


def _points(value: Any) -> Iterator[Sequence[float]]:
    if value and isinstance(value[0], int | float):
        yield value
        return
    for item in value:
        yield from _points(item)


def _quoted(name: str) -> str:
    """Return an identifier of SQL; names of columns come from an analyst's notes too."""
    return '"' + shown(name).replace('"', '""') + '"'
