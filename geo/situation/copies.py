"""Wire copies: one sentence that several papers print is one report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from geo.model import Control, Displacement, Movement, Record
from geo.situation.records import first_told, in_time, known_day

R = TypeVar("R", bound=Record)

LEAST_CHARS = 40
"""Shorter sentences ("The army holds Homs.") are written twice by chance, and mean their own day."""
WITHIN_DAYS = 3
"""Papers print a wire's report within days; the same words weeks later are background or a new event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged(Generic[R]):
    """Records in time order, and by its id the copies that are evidence of each."""

    records: tuple[R, ...]
    copies: Mapping[str, tuple[R, ...]] = field(default_factory=dict)


def merged(
    lists: Iterable[Sequence[R]], published: Mapping[str, date | None], apart: Collection[frozenset[str]] = ()
) -> Merged[R]:
    """Return records in time order, each id once, and copies of one sentence as one record with all its evidence.

    The first publication speaks; later copies add their article as evidence. The order of the lists changes nothing.

    Parameters
    ----------
    apart : collection of frozenset of str
        Pairs of ids of which people say that they are no copies.
    """
    by_id = {record.id: record for records in lists for record in records}
    kept: defaultdict[tuple[object, ...], list[R]] = defaultdict(list)
    copies: defaultdict[str, list[R]] = defaultdict(list)
    for record in sorted(by_id.values(), key=lambda r: first_told(r, published)):
        told = kept[_told(record)]
        same = [
            n
            for n, r in enumerate(told)
            if _copy(r, record, published)
            and not any(frozenset((x.id, record.id)) in apart for x in (r, *copies[r.id]))
        ]
        if same:
            first = told[same[0]]
            told[same[0]] = replace(first, evidence=(*first.evidence, *record.evidence))
            copies[first.id].append(record)
        else:
            told.append(record)
    every = [r for told in kept.values() for r in told]
    return Merged(
        records=tuple(sorted(every, key=lambda r: in_time(r, published))),
        copies={first: tuple(found) for first, found in copies.items() if found},
    )


def _copy(first: Record, other: Record, published: Mapping[str, date | None]) -> bool:
    """Whether records that say the same are of two articles of the same days."""
    if {e.article_id for e in first.evidence} & {e.article_id for e in other.evidence}:
        return False
    if len(first.evidence[0].quote) < LEAST_CHARS:
        return False
    a, b = known_day(first, published), known_day(other, published)
    return a is not None and b is not None and abs((a - b).days) <= WITHIN_DAYS


def _told(record: Record) -> tuple[object, ...]:
    """What is the same in a copy: kind, words, places, who."""
    quote = " ".join(record.evidence[0].quote.casefold().split())
    if isinstance(record, Displacement):
        ends = tuple(tuple(p.id for p in found) for found in (record.origins, record.destinations, record.via))
        return ("displacement", record.kind, record.status, record.trigger, quote, ends, _value(record))
    if isinstance(record, Movement):
        ends = tuple(tuple(p.id for p in found) for found in (record.origins, record.destinations, record.via))
        return ("movement", record.kind, record.status, record.trigger, quote, ends, record.agents)
    places = tuple(p.id for p in record.places)
    if isinstance(record, Control):
        return ("control", record.state, record.status, record.trigger, quote, places, record.holders)
    figures = tuple((f.metric, f.value, f.unit) for f in record.figures)
    return ("event", record.type, record.status, record.trigger, quote, places, record.agents, figures)


def _value(record: Displacement) -> tuple[object, ...] | None:
    return (record.figure.value, record.figure.unit) if record.figure else None
