"""Who holds which place now: what is stated, what contradicts, and the defender that nobody states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo import geometry
from geo.geometry import Point
from geo.model import CURRENT, Actor, Control, ControlState, Event, Movement, Place, Record, Status, TimeSpan
from geo.settings import Settings
from geo.situation import defenders, words
from geo.situation.records import Conflict, Holding, statement_day
from geo.situation.theatres import bloc, party, sides_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One current statement about one place."""

    place: Place
    state: ControlState
    holders: tuple[Actor, ...]
    status: Status
    record: Record
    day: date
    as_of: TimeSpan | None


def broad(place: Place) -> bool:
    """Whether nobody holds a place as one: a country, or a part of the world such as the Sahel."""
    return place.kind == "country" or (place.kind == "region" and place.country is None)


def parts_only(records: Iterable[Record]) -> set[tuple[str, str]]:
    """Return (record, place) of captures, and holdings told with them, of something in an area and not of the area."""
    found = list(records)
    captures = [e for e in found if isinstance(e, Event) and e.type == "capture"]
    inside = {
        (x.article_id, x.field, x.start, p.id)
        for e in captures
        for p in e.places
        if words.only_in(e, p)
        for x in e.evidence
    }
    return {
        (r.id, p.id)
        for r in found
        if r in captures or (isinstance(r, Control) and r.state == "held")
        for p in (r.places if isinstance(r, Event | Control) else ())
        if any((x.article_id, x.field, x.start, p.id) in inside for x in r.evidence)
    }


def settle(
    events: Sequence[Event],
    movements: Sequence[Movement],
    controls: Sequence[Control],
    published: Mapping[str, date | None],
    theatre: str | None,
    settings: Settings,
) -> tuple[tuple[Holding, ...], tuple[Conflict, ...]]:
    """Return who holds each place that is spoken of, and the statements that do not go together.

    The newest statement about a place supersedes older ones. Countries are no place to hold. Only current
    statements count; historical ones serve as the last known holder of an attacked place.
    """
    by_place: dict[str, list[Said]] = defaultdict(list)
    for said in _said(events, movements, controls, published):
        by_place[said.place.id].append(said)
    holdings = {place_id: _settled(found) for place_id, found in sorted(by_place.items())}
    for holding in defenders.inferred(events, movements, controls, holdings, theatre, settings):
        holdings[holding.place.id] = holding
    for place_id in _outdated(list(holdings.values())):
        del holdings[place_id]
    own = [Conflict(places=(h.place,), records=h.records, text=text) for h in holdings.values() for text in h.conflicts]
    everything: list[Record] = [*events, *movements, *controls]
    across = _tensions(list(holdings.values()), {r.id: r for r in everything})
    for conflict in across:
        for place in conflict.places:
            h = holdings[place.id]
            holdings[place.id] = replace(h, conflicts=(*h.conflicts, conflict.text))
    return tuple(holdings.values()), (*own, *across)


def _said(
    events: Sequence[Event],
    movements: Sequence[Movement],
    controls: Sequence[Control],
    published: Mapping[str, date | None],
) -> list[Said]:
    found: list[Said] = []
    parts = parts_only([*events, *controls])

    def add(record: Record, place: Place, state: ControlState, holders: tuple[Actor, ...]) -> None:
        if broad(place) or (record.id, place.id) in parts or record.status not in CURRENT:
            return
        as_of = record.as_of if isinstance(record, Control) else record.time
        day = statement_day(record, published)
        found.append(
            Said(place=place, state=state, holders=holders, status=record.status, record=record, day=day, as_of=as_of)
        )

    for control in controls:
        for place in control.places:
            add(control, place, control.state, control.holders)
    covered = {(s.record.evidence[0].article_id, s.place.id, s.state == "lost") for s in found}
    for event in events:
        if event.within_km is None and event.agents:
            for place in event.places:
                article = event.evidence[0].article_id
                if event.type == "capture" and (article, place.id, False) not in covered:
                    add(event, place, "held", event.agents)
                elif event.type == "withdrawal" and (article, place.id, True) not in covered:
                    add(event, place, "lost", event.agents)
    covered |= {(s.record.evidence[0].article_id, s.place.id, s.state == "lost") for s in found}
    for movement in movements:
        if movement.kind == "withdrawal" and movement.agents:
            for place in movement.origins:
                if (movement.evidence[0].article_id, place.id, True) not in covered:
                    add(movement, place, "lost", movement.agents)
    return found


