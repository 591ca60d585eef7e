"""Front lines and control areas inferred from dated statements about places.

Sides' fields come from `geo.situation.kriging`; a point belongs to the side whose field leads there, and the front
runs where the lead is zero. Works for any number of sides. Nothing here knows articles: `lines` makes statements
of records, and the ``fronts`` command reads them from a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

import numpy as np
from scipy.spatial import cKDTree

from geo import geometry
from geo.geometry import BaseGeometry, LineString
from geo.settings import Settings
from geo.situation import kriging, outlines, rivers
from geo.situation.kriging import Array, Field, Index, Soundings, Targets
from geo.situation.outlines import FAR_KM, FrontLine, FrontResult
from geo.situation.sheet import Sheet, sheet
from geo.situation.statements import Statement, disputed, newest, sides

__all__ = ["FrontLine", "FrontResult", "Statement", "infer", "newest", "soundings"]


def infer(
    statements: Sequence[Statement],
    region: BaseGeometry | None = None,
    settings: Settings | None = None,
    *,
    as_of: date | None = None,
    water: Iterable[BaseGeometry] = (),
    segment_km: float | None = None,
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
    water : iterable of LineString
        Rivers, degrees: a front runs along one where rivals hold its banks.
    segment_km : float, optional
        Longest piece of front: each names the statements nearest to it. Whole lines without it.

    Returns
    -------
    FrontResult
        Empty without any holder. With one holder, its area is the region and there is no front.
    """
    s = settings or Settings()
    current = newest(statements)
    names = sides(current)
    if not names:
        return FrontResult()
    paper = sheet([x.lonlat for x in current], region, s)
    xy = paper.local.forward(np.array([x.lonlat for x in current]))
    globe = partial(geometry.on_globe, paper.local)
    nobody = outlines.unknown(paper, xy, s)
    if len(names) == 1:
        return FrontResult(areas={names[0]: globe(paper.region)}, unknown=globe(nobody))

    points = soundings(current, names, xy, as_of, s)
    found = rivers.soundings((paper.local.to_plane(w) for w in water), points, len(names), s)
    means, spread, at_points = _fields(points.joined(found) if found else points, len(names), paper, s)
    means, spread = [paper.refined(f) for f in means], [np.maximum(paper.refined(v), 1e-3) for v in spread]
    nodes = paper.fine_nodes
    depth = _depths(
        points, np.array([names.index(x.side) if x.kind == "control" else -1 for x in current]), at_points, means, nodes
    )
    limit = s.front_nudge_limit_km + paper.step
    means = _nudged(means, points, depth, limit, nodes, s)

    areas = outlines.areas(paper, means)
    known = paper.region.difference(nobody)
    both = disputed(current)
    # Of two who are said to hold one point the one deep in his own area is believed.
    doubtful = tuple(x for x, km in zip(current, depth, strict=True) if km < -limit or (x in both and km < limit))
    return FrontResult(
        areas={side: globe(area) for side, area in zip(names, areas, strict=True)},
        fronts=outlines.lines(paper, means, areas, known, names, current, points, segment_km),
        band=globe(outlines.band(paper, means, spread, s)),
        contested=globe(outlines.contested(paper, current, xy, s)),
        unknown=globe(nobody),
        suspects=doubtful,
    )


def soundings(
    current: Sequence[Statement], names: Sequence[str], xy: Array, as_of: date | None, s: Settings
) -> Soundings:
    """Return statements as soundings in a plane, row by row; ``names`` are the sides in their order."""
    dates = [x.date for x in current if x.date]
    day = as_of or (max(dates) if dates else None)
    ages = [max((day - x.date).days, 0) if day and x.date else 0 for x in current]
    index, both = {side: i for i, side in enumerate(names)}, disputed(current)
    held = np.array([index[x.side] if x.kind == "control" and x not in both else -1 for x in current], dtype=np.intp)
    near = np.array([index.get(x.side, -1) if x.kind == "within" else -1 for x in current], dtype=np.intp)
    open_ = np.array([x.kind == "contested" or x in both for x in current])
    between, gap = _nearest_two(xy, held, open_, s)
    share = np.array([s.front_noise_share if x in both else s.front_contested_share for x in current])
    return Soundings(
        xy=xy,
        held=held,
        near=near,
        beside=_beside(xy, held, near),
        within_km=np.array([x.within_km or 0.0 for x in current]),
        between=between,
        open_km=np.maximum(share * gap, s.front_noise_km),
        weight=np.array([x.weight for x in current]),
        age_days=np.array(ages, dtype=float),
    )


