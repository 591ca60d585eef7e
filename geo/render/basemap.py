"""Cut the offline basemap to what a situation needs.

The files under ``data/basemap/`` hold the whole world; a message carries the region around the situation in detail
and the rest as a coarse backdrop. Coordinates are degrees, EPSG:4326, packed as ``[x0, y0, dx, dy, ...]`` in
steps of ``1 / scale`` degree.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.errors import RenderError
from geo.render.labels import uncrowded
from geo.tables import DATA, rows

Bounds = tuple[float, float, float, float]
Packed = list[int]
Settlement = tuple[str, float, float, float]
"""Name, lat, lon, population (0 where unknown)."""

SCALE = 1000
MIN_SPAN = (9.0, 6.0)
"""Degrees of detail around even a single point, so that zooming out twice still shows borders and rivers."""
MARGIN = 0.9
"""Detail beyond the situation on each side, in parts of its own width and height: screens are wider than wars."""
DETAIL_SPAN = 100.0
"""A situation wider than this many degrees is drawn on the backdrop alone."""
ADMIN1_SPAN = 45.0
"""Above this width the lines of provinces would be a grey mesh."""
RIVER_RANKS = ((25.0, 6), (14.0, 8))
"""Beyond a width in degrees only rivers up to Natural Earth's rank: smaller ones would be a mesh."""
ROAD_KM = 15.0
"""Roads of the gazetteer that are known better than this are good enough to draw."""
SEAS_EVERYWHERE = 4.0
"""Seas named at this zoom or farther out are named outside the region too."""
MAX_LAT = 85.0


def region(bounds: Sequence[float] | None) -> Bounds | None:
    """Return what is drawn in detail around bounds: (west, south, east, north), east may exceed 180; None: nothing.

    Raises
    ------
    RenderError
        If the bounds are not finite degrees.
    """
    return None if bounds is None else _region(bounds)


def basemap(
    bounds: Sequence[float] | None, settlements: Iterable[Settlement] = (), focus: Sequence[float] | None = None
) -> dict[str, Any]:
    """Return the basemap of a message.

    Parameters
    ----------
    bounds : sequence = (west, south, east, north) or None
        Of what is drawn, degrees; ``west > east`` crosses the antimeridian. None: the whole world, coarse.
    settlements : iterable of (name, lat, lon, population)
        Places that may be labelled, in any order; those outside the region and those that would crowd it are left out.
    focus : sequence = (west, south, east, north) or None
        Where the map opens, degrees: the largest there are kept, however crowded.

    Returns
    -------
    dict
        As ``docs/message.md`` says: ``region`` (bounds of the detail, east may exceed 180; or None), ``scale``, packed
        ``land borders dashed admin1 rivers lakes roads``, ``disputed``, ``names`` and ``backdrop``.

    Raises
    ------
    RenderError
        If the bounds are not finite degrees.
    """
    box = region(bounds)
    detail: dict[str, Any] = {"region": None, "scale": SCALE} if box is None else _detail(box)
    places = []
    for name, lat, lon, population in settlements:
        x = _near(lon, box)
        if box is None or (box[0] <= x <= box[2] and box[1] <= lat <= box[3]):
            places.append([name, round(x, 4), round(lat, 4), int(population or 0)])
    water = detail.get("lake_names", []) + [
        [name, [_near(point[0], box), point[1]], zoom]
        for name, point, zoom in _stored("water")["seas"]
        if box is None or zoom <= SEAS_EVERYWHERE or _holds(box, point)
    ]
    names = {
        "countries": _stored("regional")["countries"],
        "admin1": detail.get("admin1_names", []),
        "water": water,
        "places": _labels(places, focus),
    }
    rest = {k: v for k, v in detail.items() if k not in {"admin1_names", "lake_names"}}
    return {**rest, "names": names, "backdrop": _stored("backdrop")}


def rivers(bounds: Sequence[float], *, rank: int) -> list[BaseGeometry]:
    """Return the rivers that cross bounds (west, south, east, north), up to one of Natural Earth's ranks."""
    west, south, east, north = bounds
    box = shapely.box(west, south, east, north)
    found = zip(_stored("water")["rivers"], _geometries("rivers"), strict=True)
    return [line for row, line in found if row[1] <= rank and line.intersects(box)]


def _labels(places: Sequence[list[Any]], focus: Sequence[float] | None) -> list[list[Any]]:
    if focus is None:
        return uncrowded(places, [])
    west, south, east, north = (float(v) for v in focus)
    near = (west, south, east + 360 if east < west else east, north)
    return uncrowded(places, [_holds(near, place[1:3]) for place in places])


