"""From what articles yielded to one situation as of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from geo.events import roster
from geo.model import CURRENT, Control, Displacement, Event, Extraction, Movement, Place, Record, Review
from geo.settings import Settings
from geo.situation import (
    carried,
    control,
    copies,
    headline,
    joined,
    ledger,
    matched,
    moments,
    overlaid,
    routes,
    scene,
    theatres,
    wires,
)
from geo.situation.overlay import ControlMap
from geo.situation.records import By, Situation, Unplaced, in_time, statement_day

R = TypeVar("R", bound=Record)


def build(
    extractions: Sequence[Extraction],
    *,
    as_of: date | None = None,
    by: By = "time",
    hindsight: bool = False,
    previous: ControlMap | None = None,
    review: Review | None = None,
    settings: Settings | None = None,
) -> Situation:
    """Merge extractions into the situation as of a day.

    Parameters
    ----------
    extractions : sequence of Extraction
        In any order: it changes nothing. An article that comes twice, or as a wire copy, counts once.
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
    review : Review, optional
        What people decided: which records tell of one thing, and which do not.

    Returns
    -------
    Situation
    """
    s = settings or Settings()
    decided = review or Review()
    texts, tables = matched.parted(_distinct(extractions, as_of, hindsight))
    home = theatres.ranked(texts)[:1]
    news, data = matched.parted(theatres.told_apart([*wires.once(texts), *tables], home))
    known = sorted((*news, *data), key=lambda e: e.article.id)
    published = {e.article.id: e.article.published for e in known}
    day, basis = _as_of(known, as_of)
    theatre = next(iter(home or theatres.ranked(known)), None)
    apart = frozenset(decided.apart)
    once = (
        copies.merged((e.events for e in news), published, apart),
        copies.merged((e.displacements for e in news), published, apart),
        copies.merged((e.movements for e in news), published, apart),
        copies.merged((e.controls for e in news), published, apart),
    )
    copied: dict[str, tuple[Record, ...]] = {
        **once[0].copies, **once[1].copies, **once[2].copies, **once[3].copies,
    }  # fmt: skip
    decided = _led(decided, {x.id: first for first, found in copied.items() for x in found})
    reports = (once[0].records, once[1].records, once[2].records, once[3].records)
    events, displacements = (
        joined.joined(reports[0], published, decided),
        joined.joined(reports[1], published, decided),
    )
    movements, controls = (
        joined.joined(reports[2], published, decided),
        joined.joined(reports[3], published, decided),
    )
    told: dict[str, tuple[Record, ...]] = {**events.told, **displacements.told, **movements.told, **controls.told}

    # Rows of data sets are another source: nothing is merged with them, and nobody is said to hold a place by them.
    row_events = tuple({r.id: r for e in data for r in e.events}.values())
    row_flights = tuple({r.id: r for e in data for r in e.displacements}.values())
    every_event = _in_time((*events.records, *row_events), published)
    every_flight = _in_time((*displacements.records, *row_flights), published)
    sources = {e.article.id: e.article.source or "" for e in data}
    reported: list[Event | Displacement] = [*events.records, *displacements.records]
    listed: list[Event | Displacement] = [*row_events, *row_flights]
    pairs = matched.matches(reported, listed, sources, published, s) if listed else ()

    ground = overlaid.held(previous, theatre) if previous else {}
    start = partial(carried.of_map, ground, previous.day) if previous and ground else None
    steps, step_days = moments.moments(
        reports[0], reports[2], reports[3], by=by, published=published, theatre=theatre, settings=s, start=start
    )
    # Who holds what is weighed as each article tells it; the marks lead to the records that are shown.
    steps = moments.renamed(steps, {x.id: first for first, found in told.items() for x in found})
    stage = scene.Scene(
        events=every_event,
        movements=movements.records,
        displacements=every_flight,
        moments=steps,
        roads={e.article.id: _roads(e) for e in known},
        by=by,
        published=published,
        settings=s,
    )
    drawn, without_line = routes.draw(stage)
    named_roads = {p.id: p for roads in stage.roads.values() for p in roads}
    stated = ledger.entries(events.records, displacements.records, published, told)
    beside = ledger.entries(row_events, row_flights, published)
    spoken = (events.records, displacements.records) if news else (every_event, every_flight)
    return Situation(
        as_of=day,
        as_of_basis=basis,
        theatre=theatre,
        articles=tuple(e.article for e in known),
        events=every_event,
        displacements=every_flight,
        movements=movements.records,
        controls=controls.records,
        published=published,
        told=told,
        copies=copied,
        moments=steps,
        by=by,
        step_days=step_days,
        routes=drawn,
        ledger=(*stated, *beside),
        totals=(*ledger.totals(stated), *matched.refused(stated, beside, sources)),
        headline=(
            *headline.compose(*spoken, movements.records, published=published, wars=_wars(news or known)),
            *(matched.counts(reported, listed, sources, pairs) if listed else ()),
        ),
        unplaced=(*_unplaced(every_event, controls.records), *without_line, *_unknown_names(known)),
        roads=tuple(named_roads[i] for i in sorted(named_roads)),
        data=sources,
        matches=pairs,
    )


def _led(decided: Review, leading: Mapping[str, str]) -> Review:
    """Return what people decided with the ids of copies replaced by that of the record that they are evidence of."""
    if not leading:
        return decided

    def led(groups: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(leading.get(i, i) for i in group) for group in groups)

    pairs = tuple(pair for pair in led(decided.apart) if len(pair) == 2)
    return replace(decided, together=led(decided.together), apart=pairs)


def _in_time(records: Sequence[R], published: Mapping[str, date | None]) -> tuple[R, ...]:
    return tuple(sorted(records, key=lambda r: in_time(r, published)))


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
