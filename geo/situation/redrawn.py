"""What is inferred gives way to what an analyst drew in its place, there and on those days alone.

A drawn front stands for the inferred one of the same two sides: for the stretch of it between the points nearest to the
drawn one's ends, and for what lies beside it. Inferred areas end at the drawn front; the ground between the two lines goes
to the side on whose side of the drawn one it now lies. Within a drawn area nothing inferred is left. Stated places stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, cast

from geo import geometry
from geo.geometry import BaseGeometry, LineString, Local
from geo.settings import Settings
from geo.situation.drawn import Shape
from geo.situation.moments import Valid, spans
from geo.situation.pen import Feature, rounded
from geo.situation.records import Moment
from geo.situation.theatres import bloc

STUB_KM = 3.0
"""What a cut leaves of a front is left out when it is shorter: a stump beside the drawn line tells nothing."""
SLIVER = 0.02
"""... and of an area what is smaller than this share of it."""
SAMPLES = 24
"""Points of a line at which its distance to another is taken."""


@dataclass(frozen=True)
class Line:
    """An inferred front and the days on which it runs so."""

    line: LineString
    sides: frozenset[str]
    valid: Valid | None


class Redrawing:
    """Takes what is inferred of one front and gives back what of it is left beside the drawings.

    Parameters
    ----------
    shapes : sequence of Shape
        Those that replace nothing are not looked at.
    moments : sequence of Moment
    settings : Settings
    """

    def __init__(self, shapes: Iterable[Shape], moments: Sequence[Moment], settings: Settings) -> None:
        self.shapes = [s for s in shapes if s.drawing.replaces]
        self.settings = settings
        self.lines = [
            Line(f.line, frozenset(map(bloc, f.sides)), valid)
            for front, valid in (spans(moments, lambda m: m.fronts, lambda f: f.statements) if self.shapes else [])
            for f in front.lines
        ]

    def __call__(self, group: list[Feature], valid: Valid | None) -> list[tuple[list[Feature], Valid | None]]:
        """Return what is left of the features of one front, for each stretch of its days on which the same drawings hold."""
        near = [s for s in self.shapes if _overlap(s.valid, valid) and self._touches(s, group)]
        if not near:
            return [(group, valid)]
        out = []
        for n, days in enumerate(_stretches(valid, [s.valid for s in near])):
            holding = [s for s in near if _overlap(s.valid, days)]
            left = self._left(group, holding, days) if holding else group
            # Each stretch of days has features of its own.
            named = [{**f, "id": f"{f['id']}-{n}" if n else f["id"], "properties": dict(f["properties"])} for f in left]
            out.append((named, days if any(s.valid for s in near) else valid))
        return out

    def _touches(self, shape: Shape, group: Sequence[Feature]) -> bool:
        reach = self._ends_km(shape.geometry) if shape.drawing.shape == "front" else 0.0
        ground = geometry.buffer_km(shape.geometry, reach) if reach else shape.geometry
        return any(ground.intersects(geometry.from_geojson(f["geometry"])) for f in group)

    def _ends_km(self, line: BaseGeometry) -> float:
        return max(self.settings.drawn_reach_km, min(geometry.length_km(line), self.settings.drawn_ends_km))

    def _left(self, group: Sequence[Feature], holding: Sequence[Shape], days: Valid | None) -> list[Feature]:
        corners = [tuple(xy) for s in holding for xy in geometry.sampled(s.geometry, 360.0).tolist()]
        local = Local(cast("list[geometry.LonLat]", corners))
        ground = {f["id"]: local.to_plane(geometry.from_geojson(f["geometry"])) for f in group}
        whole = dict(ground)
        # An area says more than a line: it comes last, and nothing that a front moved is left in it.
        for shape in sorted(holding, key=lambda s: s.drawing.shape == "area"):
            drawn = local.to_plane(shape.geometry)
            if shape.drawing.shape == "area":
                ground = {i: g.difference(drawn) for i, g in ground.items()}
            else:
                self._beside(shape, cast(LineString, drawn), group, ground, local, days)
        out = []
        for f in group:
            left = _worth(ground[f["id"]], whole[f["id"]])
            if left is not None:
                out.append(f if left is whole[f["id"]] else _cut(f, local.to_globe(left)))
        return out

    def _beside(
        self,
        shape: Shape,
        drawn: LineString,
        group: Sequence[Feature],
        ground: dict[str, BaseGeometry],
        local: Local,
        days: Valid | None,
    ) -> None:
        """Cut the ground of one front's features beside a drawn front."""
        strip = geometry.strip(drawn, self.settings.drawn_reach_km)
        # A front of which a side is not known may stand for any.
        ours = frozenset(map(bloc, shape.sides)) if all(shape.sides) else frozenset()
        nearest = self._nearest(drawn, ours, local, days)
        between: list[BaseGeometry] = []
        gone: list[BaseGeometry] = []
        fronts = [f for f in group if f["properties"]["layer"] == "front"]
        for f in fronts:
            kept: list[BaseGeometry] = []
            same = not ours or frozenset(map(bloc, f["properties"]["sides"])) == ours
            for line in geometry.pieces(ground[f["id"]]):
                stood_for, ties = None, list[LineString]()
                if same and nearest is not None and line.distance(nearest) < STUB_KM:
                    stood_for, ties = self._stretch(line, drawn, shape)
                if stood_for is not None:
                    between.append(geometry.enclosed([drawn, stood_for, *ties]))
                rest = line.difference(strip) if same else line.difference(geometry.strip(drawn, STUB_KM))
                if stood_for is not None:
                    rest = rest.difference(stood_for.buffer(1e-6))
                gone.append(line.difference(rest.buffer(1e-6)) if not rest.is_empty else line)
                kept += geometry.pieces(rest)
            ground[f["id"]] = geometry.union(kept)
        moved = geometry.union(between)
        over = bool(fronts) and all(_worth(ground[f["id"]], drawn) is None for f in fronts)
        # Where no inferred front goes on beyond the drawn one's ends, areas end there as they do beside it.
        line = geometry.run_on(drawn, self.settings.drawn_reach_km) if over else drawn
        zone = geometry.union([geometry.strip(line, self.settings.drawn_reach_km), moved])
        left, right = geometry.left_and_right(zone, line)
        reach = geometry.union([strip, *(geometry.strip(g, 3 * self.settings.drawn_reach_km) for g in gone)])
        for f in group:
            p = f["properties"]
            if p["layer"] == "control":
                own, other = _own(p["sides"], shape.sides, left, right)
                held = ground[f["id"]]
                gained = own.intersection(moved)
                # Ground between the lines goes to the area that it adjoins.
                held = held.union(gained) if not gained.is_empty and held.distance(gained) < STUB_KM else held
                ground[f["id"]] = geometry.polygons(held.difference(other if other is not None else zone))
            elif p["layer"] == "band":
                ground[f["id"]] = geometry.union([]) if over else ground[f["id"]].difference(reach.union(zone))
            elif p["layer"] != "front":
                ground[f["id"]] = ground[f["id"]].difference(zone)

    def _nearest(
        self, drawn: LineString, ours: frozenset[str], local: Local, days: Valid | None
    ) -> BaseGeometry | None:
        """The inferred front of the same sides and days that runs nearest to a drawn one."""
        points = geometry.along(drawn, [n / SAMPLES for n in range(SAMPLES + 1)])
        found = [
            local.to_plane(x.line) for x in self.lines if (not ours or x.sides == ours) and _overlap(x.valid, days)
        ]
        return min(found, key=lambda x: float(geometry.away_km(x, points).mean()), default=None)

    def _stretch(
        self, line: LineString, drawn: LineString, shape: Shape
    ) -> tuple[BaseGeometry | None, list[LineString]]:
        """The part of an inferred front that a drawn one stands for, and the ties between their ends."""
        ends = [drawn.coords[0], drawn.coords[-1]]
        limit = self._ends_km(shape.geometry)
        off = geometry.away_km(line, geometry.along(drawn, [0.0, 1.0]))
        if (off > limit).any():
            return None, []
        at = [geometry.located(line, end) for end in ends]
        a, b = sorted(at)
        inner: BaseGeometry = geometry.stretch(line, a, b)
        outer = geometry.union([geometry.stretch(line, 0.0, a), geometry.stretch(line, b, line.length)])
        if line.is_closed and (drawn.is_closed or _away(outer, drawn) < _away(inner, drawn)):
            inner = line if drawn.is_closed else outer
        if inner.length == 0:
            return None, []
        ties = [
            LineString([end, line.interpolate(x).coords[0]])
            for end, x in zip(ends, at, strict=True)
            if line.interpolate(x).distance(geometry.Point(end)) > 0
        ]
        return inner, [] if drawn.is_closed else ties