def _holds(box: Bounds, point: Sequence[float]) -> bool:
    return box[0] <= _near(point[0], box) <= box[2] and box[1] <= point[1] <= box[3]


def _region(bounds: Sequence[float]) -> Bounds | None:
    west, south, east, north = (float(v) for v in bounds)
    if not np.isfinite([west, south, east, north]).all() or south > north or max(abs(south), abs(north)) > 90:
        raise RenderError(f"bounds {tuple(bounds)}: expected west, south, east, north in degrees")
    if max(abs(west), abs(east)) > 360:
        raise RenderError(f"bounds {tuple(bounds)}: longitudes beyond 360 degrees")
    if east < west:
        east += 360
    width, height = (
        max((east - west) * (1 + 2 * MARGIN), MIN_SPAN[0]),
        max((north - south) * (1 + 2 * MARGIN), MIN_SPAN[1]),
    )
    width, height = max(width, height * 1.6), max(height, width / 2.2)
    if width > DETAIL_SPAN:
        return None
    x, y = (west + east) / 2, (south + north) / 2
    box = (x - width / 2, max(y - height / 2, -MAX_LAT), x + width / 2, min(y + height / 2, MAX_LAT))
    return tuple(round(v * 2) / 2 for v in box)  # type: ignore[return-value]  # half degrees: neighbours share the cache


def _near(lon: float, region: Bounds | None) -> float:
    """Return the longitude plus or minus 360 that lies nearest the region's middle."""
    if region is None:
        return lon
    middle = (region[0] + region[2]) / 2
    return lon + 360 * round((middle - lon) / 360)


@lru_cache(maxsize=16)
def _detail(region: Bounds) -> dict[str, Any]:
    width = region[2] - region[0]
    tolerance = width / 5000 if width > 25 else 0.0
    out: dict[str, Any] = {"region": list(region), "scale": SCALE}
    out["land"] = [polygon for _, polygon in _polygons(_geometries("land"), region, tolerance)]
    for key in ("borders", "dashed", *(("admin1",) if width <= ADMIN1_SPAN else ())):
        out[key] = [line for _, line in _lines(_geometries(key), region, tolerance)]
    finest = next((rank for limit, rank in RIVER_RANKS if width > limit), 99)
    known = _stored("water")["rivers"]
    out["rivers"] = [
        [known[i][0], known[i][1], line]
        for i, line in _lines(_geometries("rivers"), region, tolerance)
        if known[i][1] <= finest
    ]
    out["lakes"] = [polygon for _, polygon in _polygons(_geometries("lakes"), region, tolerance)]
    out["lake_names"] = [
        [name, [round(_near(point[0], region), 3), point[1]], _room_zoom(name, area)]
        for name, (point, area), _ in _stored("water")["lakes"]
        if name and _holds(region, point)
    ]
    roads = _roads()
    out["roads"] = [[roads[0][i], line] for i, line in _lines(roads[1], region, tolerance)]
    shapes: dict[int, list[list[Packed]]] = {}
    for i, polygon in _polygons(_geometries("disputed"), region, tolerance):
        shapes.setdefault(i, []).append(polygon)
    out["disputed"] = [
        [label, claims, [_near(point[0], region), point[1]], shapes.get(i, [])]
        for i, (_, label, claims, point, parts) in enumerate(_stored("regional")["disputed"])
        if i in shapes or (not parts and _holds(region, point))
    ]
    out["admin1_names"] = [
        [name, [round(_near(point[0], region), 3), point[1]], area]
        for name, point, area in _stored("admin1")["names"]
        if _holds(region, point)
    ]
    return out


def _room_zoom(name: str, area: float) -> float:
    """Return the zoom at which a name fits into an area of so many square degrees."""
    return round(max(3.0, math.log2(len(name) * 5.0 * 360 / (256 * math.sqrt(area)))), 2)


@cache
def _roads() -> tuple[list[str], np.ndarray]:
    """Return names and lines of the roads that are known well enough, their corners rounded."""
    columns = ("id", "name", "kind", "precision_km", "wkt")
    good = [r for _, r in rows(DATA / "gazetteer" / "roads.csv", columns) if float(r["precision_km"]) <= ROAD_KM]
    return [r["name"] for r in good], np.array([_rounded(shapely.from_wkt(r["wkt"])) for r in good])


def _rounded(line: BaseGeometry, rounds: int = 2) -> BaseGeometry:
    """Cut corners (Chaikin): the gazetteer's roads run straight from town to town."""
    points = shapely.get_coordinates(line)
    for _ in range(rounds):
        a, b = points[:-1], points[1:]
        cut = np.stack([a * 0.75 + b * 0.25, a * 0.25 + b * 0.75], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], cut, points[-1:]])
    return shapely.LineString(points)


