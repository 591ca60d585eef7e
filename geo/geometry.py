"""Metric geometry on the globe: the only door to shapely, pyproj and contourpy.

Points are ``(lon, lat)`` in degrees, EPSG:4326; distances are kilometres on the WGS 84 ellipsoid. Shapes inside
the program are shapely geometries in degrees whose longitudes run on over ±180°; `geojson` cuts them there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points, substring

from geo.errors import GeometryError

LonLat = tuple[float, float]
Grid = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
DIGITS = 5
"""Decimals of written coordinates: about 1 m, finer than any place we know."""


def check(point: Sequence[float]) -> LonLat:
    """Return the point, or raise when it is not on Earth.

    Raises
    ------
    GeometryError
        If a coordinate is not finite, latitude is beyond ±90 or longitude beyond ±180.
    """
    lon, lat = float(point[0]), float(point[1])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
        raise GeometryError(f"point lon {lon}, lat {lat} is not on Earth; expected degrees, longitude first")
    return lon, lat


def distance_km(a: LonLat, b: LonLat) -> float:
    """Return the geodesic distance between two points.

    >>> round(distance_km((36.7234, 34.7268), (36.7324, 34.9269)), 1)
    22.2
    """
    (lon1, lat1), (lon2, lat2) = check(a), check(b)
    return float(WGS84.inv(lon1, lat1, lon2, lat2)[2]) / 1000


def bearing(a: LonLat, b: LonLat) -> float:
    """Return the initial bearing from ``a`` to ``b``, degrees clockwise from north, 0 to 360."""
    (lon1, lat1), (lon2, lat2) = check(a), check(b)
    return float(WGS84.inv(lon1, lat1, lon2, lat2)[0]) % 360


def destination(start: LonLat, bearing_deg: float, km: float) -> LonLat:
    """Return the point reached from ``start`` after ``km`` on the given bearing."""
    lon, lat = check(start)
    lon2, lat2, _ = WGS84.fwd(lon, lat, bearing_deg, km * 1000)
    return float(lon2), float(lat2)


@lru_cache(maxsize=256)
def _proj(lon: float, lat: float) -> Proj:
    return Proj(proj="laea", lat_0=lat, lon_0=lon, datum="WGS84", units="km")


class Local:
    """Lambert azimuthal equal-area plane around some points; kilometres east and north of their middle.

    Parameters
    ----------
    points : iterable of (lon, lat)
        Degrees. The middle is taken on the sphere, so the antimeridian is no special case.

    Raises
    ------
    GeometryError
        If there is no point, or one is not on Earth.
    """

    def __init__(self, points: Iterable[LonLat]) -> None:
        # Summed in sorted order: floating-point addition depends on it, and the order of articles must not.
        checked = sorted(check(p) for p in points)
        if not checked:
            raise GeometryError("no point to centre a local projection on; expected at least one")
        lon, lat = np.radians(np.array(checked)).T
        x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
        self.centre: LonLat = (
            round(math.degrees(math.atan2(y, x)), 4),
            round(math.degrees(math.atan2(z, math.hypot(x, y))), 4),
        )
        self._proj = _proj(*self.centre)

    def forward(self, lonlat: Grid) -> Grid:
        """Return n x 2 kilometres of n x 2 degrees."""
        pairs = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        return np.column_stack(self._proj(pairs[:, 0], pairs[:, 1]))

    def inverse(self, xy: Grid) -> Grid:
        """Return n x 2 degrees of n x 2 kilometres; longitudes within 180° of the centre's."""
        pairs = np.asarray(xy, dtype=float).reshape(-1, 2)
        lon, lat = self._proj(pairs[:, 0], pairs[:, 1], inverse=True)
        lon0 = self.centre[0]
        return np.column_stack([lon0 + (np.asarray(lon) - lon0 + 180) % 360 - 180, lat])

    def to_plane(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in kilometres, valid: touching rings may cross by a millimetre in another projection."""
        return shapely.make_valid(shapely.transform(geometry, self.forward))

    def to_globe(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in degrees, valid."""
        return shapely.make_valid(shapely.transform(geometry, self.inverse))


def circle(centre: LonLat, radius_km: float, *, corners: int = 72) -> Polygon:
    """Return the geodesic circle as a polygon of ``corners`` corners."""
    lon, lat = check(centre)
    angles = -np.arange(corners) * 360 / corners
    lons, lats, _ = WGS84.fwd([lon] * corners, [lat] * corners, angles, [radius_km * 1000] * corners)
    lons = lon + (np.asarray(lons) - lon + 180) % 360 - 180
    return Polygon(np.column_stack([lons, lats]))


def densify(points: Sequence[LonLat], *, step_km: float = 10) -> LineString:
    """Return the geodesic line through the points with a corner at least every ``step_km``."""
    out: list[LonLat] = [check(points[0])]
    for a, b in pairwise(points):
        n = int(distance_km(a, b) // step_km)
        out += [(float(p[0]), float(p[1])) for p in WGS84.npts(*check(a), *check(b), n)] if n else []
        out.append(check(b))
    return LineString(_unwrapped(np.array(out)))


def arc(a: LonLat, b: LonLat, *, bend: float = 0.12, steps: int = 32) -> LineString:
    """Return a gently bent line from ``a`` to ``b``: the shape of a schematic arrow.

    Parameters
    ----------
    bend : float
        Height of the bow over the distance, to the right of the way, so that opposite flows lie side by side.
    """
    local = Local([a, b])
    p, q = local.forward(np.array([a, b]))
    along = q - p
    control = (p + q) / 2 + np.array([along[1], -along[0]]) * bend * 2
    t = np.linspace(0, 1, steps + 1)[:, None]
    line = local.inverse((1 - t) ** 2 * p + 2 * (1 - t) * t * control + t**2 * q)
    line[0], line[-1] = a, b
    return LineString(_unwrapped(line))


def smooth_path(points: Sequence[LonLat], *, steps: int = 12, bend: float = 0.12) -> LineString:
    """Return a centripetal Catmull-Rom curve through the points; two points give an `arc` with ``bend``."""
    distinct = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    if len(distinct) < 2:
        raise GeometryError(f"a path needs two different points; got {points}")
    if len(distinct) == 2:
        return arc(*distinct, bend=bend)
    local = Local(distinct)
    xy = local.forward(np.array(distinct))
    xy = np.vstack([2 * xy[0] - xy[1], xy, 2 * xy[-1] - xy[-2]])
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.hypot(*np.diff(xy, axis=0).T)))])
    out = [xy[1]]
    for i in range(1, len(xy) - 2):
        t0, t1, t2, t3 = knots[i - 1 : i + 3]
        p0, p1, p2, p3 = xy[i - 1 : i + 3]
        for t in np.linspace(t1, t2, steps + 1)[1:]:
            a1 = ((t1 - t) * p0 + (t - t0) * p1) / (t1 - t0)
            a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1)
            a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2)
            b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
            b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
            out.append(((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1))
    return LineString(_unwrapped(local.inverse(np.array(out))))


def along_road(road: BaseGeometry, points: Sequence[LonLat], *, reach_km: float = 8) -> LineString | None:
    """Return the stretch of a road from the first to the last point, or None when an end is off the road.

    Parameters
    ----------
    road : LineString or MultiLineString
        Degrees. Of several parts the one nearest to the points is taken.
    reach_km : float
        How far an end may lie from the road.
    """
    if len(points) < 2:
        return None
    local = Local(points)
    ends = [Point(p) for p in local.forward(np.array([points[0], points[-1]]))]
    parts = [p for p in shapely.get_parts(local.to_plane(road)) if isinstance(p, LineString) and p.length > 0]
    if not parts:
        return None
    best = min(parts, key=lambda part: max(part.distance(e) for e in ends))
    if max(best.distance(e) for e in ends) > reach_km:
        return None
    start, end = (best.project(e) for e in ends)
    if abs(start - end) < 0.5:
        return None
    return cast(LineString, local.to_globe(substring(best, start, end)))


def off_line_km(line: BaseGeometry, point: LonLat) -> float:
    """Return how far a point lies from a line."""
    local = Local([point])
    return float(local.to_plane(line).distance(Point(*local.forward(np.array([point]))[0])))


def nearest_point(geometry: BaseGeometry, point: LonLat) -> LonLat:
    """Return the point of a geometry that is nearest to a point."""
    local = Local([point])
    here = Point(*local.forward(np.array([point]))[0])
    found = nearest_points(local.to_plane(geometry), here)[0]
    lon, lat = local.inverse(np.array([[found.x, found.y]]))[0]
    return _wrapped(float(lon)), float(lat)


def length_km(line: BaseGeometry) -> float:
    """Return the geodesic length of a line."""
    return float(WGS84.geometry_length(line)) / 1000


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a polygon."""
    return abs(float(WGS84.geometry_area_perimeter(geometry)[0])) / 1e6


def stop_short(line: LineString, target: LonLat, km: float) -> LineString:
    """Cut a line where it first comes within ``km`` of the target; whole when it never does or starts there."""
    local = Local([target])
    plane = cast(LineString, local.to_plane(line))
    disc = Point(*local.forward(np.array([target]))[0]).buffer(km, quad_segs=64)
    if disc.contains(Point(plane.coords[0])):
        return line
    before = plane.difference(disc)
    first = min(shapely.get_parts(before), key=lambda p: Point(plane.coords[0]).distance(p), default=None)
    if not isinstance(first, LineString) or first.is_empty or first.length == plane.length:
        return line
    return cast(LineString, local.to_globe(first))


def first_part(line: LineString, km: float) -> LineString:
    """Return the first ``km`` of a line."""
    local = Local([(line.coords[0][0], line.coords[0][1])])
    plane = cast(LineString, local.to_plane(line))
    return cast(LineString, local.to_globe(substring(plane, 0, min(km, plane.length))))


def trim_into(line: LineString, area: BaseGeometry) -> LineString:
    """End a line where it first enters an area; the whole line when it starts inside or misses it."""
    if area.contains(Point(line.coords[0])) or not area.intersects(line):
        return line
    parts = [p for p in shapely.get_parts(line.difference(area)) if isinstance(p, LineString)]
    return min(parts, key=lambda p: Point(line.coords[0]).distance(p), default=line)


def buffer_km(geometry: BaseGeometry, km: float) -> BaseGeometry:
    """Return the geometry grown by ``km`` (shrunk when negative)."""
    middle = geometry.representative_point()
    local = Local([(middle.x, middle.y)])
    return local.to_globe(local.to_plane(geometry).buffer(km))


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the valid polygonal part of a geometry (empty polygon when there is none)."""
    parts = [p for p in shapely.get_parts(shapely.make_valid(geometry)) if isinstance(p, Polygon | MultiPolygon)]
    return shapely.union_all(parts) if parts else Polygon()


def anchor(geometry: BaseGeometry) -> LonLat:
    """Return a point on the geometry where a label can sit: the middle of a line, the inside of an area."""
    if isinstance(geometry, LineString):
        geometry = geometry.interpolate(0.5, normalized=True)
    point = geometry.representative_point()
    return _wrapped(point.x), point.y


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


def from_geojson(geometry: Mapping[str, Any]) -> BaseGeometry:
    """Return the shape of a GeoJSON geometry.

    Raises
    ------
    GeometryError
        If it is no geometry, is empty, or a coordinate is not on Earth.
    """
    try:
        found = shape(dict(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as e:
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
        rounded = shapely.orient_polygons(rounded)
    return _lists(dict(mapping(rounded)))


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
        return Point(_wrapped(geometry.x), geometry.y)
    turns = range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1)
    parts: list[BaseGeometry] = []
    for turn in turns:
        kept = geometry.intersection(box(360 * turn - 180, -90, 360 * turn + 180, 90))
        kept = affinity.translate(kept, xoff=-360.0 * turn)
        parts += [p for p in shapely.get_parts(kept) if p.geom_type in (geometry.geom_type.removeprefix("Multi"),)]
    return shapely.union_all(parts)


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


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180 if abs(lon) > 180 else lon


def _unwrapped(lonlat: Grid) -> Grid:
    lonlat = np.array(lonlat, dtype=float)
    lonlat[:, 0] = np.unwrap(lonlat[:, 0], period=360)
    return lonlat


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _lists(v) for k, v in value.items()}
    return [_lists(v) for v in value] if isinstance(value, tuple | list) else value
