"""A previous map brought up to date: the line moves where new statements contradict it, and nowhere else.

The field of a side is its signed distance to the previous line; what is said against it is added as a short-range
residual. Statements that agree with the map mean "no change here" and hold the line where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import permutations

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import ndtr, ndtri

from geo import geometry
from geo.geometry import BaseGeometry, Polygon
from geo.settings import Settings
from geo.situation import kriging, outlines
from geo.situation.fronts import soundings
from geo.situation.kriging import Array, Soundings
from geo.situation.outlines import FAR_KM, FrontResult
from geo.situation.previous import SAMPLE_KM, PreviousMap, joined
from geo.situation.sheet import Sheet, on_plane
from geo.situation.statements import Statement, disputed, newest, sides

STILL_KM = 0.5
"""A residual below this leaves the previous line as it is, to the corner."""
PATCH_KM2 = 1.0
"""Smaller patches that change hands are rounding, no movement."""
ROUNDS = 4
"""Residuals are fitted with a ridge and fall a little short: what is left is fitted again, at most so often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Ground that changed hands in one piece.

    Parameters
    ----------
    bearing : float
        Degrees clockwise from north in which the front moved there, seen from the previous line.
    deepest_km : float
        Farthest that the ground reaches from the previous line.
    places : tuple of str
        Settlements in it that changed hands.
    """

    gained_by: str
    lost_by: str
    area: BaseGeometry
    km2: float
    bearing: float
    deepest_km: float
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Update:
    """A previous map as new statements leave it, and what they changed.

    ``flipped`` are statements that a holder has what the previous map gave to somebody else (the second of each
    pair); ``outdated`` are statements older than the map, which are part of it already.
    """

    result: FrontResult
    flipped: tuple[tuple[Statement, str], ...] = ()
    moves: tuple[Move, ...] = ()
    outdated: tuple[Statement, ...] = ()


def update(
    previous: Mapping[str, BaseGeometry],
    statements: Sequence[Statement],
    region: BaseGeometry | None = None,
    settings: Settings | None = None,
    *,
    since: date | None = None,
    as_of: date | None = None,
    unknown: BaseGeometry | None = None,
    segment_km: float | None = None,
) -> Update:
    """Bring a previous map up to date.

    Parameters
    ----------
    previous : mapping of side to Polygon or MultiPolygon
        Degrees. Ground in the region that nobody holds there goes to the sides of statements that hold none, else to
        the nearest.
    region : Polygon or MultiPolygon, optional
        Degrees; without it, what the previous map covers.
    since : date, optional
        Day of the previous map: older statements are part of it, and those of the day that name no holder.
    unknown : Polygon or MultiPolygon, optional
        Ground, in degrees, that the previous map left open.

    Raises
    ------
    GeometryError
        If the previous map holds no area in the region.
    """
    s = settings or Settings()
    # Who stood near on the very day of the map has been drawn; a town may have fallen since.
    outdated = tuple(
        x for x in statements if since and x.date and (x.date < since or (x.date == since and x.kind != "control"))
    )
    current = newest([x for x in statements if x not in set(outdated)])
    named = sides(current)
    names = [*named, *sorted(set(previous) - set(named))]
    ground = region if region is not None else geometry.union(previous[k] for k in sorted(previous))
    points = [x.lonlat for x in current] or [geometry.anchor(ground)]
    local = geometry.Local(points)
    xy = local.forward(np.array(points))[: len(current)]
    base = PreviousMap(local, previous, ground, names, current, xy, s)
    newest_day = as_of or max((x.date for x in current if x.date), default=None)
    days = max((newest_day - since).days, 0) if newest_day and since else 0
    doubt = s.front_noise_km + s.front_age_km_per_day * days

    both = disputed(current)
    said = soundings(current, names, xy, as_of, s)
    reached = base.reached(said, s)
    missing = _missing(base.fields(reached.xy), reached, s)
    if not missing.any():
        change = _Change(areas=base.areas, sheet=None, leads=(), shift=np.zeros(0))
    else:
        change = _changed(base, reached, missing, s)
    open_ = _still_unknown(unknown, base, xy, s)
    lines = outlines.borders(base, change.areas, open_, names, current, said, segment_km)
    drawn = geometry.union(local.to_plane(f.line) for f in lines)
    doubtful: BaseGeometry = drawn.buffer(float(ndtri(s.front_update_confidence)) * doubt)
    if change.sheet is not None:
        doubtful = doubtful.union(change.band(doubt, s))
    held = base.holders(xy)
    flipped = tuple(
        (x, names[h])
        for x, h in zip(current, held, strict=True)
        if x.kind == "control" and x not in both and h >= 0 and names[h] != x.side
    )
    deep = {x for x, km in zip(current, _depth(base.fields(xy), said), strict=True) if km < -s.front_leap_km}
    globe = partial(geometry.on_globe, local)
    return Update(
        result=FrontResult(
            areas={side: globe(area) for side, area in zip(names, change.areas, strict=True)},
            fronts=lines,
            band=globe(geometry.polygons(doubtful.intersection(base.region))),
            contested=globe(_contested(base, current, xy, s)),
            unknown=globe(open_),
            suspects=tuple(x for x in current if x in both or x in deep),
        ),
        flipped=flipped,
        moves=tuple(_moves(base, change.areas, names, flipped)),
        outdated=outdated,
    )


@dataclass(frozen=True, kw_only=True)
class _Change:
    """New areas, and on a sheet around what changed the residual (km) and the leads that made them."""

    areas: list[BaseGeometry]
    sheet: Sheet | None
    leads: Sequence[Array]
    shift: Array

    def band(self, doubt: float, s: Settings) -> BaseGeometry:
        """Where the line moved, half the way it moved is doubtful too."""
        assert self.sheet is not None
        sure = ndtr(np.max(self.leads, axis=0) / 2 / (doubt + self.shift / 2))
        near = self.sheet.area(self.shift, STILL_KM, FAR_KM)
        return self.sheet.area(sure, -1.0, s.front_update_confidence).intersection(near)


def _depth(fields: Sequence[Array], said: Soundings) -> Array:
    """How far (km) held points lie inside their holder's previous area, negative outside; 0 for other kinds."""
    _, leads = kriging.lead(fields) if len(fields) > 1 else (None, list(fields))
    return np.array([leads[h][i] / 2 if h >= 0 else 0.0 for i, h in enumerate(said.held)])


