"""Lines of who moved from where to where, each honest about what its course rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo import geometry
from geo.geometry import LonLat
from geo.model import CURRENT, Displacement, Event, Figure, Movement, Place, Record
from geo.settings import Settings
from geo.situation.control import sides_of
from geo.situation.records import Basis, Holding, Route, Unplaced, statement_day

DRAWN = CURRENT | {"forecast"}
"""Statuses with a line of their own: a plan is drawn as a plan; the past and the denied are not."""
LINES = frozenset({"road", "river", "bridge"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What a route's course can rest on besides its own record."""

    events: Sequence[Event]
    movements: Sequence[Movement]
    displacements: Sequence[Displacement]
    holdings: Mapping[str, Holding]
    roads: Mapping[str, Sequence[Place]]
    fronts: Sequence[BaseGeometry]
    published: Mapping[str, date | None]
    settings: Settings


def draw(scene: Scene) -> tuple[tuple[Route, ...], tuple[Unplaced, ...]]:
    """Return the lines of all displacements and movements, and those without one, each with its reason."""
    routes: list[Route] = []
    left: list[Unplaced] = []
    for displacement in scene.displacements:
        if displacement.status in DRAWN:
            found, why = _flight(displacement, scene)
            routes += found
            left += [Unplaced(record=displacement.id, label=displacement.trigger, reason=why)] if why else []
    moves = [_come_near(m, scene) for m in scene.movements]
    headings = [m for m in moves if m.heading and m.status in DRAWN]
    for movement in moves:
        if not movement.heading and movement.status in DRAWN:
            found, why = _movement(movement, scene)
            routes += found
            left += [Unplaced(record=movement.id, label=movement.trigger, reason=why)] if why else []
    for movement in headings:
        found, why = _heading(movement, routes, scene)
        routes += found
        left += [Unplaced(record=movement.id, label=movement.trigger, reason=why)] if why else []
    return tuple(routes), tuple(left)


def _flight(d: Displacement, scene: Scene) -> tuple[list[Route], str]:
    origins, destinations = _local(d.origins), _local(d.destinations)
    if not origins and not destinations:
        scope = national([d.figure] if d.figure else [], (*d.origins, *d.destinations))
        return [], scope or d.unplaced or "no place is stated"
    if not origins or not destinations:
        return [], ""
    pairs = [
        (a, b)
        for a, b in product(origins, destinations)
        if a.id != b.id and geometry.distance_km(a.lonlat, b.lonlat) > 0.01
    ]
    if not pairs:
        return [], "origin and destination are the same place"
    out = []
    for a, b in pairs:
        line, basis, why = _course([a, b], d.via, d, scene)
        out.append(
            Route(
                record=d.id,
                layer="route",
                kind=d.kind,
                status=d.status,
                line=_to_edge(line, a, b),
                basis=basis,
                origin=a.name,
                destination=b.name,
                destination_id=b.id,
                via=tuple(p.name for p in d.via),
                records=(d.id,),
                tied=len(pairs) == 1 and d.figure is not None and _about(d, a),
                why=why,
            )
        )
    return out, ""


def national(figures: Sequence[Figure], places: Sequence[Place] = ()) -> str:
    """Return why a record that is told only of a country has no mark, "" when it is not."""
    scopes = [f.scope for f in figures if f.scope]
    found = next((p for p in [*scopes, *places] if p.kind == "country"), None)
    return f"told of {found.name} as a whole: it stands in the figures, not on the map" if found else ""


def _about(d: Displacement, origin: Place) -> bool:
    """Whether the figure counts this flow and not a country of which it is a part."""
    scope = d.figure.scope if d.figure else None
    return scope is None or scope.id == origin.id or scope.kind != "country"


def _movement(m: Movement, scene: Scene) -> tuple[list[Route], str]:
    destinations = _local(m.destinations)
    if not destinations and not _local(m.origins):
        whole = m.destinations or m.origins
        why = f"told of {whole[0].name} as a whole: a country is neither start nor end of a line" if whole else ""
        return [], m.unplaced or why or "no place is stated"
    out = []
    for target in destinations:
        stops, behind = _stops(m, target, scene)
        # A place nearer than the stated distance lies beyond the end of the arrow.
        stops = [p for p in stops if geometry.distance_km(p.lonlat, target.lonlat) > (m.within_km or 0.01)]
        if not stops:
            continue
        line, basis, why = _course([*stops, target], m.via, m, scene)
        if m.within_km:
            line = geometry.stop_short(line, target.lonlat, m.within_km)
        elif target.is_area:
            line = _to_edge(line, stops[-1], target)
        sides = sides_of(m.agents)
        out.append(
            Route(
                record=m.id,
                layer="movement",
                kind=m.kind,
                status=m.status,
                line=line,
                basis=basis,
                origin=stops[0].name,
                destination=target.name,
                destination_id=target.id,
                via=tuple(p.name for p in [*stops[1:], *(v for v in m.via if v.kind in LINES)]),
                records=tuple(sorted({m.id, *behind})),
                side=sides[0] if len(sides) == 1 else None,
                opposed_to=_opponent(sides, target, scene) if m.kind == "advance" else None,
                within_km=m.within_km,
                why=why,
            )
        )
    return out, ""


