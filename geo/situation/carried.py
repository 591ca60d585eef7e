"""A front carried over from the day before: drawn anew near what changed, the very same line everywhere else.

Between the two the fields of the old and the new line are mixed. What counts is which statement is nearest: where the
nearest one changed, the new line holds; where an unchanged one is much nearer than any that changed, the old one does.
A line that was only redrawn would shift for miles with every town that is named anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import ndtri

from geo import geometry
from geo.geometry import BaseGeometry, Polygon
from geo.settings import Settings
from geo.situation import outlines
from geo.situation.fronts import soundings
from geo.situation.kriging import Array
from geo.situation.outlines import FAR_KM, FrontResult
from geo.situation.previous import SAMPLE_KM, PreviousMap, distances, holders, joined
from geo.situation.sheet import Sheet, sheet
from geo.situation.statements import Statement, newest, sides

FARTHER_KM = 10.0
"""Where what changed is so much farther off than the nearest unchanged statement, it moves nothing."""
RAMP_KM = 5.0
"""Width of the strip around what was drawn before over which the new line takes over."""
DEEP_KM = 10.0
"""Deeper in an area all ground counts the same: far fields must not outweigh near ones when they are mixed."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """An older line, degrees.

    Parameters
    ----------
    whole : FrontResult
        Areas and band, as far as they were worked out. Without a band, the line has one of even width.
    shown : LineString or MultiLineString, optional
        The stretches that were shown; without it, all borders of the areas.
    changed : tuple of (lon, lat)
        Where something else is said since.
    days : int
        Its age.
    """

    whole: FrontResult
    shown: BaseGeometry | None = None
    changed: tuple[geometry.LonLat, ...] = ()
    days: int = 0


def of_map(
    areas: Mapping[str, BaseGeometry], since: date | None, said: Sequence[Statement], day: date | None
) -> Earlier | None:
    """Return a map of ``since`` as what a front of a day starts from; None before its day.

    What is said later and contradicts it counts as changed.
    """
    if since and day and day < since:
        return None
    names = list(areas)
    over = holders([areas[k] for k in names], np.array([x.lonlat for x in said]).reshape(-1, 2))
    later = [x.date is None or since is None or x.date > since for x in said]
    against = {
        x.point
        for x, h, new in zip(said, over, later, strict=True)
        if new and (x.kind == "contested" or (x.kind == "control" and names[h] != x.side) or h < 0)
    }
    days = (day - since).days if day and since else 0
    return Earlier(whole=FrontResult(areas=areas), changed=tuple(sorted(against)), days=days)


def carried(
    new: FrontResult, statements: Sequence[Statement], region: BaseGeometry, earlier: Sequence[Earlier], s: Settings
) -> FrontResult:
    """Return a new front that keeps to earlier ones where nothing else is said since.

    Parameters
    ----------
    new : FrontResult
        Inferred from the statements in the region alone.
    earlier : sequence of Earlier
        Each counts where its line is the nearest.
    """
    current = newest(statements)
    names = sides(current)
    paper = sheet([x.lonlat for x in current], region, s)
    local, nodes = paper.local, paper.fine_nodes
    xy = local.forward(np.array([x.lonlat for x in current]))
    areas = [geometry.polygons(local.to_plane(new.areas[side])) for side in names]
    band = local.to_plane(new.band)
    said = soundings(current, names, xy, None, s)
    at_hand = [e for e in earlier if e.shown is None or e.shown.intersects(region)]
    away = [_away(e, paper, 2 * s.front_reach_km) for e in at_hand]
    for k, e in enumerate(at_hand):
        anew = np.maximum(_changed(e, current, xy, paper), 1 - _nearest(away, k, s.front_reach_km))
        if anew.min() >= 1:
            continue
        if e.shown is None:
            before = PreviousMap(local, e.whole.areas, region, names, current, xy, s).areas
        else:
            before = [geometry.polygons(local.to_plane(e.whole.areas.get(side, Polygon()))) for side in names]
        mixed = [
            anew * f + (1 - anew) * g
            for f, g in zip(distances(areas, nodes, DEEP_KM), distances(before, nodes, DEEP_KM), strict=True)
        ]
        touched, kept = paper.area(anew, 1e-6, 2.0), paper.area(anew, -1.0, 1 - 1e-6)
        areas = joined(before, outlines.areas(paper, mixed), touched, areas)
        old = local.to_plane(e.whole.band)
        if old.is_empty:
            lines = outlines.borders(paper, areas, local.to_plane(new.unknown), names, current, said, None)
            doubt = s.front_noise_km + s.front_age_km_per_day * e.days
            drawn = geometry.union(local.to_plane(f.line) for f in lines)
            old = drawn.buffer(float(ndtri(s.front_update_confidence)) * doubt)
        band = geometry.union([band.intersection(touched), old.intersection(kept)])
    globe = partial(geometry.on_globe, local)
    return FrontResult(
        areas={side: globe(area) for side, area in zip(names, areas, strict=True)},
        fronts=outlines.borders(paper, areas, local.to_plane(new.unknown), names, current, said, None),
        band=globe(geometry.polygons(band)),
        contested=new.contested,
        unknown=new.unknown,
        suspects=new.suspects,
    )


def _away(e: Earlier, paper: Sheet, most: float) -> Array:
    """Distance (km) of each node from the line that was shown; a map without one is farther off than any."""
    if e.shown is None:
        return np.full(len(paper.fine_nodes), most)
    line = geometry.sampled(paper.local.to_plane(e.shown), 2 * SAMPLE_KM)
    return np.minimum(cKDTree(line).query(paper.fine_nodes, distance_upper_bound=most)[0], most)


def _nearest(away: Sequence[Array], k: int, reach: float) -> Array:
    """How far (0-1) the line of one front is the nearest to each node, and within reach; a whole map always is."""
    if (away[k] >= 2 * reach).all():
        return np.ones(len(away[k]))
    others = np.min([d for j, d in enumerate(away) if j != k], axis=0, initial=2 * reach)
    return np.clip(np.minimum(reach - away[k], (others - away[k]) / 2) / RAMP_KM, 0, 1)


def _changed(e: Earlier, current: Sequence[Statement], xy: Array, paper: Sheet) -> Array:
    """How far (0-1) each node belongs to what is said differently since, by the nearest statements."""
    changed, nodes = set(e.changed), paper.fine_nodes
    if not changed:
        return np.zeros(len(nodes))
    here = cKDTree(paper.local.forward(np.array(sorted(changed)))).query(nodes)[0]
    same = xy[[x.point not in changed for x in current]]
    there = cKDTree(same).query(nodes)[0] if len(same) else np.full(len(nodes), FAR_KM)
    return np.clip(1 - (here - there) / FARTHER_KM, 0, 1)
