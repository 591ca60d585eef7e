"""Front lines and control areas inferred from dated statements about places.

Sides' fields come from `geo.situation.kriging`; a point belongs to the side whose field leads there, and the front
runs where the lead is zero. Works for any number of sides. Nothing here knows articles: `lines` makes statements
of records, and the ``fronts`` command reads them from a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, Literal, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import RectBivariateSpline
from scipy.spatial import cKDTree
from scipy.special import ndtr
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo import geometry
from geo.errors import GeometryError
from geo.settings import Settings
from geo.situation import kriging
from geo.situation.kriging import Array, Soundings

FAR_KM = 1e9
"""Larger than any lead: the upper end of an area that is open upwards."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What is said about one point.

    Parameters
    ----------
    side : str
        Holder (``control``), who is within ``within_km`` (``within``; nothing is said of the holder), ignored for
        ``contested``.
    weight : float
        Trust in the statement, 1 for an ordinary one; the deviation is divided by its root.
    records : tuple of str
        Ids of the records behind it.
    """

    lon: float
    lat: float
    side: str
    date: date | None = None
    weight: float = 1.0
    kind: Literal["control", "within", "contested"] = "control"
    within_km: float | None = None
    place: str = ""
    records: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        geometry.check((self.lon, self.lat))
        if not self.weight > 0:
            raise GeometryError(f"statement about {self.place or 'a place'}: weight {self.weight}; expected above 0")
        if self.kind == "within" and not (self.within_km and self.within_km > 0):
            raise GeometryError(f"statement about {self.place or 'a place'}: kind 'within' needs within_km above 0")

    @property
    def lonlat(self) -> tuple[float, float]:
        """Point as (lon, lat)."""
        return (self.lon, self.lat)


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontLine:
    """A stretch of front; the area of ``sides[0]`` lies to the left of its direction."""

    line: LineString
    sides: tuple[str, str]
    records: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FrontResult:
    """Areas by side (together the whole region), fronts, and what is doubtful; degrees, EPSG:4326."""

    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    fronts: tuple[FrontLine, ...] = ()
    band: BaseGeometry = field(default_factory=Polygon)
    contested: BaseGeometry = field(default_factory=Polygon)
    unknown: BaseGeometry = field(default_factory=Polygon)
    suspects: tuple[Statement, ...] = ()


def infer(
    statements: Sequence[Statement],
    region: BaseGeometry | None = None,
    settings: Settings | None = None,
    *,
    as_of: date | None = None,
) -> FrontResult:
    """Infer who holds what in a region from statements about points.

    Parameters
    ----------
    statements : sequence of Statement
        Of any number of sides, in any order. The newest about a place supersedes older ones.
    region : Polygon or MultiPolygon, optional
        Degrees, EPSG:4326; without it, what the statements span with a margin.
    as_of : date, optional
        Day from which age counts; the newest statement's without it.

    Returns
    -------
    FrontResult
        Empty without any holder. With one holder, its area is the region and there is no front.
    """
    s = settings or Settings()
    current = newest(statements)
    sides = sorted({x.side for x in current if x.kind == "control"})
    if not sides:
        return FrontResult()
    local = geometry.Local([x.lonlat for x in current])
    xy = local.forward(np.array([x.lonlat for x in current]))
    plane = _region(region, xy, local, s)
    unknown = plane.difference(shapely.union_all(shapely.points(xy)).buffer(s.front_unknown_km, quad_segs=16))
    if len(sides) == 1:
        return FrontResult(areas={sides[0]: local.to_globe(plane)}, unknown=local.to_globe(unknown))

    points = _soundings(current, sides, xy, as_of)
    x, y = _axes(plane, s)
    fields, spread, at_points = _fields(points, sides, _nodes(x, y), s)
    x, y, fields, spread = _refined(x, y, fields, spread, s)
    nodes = _nodes(x, y)
    depth = _depths(points, at_points, fields, nodes)
    limit = s.front_nudge_limit_km + x[1] - x[0]
    fields = [f + n for f, n in zip(fields, _nudges(points, sides, depth, limit, nodes, s), strict=True)]
    shape = (len(y), len(x))
    _, leads = kriging.lead(fields)
    grids = [v.reshape(shape) for v in leads]

    areas = _areas(x, y, grids, plane)
    top = np.max(leads, axis=0)
    sure = ndtr(top / np.maximum(_two_least(fields, spread), 1e-6)).reshape(shape)
    band = geometry.area_between(x, y, sure, -1.0, s.front_band_confidence).intersection(plane)
    contested = _contested(points, s).intersection(plane)
    lines = _lines(x, y, [f.reshape(shape) for f in fields], areas, plane.difference(unknown), sides, current, xy)
    return FrontResult(
        areas={side: local.to_globe(area) for side, area in zip(sides, areas, strict=True)},
        fronts=tuple(_on_globe(line, local) for line in lines),
        band=local.to_globe(geometry.polygons(band)),
        contested=local.to_globe(geometry.polygons(contested)),
        unknown=local.to_globe(geometry.polygons(unknown)),
        suspects=tuple(x for x, km in zip(current, depth, strict=True) if km < -limit),
    )


def newest(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that no newer one about the same point supersedes, in an order of their own."""
    latest: dict[tuple[Any, ...], date] = {}
    for x in statements:
        key = _about(x)
        latest[key] = max(latest.get(key, date.min), x.date or date.min)
    kept = [x for x in statements if (x.date or date.min) == latest[_about(x)]]
    return sorted(
        kept, key=lambda x: (x.lon, x.lat, x.kind, x.within_km or 0, x.weight, x.side, x.place, x.date or date.min)
    )