def _missing(fields: Sequence[Array], said: Soundings, s: Settings) -> Array:
    """What is missing (km) in each side's field at each statement for it to be true; 0 where the map agrees."""
    out = np.zeros((len(said.xy), len(fields)))
    depth = _depth(fields, said)
    order = np.argsort(-np.array(fields), axis=0)
    for i, (held, pair) in enumerate(zip(said.held, said.between, strict=True)):
        if held >= 0 and depth[i] < 0:
            out[i] = depth[i] - s.front_nudge_margin_km
            out[i, held] *= -1
        elif pair[0] >= 0 and len(fields) > 1:
            first, second = order[0, i], order[1, i]
            inside = (fields[first][i] - fields[second][i]) / 2
            if inside > s.front_noise_km:
                out[i, first], out[i, second] = -inside, inside
    return out


def _changed(base: PreviousMap, said: Soundings, missing: Array, s: Settings) -> _Change:
    told = missing.any(axis=1)
    # Fine only around the statements that change something.
    paper = on_plane(base.local, base.region, said.xy[told], s)
    nodes, n = paper.fine_nodes, len(said.xy)
    at = np.vstack([nodes, said.xy])
    old = base.fields(nodes)
    here = base.fields(said.xy)
    shift = np.zeros((len(at), missing.shape[1]))
    left = missing
    for _ in range(ROUNDS):
        shift += kriging.nudge(said.xy, left, at, s)
        left = _missing([f + shift[-n:, k] for k, f in enumerate(here)], said, s)
        if not left.any():
            break
    fields = [f + shift[:-n, k] for k, f in enumerate(old)]
    moved = np.abs(shift[:-n]).max(axis=1)
    zone = paper.area(moved, STILL_KM, FAR_KM)
    drawn = outlines.areas(paper, fields)
    areas = joined(base.areas, drawn, zone)
    _, leads = kriging.lead(fields)
    return _Change(areas=areas, sheet=paper, leads=leads, shift=moved)


def _still_unknown(unknown: BaseGeometry | None, base: PreviousMap, xy: Array, s: Settings) -> BaseGeometry:
    if unknown is None or unknown.is_empty:
        return Polygon()
    plane = base.local.to_plane(unknown).intersection(base.region)
    return geometry.polygons(plane.difference(geometry.discs(xy, s.front_unknown_km)) if len(xy) else plane)


def _contested(base: PreviousMap, current: Sequence[Statement], xy: Array, s: Settings) -> BaseGeometry:
    open_ = [x.kind == "contested" for x in current]
    if not any(open_):
        return Polygon()
    return geometry.polygons(geometry.discs(xy[open_], s.front_noise_km).intersection(base.region))


def _moves(
    base: PreviousMap, areas: Sequence[BaseGeometry], names: Sequence[str], flipped: Sequence[tuple[Statement, str]]
) -> Iterator[Move]:
    for gains, loses in permutations(range(len(names)), 2):
        for patch in geometry.parts(geometry.polygons(areas[gains].intersection(base.areas[loses]))):
            if patch.area < PATCH_KM2:
                continue
            bearing, deepest = _way(patch, base.areas[gains])
            globe = base.local.to_globe(patch)
            yield Move(
                gained_by=names[gains],
                lost_by=names[loses],
                area=globe,
                km2=geometry.area_km2(globe),
                bearing=bearing,
                deepest_km=deepest,
                places=tuple(
                    sorted({x.place for x, _ in flipped if x.place and geometry.inside(globe, np.array([x.lonlat]))[0]})
                ),
            )


def _way(patch: BaseGeometry, before: BaseGeometry) -> tuple[float, float]:
    """Direction (degrees from north) and depth (km) of a patch seen from the area that it was joined to."""
    cells = geometry.cells(patch)
    if before.is_empty:
        return 0.0, 0.0
    line = geometry.sampled(before.boundary, SAMPLE_KM)
    km, nearest = cKDTree(line).query(cells)
    way = ((cells - line[nearest]) / np.maximum(km, 1e-9)[:, None]).mean(axis=0)
    deepest = cKDTree(line).query(geometry.sampled(patch.boundary, SAMPLE_KM))[0].max()
    return float(np.degrees(np.arctan2(way[0], way[1])) % 360), float(deepest)
