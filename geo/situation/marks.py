"""Marks at places as features: events, holdings, rings, background; none drawn more exactly than it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shapely.geometry import Point

from geo import geometry
from geo.geometry import LonLat
from geo.model import CURRENT, Displacement, Event, Movement, Place, Record
from geo.situation import meta, words
from geo.situation.control import sides_of
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
from geo.situation.records import Route, Situation


def events(situation: Situation, pen: Pen) -> list[Feature]:
    """Return marks and rings of current events, and of moves that have only one end."""
    out: list[Feature] = []
    one_ended = _one_ended(situation)
    for event in situation.events:
        if event.status in CURRENT:
            for place in event.places:
                same = [
                    r.id
                    for r in one_ended
                    if r.kind == event.type and place in _known_end(r) and _article(r) == _article(event)
                ]
                out += _event(event, place, same, situation.routes, pen)
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
        e.type == record.kind and e.status in CURRENT and place in e.places and _article(e) == _article(record)
        for e in situation.events
    )


def _article(record: Record) -> str:
    return record.evidence[0].article_id


def _event(event: Event, place: Place, same: Sequence[str], routes: Sequence[Route], pen: Pen) -> list[Feature]:
    if place.kind == "country":
        return []
    shape, where, doubt = shape_of(place, pen.settings)
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
    tip = _tip(event, place, routes)
    if tip is not None:
        out.insert(
            0, pen.feature(event.id, Point(tip), {"layer": "event", **common, "anchor_basis": "direction of advance"})
        )
    return out


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
    """Return held, shared, besieged and lost places."""
    out = []
    records = {r.id: r for r in situation.records}
    for h in situation.holdings:
        shape, where, doubt = shape_of(h.place, pen.settings)
        named = words.actors(h.holders)
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
            "day": h.date.isoformat() if h.date else None,
            **where,
        }
        out.append(pen.feature(f"hold-{h.place.id}", shape, common))
        if doubt:
            record = records[h.records[0]]
            out += _ring(
                record, h.place, doubt, "precision", {**common, "basis": None, "state": None, "inferred": None}, pen
            )
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