def _about(x: Statement) -> tuple[Any, ...]:
    point = (round(x.lon, 4), round(x.lat, 4))
    return (*point, "within", x.side) if x.kind == "within" else (*point, "holder")


def _region(region: BaseGeometry | None, xy: Array, local: geometry.Local, s: Settings) -> BaseGeometry:
    if region is None:
        span = MultiPoint(xy).convex_hull
        return span.buffer(min(s.front_unknown_km, max(2 * s.front_reach_km, 0.3 * np.ptp(xy, axis=0).max())))
    plane = geometry.polygons(local.to_plane(shapely.segmentize(region, 0.1)))
    if plane.is_empty:
        raise GeometryError("the region has no area; expected a polygon in degrees")
    return plane


def _soundings(current: Sequence[Statement], sides: Sequence[str], xy: Array, as_of: date | None) -> Soundings:
    dates = [x.date for x in current if x.date]
    day = as_of or (max(dates) if dates else None)
    ages = [max((day - x.date).days, 0) if day and x.date else 0 for x in current]
    index = {side: i for i, side in enumerate(sides)}
    return Soundings(
        xy=xy,
        held=np.array([index[x.side] if x.kind == "control" else -1 for x in current], dtype=np.intp),
        near=np.array([index.get(x.side, -1) if x.kind == "within" else -1 for x in current], dtype=np.intp),
        within_km=np.array([x.within_km or 0.0 for x in current]),
        contested=np.array([x.kind == "contested" for x in current]),
        weight=np.array([x.weight for x in current]),
        age_days=np.array(ages, dtype=float),
    )


def _holders_near(points: Soundings, sides: Sequence[str]) -> NDArray[np.intp]:
    """Who holds the place of each "within" statement: the holder said of that point, else the only other side."""
    within = np.flatnonzero(points.near >= 0)
    held = np.flatnonzero(points.held >= 0)
    out = np.full(len(within), -1, dtype=np.intp)
    if not len(within):
        return out
    gap, nearest = cKDTree(points.xy[held]).query(points.xy[within])
    for i, (row, km, j) in enumerate(zip(within, gap, nearest, strict=True)):
        holder = points.held[held[j]]
        if km < 0.05 and holder != points.near[row]:
            out[i] = holder
        elif len(sides) == 2:
            out[i] = 1 - points.near[row]
    return out


def _axes(plane: BaseGeometry, s: Settings) -> tuple[Array, Array]:
    x0, y0, x1, y1 = plane.bounds
    step = max(x1 - x0, y1 - y0) / s.front_grid
    return np.arange(x0 - step, x1 + 2 * step, step), np.arange(y0 - step, y1 + 2 * step, step)


def _nodes(x: Array, y: Array) -> Array:
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def _fields(
    points: Soundings, sides: Sequence[str], nodes: Array, s: Settings
) -> tuple[list[Array], list[Array], list[Array]]:
    """Mean and deviation of every side's field at the nodes, and the means at the statements."""
    near = _holders_near(points, sides)
    means, spreads = [], []
    # Of two sides the one's field is the other's with its sign changed.
    for side in range(len(sides) if len(sides) > 2 else 1):
        rows, value, sigma = kriging.targets(points, side, near, s)
        mean, spread = kriging.posterior(points.xy[rows], value, sigma, np.vstack([nodes, points.xy]), s)
        means.append(mean)
        spreads.append(spread)
    if len(sides) == 2:
        means, spreads = [means[0], -means[0]], [spreads[0], spreads[0]]
    n = len(nodes)
    return [m[:n] for m in means], [v[:n] for v in spreads], [m[n:] for m in means]


def _depths(points: Soundings, at_points: list[Array], fields: list[Array], nodes: Array) -> Array:
    """How far (km) each held point lies inside its holder's area; outside, minus the way to that area.

    Outside the field itself says too little: a lone statement among rivals shrinks all distances around it.
    """
    _, leads = kriging.lead(at_points)
    depth = np.array([leads[h][i] / 2 if h >= 0 else 0.0 for i, h in enumerate(points.held)])
    _, over = kriging.lead(fields)
    for side in set(points.held[depth < 0]):
        rows = np.flatnonzero((points.held == side) & (depth < 0))
        own = nodes[over[side] > 0]
        depth[rows] = -cKDTree(own).query(points.xy[rows])[0] if len(own) else -FAR_KM
    return depth


