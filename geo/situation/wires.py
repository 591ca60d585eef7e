"""Wire copies: an article that is another's text again tells nothing twice, and stands beside it as where else it was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

import numpy as np

from geo.articles.likeness import Likeness, bands, likeness, near_identical
from geo.model import Article, Control, Event, Evidence, Extraction, Movement, Record
from geo.situation.copies import WITHIN_DAYS

R = TypeVar("R", bound=Record)

LEAST_CHARS = 120
"""Shorter texts are alike by chance: "The army holds Homs." is written on many days."""
REPEATED = 0.3
"""Share of a sentence's runs of words that the first article has, from which it is that article's sentence, edited."""


def once(extractions: Sequence[Extraction]) -> list[Extraction]:
    """Return the extractions with what a wire copy repeats told by the first article alone, the copies as evidence.

    The first is that of the earliest day, then id. What only the copy has (where the first was cut) is its own.
    """
    ordered = sorted(extractions, key=lambda e: (e.article.published or date.max, e.article.id))
    firsts: dict[int, list[Extraction]] = defaultdict(list)
    out: dict[str, Extraction] = {}
    for e in ordered:
        mine = _likeness(e.article.text)
        marks = bands_of(e.article.text)
        near = {x.article.id: x for m in marks for x in firsts[m]}
        first = next((x for x in near.values() if _copy(x.article, e.article, mine)), None)
        if first is None:
            for m in marks:
                firsts[m].append(e)
            out[e.article.id] = e
        else:
            out[first.article.id], out[e.article.id] = _folded(out[first.article.id], e)
    return [out[e.article.id] for e in extractions]


@lru_cache(maxsize=2048)
def _likeness(text: str) -> Likeness:
    return likeness(text)


@lru_cache(maxsize=2048)
def bands_of(text: str) -> tuple[int, ...]:
    """Return the bands of a text that is long enough to be copied."""
    return bands(_likeness(text)) if len(text) >= LEAST_CHARS else ()


def _copy(first: Article, other: Article, mine: Likeness) -> bool:
    days = (other.published - first.published).days if other.published and first.published else 0
    return days <= WITHIN_DAYS and near_identical(_likeness(first.text), mine)


def _folded(first: Extraction, copy: Extraction) -> tuple[Extraction, Extraction]:
    """Return the first with the copy's sentences as evidence, and what only the copy tells."""
    told = _likeness(first.article.text)
    more: dict[str, list[Evidence]] = defaultdict(list)
    own: set[str] = set()
    by_kind: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for r in first.records:
        by_kind[_kind(r)].append(r)
    for r in copy.records:
        said = [e for e in r.evidence if e.field == "text"]
        if any(_share(e.quote, told) < REPEATED for e in said):
            own.add(r.id)
            continue
        same = next((x for x in by_kind[_kind(r)] if any(_alike(e, x) for e in said)), None)
        if same is not None:
            more[same.id] += said
    kept = _only(copy, own)
    return _with(first, more), kept if own else replace(kept, toponyms=(), theatre=None)


def _kind(r: Record) -> tuple[object, ...]:
    if isinstance(r, Event | Control):
        name = r.type if isinstance(r, Event) else r.state
        return type(r), name, r.status, frozenset(p.id for p in r.places)
    agents = frozenset(a.name for a in r.agents) if isinstance(r, Movement) else frozenset()
    return type(r), r.kind, r.status, frozenset(p.id for p in (*r.origins, *r.destinations)), agents


def share(quote: str, other: str) -> float:
    """Return the share of a sentence's runs of words that another text has, 0 to 1."""
    return _share(quote, _likeness(other))


def _share(quote: str, told: Likeness) -> float:
    runs = _likeness(quote).hashes
    return float(np.isin(runs, told.hashes).mean()) if len(runs) else 1.0


def _alike(e: Evidence, r: Record) -> bool:
    return any(x.field == "text" and _share(e.quote, _likeness(x.quote)) >= REPEATED for x in r.evidence)


def _with(e: Extraction, more: Mapping[str, Sequence[Evidence]]) -> Extraction:
    def added(records: Sequence[R]) -> tuple[R, ...]:
        return tuple(replace(r, evidence=(*r.evidence, *more[r.id])) if r.id in more else r for r in records)

    return replace(
        e,
        events=added(e.events),
        displacements=added(e.displacements),
        movements=added(e.movements),
        controls=added(e.controls),
    )


def _only(e: Extraction, ids: set[str]) -> Extraction:
    def kept(records: Sequence[R]) -> tuple[R, ...]:
        return tuple(r for r in records if r.id in ids)

    return replace(
        e,
        events=kept(e.events),
        displacements=kept(e.displacements),
        movements=kept(e.movements),
        controls=kept(e.controls),
    )
