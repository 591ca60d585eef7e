"""One or two plain sentences made of records; each clause names the records that say it."""

from __future__ import annotations

from collections.abc import Sequence

from geo.model import CURRENT, Actor, Displacement, Event, Movement, Place, Record
from geo.situation import meta, words
from geo.situation.control import party
from geo.situation.records import Clause

LEADING = ("battle", "siege", "remote", "violence", "move", "disaster", "protest", "state", "deal", "aid")
"""Classes in the order in which they make a headline when nobody advances."""


def compose(
    events: Sequence[Event],
    displacements: Sequence[Displacement],
    movements: Sequence[Movement],
) -> tuple[Clause, ...]:
    """Return the headline's clauses; joined they read as sentences. Records are given in time order.

    Only current records speak: background, forecasts and denials never make a headline.
    """
    sentences = [s for s in (_fighting(events, movements), _flight(displacements)) if s] or _anything(events)
    if not sentences:
        return (Clause(text="No current event is reported."),)
    out: list[Clause] = []
    for sentence in sentences:
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
    ours = {party(a) for a in actors}
    won = [e for e in taken if ours & {party(a) for a in e.agents}]
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
    return place.kind in ("country", "region")


def _who(agents: Sequence[Actor]) -> Sequence[Actor]:
    return agents[:1]


def _ids(found: Sequence[Record]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.id for r in found))