def _refined(
    x: Array, y: Array, fields: list[Array], spread: list[Array], s: Settings
) -> tuple[Array, Array, list[Array], list[Array]]:
    fine_x = np.linspace(x[0], x[-1], (len(x) - 1) * s.front_refine + 1)
    fine_y = np.linspace(y[0], y[-1], (len(y) - 1) * s.front_refine + 1)

    def fine(values: Array) -> Array:
        grid = values.reshape(len(y), len(x))
        return cast(Array, RectBivariateSpline(y, x, grid)(fine_y, fine_x).ravel())

    return fine_x, fine_y, [fine(f) for f in fields], [np.maximum(fine(v), 1e-3) for v in spread]


def _nudges(
    points: Soundings, sides: Sequence[str], depth: Array, limit: float, nodes: Array, s: Settings
) -> list[Array]:
    """Corrections on the grid that bring towns back which lie a little way on the wrong side."""
    held = points.held >= 0
    wrong = (depth < 0) & (depth >= -limit)
    missing = np.where(wrong, s.front_nudge_margin_km - depth, 0.0)[held]
    ours = [points.held[held] == side for side in range(len(sides))]
    return [kriging.nudge(points.xy[held], np.where(mine, missing, -missing), nodes, s) for mine in ours]


def _two_least(fields: Sequence[Array], spread: Sequence[Array]) -> Array:
    """Sum of the deviations of the leading side and its runner-up."""
    order = np.argsort(-np.array(fields), axis=0)[:2]
    return np.take_along_axis(np.array(spread), order, axis=0).sum(axis=0)


def _areas(x: Array, y: Array, leads: Sequence[Array], plane: BaseGeometry) -> list[BaseGeometry]:
    """One area a side, without gaps or overlaps."""
    left, found = plane, []
    for grid in leads[:-1]:
        area = geometry.polygons(geometry.area_between(x, y, grid, 0.0, FAR_KM).intersection(left))
        found.append(area)
        left = geometry.polygons(left.difference(area))
    return [*found, left]


def _contested(points: Soundings, s: Settings) -> BaseGeometry:
    rows = np.flatnonzero(points.contested)
    held = points.held >= 0
    if not len(rows) or not held.any():
        return Polygon()
    reach = np.minimum(cKDTree(points.xy[held]).query(points.xy[rows])[0] / 2, s.front_hold_km)
    return shapely.union_all(
        [Point(p).buffer(max(r, s.front_noise_km)) for p, r in zip(points.xy[rows], reach, strict=True)]
    )


def _lines(
    x: Array,
    y: Array,
    fields: Sequence[Array],
    areas: Sequence[BaseGeometry],
    known: BaseGeometry,
    sides: Sequence[str],
    current: Sequence[Statement],
    xy: Array,
) -> list[FrontLine]:
    out = []
    for a, b in combinations(range(len(sides)), 2):
        thirds = shapely.union_all([area for k, area in enumerate(areas) if k not in (a, b)])
        for coordinates in geometry.contours(x, y, fields[a] - fields[b], 0.0):
            kept = LineString(coordinates).intersection(known).difference(thirds)
            merged = shapely.line_merge(kept) if kept.geom_type == "MultiLineString" else kept
            for part in shapely.get_parts(merged):
                if isinstance(part, LineString) and part.length > 0.2:
                    behind = _behind(part, (sides[a], sides[b]), current, xy)
                    out.append(
                        FrontLine(
                            line=_left_is(part, areas[a]),
                            sides=(sides[a], sides[b]),
                            records=tuple(sorted({r for i in behind for r in current[i].records})),
                            places=tuple(sorted({current[i].place for i in behind if current[i].place})),
                        )
                    )
    return sorted(out, key=lambda f: (f.sides, f.line.wkt))


def _behind(line: LineString, sides: tuple[str, str], current: Sequence[Statement], xy: Array) -> set[int]:
    """Rows of the statements nearest to a stretch, of either side and of either kind."""
    samples = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.linspace(0, 1, max(int(line.length // 2), 3)), normalized=True)
    )
    found: set[int] = set()
    for side in sides:
        for kind in ("control", "within"):
            rows = np.array([i for i, x in enumerate(current) if x.side == side and x.kind == kind], dtype=int)
            if len(rows):
                gap, nearest = cKDTree(xy[rows]).query(samples)
                # Every nearest holder shaped the line; "within" only where the line is at about that distance.
                near = gap <= [3 * (current[rows[j]].within_km or FAR_KM) for j in nearest]
                found |= {int(i) for i in rows[nearest[near]]}
    return found


def _left_is(line: LineString, area: BaseGeometry) -> LineString:
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, [0.49, 0.51], normalized=True))
    ahead = middle[1] - middle[0]
    left = middle.mean(axis=0) + np.array([-ahead[1], ahead[0]]) / max(float(np.hypot(*ahead)), 1e-9) * 0.3
    return line if area.contains(Point(left)) else line.reverse()


def _on_globe(front: FrontLine, local: geometry.Local) -> FrontLine:
    line = cast(LineString, local.to_globe(front.line))
    return FrontLine(line=line, sides=front.sides, records=front.records, places=front.places)
