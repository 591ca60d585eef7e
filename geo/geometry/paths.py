"""Lines on the globe: arcs, smooth paths, stretches of roads, and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.errors import GeometryError
from geo.geometry.plane import WGS84, Grid, Local, LonLat, check, distance_km


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


def length_km(line: BaseGeometry) -> float:
    """Return the geodesic length of a line."""
    return float(WGS84.geometry_length(line)) / 1000


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


def _unwrapped(lonlat: Grid) -> Grid:
    lonlat = np.array(lonlat, dtype=float)
    lonlat[:, 0] = np.unwrap(lonlat[:, 0], period=360)
    return lonlat
