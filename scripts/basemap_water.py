"""Rivers, lakes and the names of waters for `build_basemap.py` (development only)."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import shapefile
import shapely
from shapely import LineString, Polygon
from shapely.geometry import shape

DATA = Path(__file__).resolve().parent.parent / "data"
DETAIL_DEG = 0.003
"""Simplification of rivers and lakes: under half a pixel at zoom 9."""
SMALLEST_LAKE = 0.0003
"""Square degrees, some 3 km²."""
OWN_RIVER_KM = 12
"""A river of our own table is drawn when its line is known this well and Natural Earth has none there."""
OWN_RIVER_RANK = 8
NEAR_DEG = 0.15
# Names that the source's encoding has mangled, or that carry a second one in brackets, come from the table or not at all.
_WHOLE = re.compile(r"[^\W\d_][^\W\d_]+(?:[ '-][^\W\d_]+)*")


def read_shapes(path: Path) -> list[tuple[dict, shapely.Geometry]]:
    """Return (attributes, geometry) of every shape in a shapefile; the attributes are empty where it has no table."""
    with path.with_suffix(".shp").open("rb") as shp, path.with_suffix(".shx").open("rb") as shx:
        table = path.with_suffix(".dbf")
        if not table.exists():
            return [({}, shape(s.__geo_interface__)) for s in shapefile.Reader(shp=shp, shx=shx).iterShapes()]
        with table.open("rb") as dbf:
            reader = shapefile.Reader(shp=shp, shx=shx, dbf=dbf, encoding="cp1252")
            # By number: one of the files has gaps between its shapes.
            pairs = [(reader.record(i), reader.shape(i)) for i in range(len(reader))]
    return [(record.as_dict(), shape(s.__geo_interface__)) for record, s in pairs if s.points]


def water_names() -> list[dict[str, str]]:
    with (DATA / "basemap" / "water_names.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def lines_of(geometry: shapely.Geometry) -> list[LineString]:
    return [g for g in shapely.get_parts(shapely.get_parts(geometry)) if g.geom_type == "LineString" and g.length > 0]


def smooth(line: LineString, rounds: int = 3) -> LineString:
    """Cut corners (Chaikin): a line through a few towns would show as a zigzag."""
    points = np.asarray(line.coords)
    for _ in range(rounds):
        a, b = points[:-1], points[1:]
        middle = np.stack([a * 0.75 + b * 0.25, a * 0.25 + b * 0.75], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], middle, points[-1:]])
    return LineString(points)


def rivers(folder: Path, rows: list[dict[str, str]]) -> list[tuple[str, int, LineString]]:
    """Return (English name or "", rank, line), the greatest rivers first; lines of one river are joined."""
    english = {old: r["name"] for r in rows if r["kind"] == "river" for old in r["natural_earth"].split("|")}
    grouped: dict[tuple[str, int], list[LineString]] = {}
    for row, line in read_shapes(folder / "ne_10m_rivers_lake_centerlines"):
        given = row["name"].strip()
        name = english.get(given, given if _WHOLE.fullmatch(given) else "")
        grouped.setdefault((name, int(row["scalerank"])), []).extend(lines_of(line))
    out = []
    for (name, rank), lines in grouped.items():
        merged = shapely.line_merge(shapely.MultiLineString(lines)).simplify(DETAIL_DEG)
        out += [(name, rank, line) for line in lines_of(merged)]
    known = shapely.union_all([line for _, _, line in out])
    with (DATA / "gazetteer" / "rivers.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            line = shapely.from_wkt(row["wkt"])
            away = np.mean([known.distance(shapely.Point(p)) > NEAR_DEG for p in line.coords])
            if float(row["precision_km"]) <= OWN_RIVER_KM and away > 0.5:
                out.append((row["name"].removesuffix(" River"), OWN_RIVER_RANK, smooth(line).simplify(DETAIL_DEG)))
    return sorted(out, key=lambda r: (r[1], r[0], -r[2].length))


def lakes(folder: Path, rows: list[dict[str, str]]) -> list[tuple[str, Polygon]]:
    """Return (English name or "", polygon), the largest first.

    Raises
    ------
    SystemExit
        If a lake of the table lies in no polygon.
    """
    found = [p for _, g in read_shapes(folder / "ne_10m_lakes") for p in shapely.get_parts(g) if p.area > SMALLEST_LAKE]
    tree = shapely.STRtree(found)
    names: dict[int, str] = {}
    drained = set()
    for row in rows:
        if row["kind"] not in {"lake", "drained"}:
            continue
        inside = tree.query(shapely.Point(float(row["lon"]), float(row["lat"])), predicate="within")
        if not len(inside):
            raise SystemExit(f"water_names.csv: {row['name']}: no lake at {row['lon']}, {row['lat']}")
        if row["kind"] == "drained":
            drained.add(int(inside[0]))
        names[int(inside[0])] = row["name"]
    out = [(names.get(i, ""), p.simplify(DETAIL_DEG)) for i, p in enumerate(found) if i not in drained]
    return sorted(out, key=lambda lake: -lake[1].area)


def seas(rows: list[dict[str, str]], land: shapely.Geometry) -> list[list]:
    """Return [name, [lon, lat], lowest zoom] of every sea's label.

    Raises
    ------
    SystemExit
        If a label would stand on land.
    """
    shapely.prepare(land)
    out = []
    for row in rows:
        if row["kind"] == "sea":
            point = [float(row["lon"]), float(row["lat"])]
            if land.contains(shapely.Point(point)):
                raise SystemExit(f"water_names.csv: {row['name']}: {point} is on land")
            out.append([row["name"], point, float(row["min_zoom"])])
    return out
