"""Lines of who moved from where to where, each honest about what its course rests on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from geo import geometry
from geo.geometry import BaseGeometry, LonLat
from geo.model import CURRENT, Displacement, Figure, Movement, Place, Record
from geo.situation import bundles
from geo.situation.advances import by_road, come_near, local, on_the_way, opponent, stops_of
from geo.situation.courses import course, from_edge, to_edge
from geo.situation.records import Route, Unplaced, day_of
from geo.situation.scene import DRAWN, LINES, Scene
from geo.situation.theatres import sides_of


def draw(scene: Scene) -> tuple[tuple[Route, ...], tuple[Unplaced, ...]]:
    """Return the lines of all displacements and movements, and those without one, each with its reason."""
    routes: list[Route] = []
    left: list[Unplaced] = []
    for displacement in scene.displacements:
        if displacement.status in DRAWN:
            found, why = _flight(displacement, scene)
            routes += found
            left += [Unplaced(record=displacement.id, label=displacement.trigger, reason=why)] if why else []
    moves = [come_near(by_road(m), scene) for m in scene.movements]
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
    both: list[Record] = [*scene.displacements, *moves]
    told = {r.id: r for r in both}
    flows = bundles.gathered(routes, lambda r: day_of(told[r.record], scene.by, scene.published))
    return tuple(bundles.apart(flows, scene.settings.beside_km)), tuple(left)


def _flight(d: Displacement, scene: Scene) -> tuple[list[Route], str]:
    origins, destinations = local(d.origins), local(d.destinations)
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
        line, basis, why = course([a, b], d.via, d, scene)
        out.append(
            Route(
                record=d.id,
                layer="route",
                kind=d.kind,
                status=d.status,
                line=to_edge(from_edge(line, a, b), a, b),
                basis=basis,
                origin=a.name,
                origin_id=a.id,
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
    destinations = local(m.destinations)
    if not destinations and not local(m.origins):
        whole = m.destinations or m.origins
        why = f"told of {whole[0].name} as a whole: a country is neither start nor end of a line" if whole else ""
        return [], m.unplaced or why or "no place is stated"
    out = []
    for target in destinations:
        stops, behind = stops_of(m, target, scene)
        # A place nearer than the stated distance lies beyond the end of the arrow.
        stops = [p for p in stops if geometry.distance_km(p.lonlat, target.lonlat) > (m.within_km or 0.01)]
        if not stops:
            continue
        line, basis, why = course([*stops, target], m.via, m, scene)
        if m.within_km:
            line = geometry.stop_short(line, target.lonlat, m.within_km)
        elif target.is_area:
            line = to_edge(line, stops[-1], target)
        line = from_edge(line, stops[0], target)
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
                origin_id=stops[0].id,
                destination=target.name,
                destination_id=target.id,
                via=tuple(p.name for p in [*stops[1:], *(v for v in m.via if v.kind in LINES)]),
                records=tuple(sorted({m.id, *behind, *on_the_way(m, scene)})),
                side=sides[0] if len(sides) == 1 else None,
                opposed_to=opponent(m, target, scene) if m.kind == "advance" else None,
                within_km=m.within_km,
                why=why,
            )
        )
    return out, ""


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
    origins = [p for p in local(m.origins) if p.id != target.id]
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
    held = [h.place for h in scene.own(m).holdings if sides & set(h.sides) and h.state == "held" and not h.inferred]
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


def _end(line: BaseGeometry) -> LonLat:
    lon, lat = line.coords[-1][:2]
    return (lon + 180) % 360 - 180 if abs(lon) > 180 else lon, lat
