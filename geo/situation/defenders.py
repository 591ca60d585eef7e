"""The defender that nobody states: who probably holds a settlement that is attacked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from geo import geometry
from geo.model import CURRENT, Actor, Control, Event, Movement, Place, TimeSpan
from geo.settings import Settings
from geo.situation import meta, words
from geo.situation.records import Holding
from geo.situation.theatres import bloc, sides_of, war

ATTACKS = frozenset({"battle", "remote", "siege"})
"""Classes of event whose object is in the hands of somebody else than the attacker."""


def inferred(
    events: Sequence[Event],
    movements: Sequence[Movement],
    controls: Sequence[Control],
    holdings: Mapping[str, Holding],
    theatre: str | None,
    settings: Settings,
) -> list[Holding]:
    """Return who probably holds the settlements that are attacked and of which nobody says who holds them."""
    attacks: dict[str, list[tuple[Event | Movement, Place]]] = defaultdict(list)
    for event in events:
        attacking = meta.event_type(event.type).cls in ATTACKS and event.type != "capture"
        if attacking and event.status in CURRENT:
            for place in event.places:
                attacks[place.id].append((event, place))
    for movement in movements:
        if movement.kind == "advance" and not movement.heading and movement.status in CURRENT:
            for place in movement.destinations:
                attacks[place.id].append((movement, place))
    out = []
    for place_id, found in sorted(attacks.items()):
        place = found[0][1]
        attackers = sorted({side for record, _ in found for side in sides_of(record.agents)})
        if place.kind != "settlement" or place_id in holdings or len({bloc(a) for a in attackers}) != 1:
            continue
        attacker = attackers[0]
        chosen = _defender(place, attacker, [r for r, _ in found], events, movements, controls, settings)
        if chosen is None:
            continue
        holder, ground, behind = chosen
        record = min((r for r, _ in found), key=lambda r: (r.evidence[0].start, r.id))
        who = words.actors([a for a in record.agents if a.side in attackers][:1]) or meta.side_label(theatre, attacker)
        what = "an advance" if isinstance(record, Movement) else _a(meta.event_type(record.type).label.lower())
        named = holder if holder.name else replace(holder, name=meta.side_label(theatre, holder.side or ""))
        out.append(
            Holding(
                place=place,
                state="held",
                status=record.status,
                records=tuple(sorted({r.id for r, _ in found} | behind)),
                holders=(named,),
                sides=(named.side,) if named.side else (),
                inferred=f"not stated who holds {place.name}; it is the object of {what} by {who}; "
                + ground.format(name=named.name),
            )
        )
    return out


def _defender(
    place: Place,
    attacker: str,
    attacks: Sequence[Event | Movement],
    events: Sequence[Event],
    movements: Sequence[Movement],
    controls: Sequence[Control],
    settings: Settings,
) -> tuple[Actor, str, set[str]] | None:
    """Return the likely holder (nameless when only its side is known), the ground for it and records behind it."""
    targets = {
        s: a
        for r in attacks
        if isinstance(r, Event)
        for a in r.targets
        for s in sides_of([a])
        if bloc(s) != bloc(attacker)
    }
    if len(targets) == 1:
        return next(iter(targets.values())), "the attack is said to be on {name}", set()
    past: list[tuple[date, str, Sequence[Actor], TimeSpan | None]] = [
        (_end_of(c.as_of), c.id, c.holders, c.as_of)
        for c in controls
        if c.status == "historical" and c.state in ("held", "besieged") and place.id in {p.id for p in c.places}
    ]
    past += [
        (_end_of(e.time), e.id, e.agents, e.time)
        for e in events
        if e.status == "historical" and e.type == "capture" and e.agents and place.id in {p.id for p in e.places}
    ]
    if past:
        _, record_id, who, as_of = max(past, key=lambda x: x[:2])
        holders = [a for a in who if any(bloc(s) != bloc(attacker) for s in sides_of([a]))]
        if len({a.side for a in holders}) == 1:
            when = words.span(as_of)
            return holders[0], "last stated holder {name}" + (f", {when}" if when else ""), {record_id}
    from_here: dict[str, float] = {}
    for side, at in _presence(events, movements, controls):
        if bloc(side) != bloc(attacker) and war(side) == war(attacker):
            km = geometry.distance_km(place.lonlat, at.lonlat) if at else float("inf")
            from_here[side] = min(km, from_here.get(side, float("inf")))
    if len(from_here) == 1:
        (side,) = from_here
        return Actor(name="", side=side), "the only side reported against it is {name}", set()
    near = [side for side, km in from_here.items() if km <= settings.opposed_reach_km]
    if len(near) == 1:
        ground = f"the only side reported against it within {settings.opposed_reach_km:.0f} km is {{name}}"
        return Actor(name="", side=near[0]), ground, set()
    return None


def _end_of(span: TimeSpan | None) -> date:
    return (span.end or span.start or date.min) if span else date.min


def _presence(
    events: Sequence[Event], movements: Sequence[Movement], controls: Sequence[Control]
) -> Iterable[tuple[str, Place | None]]:
    """Sides that fight or hold now, and where; an event without a place still shows that its side takes part."""
    for event in events:
        if event.status in CURRENT and meta.event_type(event.type).cls in ATTACKS | {"move"}:
            for side in sides_of(event.agents):
                for place in event.places or (None,):
                    yield side, place
    for movement in movements:
        if movement.status in CURRENT:
            for side in sides_of(movement.agents):
                for place in (*movement.origins, *movement.via) or (None,):
                    yield side, place
    for control in controls:
        if control.status in CURRENT:
            for side in sides_of(control.holders):
                for place in control.places or (None,):
                    yield side, place


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
