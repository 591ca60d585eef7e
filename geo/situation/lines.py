"""The short front of news: statements made of records, and fronts clipped to the neighbourhood of opposed places.

An article names a few places. Between opposed ones a line can be drawn; a province away from them nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import cast

import numpy as np

from geo import geometry
from geo.geometry import BaseGeometry, LineString, LonLat, Point, Polygon
from geo.model import CURRENT, Control, Event, Movement, Record
from geo.settings import Settings
from geo.situation import fronts, trust
from geo.situation.carried import Earlier, carried
from geo.situation.fronts import FrontResult, Statement
from geo.situation.records import Holding, ShortFront, statement_day
from geo.situation.theatres import bloc, sides_of, war

SHARED = frozenset({"divided", "contested"})


def statements(
    holdings: Sequence[Holding],
    events: Sequence[Event],
    movements: Sequence[Movement],
    controls: Sequence[Control],
    published: Mapping[str, date | None],
    settings: Settings,
) -> tuple[Statement, ...]:
    """Return what the records say about points: holders of settlements and who stands how near to one.

    Areas make no statement: their point stands for nobody's position. Who holds a place is no longer near it.
    """
    found: dict[tuple[object, ...], Statement] = {}
    every: list[Record] = [*events, *movements, *controls]
    records = {r.id: r for r in every}
    for h in holdings:
        if h.place.is_area or h.state == "lost" or not h.sides:
            continue
        shared = h.state in SHARED or len({bloc(s) for s in h.sides}) > 1
        found["holder", h.place.id] = Statement(
            lon=h.place.lon,
            lat=h.place.lat,
            side="" if shared else h.sides[0],
            date=h.date,
            kind="contested" if shared else "control",
            weight=settings.front_inferred_weight
            if h.inferred
            else trust.weight([records[r] for r in h.records if r in records], h.holders, settings),
            place=h.place.name,
            records=h.records,
        )
    near: list[Event | Movement] = [*events, *movements]
    for record in sorted(near, key=lambda r: r.id):
        sides = set(sides_of(record.agents))
        places = record.places if isinstance(record, Event) else record.destinations
        if record.status not in CURRENT or not record.within_km or len(sides) != 1:
            continue
        for place in places:
            if place.is_area:
                continue
            day = statement_day(record, published)
            holder = found.get(("holder", place.id))
            if holder is not None and holder.side in sides and (holder.date or date.min) >= day:
                continue
            key = ("within", place.id, *sides)
            same = found.get(key)
            if same is not None and (same.date or date.min) == day and same.within_km == record.within_km:
                found[key] = replace(same, records=tuple(sorted({*same.records, record.id})))
            elif same is None or (same.date or date.min, -(same.within_km or 0)) < (day, -record.within_km):
                found[key] = Statement(
                    lon=place.lon,
                    lat=place.lat,
                    side=next(iter(sides)),
                    date=None if day == date.min else day,
                    kind="within",
                    within_km=record.within_km,
                    weight=trust.weight([record], record.agents, settings),
                    place=place.name,
                    records=(record.id,),
                )
    return tuple(found[k] for k in sorted(found, key=str))


def short_fronts(
    said: Sequence[Statement],
    settings: Settings,
    as_of: date | None,
    *,
    previous: Sequence[ShortFront] = (),
    before: Sequence[Statement] = (),
    drawn: Earlier | None = None,
) -> tuple[ShortFront, ...]:
    """Return a front for each group of neighbouring opposed places; none where only one side is known.

    Parameters
    ----------
    previous : sequence of ShortFront
        The fronts of the moment before: where the same is said again, the line stays as it is, and does not move with
        age; where some of it changed, it moves near there alone.
    before : sequence of Statement
        All that was said in the moment before.
    drawn : Earlier, optional
        A map that somebody drew: the line where nothing is said against it since.
    """
    out = []
    unmoved = {(_told(front.statements), front.around): front for front in previous}
    changed = tuple(sorted({told[0] for told in _told(said) ^ _told(before)}))
    earlier = [Earlier(whole=f.whole, shown=geometry.union(x.line for x in f.lines), changed=changed) for f in previous]
    found = _groups(said, settings)
    around = _around(found)
    for (group, pairs), own in zip(found, around, strict=True):
        same = unmoved.get((_told(group), own))
        if same is not None:
            out.append(same)
            continue
        local = geometry.Local([x.lonlat for x in group])
        ends = [local.forward(np.array([a.lonlat, b.lonlat])) for a, b in pairs]
        spots = [Point(p) for p in local.forward(np.array([x.lonlat for x in group]))]
        wide = geometry.union(
            [
                *(LineString(e).buffer(settings.front_reach_km + 5) for e in ends),
                *(s.buffer(settings.front_hold_km + 5) for s in spots),
            ]
        )
        # Few places are named: each that is said to be held is, if need be as a pocket.
        small = replace(
            settings,
            front_grid=settings.front_short_grid,
            front_refine=2,
            front_nudge_limit_km=settings.front_pair_km,
        )
        region = local.to_globe(wide)
        result = fronts.infer(group, region, small, as_of=as_of)
        if earlier or drawn:
            coarse = replace(small, front_refine=1)
            result = carried(result, group, region, [*([drawn] if drawn else []), *earlier], coarse)
        out.append(_clipped(result, group, own, ends, local, settings))
    return tuple(f for f in out if f.lines)


def _told(group: Sequence[Statement]) -> frozenset[tuple[LonLat, str, str, float | None]]:
    """What statements say, whoever says it and whenever."""
    return frozenset((x.point, x.kind, x.side, x.within_km) for x in group)


def _groups(
    said: Sequence[Statement], settings: Settings
) -> list[tuple[list[Statement], list[tuple[Statement, Statement]]]]:
    """Groups of statements within reach of each other that hold opposed neighbours, with those pairs."""
    control = [x for x in said if x.kind == "control"]
    km = {(i, j): geometry.distance_km(a.lonlat, b.lonlat) for (i, a), (j, b) in combinations(enumerate(control), 2)}
    square = np.zeros((len(control), len(control)))
    for (i, j), d in km.items():
        square[i, j] = square[j, i] = d**2

    def between(i: int, j: int) -> bool:
        # Gabriel graph: another place in the circle over the two stands between them.
        return int((square[i] + square[j] < square[i, j]).sum()) > 0

    pairs = [
        (i, j)
        for (i, j), d in km.items()
        if bloc(control[i].side) != bloc(control[j].side)
        and war(control[i].side) == war(control[j].side)
        and 0.5 < d <= settings.front_pair_km
        and not between(i, j)
    ]
    label = list(range(len(control)))
    for i, j in pairs:
        a, b = label[i], label[j]
        label = [min(a, b) if x in (a, b) else x for x in label]
    out = []
    for root in sorted({label[i] for i, _ in pairs}):
        members = {n for i, j in pairs if label[i] == root for n in (i, j)}
        reach = settings.front_pair_km
        here = {war(control[m].side) for m in members}
        group = [
            x
            for x in said
            if (x.kind == "contested" or war(x.side) in here)
            and min(geometry.distance_km(x.lonlat, control[m].lonlat) for m in members) <= reach
        ]
        out.append((group, [(control[i], control[j]) for i, j in pairs if label[i] == root]))
    return out


def _around(
    groups: Sequence[tuple[list[Statement], list[tuple[Statement, Statement]]]],
) -> list[frozenset[LonLat]]:
    """The points of each group around which ground is drawn: a place behind two fronts belongs to the nearer one."""
    nearest: dict[LonLat, tuple[float, int]] = {}
    for n, (group, pairs) in enumerate(groups):
        members = {x.lonlat for pair in pairs for x in pair}
        for x in group:
            km = min(geometry.distance_km(x.lonlat, m) for m in members)
            nearest[x.point] = min(nearest.get(x.point, (km, n)), (km, n))
    return [frozenset(p for p, (_, own) in nearest.items() if own == n) for n in range(len(groups))]


def _clipped(
    result: FrontResult,
    group: Sequence[Statement],
    own: frozenset[LonLat],
    ends: Sequence[np.ndarray],
    local: geometry.Local,
    settings: Settings,
) -> ShortFront:
    """Cut an inferred front to the stretch that the opposed pairs speak of, areas to what is near held places."""
    beside = geometry.union([_beside(e, settings.front_reach_km) for e in ends])
    lines = []
    for line in result.fronts:
        if bloc(line.sides[0]) == bloc(line.sides[1]):
            continue
        kept = local.to_plane(line.line).intersection(beside)
        for part in geometry.pieces(kept):
            if part.length > 1:
                lines.append((replace(line, line=_same_way(part, cast(LineString, local.to_plane(line.line)))), part))
    if not lines:
        nothing = Polygon()
        return ShortFront(lines=(), areas={}, band=nothing, contested=nothing, statements=tuple(group))
    drawn = geometry.union([part for _, part in lines])
    here = [x for x in group if x.kind == "control"]
    held = {side: [x for x in here if x.side == side] for side in result.areas}
    areas, bands = {}, []
    band = local.to_plane(result.band)
    for side, area in result.areas.items():
        plane = local.to_plane(area)
        spots = [Point(p) for p in local.forward(np.array([x.lonlat for x in held[side]]))] if held[side] else []
        near = geometry.union(
            [LineString(e).buffer(settings.front_hold_km) for e in ends]
            + [s.buffer(settings.front_hold_km) for s, x in zip(spots, held[side], strict=True) if x.point in own]
            + [drawn.buffer(settings.front_hold_km / 2, cap_style="flat")]
        )
        smooth = near.buffer(settings.front_hold_km / 2).buffer(-settings.front_hold_km / 2)
        areas[side] = geometry.polygons(plane.intersection(smooth))
        # The front does not run behind a place that the side is said to hold; up to it, it may run nearly anywhere.
        behind = min((s.distance(drawn) for s in spots), default=settings.front_hold_km)
        reach = settings.front_short_band_share * behind
        bands.append(band.intersection(plane).intersection(drawn.buffer(reach, cap_style="flat")))
    return ShortFront(
        lines=tuple(replace(f, line=cast(LineString, local.to_globe(f.line))) for f, _ in lines),
        areas={side: geometry.polygons(local.to_globe(a)) for side, a in areas.items() if not a.is_empty},
        band=geometry.polygons(local.to_globe(geometry.union(bands))),
        contested=result.contested,
        statements=tuple(group),
        suspects=result.suspects,
        whole=result,
        around=own,
    )


def _beside(ends: np.ndarray, reach_km: float) -> BaseGeometry:
    """The strip across the middle of two opposed places in which their front is spoken of."""
    return LineString(ends).buffer(reach_km, cap_style="flat")


def _same_way(part: LineString, whole: LineString) -> LineString:
    """Turn a cut piece so that it runs as the whole line does."""
    start, end = (geometry.located(whole, part.coords[i]) for i in (0, -1))
    return part if start <= end else part.reverse()
