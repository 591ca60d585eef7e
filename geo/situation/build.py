"""From what articles yielded to one situation as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from geo.events import roster
from geo.model import CURRENT, Control, Displacement, Event, Extraction, Movement, Place, Record
from geo.settings import Settings
from geo.situation import carried, control, copies, headline, ledger, moments, overlaid, routes, scene, theatres
from geo.situation.overlay import ControlMap
from geo.situation.records import By, Situation, Unplaced, statement_day

R = TypeVar("R", bound=Record)


def build(
    extractions: Sequence[Extraction],
    *,
    as_of: date | None = None,
    by: By = "time",
    hindsight: bool = False,
    previous: ControlMap | None = None,
    settings: Settings | None = None,
) -> Situation:
    """Merge extractions into the situation as of a day.

    Parameters
    ----------
    extractions : sequence of Extraction
        In any order: it changes nothing. An article that comes twice counts once.
    as_of : date, optional
        The last day; without it, the newest publication. What was published later is left out. Articles without a
        date stay.
    by : {"time", "published"}
        What the days until then select: what was true by then, as all articles together tell it, or what had been
        published by then.
    hindsight : bool
        Whether articles of later days may tell of the time until ``as_of``.
    previous : ControlMap, optional
        A map of control that fronts start from, from its day on.

    Returns
    -------
    Situation
    """
    s = settings or Settings()
    known = theatres.told_apart(_distinct(extractions, as_of, hindsight))
    published = {e.article.id: e.article.published for e in known}
    day, basis = _as_of(known, as_of)
    theatre = next(iter(theatres.ranked(known)), None)
    events = copies.merged((e.events for e in known), published)
    displacements = copies.merged((e.displacements for e in known), published)
    movements = copies.merged((e.movements for e in known), published)
    controls = copies.merged((e.controls for e in known), published)

    ground = overlaid.held(previous, theatre) if previous else {}
    start = partial(carried.of_map, ground, previous.day) if previous and ground else None
    steps, step_days = moments.moments(
        events, movements, controls, by=by, published=published, theatre=theatre, settings=s, start=start
    )
    told = scene.Scene(
        events=events,
        movements=movements,
        displacements=displacements,
        moments=steps,
        roads={e.article.id: _roads(e) for e in known},
        by=by,
        published=published,
        settings=s,
    )
    drawn, without_line = routes.draw(told)
    named_roads = {p.id: p for roads in told.roads.values() for p in roads}
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
        moments=steps,
        by=by,
        step_days=step_days,
        routes=drawn,
        ledger=rows,
        totals=ledger.totals(rows),
        headline=headline.compose(events, displacements, movements, published=published, wars=_wars(known)),
        unplaced=(*_unplaced(events, controls), *without_line, *_unknown_names(known)),
        roads=tuple(named_roads[i] for i in sorted(named_roads)),
    )


def _wars(known: Sequence[Extraction]) -> list[tuple[str, set[str]]]:
    """Return the theatres by name, the main one first, with the articles that tell of each."""
    names = roster.country_names()
    return [(names.get(t, t), {e.article.id for e in known if e.theatre == t}) for t in theatres.ranked(known)]


def _distinct(extractions: Sequence[Extraction], as_of: date | None, hindsight: bool) -> list[Extraction]:
    by_id = {e.article.id: e for e in extractions}
    kept = [by_id[i] for i in sorted(by_id)]
    if as_of is None:
        return kept
    early = [e for e in kept if e.article.published is None or e.article.published <= as_of]
    late = [_earlier(e, as_of) for e in kept if e not in early] if hindsight else []
    return sorted((*early, *(e for e in late if e.records)), key=lambda e: e.article.id)


def _earlier(e: Extraction, as_of: date) -> Extraction:
    """Return what an article of a later day tells of the time until ``as_of``."""
    published = {e.article.id: e.article.published}

    def then(records: Sequence[R]) -> tuple[R, ...]:
        return tuple(r for r in records if r.status in CURRENT and statement_day(r, published) <= as_of)

    return replace(
        e,
        toponyms=(),
        events=then(e.events),
        displacements=then(e.displacements),
        movements=then(e.movements),
        controls=then(e.controls),
    )


def _as_of(known: Sequence[Extraction], given: date | None) -> tuple[date | None, str]:
    if given is not None:
        return given, "given"
    dated = [(e.article.published, e.article.published_inferred) for e in known if e.article.published]
    if not dated:
        return None, "published"
    newest = max(day for day, _ in dated)
    inferred = all(flag for day, flag in dated if day == newest)
    return newest, "published (inferred)" if inferred else "published"


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
        if record.status not in scene.DRAWN:
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
