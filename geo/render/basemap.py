"""Cut the offline basemap to what a situation needs.

The files under ``data/basemap/`` hold the whole world; a message carries the region around the situation in detail
and the rest as a coarse backdrop. Coordinates are degrees, EPSG:4326, packed as ``[x0, y0, dx, dy, ...]`` in
steps of ``1 / scale`` degree.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.errors import RenderError
from geo.tables import DATA

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
MAX_LAT = 85.0


def region(bounds: Sequence[float] | None) -> Bounds | None:
    """Return what is drawn in detail around bounds: (west, south, east, north), east may exceed 180; None: nothing.

    Raises
    ------
    RenderError
        If the bounds are not finite degrees.
    """
    return None if bounds is None else _region(bounds)


def basemap(bounds: Sequence[float] | None, settlements: Iterable[Settlement] = ()) -> dict[str, Any]:
    """Return the basemap of a message.

    Parameters
    ----------
    bounds : sequence = (west, south, east, north) or None
        Of what is drawn, degrees; ``west > east`` crosses the antimeridian. None: the whole world, coarse.
    settlements : iterable of (name, lat, lon, population)
        Places to label, the most important first; those outside the region are left out.

    Returns
    -------
    dict
        ``region`` (bounds of the detail, east may exceed 180; or None), ``scale``, packed ``land borders dashed
        admin1 rivers lakes``, ``disputed`` (label, claims, point, polygons), ``names`` and ``backdrop``.

    Raises
    ------
    RenderError
        If the bounds are not finite degrees.
    """
    box = region(bounds)
    detail = {"region": None, "scale": SCALE} if box is None else _detail(box)
    places = []
    for name, lat, lon, population in settlements:
        x = _near(lon, box)
        if box is None or (box[0] <= x <= box[2] and box[1] <= lat <= box[3]):
            places.append([name, round(x, 4), round(lat, 4), int(population or 0)])
    names = {"countries": _stored("regional")["countries"], "admin1": detail.get("admin1_names", []), "places": places}
    rest = {k: v for k, v in detail.items() if k != "admin1_names"}
    return {**rest, "names": names, "backdrop": _stored("backdrop")}


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
    for key in ("land", "lakes"):
        out[key] = _polygons(_geometries(key), region, tolerance)
    for key in ("borders", "dashed", "rivers", *(("admin1",) if width <= ADMIN1_SPAN else ())):
        out[key] = _lines(_geometries(key), region, tolerance)
    disputed = zip(_stored("regional")["disputed"], _geometries("disputed"), strict=True)
    out["disputed"] = [
        [label, claims, [_near(point[0], region), point[1]], parts]
        for (_, label, claims, point, _), geometry in disputed
        if (parts := _polygons(np.array([geometry]), region, tolerance))
    ]
    out["admin1_names"] = [
        [name, [round(x, 3), point[1]], area]
        for name, point, area in _stored("admin1")["names"]
        if region[0] <= (x := _near(point[0], region)) <= region[2] and region[1] <= point[1] <= region[3]
    ]
    return out


def _windows(region: Bounds) -> list[tuple[Bounds, float]]:
    """Split the region at the antimeridian into (box within ±180, shift back)."""
    west, south, east, north = region
    out = []
    for shift in (-360.0, 0.0, 360.0):
        w, e = max(west - shift, -180.0), min(east - shift, 180.0)
        if w < e:
            out.append(((w, south, e, north), shift))
    return out


def _clip(geometries: np.ndarray, region: Bounds, tolerance: float) -> Iterable[BaseGeometry]:
    for box, shift in _windows(region):
        near = geometries[shapely.intersects(shapely.box(*shapely.bounds(geometries).T), shapely.box(*box))]
        parts = shapely.get_parts(shapely.clip_by_rect(near, *box))
        if tolerance:
            parts = shapely.simplify(parts, tolerance)
        for part in shapely.get_parts(parts):
            yield affinity.translate(part, xoff=shift) if shift else part


def _polygons(geometries: np.ndarray, region: Bounds, tolerance: float) -> list[list[Packed]]:
    out = []
    for part in _clip(geometries, region, tolerance):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            rings = [_pack(part.exterior), *(_pack(hole) for hole in part.interiors)]
            out.append([r for i, r in enumerate(rings) if i == 0 or len(r) >= 8])
    return [p for p in out if len(p[0]) >= 8]


def _lines(geometries: np.ndarray, region: Bounds, tolerance: float) -> list[Packed]:
    packed = (_pack(p) for p in _clip(geometries, region, tolerance) if isinstance(p, shapely.LineString))
    return [p for p in packed if len(p) >= 4]


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
        packed = _stored("water")[key]
        return _unpack_lines(packed) if key == "rivers" else _unpack_polygons(packed)
    if key == "disputed":
        areas = (_unpack_polygons(parts) for *_, parts in _stored("regional")["disputed"])
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
