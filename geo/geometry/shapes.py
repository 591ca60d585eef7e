"""Areas and lines as shapes: unions, pieces, contours of a grid, where a label sits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import cast

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points, substring

from geo.geometry.plane import WGS84, Grid, Local, LonLat, wrapped


def nearest_point(geometry: BaseGeometry, point: LonLat) -> LonLat:
    """Return the point of a geometry that is nearest to a point."""
    local = Local([point])
    here = Point(*local.forward(np.array([point]))[0])
    found = nearest_points(local.to_plane(geometry), here)[0]
    lon, lat = local.inverse(np.array([[found.x, found.y]]))[0]
    return wrapped(float(lon)), float(lat)


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a polygon."""
    return abs(float(WGS84.geometry_area_perimeter(geometry)[0])) / 1e6


def buffer_km(geometry: BaseGeometry, km: float) -> BaseGeometry:
    """Return the geometry grown by ``km`` (shrunk when negative)."""
    middle = geometry.representative_point()
    local = Local([(middle.x, middle.y)])
    return local.to_globe(local.to_plane(geometry).buffer(km))


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the valid polygonal part of a geometry (empty polygon when there is none)."""
    valid = shapely.make_valid(geometry)
    if isinstance(valid, Polygon | MultiPolygon):
        return valid
    parts = [p for p in shapely.get_parts(valid) if isinstance(p, Polygon | MultiPolygon)]
    return shapely.union_all(parts) if parts else Polygon()


def on_globe(local: Local, area: BaseGeometry) -> BaseGeometry:
    """Return an area of a local plane in degrees, polygons only: repairs may leave lines of no width."""
    return polygons(local.to_globe(area))


def anchor(geometry: BaseGeometry) -> LonLat:
    """Return a point on the geometry where a label can sit: the middle of a line, the inside of an area."""
    if isinstance(geometry, LineString):
        geometry = geometry.interpolate(0.5, normalized=True)
    point = geometry.representative_point()
    return wrapped(point.x), point.y


def contours(x: Grid, y: Grid, z: Grid, level: float) -> list[Grid]:
    """Return the lines on which ``z`` equals ``level``, higher values to their left; each n x 2."""
    return [np.asarray(line) for line in contourpy.contour_generator(x, y, z).lines(level)]


def area_between(x: Grid, y: Grid, z: Grid, low: float, high: float) -> BaseGeometry:
    """Return the area where ``z`` lies between two levels."""
    generator = contourpy.contour_generator(x, y, z, fill_type=contourpy.FillType.OuterOffset)
    points, offsets = cast("tuple[list[Grid], list[Grid]]", generator.filled(low, high))
    found = []
    for ring_points, ring_offsets in zip(points, offsets, strict=True):
        rings = [ring_points[a:b] for a, b in pairwise(ring_offsets)]
        found.append(Polygon(rings[0], rings[1:]))
    return polygons(shapely.union_all([shapely.make_valid(p) for p in found])) if found else Polygon()


def union(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the union of shapes; empty when there are none."""
    return shapely.union_all(list(shapes))


def pieces(geometry: BaseGeometry) -> Iterator[LineString]:
    """Yield the lines of a geometry, those that touch end to end joined into one."""
    lines = [p for p in shapely.get_parts(geometry) if isinstance(p, LineString) and p.length > 0]
    merged = shapely.line_merge(shapely.MultiLineString(lines)) if len(lines) > 1 else shapely.MultiLineString(lines)
    yield from (p for p in shapely.get_parts(merged) if isinstance(p, LineString))


def along(line: BaseGeometry, shares: Sequence[float] | Grid) -> Grid:
    """Return the points (n x 2) at the given shares of a line's length."""
    return shapely.get_coordinates([line.interpolate(float(share), normalized=True) for share in shares])


def stretch(line: LineString, start: float, end: float) -> LineString:
    """Return the part of a line between two distances along it, in its own unit."""
    return cast(LineString, substring(line, start, end))


def sampled(line: BaseGeometry, step: float) -> Grid:
    """Return points (n x 2) along a line or a border, at most ``step`` of its own unit apart."""
    return shapely.get_coordinates(shapely.segmentize(line, step))


def densified(geometry: BaseGeometry, step: float) -> BaseGeometry:
    """Return the geometry with a corner at least every ``step`` of its own unit."""
    return shapely.segmentize(geometry, step)


def hull(xy: Grid) -> BaseGeometry:
    """Return the convex hull of points (n x 2)."""
    return MultiPoint(xy).convex_hull


def discs(xy: Grid, radius: float | Grid) -> BaseGeometry:
    """Return the union of discs around points (n x 2)."""
    return shapely.union_all(shapely.buffer(shapely.points(xy), radius, quad_segs=16))


def inside(geometry: BaseGeometry, xy: Grid) -> NDArray[np.bool_]:
    """Return which points (n x 2) lie in an area."""
    shapely.prepare(geometry)
    return np.asarray(shapely.contains_xy(geometry, xy[:, 0], xy[:, 1]))


def parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the single geometries that a geometry is made of."""
    return list(shapely.get_parts(geometry))


def cells(area: BaseGeometry, count: int = 400) -> Grid:
    """Return about ``count`` points (n x 2) on an even grid inside an area; one inside it when it is thin."""
    west, south, east, north = area.bounds
    step = max(np.sqrt(area.area / count), (east - west) / count, (north - south) / count, 1e-9)
    x, y = np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    nodes = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    found = nodes[inside(area, nodes)]
    return found if len(found) else shapely.get_coordinates(area.representative_point())


def away_km(geometry: BaseGeometry, xy: Grid) -> Grid:
    """Return the distance of each point (n x 2) from a geometry, in the unit of both."""
    shapely.prepare(geometry)
    return np.asarray(shapely.distance(shapely.points(xy), geometry))


def located(line: LineString, point: Sequence[float]) -> float:
    """Return how far along a line the point on it nearest to ``point`` lies."""
    return float(shapely.line_locate_point(line, Point(point)))


def flat(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry without heights."""
    return shapely.force_2d(geometry)


def ring_area_km2(geometry: BaseGeometry) -> float:
    """Return the area that the rings of polygons say they enclose, valid or not."""
    return sum(
        area_km2(Polygon(p.exterior)) - sum(area_km2(Polygon(hole)) for hole in p.interiors)
        for p in shapely.get_parts(geometry)
        if isinstance(p, Polygon)
    )


def why_invalid(geometry: BaseGeometry) -> str:
    """Return what is wrong with a geometry in words, "" when it is valid."""
    return "" if shapely.is_valid(geometry) else shapely.is_valid_reason(geometry)
