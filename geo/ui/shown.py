"""What the page shows: given articles, single stored ones, or the whole library, made into a situation once for everybody."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st

from geo import external, render, situation
from geo import review as geo_review
from geo.articles import Document, Failure
from geo.errors import StoreError
from geo.export import care
from geo.external import Dataset
from geo.gazetteer import Gazetteer
from geo.model import Article, Extraction, Learnt, Place, Review
from geo.settings import Settings
from geo.ui import kept
from geo.ui.channel import Made
from geo.ui.kept import UNDECIDED, Decided
from geo.ui.readings import Readings

PAUSE = 3.0
"""A library that others add to while it is shown is put together anew after so many times what that takes."""


@dataclass(frozen=True)
class Gathered:
    """What was read, as people decided on it, and what else they decided."""

    extractions: Sequence[Extraction]
    review: Review = field(default_factory=Review)

    @property
    def sensitive(self) -> frozenset[str]:
        """Ids of the records whose position nobody may see."""
        return frozenset(i for i, mark in self.review.marks.items() if mark.sensitive)

    @property
    def veiled(self) -> care.Blurred:
        """What was read as it may leave the store, and what it hides."""
        return care.blurred(self.extractions, self.sensitive, review=self.review)

    @property
    def blurred(self) -> Sequence[Extraction]:
        """What was read as it may leave the store."""
        return self.veiled.extractions


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What is chosen.

    Parameters
    ----------
    articles : tuple of Article
        Given to the app; they are read when they are shown.
    stored : tuple of str or None
        Ids of articles in the library, read when they came into it; None: all of them.
    version : int
        Of the library.
    decided : tuple of int
        What names the state of what people have decided by now; given articles are shown as they decided on them.
    data : tuple of Document
        Tables of other people's event data, shown beside the articles.
    """

    articles: tuple[Article, ...] = ()
    stored: tuple[str, ...] | None = ()
    version: int = 0
    decided: Decided = UNDECIDED
    data: tuple[Document, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether it is the whole library."""
        return self.stored is None

    @property
    def name(self) -> tuple[object, ...]:
        """What tells one situation from another."""
        return (
            tuple((a.id, str(a.published)) for a in self.articles),
            self.stored,
            (Settings().database, self.version, self.decided)
            if self.stored != () or self.decided != UNDECIDED
            else None,
            tuple(d.sha256 for d in self.data),
        )

    @property
    def ids(self) -> list[str] | None:
        """Ids of the articles; None: whatever the library holds."""
        return (
            [a.id for a in self.articles] if self.stored == () else None if self.stored is None else list(self.stored)
        )

    def gathered(self, gazetteer: Gazetteer) -> Gathered:
        """Return what was read in it, as people decided on it; nothing is read twice."""
        if self.stored == ():
            return self._given(gazetteer)
        extractions, review = kept.door().open().reviewed(self.stored)
        return Gathered(geo_review.shaped(extractions, gazetteer), review)

    def read(self, gazetteer: Gazetteer, learnt: Mapping[str, Sequence[Learnt]] | None = None) -> list[Extraction]:
        """Return what given articles yield before anybody decides on it.

        Parameters
        ----------
        learnt : mapping, optional
            By article id the names that people put right in others.
        """
        names = learnt or {}
        return [_readings().of(a, gazetteer, names.get(a.id, ())) for a in self.articles]

    def learnt(self) -> dict[str, list[Learnt]]:
        """Return by article the names that people put right in other articles: those of its own are decided in it."""
        if self.decided == UNDECIDED or self.stored != ():
            return {}
        store = kept.door().open()
        names = store.learnt()
        if not names:
            return {}
        own = {
            (d.article, str(d.body.get("surface", "")).casefold())
            for d in store.decisions(articles=[a.id for a in self.articles])
            if d.kind == "place"
        }
        return {a.id: [x for x in names if (a.id, x.name.casefold()) not in own] for a in self.articles}

    def _given(self, gazetteer: Gazetteer) -> Gathered:
        rows = [e for d in self.data for e in dataset(d.sha256, d).extractions]
        read = [*self.read(gazetteer, self.learnt()), *rows]
        if self.decided == UNDECIDED:
            return Gathered(read)
        extractions, review = kept.door().open().review_of(read)
        return Gathered(geo_review.shaped(extractions, gazetteer), review)


@st.cache_resource(show_spinner=False)
def _readings() -> Readings:
    return Readings()


@st.cache_resource(show_spinner=False, max_entries=8)
def dataset(sha256: str, _table: Document) -> Dataset:
    """Return a table of event data as read; every session reads it once."""
    del sha256  # what the cache tells one table from another by
    with Gazetteer.open(Settings()) as gazetteer:
        return external.from_bytes(_table.data, _table.name, gazetteer)


def refused(shown: Shown | None) -> list[Failure]:
    """Return the rows of event data that are left out of what is shown, each with its number and reason."""
    out = []
    for table in shown.data if shown else ():
        read = dataset(table.sha256, table)
        out += [Failure(where=f"{table.name}, row {number}", reason=reason) for number, reason in read.refused]
        out += [Failure(where=table.name, reason=note) for note in read.notes]
    return out


@dataclass
class _Whole:
    """The version of the library that a session is shown, what was decided by then, and when a newer one may follow."""

    version: int = -1
    decided: Decided = UNDECIDED
    due: float = field(default=0.0)


def steady(version: int) -> int:
    """Return the version of the library to show: the newest, unless the last one was put together a moment ago.

    What somebody decides is seen at once.
    """
    whole: _Whole = st.session_state.setdefault("whole", _Whole())
    return version if monotonic() >= whole.due or kept.decided() != whole.decided else whole.version


def made(shown: Shown, by: situation.By, notes: Path | None) -> Made:
    """Return the situation, ready to be shown; a library that cannot be used takes nobody's map away."""
    began = monotonic()
    try:
        result = (_made_of_library if shown.everything else _made)(shown.name, shown, by, notes)
    except StoreError:
        if shown.stored != () or shown.decided == UNDECIDED:
            raise
        undecided = replace(shown, decided=UNDECIDED)
        result = _made(undecided.name, undecided, by, notes)
    whole: _Whole = st.session_state.setdefault("whole", _Whole())
    if shown.everything and shown.version != whole.version:
        whole.version, whole.decided = shown.version, kept.decided()
        whole.due = monotonic() + PAUSE * (monotonic() - began)
    return result


@st.cache_resource(show_spinner=False, max_entries=8)
def _made(name: tuple[object, ...], _shown: Shown, by: situation.By, notes: Path | None) -> Made:
    del name  # what the cache tells one situation from another by
    return _make(_shown, by, notes)


@st.cache_resource(
    show_spinner=False, max_entries=2
)  # one for each way to read days: it may be large, and is soon outdated
def _made_of_library(name: tuple[object, ...], _shown: Shown, by: situation.By, notes: Path | None) -> Made:
    del name
    return _make(_shown, by, notes)


def _make(shown: Shown, by: situation.By, notes: Path | None) -> Made:
    with Gazetteer.open(Settings()) as gazetteer:
        found = shown.gathered(gazetteer)
        collection, blurred = care.assemble(
            found.extractions, found.sensitive, by=by, notes=notes, review=found.review, settings=Settings()
        )
        reviewed = _desk_is_open().is_set()
        doubts = _queue(collection, blurred.extractions, found.review, gazetteer) if reviewed else None
        return replace(
            Made.of(collection, render.payload(collection, Labels(gazetteer), tiles=True), doubts), veil=blurred.veil
        )


def queue(shown: Shown, ready: Made) -> list[dict[str, Any]]:
    """Return what wants to be looked at; from now on it is made with every situation."""
    _desk_is_open().set()

    def make() -> list[dict[str, Any]]:
        with Gazetteer.open(Settings()) as gazetteer:
            found = shown.gathered(gazetteer)
            return _queue(ready.collection(), found.blurred, found.review, gazetteer)

    return ready.queue(make)


def _queue(
    collection: Mapping[str, Any], extractions: Sequence[Extraction], review: Review, gazetteer: Gazetteer
) -> list[dict[str, Any]]:
    lookup = partial(geo_review.named, gazetteer=gazetteer, theatre=collection["theatre"])
    return geo_review.queue(collection, extractions, apart=review.apart, lookup=lookup)


@st.cache_resource(show_spinner=False)
def _desk_is_open() -> threading.Event:
    """Set once somebody in this process reviews: a map that nobody reviews does not pay for the queue."""
    return threading.Event()


class Labels:
    """The settlements that a map names, remembered: a decision seldom changes what lies around."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def settlements(self, bounds: tuple[float, float, float, float], limit: int = 200) -> list[Place]:
        """Return the largest settlements within bounds, as `Gazetteer.settlements` does."""
        return _settlements(str(self._gazetteer.path), bounds, limit, self._gazetteer)


@st.cache_resource(show_spinner=False, max_entries=16)
def _settlements(
    index: str, bounds: tuple[float, float, float, float], limit: int, _gazetteer: Gazetteer
) -> list[Place]:
    del index
    return _gazetteer.settlements(bounds, limit)
