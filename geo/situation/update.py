"""A previous map brought up to date: the line moves where new statements contradict it, and nowhere else.

The field of a side is its signed distance to the previous line; what is said against it is added as a short-range
residual. Statements that agree with the map mean "no change here" and hold the line where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import permutations

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import ndtr, ndtri

from geo import geometry
from geo.errors import GeometryError
from geo.geometry import BaseGeometry, Polygon
from geo.settings import Settings
from geo.situation import kriging, outlines
from geo.situation.fronts import soundings
from geo.situation.kriging import Array, Index, Soundings
from geo.situation.outlines import FAR_KM, FrontLine, FrontResult
from geo.situation.sheet import Sheet, on_plane
from geo.situation.statements import Statement, disputed, newest, sides

STILL_KM = 0.5
"""A residual below this leaves the previous line as it is, to the corner."""
PATCH_KM2 = 1.0
"""Smaller patches that change hands are rounding, no movement."""
SAMPLE_KM = 0.3
"""Distance between the points by which the way to a line is measured: an error below 50 m where it counts."""
SLIVER_KM2 = 50.0
"""Ground of nobody that is smaller goes to its nearest neighbour whole."""
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
    base = _Base(local, previous, ground, names, current, xy, s)
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
    lines = _lines(change.areas, base, open_, names, current, said, segment_km)
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


class _Base:
    """The previous map in the plane, all of the region given to somebody, and signed distances to its lines."""

    def __init__(
        self,
        local: geometry.Local,
        previous: Mapping[str, BaseGeometry],
        ground: BaseGeometry,
        names: Sequence[str],
        current: Sequence[Statement],
        xy: Array,
        s: Settings,
    ) -> None:
        self.local = local
        self.region = geometry.polygons(local.to_plane(geometry.densified(ground, 0.1)))
        left = self.region
        found: list[BaseGeometry] = []
        for side in names:
            own: BaseGeometry = Polygon()
            if side in previous:
                own = geometry.polygons(local.to_plane(geometry.densified(previous[side], 0.1)).intersection(left))
                left = geometry.polygons(left.difference(own))
            found.append(own)
        if all(a.is_empty for a in found):
            raise GeometryError("the previous map holds nothing in the region; check that both are of one theatre")
        self.areas = found
        if not left.is_empty:
            self._share_out(left, names, current, xy, s)

    def _share_out(
        self, left: BaseGeometry, names: Sequence[str], current: Sequence[Statement], xy: Array, s: Settings
    ) -> None:
        """Give ground that the previous map gives to nobody to those who hold none, else to the nearest."""
        landless = [k for k, area in enumerate(self.areas) if area.is_empty]
        takers = {k: xy[[x.kind == "control" and x.side == names[k] for x in current]] for k in landless} or {
            k: geometry.sampled(area.boundary, SAMPLE_KM) for k, area in enumerate(self.areas)
        }
        trees = {k: cKDTree(points) for k, points in takers.items() if len(points)}
        gained: dict[int, list[BaseGeometry]] = {k: [] for k in trees}
        for part in geometry.parts(left):
            if len(trees) == 1 or part.area < SLIVER_KM2:
                spot = part.representative_point()
                away = {k: float(tree.query((spot.x, spot.y))[0]) for k, tree in trees.items()}
                gained[min(away, key=away.__getitem__)].append(part)
                continue
            paper = on_plane(self.local, part, geometry.sampled(part.boundary, SLIVER_KM2), s)
            near = [-tree.query(paper.fine_nodes)[0] for tree in trees.values()]
            for k, share in zip(trees, outlines.areas(paper, near), strict=True):
                gained[k].append(share)
        for k, found in gained.items():
            self.areas[k] = geometry.polygons(geometry.union([self.areas[k], *found]))

    def fields(self, at: Array) -> list[Array]:
        """Signed distance (km) of points to each side's area: to the others' inside, minus the way to it outside."""
        out, nearest, inner = [], [self._nearest(a) for a in self.areas], self.holders(at)
        away = [tree.query(at)[0] if tree is not None else np.full(len(at), FAR_KM / 4) for tree in nearest]
        for k, own in enumerate(away):
            others = np.min([km for j, km in enumerate(away) if j != k], axis=0, initial=FAR_KM / 4)
            out.append(np.where(inner == k, others, -own))
        return out

    @staticmethod
    def _nearest(area: BaseGeometry) -> cKDTree | None:
        return None if area.is_empty else cKDTree(geometry.sampled(area.boundary, SAMPLE_KM))

    def reached(self, said: Soundings, s: Settings) -> Soundings:
        """Soundings in which whoever is nearer to a place than the map has it holds a point on the way there."""
        xy, held = said.xy.copy(), said.held.copy()
        for i in np.flatnonzero((said.near >= 0) & (said.beside >= 0)):
            area, d = self.areas[said.near[i]], said.within_km[i]
            if area.is_empty:
                continue
            line = geometry.sampled(area.boundary, SAMPLE_KM)
            way = line - xy[i]
            km = np.hypot(*way.T)
            nearest = int(km.argmin())
            # Nearer than stated is no contradiction.
            if km[nearest] > d + s.front_within_floor_km and not geometry.inside(area, xy[i : i + 1])[0]:
                xy[i] += way[nearest] / km[nearest] * s.front_within_share * d
                held[i] = said.near[i]
        return replace(said, xy=xy, held=held)

    def holders(self, at: Array) -> Index:
        """Index of the side in whose area each point lies, -1 outside the region."""
        out = np.full(len(at), -1, dtype=np.intp)
        for k, area in enumerate(self.areas):
            if len(at) and not area.is_empty:
                out[geometry.inside(area, at)] = k
        return out


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


def _changed(base: _Base, said: Soundings, missing: Array, s: Settings) -> _Change:
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
    areas: list[BaseGeometry] = []
    taken: BaseGeometry = Polygon()
    for own, new in zip(base.areas, drawn, strict=True):
        area = geometry.union([own.difference(zone), new.intersection(zone)])
        area = geometry.polygons(area.difference(taken))
        taken = geometry.union([taken, area])
        areas.append(area)
    _, leads = kriging.lead(fields)
    return _Change(areas=areas, sheet=paper, leads=leads, shift=moved)


def _still_unknown(unknown: BaseGeometry | None, base: _Base, xy: Array, s: Settings) -> BaseGeometry:
    if unknown is None or unknown.is_empty:
        return Polygon()
    plane = base.local.to_plane(unknown).intersection(base.region)
    return geometry.polygons(plane.difference(geometry.discs(xy, s.front_unknown_km)) if len(xy) else plane)


def _contested(base: _Base, current: Sequence[Statement], xy: Array, s: Settings) -> BaseGeometry:
    open_ = [x.kind == "contested" for x in current]
    if not any(open_):
        return Polygon()
    return geometry.polygons(geometry.discs(xy[open_], s.front_noise_km).intersection(base.region))


def _lines(
    areas: Sequence[BaseGeometry],
    base: _Base,
    unknown: BaseGeometry,
    names: Sequence[str],
    current: Sequence[Statement],
    said: Soundings,
    segment_km: float | None,
) -> tuple[FrontLine, ...]:
    """Borders between areas, inside the region and what is known."""
    inner = base.region.buffer(-2 * outlines.SHORTEST_KM).difference(unknown)
    behind = outlines.Behind(names, current, said)
    out: list[FrontLine | None] = []
    for a, b in permutations(range(len(names)), 2):
        if names[a] < names[b] and not areas[a].is_empty and not areas[b].is_empty:
            shared = areas[a].boundary.intersection(inner).intersection(areas[b].buffer(0.05))
            for piece in geometry.pieces(shared):
                turned = outlines.left_is(piece, areas[a])
                out += [behind.front(part, a, b, base.local) for part in outlines.cut(turned, segment_km)]
    return tuple(sorted((f for f in out if f is not None), key=lambda f: (f.sides, f.line.wkt)))


def _moves(
    base: _Base, areas: Sequence[BaseGeometry], names: Sequence[str], flipped: Sequence[tuple[Statement, str]]
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
