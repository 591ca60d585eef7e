"""From what articles yielded to one situation as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from geo.model import Control, Displacement, Event, Extraction, Movement, Place, Record
from geo.settings import Settings
from geo.situation import control, headline, ledger, lines, routes, theatres
from geo.situation.records import Situation, Unplaced, in_time

R = TypeVar("R", bound=Record)


def build(
    extractions: Sequence[Extraction], *, as_of: date | None = None, settings: Settings | None = None
) -> Situation:
    """Merge extractions into the situation as of a day.

    Parameters
    ----------
    extractions : sequence of Extraction
        In any order: it changes nothing. An article that comes twice counts once.
    as_of : date, optional
        What was published later is left out; without it, the newest publication. Articles without a date stay.

    Returns
    -------
    Situation
    """
    s = settings or Settings()
    known = theatres.told_apart(_distinct(extractions, as_of))
    published = {e.article.id: e.article.published for e in known}
    day, basis = _as_of(known, as_of)
    theatre = next(iter(theatres.ranked(known)), None)
    events = _merged((e.events for e in known), published)
    displacements = _merged((e.displacements for e in known), published)
    movements = _merged((e.movements for e in known), published)
    controls = _merged((e.controls for e in known), published)

    holdings, conflicts = control.settle(events, movements, controls, published, theatre, s)
    said = lines.statements(holdings, events, movements, published, s)
    fronts = lines.short_fronts(said, s, day)
    scene = routes.Scene(
        events=events,
        movements=movements,
        displacements=displacements,
        holdings={h.place.id: h for h in holdings},
        roads={e.article.id: _roads(e) for e in known},
        fronts=[line.line for f in fronts for line in f.lines],
        published=published,
        settings=s,
    )
    drawn, without_line = routes.draw(scene)
    named_roads = {p.id: p for roads in scene.roads.values() for p in roads}
    rows = ledger.entries(events, displacements, published)
    return Situation(
        as_of=day,
        as_of_basis=basis,
        theatre=theatre,
        articles=tuple(e.article for e in known),
        events=events,
        displacements=displacements,
        movements=movements,
        controls=controls,
        published=published,
        holdings=holdings,
        conflicts=conflicts,
        fronts=fronts,
        routes=drawn,
        ledger=rows,
        totals=ledger.totals(rows),
        headline=headline.compose(events, displacements, movements),
        unplaced=(*_unplaced(events, controls), *without_line, *_unknown_names(known)),
        roads=tuple(named_roads[i] for i in sorted(named_roads)),
    )


def _distinct(extractions: Sequence[Extraction], as_of: date | None) -> list[Extraction]:
    kept = {
        e.article.id: e
        for e in extractions
        if as_of is None or e.article.published is None or e.article.published <= as_of
    }
    return [kept[i] for i in sorted(kept)]


def _as_of(known: Sequence[Extraction], given: date | None) -> tuple[date | None, str]:
    if given is not None:
        return given, "given"
    dated = [(e.article.published, e.article.published_inferred) for e in known if e.article.published]
    if not dated:
        return None, "published"
    newest = max(day for day, _ in dated)
    inferred = all(flag for day, flag in dated if day == newest)
    return newest, "published (inferred)" if inferred else "published"


def _merged(lists: Iterable[Sequence[R]], published: Mapping[str, date | None]) -> tuple[R, ...]:
    by_id = {record.id: record for records in lists for record in records}
    return tuple(sorted(by_id.values(), key=lambda r: in_time(r, published)))


def _roads(extraction: Extraction) -> tuple[Place, ...]:
    named = [t.place for t in extraction.toponyms if t.place is not None]
    for record in extraction.records:
        if isinstance(record, Displacement | Movement):
            named += [*record.origins, *record.destinations, *record.via]
        else:
            named += record.places
    roads = {p.id: p for p in named if p.kind == "road" and p.geometry is not None}
    return tuple(roads[i] for i in sorted(roads))


def _unplaced(events: Sequence[Event], controls: Sequence[Control]) -> list[Unplaced]:
    """Events and controls that have no mark, each with its reason; the past and the denied are not marks to miss."""
    out = []
    parts = control.parts_only([*events, *controls])
    both: list[Event | Control] = [*events, *controls]
    for record in both:
        if record.status not in routes.DRAWN:
            continue
        if not record.places:
            scope = routes.national(record.figures if isinstance(record, Event) else ())
            reason = scope or record.unplaced or "place not stated"
        elif all(p.kind == "country" for p in record.places):
            reason = f"told of {record.places[0].name} as a whole: a country is no point on a map"
        elif isinstance(record, Control) and all(control.broad(p) for p in record.places):
            reason = f"told of {record.places[0].name} as a whole: nobody is drawn as its holder"
        elif isinstance(record, Control) and all((record.id, p.id) in parts for p in record.places):
            reason = f"told of a part of {record.places[0].name}, not stated which"
        else:
            continue
        out.append(Unplaced(record=record.id, label=record.trigger, reason=reason))
    return out


def _unknown_names(known: Sequence[Extraction]) -> list[Unplaced]:
    found = {
        (t.mention.text, t.reason or "no such place in the gazetteer")
        for e in known
        for t in e.toponyms
        if t.place is None and t.mention.role == "place"
    }
    return [Unplaced(record=None, label=label, reason=reason) for label, reason in sorted(found)]