def _come_near(m: Movement, scene: Scene) -> Movement:
    """Return a heading as an advance when its article says how near to the place the same side has come."""
    if not m.heading or m.kind != "advance" or len(m.destinations) != 1 or m.status not in CURRENT:
        return m
    sides, articles = set(sides_of(m.agents)), {e.article_id for e in m.evidence}
    near = [
        e.within_km
        for e in scene.events
        if e.within_km
        and e.type == "advance"
        and e.status in CURRENT
        and m.destinations[0] in e.places
        and sides & set(sides_of(e.agents))
        and articles & {x.article_id for x in e.evidence}
    ]
    return replace(m, heading=False, within_km=min(near)) if near else m


def _stops(m: Movement, target: Place, scene: Scene) -> tuple[list[Place], set[str]]:
    """Places that a movement comes from and through, the last before its destination, and records that add some."""
    stated = [p for p in (*_local(m.origins), *_local(m.via)) if p.kind not in LINES]
    origins = {p.id for p in _local(m.origins)}
    behind: set[str] = set()
    taken: dict[str, tuple[date, Place]] = {}
    if m.kind == "advance":
        sides, articles = set(sides_of(m.agents)), {e.article_id for e in m.evidence}
        for event in scene.events:
            same = sides & set(sides_of(event.agents)) and articles & {e.article_id for e in event.evidence}
            if event.type != "capture" or event.status not in CURRENT or not same:
                continue
            for place in event.places:
                if geometry.distance_km(place.lonlat, target.lonlat) <= scene.settings.via_km and not place.is_area:
                    behind.add(event.id)
                    taken[place.id] = (statement_day(event, scene.published), place)
    stops = {p.id: p for p in [*stated, *(p for _, p in taken.values())] if p.id != target.id}
    # In the order of captures; of one day the farther from the destination comes first.
    ordered = sorted(
        stops.values(),
        key=lambda p: (
            p.id not in origins,
            taken[p.id][0] if p.id in taken else date.min,
            -geometry.distance_km(p.lonlat, target.lonlat),
            p.id,
        ),
    )
    return ordered, behind


def _heading(m: Movement, routes: Sequence[Route], scene: Scene) -> tuple[list[Route], str]:
    if not m.destinations:
        return [], m.unplaced or "no direction is stated that could be drawn"
    target = m.destinations[0]
    start, name, why = _start(m, target, routes, scene)
    if start is None:
        return [], f"toward {target.name}, but not stated from where"
    km = geometry.distance_km(start, target.lonlat)
    length = min(scene.settings.heading_km, scene.settings.heading_share * km)
    if length < 1:
        return [], f"toward {target.name}, where it already is"
    end = geometry.destination(start, geometry.bearing(start, target.lonlat), length)
    sides = sides_of(m.agents)
    return [
        Route(
            record=m.id,
            layer="heading",
            kind=m.kind,
            status=m.status,
            line=geometry.densify([start, end]),
            basis="schematic",
            origin=name,
            destination=target.name,
            destination_id=target.id,
            records=(m.id,),
            side=sides[0] if len(sides) == 1 else None,
            why=why,
        )
    ], ""


def _start(m: Movement, target: Place, routes: Sequence[Route], scene: Scene) -> tuple[LonLat | None, str, str]:
    """Where a heading begins: stated, else where the same side's advance ends, else the other place of the sentence."""
    origins = [p for p in _local(m.origins) if p.id != target.id]
    if origins:
        return origins[0].lonlat, origins[0].name, "direction stated; its length says nothing"
    sides, articles = set(sides_of(m.agents)), {e.article_id for e in m.evidence}
    own = {x.id for x in scene.movements if articles & {e.article_id for e in x.evidence}}
    tips = [
        r
        for r in routes
        if r.layer == "movement" and r.kind == m.kind and r.side in sides and r.record in own and r.status in CURRENT
    ]
    if tips:
        tip = min(tips, key=lambda r: (geometry.distance_km(_end(r.line), target.lonlat), r.record))
        near = f"{tip.within_km:g} km from {tip.destination}" if tip.within_km else tip.destination
        return _end(tip.line), near, "begins where the advance of the same side is said to have come"
    held = [h.place for h in scene.holdings.values() if sides & set(h.sides) and h.state == "held" and not h.inferred]
    held = [p for p in held if not p.is_area and p.id != target.id]
    quotes = {(e.article_id, e.quote) for e in m.evidence}
    others: list[Record] = [*scene.events, *scene.displacements, *scene.movements]
    beside = [
        p
        for r in others
        if r.status in CURRENT and quotes & {(e.article_id, e.quote) for e in r.evidence}
        for p in (_places(r) if r.id != m.id else ())
        if p.id != target.id and p.kind != "country" and not p.is_area
    ]
    for found, why in (
        (held, "begins at the nearest place that the same side is said to hold"),
        (beside, "begins at the other place of the sentence"),
    ):
        if found:
            place = min(found, key=lambda p: (geometry.distance_km(p.lonlat, target.lonlat), p.id))
            return place.lonlat, place.name, why
    return None, "", ""