def _own(
    sides: Sequence[str], drawn: Sequence[str], left: BaseGeometry, right: BaseGeometry
) -> tuple[BaseGeometry, BaseGeometry | None]:
    """Return the ground of a side beside a drawn front and that of the other; None: the front is none of theirs."""
    mine = {bloc(s) for s in sides}
    for k, (here, there) in enumerate(((left, right), (right, left))):
        if len(drawn) == 2 and bloc(drawn[k]) in mine:
            return here, there
    return geometry.union([]), None


def _away(line: BaseGeometry, other: BaseGeometry) -> float:
    return float(geometry.away_km(other, geometry.sampled(line, max(line.length / SAMPLES, 1e-3))).mean())


def _worth(left: BaseGeometry, whole: BaseGeometry) -> BaseGeometry | None:
    """Return what is left without stumps and slivers; the very same where nothing was cut, None where nothing is worth it."""
    if left is whole:
        return whole
    if left.equals(whole):
        return whole
    if whole.area:
        kept = [p for p in geometry.parts(geometry.polygons(left)) if p.area > SLIVER * whole.area]
    else:
        kept = [p for p in geometry.pieces(left) if p.length > STUB_KM]
    return geometry.union(kept) if kept else None


def _cut(feature: Feature, shape: BaseGeometry) -> Feature:
    properties: dict[str, Any] = dict(feature["properties"])
    if "anchor" in properties:
        properties["anchor"] = list(
            rounded(geometry.anchor(max(geometry.parts(shape), key=lambda p: p.area or p.length)))
        )
    return {**feature, "geometry": geometry.geojson(shape), "properties": properties}


def _overlap(a: Valid | None, b: Valid | None) -> bool:
    (a0, a1), (b0, b1) = a or (None, None), b or (None, None)
    return (a0 is None or b1 is None or a0 < b1) and (b0 is None or a1 is None or b0 < a1)


def _stretches(valid: Valid | None, others: Iterable[Valid | None]) -> list[Valid]:
    """Return the days of a span in pieces that no other span begins or ends within."""
    start, end = valid or (None, None)
    cuts = sorted(
        {
            d
            for span in others
            for d in (span or ())
            if d is not None and (start is None or d > start) and (end is None or d < end)
        }
    )
    edges: list[date | None] = [start, *cuts, end]
    return list(pairwise(edges))
