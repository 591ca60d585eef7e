"""What the page shows: given articles, single stored ones, or the whole library, made into a situation once for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import streamlit as st

from geo import external, pipeline, render, situation
from geo.articles import Document, Failure
from geo.export import care
from geo.external import Dataset
from geo.gazetteer import Gazetteer
from geo.model import Article, Extraction
from geo.settings import Settings
from geo.ui import kept
from geo.ui.channel import Made

PAUSE = 3.0
"""A library that others add to while it is shown is put together anew after so many times what that takes."""


@dataclass(frozen=True)
class Gathered:
    """What was read, and the ids of the records whose position nobody may see."""

    extractions: Sequence[Extraction]
    sensitive: frozenset[str] = frozenset()

    @property
    def blurred(self) -> Sequence[Extraction]:
        """What was read as it may leave the store."""
        return care.blurred(self.extractions, self.sensitive).extractions


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
    data : tuple of Document
        Tables of other people's event data, shown beside the articles.
    """

    articles: tuple[Article, ...] = ()
    stored: tuple[str, ...] | None = ()
    version: int = 0
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
            self.version,
            tuple(d.sha256 for d in self.data),
        )

    def gathered(self, gazetteer: Gazetteer) -> Gathered:
        """Return what was read in it; the library's articles are not read again."""
        if self.stored == ():
            read = [pipeline.extract(article, gazetteer, Settings()) for article in self.articles]
            return Gathered([*read, *(e for d in self.data for e in dataset(d.sha256, d).extractions)])
        extractions, marks = kept.door().open().shown(self.stored)
        return Gathered(extractions, frozenset(record for record, mark in marks.items() if mark.sensitive))


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
    """The version of the library that a session is shown, and when a newer one may follow."""

    version: int = -1
    due: float = field(default=0.0)


def steady(version: int) -> int:
    """Return the version of the library to show: the newest, unless the last one was put together a moment ago."""
    whole: _Whole = st.session_state.setdefault("whole", _Whole())
    return version if monotonic() >= whole.due else whole.version


def made(shown: Shown, by: situation.By, notes: Path | None) -> Made:
    """Return the situation, ready to be shown."""
    began = monotonic()
    result = (_made_of_library if shown.everything else _made)(shown.name, shown, by, notes)
    whole: _Whole = st.session_state.setdefault("whole", _Whole())
    if shown.everything and shown.version != whole.version:
        whole.version, whole.due = shown.version, monotonic() + PAUSE * (monotonic() - began)
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
        collection, _ = care.assemble(found.extractions, found.sensitive, by=by, notes=notes, settings=Settings())
        return Made.of(collection, render.payload(collection, gazetteer, tiles=True))
