"""Shapes to and from GeoJSON (RFC 7946), cut at the antimeridian."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryError
from geo.geometry.plane import wrapped

DIGITS = 5
"""Decimals of written coordinates: about 1 m, finer than any place we know."""


def from_geojson(geometry: Mapping[str, Any]) -> BaseGeometry:
    """Return the shape of a GeoJSON geometry.

    Raises
    ------
    GeometryError
        If it is no geometry, is empty, or a coordinate is not on Earth.
    """
    try:
        found = shape(dict(geometry))
    except (
        shapely.errors.ShapelyError,
        ArithmeticError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as e:
        raise GeometryError(f"not a GeoJSON geometry: {e}; expected type and coordinates") from e
    coordinates = shapely.get_coordinates(found)
    if not len(coordinates):
        raise GeometryError("a GeoJSON geometry without coordinates; expected at least one point")
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    if not np.isfinite(coordinates).all() or max(-low[0], high[0]) > 180 or max(-low[1], high[1]) > 90:
        raise GeometryError(f"GeoJSON coordinates {low} to {high} are not on Earth; expected degrees, longitude first")
    return found


def geojson(geometry: BaseGeometry, *, digits: int = DIGITS) -> dict[str, Any]:
    """Return a GeoJSON geometry (RFC 7946): rounded, outer rings counter-clockwise, cut at the antimeridian.

    Raises
    ------
    GeometryError
        If it is empty or a coordinate is not finite or beyond the poles.
    """
    coordinates = shapely.get_coordinates(geometry)
    if not len(coordinates) or not np.isfinite(coordinates).all() or np.abs(coordinates[:, 1]).max() > 90:
        raise GeometryError(f"a {geometry.geom_type} that is empty or not on Earth cannot be written")
    rounded = shapely.transform(cut(geometry), lambda xy: np.round(xy, digits) + 0.0)
    if isinstance(rounded, Polygon | MultiPolygon):
        if not rounded.is_valid:
            # Rounding can close a sliver on itself; on a grid what is left of it is dropped.
            snapped = shapely.get_parts(shapely.set_precision(cut(geometry), 10.0**-digits))
            kept = shapely.union_all([p for p in snapped if isinstance(p, Polygon | MultiPolygon)])
            rounded = shapely.transform(kept, lambda xy: np.round(xy, digits) + 0.0)
        rounded = shapely.orient_polygons(rounded)
    return _lists(dict(mapping(rounded)))


def wkb(geometry: Mapping[str, Any]) -> bytes:
    """Return a GeoJSON geometry as well-known binary, little-endian; errors as in `from_geojson`."""
    return bytes(shapely.to_wkb(from_geojson(geometry), byte_order=1))


def bounds(geometries: Iterable[BaseGeometry]) -> list[float] | None:
    """Return ``[west, south, east, north]`` of what is not empty, or None.

    The smallest stretch of longitudes that holds everything; as in RFC 7946, west is greater than east where it crosses
    the antimeridian.

    >>> bounds([Point(178, -18), Point(-175, -21)])
    [178.0, -21.0, -175.0, -18.0]
    """
    boxes = [part.bounds for g in geometries if not g.is_empty for part in shapely.get_parts(cut(g))]
    if not boxes:
        return None
    west, east = _smallest_arc([(a, c) for a, _, c, _ in boxes])
    south, north = min(b for _, b, _, _ in boxes), max(d for _, _, _, d in boxes)
    return [round(float(v), DIGITS) for v in (west, south, east, north)]


def cut(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry with longitudes within ±180°, in parts where it crosses the antimeridian."""
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return geometry
    if isinstance(geometry, Point):
        return Point(wrapped(geometry.x), geometry.y)
    turns = range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1)
    parts: list[BaseGeometry] = []
    for turn in turns:
        kept = geometry.intersection(box(360 * turn - 180, -90, 360 * turn + 180, 90))
        kept = affinity.translate(kept, xoff=-360.0 * turn)
        parts += [p for p in shapely.get_parts(kept) if p.geom_type in (geometry.geom_type.removeprefix("Multi"),)]
    return shapely.union_all(parts)


def unbroken(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry with longitudes that run on over ±180° where they leap: what `cut` takes apart, of one line or ring.

    >>> unbroken(shapely.LineString([(179, 0), (-179, 1)])).wkt
    'LINESTRING (179 0, 181 1)'
    """
    return shapely.transform(
        geometry, lambda xy: np.column_stack([np.unwrap(xy[:, 0], period=360.0), xy[:, 1]]) if len(xy) else xy
    )


def _smallest_arc(stretches: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """West and east of the circle of longitudes without its widest gap; that at the antimeridian wins a tie."""
    first, *rest = sorted(stretches)
    gaps: list[tuple[float, float, float]] = []
    east = first[1]
    for a, b in rest:
        if a > east:
            gaps.append((a - east, a, east))
        east = max(east, b)
    around = first[0] + 360 - east
    widest, west, end = max(gaps, default=(0.0, 0.0, 0.0))
    return (west, end) if widest > around else (first[0], east)


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _lists(v) for k, v in value.items()}
    return [_lists(v) for v in value] if isinstance(value, tuple | list) else value