def _places(record: Record) -> tuple[Place, ...]:
    if isinstance(record, Displacement | Movement):
        return (
            *record.origins,
            *record.via,
            *(() if isinstance(record, Movement) and record.heading else record.destinations),
        )
    return record.places


def _course(
    points: Sequence[Place], via: Sequence[Place], record: Record, scene: Scene
) -> tuple[LineString, Basis, str]:
    """Return a line through the points: along a stated road, along a road of the article, else a bow."""
    lonlat = [p.lonlat for p in points]
    stated = [p for p in via if p.kind in LINES and p.geometry is not None]
    named = [p for e in record.evidence for p in scene.roads.get(e.article_id, ())]
    choices: list[tuple[Basis, Sequence[Place], str]] = [
        ("stated", stated, "along {}, as stated"),
        (
            "corridor",
            named,
            "along {}, a road that the article names between these places; the way itself is not stated",
        ),
    ]
    if not any(p.is_area for p in points):
        for basis, roads, why in choices:
            for road in sorted(roads, key=lambda p: p.id):
                line = _on_road(road, lonlat, scene.settings)
                if line is not None:
                    return line, basis, why.format(road.name)
    inner = [p.lonlat for p in via if p.kind not in LINES and p.kind != "country" and p not in points]
    path = [lonlat[0], *inner, *lonlat[1:]] if inner else lonlat
    ways = [
        geometry.smooth_path([*path[:-1], aim], bend=bend)
        for aim in (path[-1], *_nearer_aim(points[-1], path[-2]))
        for bend in (0.12, -0.12)
    ]
    # A bow is free to go either way, and to any part of an area: who flees a front should not seem to cross it.
    clear = [way for way in ways if not any(f.intersects(way) for f in scene.fronts)]
    return (clear or ways)[0], "schematic", "schematic: the way itself is not stated"


def _nearer_aim(area: Place, start: LonLat) -> list[LonLat]:
    """A point just inside the edge of an area that is nearest to the start."""
    if not area.is_area or area.geometry is None:
        return []
    shape = geometry.from_geojson(area.geometry)
    edge = geometry.nearest_point(shape, start)
    km = geometry.distance_km(start, edge)
    return [geometry.destination(start, geometry.bearing(start, edge), km + 1)] if km > 1 else []


def _on_road(road: Place, lonlat: Sequence[LonLat], settings: Settings) -> LineString | None:
    if road.geometry is None or "Line" not in str(road.geometry.get("type")):
        return None
    shape = geometry.from_geojson(road.geometry)
    if any(geometry.off_line_km(shape, p) > settings.road_reach_km for p in lonlat):
        return None
    return geometry.along_road(shape, lonlat, reach_km=settings.road_reach_km)


def _to_edge(line: LineString, start: Place, area: Place) -> LineString:
    """End a line at the edge of the area that it goes to."""
    if not area.is_area:
        return line
    if area.geometry is not None:
        shape: BaseGeometry = geometry.from_geojson(area.geometry)
        if shape.geom_type in ("Polygon", "MultiPolygon"):
            inside = geometry.anchor(shape)
            if not shape.intersects(line):
                line = geometry.arc((line.coords[0][0], line.coords[0][1]), inside)
            return line if shape.contains(Point(start.lon, start.lat)) else geometry.trim_into(line, shape)
    return geometry.stop_short(line, area.lonlat, min(area.precision_km, 0.5 * geometry.length_km(line)))


def _opponent(sides: tuple[str, ...], target: Place, scene: Scene) -> str | None:
    holding = scene.holdings.get(target.id)
    others = [s for s in holding.sides if s not in sides] if holding and holding.state != "lost" else []
    return others[0] if len(others) == 1 else None


def _local(places: Sequence[Place]) -> list[Place]:
    return [p for p in places if p.kind != "country"]


def _end(line: BaseGeometry) -> LonLat:
    lon, lat = line.coords[-1][:2]
    return (lon + 180) % 360 - 180 if abs(lon) > 180 else lon, lat
