"""Marks at places as features: events, holdings, rings, background; none drawn more exactly than it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo import geometry
from geo.geometry import BaseGeometry, LonLat, Point
from geo.model import CURRENT, Displacement, Event, Movement, Place, Record
from geo.situation import meta, words
from geo.situation.moments import Valid, spans
from geo.situation.pen import (
    Feature,
    Pen,
    flow_figure,
    holding_label,
    kind_of,
    label,
    repeats,
    rounded,
    shape_of,
    time_of,
)
from geo.situation.records import Holding, Route, Situation, articles_of, day_of
from geo.situation.scene import LINES
from geo.situation.theatres import bloc, sides_of


def events(situation: Situation, pen: Pen) -> list[Feature]:
    """Return marks and rings of current events, and of moves that have only one end."""
    out: list[Feature] = []
    one_ended = _one_ended(situation)
    on_lines = {i for r in situation.routes for i in r.records if i != r.record}
    for event in situation.events:
        if event.status in CURRENT:
            for place in event.places:
                if place.kind in LINES and event.id in on_lines:
                    continue
                same = [
                    r.id
                    for r in one_ended
                    if r.kind == event.type and place in _known_end(r) and articles_of(r) & articles_of(event)
                ]
                found = _event(event, place, same, situation, pen)
                out += [_while_near(f, event, place, situation, pen) for f in found]
    for record in one_ended:
        for place in _known_end(record):
            if not _told(record, place, situation):
                out += _end_of_move(record, place, pen)
    return out


def _one_ended(situation: Situation) -> list[Displacement | Movement]:
    """Current displacements and movements without a line of their own."""
    lined = {r.record for r in situation.routes}
    moves: list[Displacement | Movement] = [*situation.displacements, *situation.movements]
    return [
        r for r in moves if r.status in CURRENT and r.id not in lined and not (isinstance(r, Movement) and r.heading)
    ]


def _known_end(record: Displacement | Movement) -> list[Place]:
    """Where a move without a line is marked: its origins below the country, else such destinations."""
    origins, destinations = (
        [p for p in found if p.kind != "country"] for found in (record.origins, record.destinations)
    )
    return origins or destinations


def _told(record: Displacement | Movement, place: Place, situation: Situation) -> bool:
    """Whether its article has an event or a line of that kind from there already."""
    lines = {r.record for r in situation.routes if r.kind == record.kind and place.name == r.origin}
    moves: list[Displacement | Movement] = [*situation.displacements, *situation.movements]
    return any(m.id in lines and record.id in repeats(m, situation) for m in moves) or any(
        e.type == record.kind and e.status in CURRENT and place in e.places and articles_of(e) & articles_of(record)
        for e in situation.events
    )


def _event(event: Event, place: Place, same: Sequence[str], situation: Situation, pen: Pen) -> list[Feature]:
    if place.kind == "country":
        return []
    shape, where, doubt = shape_of(place, pen.settings)
    spot = _beside_others(event, shape, situation, pen) if place.kind in LINES and "anchor" in where else None
    if spot is not None:
        # The whole road was not cut; where it was, the towns of the sentence tell.
        shape = Point(spot)
        where = {k: v for k, v in where.items() if k != "anchor"} | {"anchor_basis": "nearest place of the article"}
    common = {
        **_event_words(event, pen),
        "records": [event.id, *same],
        **where,
        "label": label(event, place),
        "within_km": event.within_km,
    }
    if event.within_km is None or shape.geom_type != "Point":
        mark = pen.feature(event.id, shape, {"layer": "event", **common})
        return [mark, *_ring(event, place, doubt, "precision", common, pen)]
    out = _ring(event, place, event.within_km, "within", common, pen)
    tip = _tip(event, place, situation.routes)
    if tip is not None:
        out.insert(
            0, pen.feature(event.id, Point(tip), {"layer": "event", **common, "anchor_basis": "direction of advance"})
        )
    return out


def _beside_others(event: Event, road: BaseGeometry, situation: Situation, pen: Pen) -> LonLat | None:
    """Where on a road or river an event is marked: beside the town that its article names next to it."""
    article, at = event.evidence[0].article_id, event.evidence[0].start
    near = [
        (abs(x.start - at), geometry.off_line_km(road, p.lonlat), p.lonlat)
        for e in situation.events
        if e.status in CURRENT
        for x in [x for x in e.evidence if x.article_id == article][:1]
        for p in e.places
        if p.kind not in LINES and not p.is_area
    ]
    near = [x for x in near if x[1] <= 2 * pen.settings.road_reach_km]
    return geometry.nearest_point(road, min(near)[2]) if near else None


def _event_words(event: Event, pen: Pen) -> dict[str, Any]:
    kind = meta.event_type(event.type)
    sides = sides_of(event.agents)
    return {
        "record": event.id,
        "records": [event.id],
        "status": event.status,
        "type": event.type,
        "class": kind.cls,
        "type_label": kind.label,
        "acled": kind.acled,
        "acled_sub": meta.acled_sub(kind, pen.theatre, sides[0] if len(sides) == 1 else None),
        **pen.side(sides),
        **pen.time(event),
    }


def _tip(event: Event, place: Place, routes: Sequence[Route]) -> LonLat | None:
    """Where on the ring the advance came to, by an advance of the same side with the same end and distance."""
    sides = set(sides_of(event.agents))
    for route in routes:
        same = route.destination_id == place.id and route.within_km == event.within_km and route.layer == "movement"
        if same and route.side in sides and route.status in CURRENT:
            lon, lat = route.line.coords[-1][:2]
            return float(lon), float(lat)
    return None


def _while_near(feature: Feature, event: Event, place: Place, situation: Situation, pen: Pen) -> Feature:
    """Give a ring "within 5 km of" its days: until its side came nearer, fell back, or took the place."""
    day = day_of(event, situation.by, situation.published)
    if feature["properties"].get("why") != "within" or day is None or len(situation.moments) < 2:
        return feature
    ours = {bloc(s) for s in sides_of(event.agents)}
    ends = [
        own
        for e in situation.events
        if e.within_km and place in e.places and e.status in CURRENT and ours & {bloc(s) for s in sides_of(e.agents)}
        for own in [day_of(e, situation.by, situation.published)]
        if own and own > day
    ]
    ends += [
        m.day
        for m in situation.moments
        if m.day
        and m.day > day
        and any(h.place.id == place.id and h.state == "held" and ours & {bloc(s) for s in h.sides} for h in m.holdings)
    ]
    return pen.valid(feature, (day, min(ends, default=None)))


def _ring(
    record: Record, place: Place, radius_km: float, why: str, common: Mapping[str, Any], pen: Pen
) -> list[Feature]:
    if radius_km <= 0:
        return []
    dropped = {"anchor", "precision_km", "anchor_basis"}
    kept = {k: v for k, v in common.items() if k not in dropped}
    about = (
        f"within {words.km(radius_km)} of {place.name}"
        if why == "within"
        else f"{place.name}, known to {words.km(radius_km)}"
    )
    properties = {"layer": "ring", "why": why, "radius_km": radius_km, "centre": list(rounded(place.lonlat))}
    return [
        pen.feature(record.id, geometry.circle(place.lonlat, radius_km), {**kept, **properties, "ring_label": about})
    ]


def _end_of_move(record: Displacement | Movement, place: Place, pen: Pen) -> list[Feature]:
    shape, where, doubt = shape_of(place, pen.settings)
    common = {
        "record": record.id,
        "records": [record.id],
        "label": label(record),
        "status": record.status,
        "type": record.kind,
        "class": "move",
        "type_label": meta.event_type(record.kind, kind_of(record)).label,
        **(pen.side(sides_of(record.agents)) if isinstance(record, Movement) else flow_figure(record, tied=True)),
        **pen.time(record),
        **where,
    }
    return [
        pen.feature(record.id, shape, {"layer": "event", **common}),
        *_ring(record, place, doubt, "precision", common, pen),
    ]


def holdings(situation: Situation, pen: Pen) -> list[Feature]:
    """Return held, shared, besieged and lost places, each for the days on which it was so."""
    records = {r.id: r for r in situation.records}
    found = spans(situation.moments, lambda m: m.holdings, lambda h: h.place.id)
    return [pen.valid(feature, valid) for h, valid in found for feature in _holding(h, valid, records, pen)]


def _holding(h: Holding, valid: Valid | None, records: Mapping[str, Record], pen: Pen) -> list[Feature]:
    shape, where, doubt = shape_of(h.place, pen.settings)
    named = words.actors(h.holders)
    day = h.date or (valid[0] if valid else None)
    common: dict[str, Any] = {
        "layer": "control",
        "basis": "place",
        "record": h.records[0],
        "records": list(h.records),
        "label": holding_label(h.state, h.place.name, named) + (" (inferred)" if h.inferred else ""),
        "status": h.status,
        "state": h.state,
        "holders": [a.name for a in h.holders],
        "sides": list(h.sides),
        "inferred": h.inferred,
        "conflicts": list(h.conflicts) or None,
        **(pen.side(h.sides) if h.state != "lost" else {}),
        **time_of(h.as_of),
        "day": day.isoformat() if day else None,
        **pen.known(records[r] for r in h.records),
        **where,
    }
    out = [pen.feature(f"hold-{h.place.id}", shape, common)]
    if doubt:
        plain = {**common, "basis": None, "state": None, "inferred": None}
        out += _ring(records[h.records[0]], h.place, doubt, "precision", plain, pen)
    return out


def background(situation: Situation, pen: Pen) -> list[Feature]:
    """Return what is history: a layer of its own."""
    out = []
    for record in situation.records:
        if record.status != "historical":
            continue
        for place in _places(record):
            if place.kind == "country":
                continue
            shape, where, _ = shape_of(place, pen.settings)
            common: dict[str, Any] = {
                "layer": "background",
                "of": kind_of(record),
                "record": record.id,
                "records": [record.id],
                "label": label(record, place) if isinstance(record, Event) else label(record),
                "status": "historical",
                **pen.time(record),
                **where,
            }
            if isinstance(record, Event):
                common = {**_event_words(record, pen), **common}
            out.append(pen.feature(record.id, shape, common))
    return out


def _places(record: Record) -> Iterable[Place]:
    return _known_end(record) if isinstance(record, Displacement | Movement) else record.places