def _beside(xy: Array, held: Index, near: Index) -> Index:
    """Who holds the place of each "within" statement: whoever of the others is said to hold the nearest point."""
    out = np.full(len(xy), -1, dtype=np.intp)
    for side in set(near[near >= 0]):
        rows, others = np.flatnonzero(near == side), np.flatnonzero((held >= 0) & (held != side))
        if len(others):
            out[rows] = held[others[cKDTree(xy[others]).query(xy[rows])[1]]]
    return out


def _nearest_two(xy: Array, held: Index, open_: np.ndarray, s: Settings) -> tuple[Index, Array]:
    """The two holders nearest to each contested point, and how far the nearer of them is."""
    between, gap = np.full((len(xy), 2), -1, dtype=np.intp), np.full(len(xy), s.front_unknown_km)
    rows, names = np.flatnonzero(open_), np.unique(held[held >= 0])
    if len(rows) and len(names) > 1:
        away = np.array([cKDTree(xy[held == side]).query(xy[rows])[0] for side in names])
        order = np.argsort(away, axis=0, kind="stable")[:2]
        between[rows] = names[order].T
        gap[rows] = np.minimum(away.min(axis=0), s.front_unknown_km)
    return between, gap


def _fields(points: Soundings, sides: int, paper: Sheet, s: Settings) -> tuple[list[Array], list[Array], list[Array]]:
    """Mean and deviation of every side's field at the coarse nodes, and the means at the statements."""
    nodes, n = paper.nodes, len(points.xy)
    both = np.vstack([nodes, points.xy])
    first = [kriging.targets(points, side, s) for side in range(sides)]
    means = _mirrored([Field(points.xy, t, s).mean(both) for t in (first if sides > 2 else first[:1])])
    _, leads = kriging.lead(means)
    second = [_sharper(t, points, own, paper, s) for t, own in zip(first, leads, strict=True)]
    fields = [Field(points.xy, t, s) for t in (second if sides > 2 else second[:1])]
    means = _mirrored([f.mean(both) for f in fields])
    spread = [f.spread(nodes) for f in fields]
    spread = spread if sides > 2 else spread * 2
    return [m[:-n] for m in means], spread, [m[-n:] for m in means]


def _mirrored(fields: list[Array]) -> list[Array]:
    """Of two sides the one's field is the other's with its sign changed."""
    return fields if len(fields) > 1 else [fields[0], -fields[0]]


def _sharper(first: Targets, points: Soundings, lead: Array, paper: Sheet, s: Settings) -> Targets:
    """Targets by the border that a first pass found around a side."""
    n = len(points.xy)
    border = paper.coarse_contours(lead[:-n])
    if not border:
        return first
    away = cKDTree(np.vstack([geometry.sampled(LineString(line), paper.step) for line in border])).query(
        points.xy[first.rows]
    )[0]
    agrees = lead[-n:][first.rows] * first.value > 0
    return kriging.sharpened(first, points, np.minimum(away, s.front_unknown_km), agrees, s)


def _depths(points: Soundings, held: Index, at_points: list[Array], fields: list[Array], nodes: Array) -> Array:
    """How far (km) each point lies inside the area of who is said to hold it; outside, minus the way to that area.

    Outside the field itself says too little: a lone statement among rivals shrinks all distances around it.
    """
    _, leads = kriging.lead(at_points)
    depth = np.array([leads[h][i] / 2 if h >= 0 else 0.0 for i, h in enumerate(held)])
    _, over = kriging.lead(fields)
    for side in set(held[depth < 0]):
        rows = np.flatnonzero((held == side) & (depth < 0))
        own = nodes[over[side] > 0]
        depth[rows] = -cKDTree(own).query(points.xy[rows])[0] if len(own) else -FAR_KM
    return depth


def _nudged(
    fields: Sequence[Array], points: Soundings, depth: Array, limit: float, nodes: Array, s: Settings
) -> list[Array]:
    """Fields with corrections that bring towns back which lie a little way on the wrong side."""
    held = points.held >= 0
    wrong = (depth < 0) & (depth >= -limit)
    missing = np.where(wrong, s.front_nudge_margin_km - depth, 0.0)[held]
    mine = points.held[held][:, None] == np.arange(len(fields))
    shift = kriging.nudge(points.xy[held], np.where(mine, missing[:, None], -missing[:, None]), nodes, s)
    return [f + shift[:, side] for side, f in enumerate(fields)]
