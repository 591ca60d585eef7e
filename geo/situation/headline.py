"""A few plain sentences made of records, of each war its own; each clause names the records that say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from geo.model import CURRENT, Actor, Displacement, Event, Movement, Place, Record
from geo.situation import meta, words
from geo.situation.records import Clause, statement_day

MOST_WARS = 3
"""Theatres that a headline tells of; a fourth sentence would not be read."""
LEADING = ("battle", "siege", "remote", "violence", "move", "disaster", "protest", "state", "deal", "aid")
"""Classes in the order in which they make a headline when nobody advances."""


def compose(
    events: Sequence[Event],
    displacements: Sequence[Displacement],
    movements: Sequence[Movement],
    *,
    published: Mapping[str, date | None] | None = None,
    wars: Sequence[tuple[str, Collection[str]]] = (),
) -> tuple[Clause, ...]:
    """Return the headline's clauses; joined they read as sentences. Records are given in time order.

    Only current records speak: background, forecasts and denials never make a headline. Of what was taken and who
    advanced the newest days count.

    Parameters
    ----------
    published : mapping, optional
        Publication day by article.
    wars : sequence of (name, article ids), optional
        Theatres, the main one first; of several each of the first gets one sentence that begins with its name.
    """
    days = published or {}
    if len(wars) < 2:
        return _sentences(_told(events, displacements, movements, days)) or (
            Clause(text="No current event is reported."),
        )
    named: list[list[Clause]] = []
    for name, articles in wars:
        told = _told(
            [e for e in events if e.evidence[0].article_id in articles],
            [d for d in displacements if d.evidence[0].article_id in articles],
            [m for m in movements if m.evidence[0].article_id in articles],
            days,
        )
        if told and len(named) < MOST_WARS:
            first, *rest = told[0]
            named.append([replace(first, text=f"{name}: {first.text}"), *rest])
    return _sentences(named) or (Clause(text="No current event is reported."),)


def _told(
    events: Sequence[Event],
    displacements: Sequence[Displacement],
    movements: Sequence[Movement],
    published: Mapping[str, date | None],
) -> list[list[Clause]]:
    recent = _recent([*events, *movements], published)
    fighting = _fighting([e for e in events if e.id in recent], [m for m in movements if m.id in recent])
    return [s for s in (fighting, _flight(displacements)) if s] or _anything(events)


def _recent(found: Sequence[Event | Movement], published: Mapping[str, date | None]) -> set[str]:
    """Ids of the records of the newest day on which anybody advanced or took anything."""
    days = {
        r.id: statement_day(r, published)
        for r in found
        if _now(r) and (r.type if isinstance(r, Event) else r.kind) in ("advance", "capture")
    }
    newest = max(days.values(), default=date.min)
    return {i for i, day in days.items() if day == newest}


def _sentences(told: Sequence[Sequence[Clause]]) -> tuple[Clause, ...]:
    out: list[Clause] = []
    for sentence in told:
        *before, last = sentence
        ended = [*before, Clause(text=f"{last.text}.", records=last.records)]
        out += [Clause(text=f" {ended[0].text}", records=ended[0].records), *ended[1:]] if out else ended
    return tuple(out)


def _fighting(events: Sequence[Event], movements: Sequence[Movement]) -> list[Clause]:
    both: list[Event | Movement] = [*events, *movements]
    near = [
        r
        for r in both
        if _now(r) and r.agents and _target(r) and (r.type if isinstance(r, Event) else r.kind) == "advance"
    ]
    taken = [e for e in events if _now(e) and e.type == "capture" and e.agents and _won(e)]
    clauses: list[Clause] = []
    actors: Sequence[Actor] = ()
    if near:
        # The closest stated distance says most; else the newest.
        best = min(near, key=lambda r: (r.within_km is None, r.within_km or 0.0, -near.index(r)))
        actors = _who(best.agents)
        same = [r for r in near if r.within_km == best.within_km and _target(r) == _target(best)]
        how = f"to within {words.km(best.within_km)} of" if best.within_km else "on"
        clauses.append(
            Clause(
                text=f"{words.actors(actors)} advanced {how} {_target(best)}",
                records=_ids(same),
            )
        )
    elif taken:
        actors = _who(taken[-1].agents)
    ours = {a.side or a.name for a in actors}
    won = [e for e in taken if ours & {a.side or a.name for a in e.agents}]
    if won:
        named = words.listed(p.name for e in won for p in _won(e))
        text = f" and captured {named}" if near else f"{words.actors(actors)} captured {named}"
        clauses.append(Clause(text=text, records=_ids(won)))
    voices = {words.speaker(r) for r in (*near, *won) if {r.id} & {i for c in clauses for i in c.records}}
    if len(voices) == 1 and (said_by := voices.pop()):
        clauses[-1] = Clause(text=f"{clauses[-1].text}, according to {said_by}", records=clauses[-1].records)
    return clauses


def _flight(displacements: Sequence[Displacement]) -> list[Clause]:
    current = [d for d in displacements if _now(d) and d.kind not in ("stock", "return")]
    local = [d for d in current if any(p.kind != "country" for p in (*d.origins, *d.destinations))]
    if not local:
        local = [d for d in current if d.figure]
    if not local:
        return []
    d = max(local, key=lambda x: (bool(x.origins and x.destinations), x.figure is not None, local.index(x)))
    who = words.quantity(d.figure) if d.figure else "people"
    origin, goal = words.places(d.origins), words.places(d.destinations)
    if d.kind == "evacuation":
        text = f"{who} were evacuated" + (f" from {origin}" if origin else "")
    elif origin or not goal:
        text = f"{who} fled" + (f" {origin}" if origin else "")
    else:
        text = f"{who} arrived"
    text += f" {'for' if d.kind != 'evacuation' and origin else 'in' if not origin else 'to'} {goal}" if goal else ""
    said_by = words.speaker(d)
    text += f", according to {said_by}" if said_by else ""
    return [Clause(text=f"{text[:1].upper()}{text[1:]}", records=(d.id,))]


def _anything(events: Sequence[Event]) -> list[list[Clause]]:
    current = [e for e in events if _now(e) and e.places]
    current.sort(key=lambda e: LEADING.index(c) if (c := meta.event_type(e.type).cls) in LEADING else len(LEADING))
    sentences = []
    for event in current[:2]:
        label = words.event_label(event, meta.event_type(event.type).label, event.places[0])
        said_by = words.speaker(event)
        text = label.replace(" · ", ": ", 1) + (f", according to {said_by}" if said_by else "")
        sentences.append([Clause(text=text, records=(event.id,))])
    return sentences


def _now(record: Record) -> bool:
    return record.status in CURRENT


def _target(record: Event | Movement) -> str:
    places = record.places if isinstance(record, Event) else () if record.heading else record.destinations
    return places[0].name if places and not _wide(places[0]) and not words.only_in(record, places[0]) else ""


def _won(event: Event) -> list[Place]:
    """What a capture took: towns in Syria are not Syria."""
    return [p for p in event.places if not _wide(p) and not words.only_in(event, p)]


def _wide(place: Place) -> bool:
    return place.kind in ("country", "region", "road", "river")


def _who(agents: Sequence[Actor]) -> Sequence[Actor]:
    return agents[:1]


def _ids(found: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.id for r in found))