def _windows(region: Bounds) -> list[tuple[Bounds, float]]:
    """Split the region at the antimeridian into (box within ±180, shift back)."""
    west, south, east, north = region
    out = []
    for shift in (-360.0, 0.0, 360.0):
        w, e = max(west - shift, -180.0), min(east - shift, 180.0)
        if w < e:
            out.append(((w, south, e, north), shift))
    return out


def _clip(geometries: np.ndarray, region: Bounds, tolerance: float) -> Iterable[tuple[int, BaseGeometry]]:
    """Yield what of each geometry lies in the region, with the geometry's number."""
    boxes = shapely.box(*shapely.bounds(geometries).T)
    for box, shift in _windows(region):
        (numbers,) = np.nonzero(shapely.intersects(boxes, shapely.box(*box)))
        parts, owners = shapely.get_parts(shapely.clip_by_rect(geometries[numbers], *box), return_index=True)
        if tolerance:
            parts, again = shapely.get_parts(shapely.simplify(parts, tolerance), return_index=True)
            owners = owners[again]
        for part, owner in zip(parts, numbers[owners], strict=True):
            yield int(owner), affinity.translate(part, xoff=shift) if shift else part


def _polygons(geometries: np.ndarray, region: Bounds, tolerance: float) -> Iterable[tuple[int, list[Packed]]]:
    for number, part in _clip(geometries, region, tolerance):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            rings = [_pack(part.exterior), *(_pack(hole) for hole in part.interiors)]
            if len(rings[0]) >= 8:
                yield number, [r for i, r in enumerate(rings) if i == 0 or len(r) >= 8]


def _lines(geometries: np.ndarray, region: Bounds, tolerance: float) -> Iterable[tuple[int, Packed]]:
    for number, part in _clip(geometries, region, tolerance):
        packed = _pack(part) if isinstance(part, shapely.LineString) else []
        if len(packed) >= 4:
            yield number, packed


def _pack(line: BaseGeometry) -> Packed:
    steps = np.rint(shapely.get_coordinates(line) * SCALE).astype(int)
    steps = steps[np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]] if len(steps) else steps
    return np.vstack([steps[:1], np.diff(steps, axis=0)]).ravel().tolist() if len(steps) else []


@cache
def _stored(name: str) -> dict[str, Any]:
    path = DATA / "basemap" / f"{name}.json.gz"
    try:
        return json.loads(gzip.decompress(path.read_bytes()))
    except FileNotFoundError:
        raise RenderError(f"{path}: the basemap is missing; restore it from the repository") from None


@cache
def _geometries(key: str) -> np.ndarray:
    """Return the stored geometries of one kind as shapely objects."""
    if key == "admin1":
        return _unpack_lines(_stored("admin1")["lines"])
    if key in {"rivers", "lakes"}:
        packed = [row[2] for row in _stored("water")[key]]
        return _unpack_lines(packed) if key == "rivers" else _unpack_polygons(packed)
    if key == "disputed":
        areas = (_unpack_polygons(parts) if parts else () for *_, parts in _stored("regional")["disputed"])
        return np.array([shapely.MultiPolygon(list(a)) for a in areas])
    packed = _stored("regional")[key]
    return _unpack_polygons(packed) if key == "land" else _unpack_lines(packed)


def _points(packed: Sequence[Packed]) -> tuple[np.ndarray, np.ndarray]:
    """Return the points of all lines in one array, and for each point the number of its line."""
    lengths = np.fromiter((len(p) // 2 for p in packed), int, len(packed))
    sums = np.cumsum(np.fromiter(chain.from_iterable(packed), int, 2 * lengths.sum()).reshape(-1, 2), axis=0)
    ends = np.cumsum(lengths)
    before = np.vstack([np.zeros((1, 2), int), sums[ends[:-1] - 1]]) if len(packed) else sums
    return (sums - np.repeat(before, lengths, axis=0)) / SCALE, np.repeat(np.arange(len(packed)), lengths)


def _unpack_lines(packed: Sequence[Packed]) -> np.ndarray:
    points, numbers = _points(packed)
    return np.asarray(shapely.linestrings(points, indices=numbers))


def _unpack_polygons(packed: Sequence[Sequence[Packed]]) -> np.ndarray:
    points, numbers = _points([ring for rings in packed for ring in rings])
    owner = np.repeat(np.arange(len(packed)), [len(rings) for rings in packed])
    rings = np.asarray(shapely.linearrings(points, indices=numbers))
    return np.asarray(shapely.polygons(list(rings), indices=owner))