def _settled(found: Sequence[Said]) -> Holding:
    """Make one holding of what is said about one place."""
    newest = max(s.day for s in found)
    now = [s for s in found if s.day == newest]
    now = sorted([*now, *_lasting(found, now)], key=lambda s: (s.record.evidence[0].start, s.record.id))
    by_state: dict[str, list[Said]] = defaultdict(list)
    for s in now:
        by_state[s.state].append(s)
    place = now[0].place
    shared = by_state["divided"] or by_state["contested"]
    held, lost, besieged = by_state["held"], by_state["lost"], by_state["besieged"]
    losers = {party(a) for s in lost for a in s.holders}
    owners = {party(a) for s in held for a in s.holders}
    conflicts: list[str] = []
    if shared:
        state, used = shared[0].state, [*shared, *held]
        if losers & {party(a) for s in shared for a in s.holders}:
            used += lost
            conflicts.append(f"{_words(shared[0])}, while {_words(lost[0])}")
        elif owners and owners != {party(a) for s in shared for a in s.holders}:
            conflicts.append(f"{_words(shared[0])}, while {_words(held[0])}")
    elif held and len(owners) > 1:
        state, used = "contested", held
        conflicts.append(" and ".join(_words(s) for s in _one_a_party(held)) + ": nobody holds it undisputed")
    elif held and owners & losers:
        state, used = "lost", [*lost, *held]
        conflicts.append(f"{_words(lost[0])}, while {_words(held[0])}")
    elif held:
        state, used = ("besieged", [*held, *besieged]) if besieged else ("held", held)
    elif besieged:
        state, used = "besieged", besieged
    else:
        state, used = "lost", lost
    speaking = lost if state == "lost" else shared + held if shared else held or besieged
    rivals = _rivals(found, now) if shared else []
    used = [*used, *rivals]
    holders = tuple(dict.fromkeys(a for s in (*speaking, *rivals) for a in s.holders))
    return Holding(
        place=place,
        state=state,
        status="asserted" if any(s.status == "asserted" for s in speaking) else "claimed",
        records=tuple(sorted({s.record.id for s in used})),
        holders=holders,
        sides=sides_of(holders),
        date=None if newest == date.min else newest,
        as_of=speaking[0].as_of,
        conflicts=tuple(conflicts),
    )


def _lasting(found: Sequence[Said], now: Sequence[Said]) -> list[Said]:
    """Return the last word on the holder where the newest statements name none: a siege, or others who left."""
    if any(s.state not in ("besieged", "lost") or (s.state == "besieged" and s.holders) for s in now):
        return []
    gone = {party(a) for s in now if s.state == "lost" for a in s.holders}
    held = [s for s in found if s.state == "held" and s not in now]
    last = max((s.day for s in held), default=None)
    return [s for s in held if s.day == last and not {party(a) for a in s.holders} & gone]


def _rivals(found: Sequence[Said], now: Sequence[Said]) -> list[Said]:
    """Return the last word on who held a place that is now contested by one party: it is contested with that one."""
    parties = {party(a) for s in now for a in s.holders}
    held = [s for s in found if s.state == "held" and s not in now] if len(parties) == 1 else []
    last = max((s.day for s in held), default=None)
    return [s for s in held if s.day == last and not {party(a) for a in s.holders} & parties]


def _one_a_party(found: Sequence[Said]) -> list[Said]:
    return list({tuple(sorted(party(a) for a in s.holders)): s for s in reversed(found)}.values())[::-1]


def _words(said: Said, where: str = "") -> str:
    who, where = words.actors(said.holders) or "nobody named", where or said.place.name
    text = {
        "held": f"{where} is said to be held by {who}",
        "lost": f"{where} is said to have been left or lost by {who}",
        "divided": f"{where} is said to be divided between {who}",
        "contested": f"{where} is said to be contested by {who}",
        "besieged": f"{where} is said to be besieged",
    }[said.state]
    by = words.speaker(said.record)
    return f"{text} ({by})" if by else f"{text} (the article itself)"


def _outdated(holdings: Sequence[Holding]) -> list[str]:
    """Areas that somebody is said to hold, of which a newer word says that a place in them is another's by now."""
    return [
        area.place.id
        for area in holdings
        if area.place.is_area
        and area.state == "held"
        and any(
            spot.state == "held"
            and not (spot.place.is_area or spot.inferred)
            and (spot.date or date.min) > (area.date or date.min)
            and not {party(a) for a in spot.holders} & {party(a) for a in area.holders}
            and _inside(spot.place, area.place)
            for spot in holdings
        )
    ]


def _tensions(holdings: Sequence[Holding], records: Mapping[str, Record]) -> list[Conflict]:
    """Statements about an area that do not go with what is said of a settlement in it."""
    out = []
    for area in holdings:
        if not area.place.is_area or area.state == "lost":
            continue
        for spot in holdings:
            if spot.place.is_area or spot.inferred or not _inside(spot.place, area.place):
                continue
            losing = spot.state == "lost" and {party(a) for a in spot.holders} & {party(a) for a in area.holders}
            together = {bloc(s) for s in spot.sides} & {bloc(s) for s in area.sides}
            taken = spot.state == "held" and area.state == "held" and not together
            same = spot.place.name == area.place.name
            if losing or (taken and spot.sides and area.sides):
                out.append(
                    Conflict(
                        places=(area.place, spot.place),
                        records=tuple(sorted({*area.records, *spot.records})),
                        text=f"{_holding_words(area, records, same)}, while {_holding_words(spot, records, same)}",
                    )
                )
    return out


def _holding_words(h: Holding, records: Mapping[str, Record], namesakes: bool) -> str:
    where = f"{h.place.name} ({'region' if h.place.is_area else h.place.kind})" if namesakes else ""
    said = Said(
        place=h.place,
        state=h.state,
        holders=h.holders,
        status=h.status,
        record=records[h.records[0]],
        day=h.date or date.min,
        as_of=h.as_of,
    )
    return _words(said, where)


def _inside(spot: Place, area: Place) -> bool:
    if area.geometry is not None:
        return bool(geometry.from_geojson(area.geometry).contains(Point(spot.lon, spot.lat)))
    if area.kind == "admin1" and spot.admin1:
        return spot.admin1 in (area.admin1, area.id) or spot.name == area.name
    return spot.name == area.name or geometry.distance_km(spot.lonlat, area.lonlat) <= area.precision_km
