"""The store as people decide in it: what they decided, and what was read as they decided on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.model import Extraction, Learnt, Review
from geo.store import decisions, reading, reviews, schema
from geo.store.decisions import Item, Signed
from geo.store.entries import Decision, Mark
from geo.store.opened import Opened, now

PLACES_KEPT = 50_000
"""Places kept between readings of the store: a campaign has some thousands, some with outlines of 100 kB."""


class Deciding(Opened):
    """The part of the store that decisions are made and applied in."""

    def decide(
        self,
        target: str,
        kind: str,
        body: Mapping[str, Any] | None = None,
        *,
        author: str,
        reason: str = "",
        expected: int | None = None,
    ) -> Decision:
        """Store what somebody decided on a record, article or drawing; ``docs/data.md`` has the kinds and their bodies.

        Parameters
        ----------
        expected : int, optional
            Version of the last decision on the target that the author saw, 0 for none.

        Raises
        ------
        Conflict
            If there is a newer one.
        StoreError
            If there is no such target, or the decision does not fit it.
        """
        with self._write() as (conn, number):
            by = Signed(author=author, reason=reason, now=now(), version=number)
            return decisions.decide(conn, [(target, kind, body)], by, expected=expected, batch=False)[0]

    def decide_all(
        self, items: Sequence[Item], *, author: str, reason: str = "", expected: Mapping[str, int] | None = None
    ) -> list[Decision]:
        """Store several decisions, all of them or none; they share a ``batch`` and are taken back together.

        Parameters
        ----------
        items : sequence of (target, kind, body)
            In the order in which they apply.
        expected : mapping, optional
            By target as for `decide`.
        """
        with self._write() as (conn, number):
            by = Signed(author=author, reason=reason, now=now(), version=number)
            return decisions.decide(conn, items, by, expected=expected)

    def undo(self, id_: str, *, author: str, reason: str = "", expected: int | None = None) -> Decision:
        """Take one decision back; both stay listed."""
        with self._write() as (conn, number):
            by = Signed(author=author, reason=reason, now=now(), version=number)
            return decisions.undo(conn, id_, by, expected=expected, batch=False)[0]

    def undo_all(
        self, batch: str, *, author: str, reason: str = "", expected: Mapping[str, int] | None = None
    ) -> list[Decision]:
        """Take back what is left of a batch, or a decision by its id; return the steps, a batch of their own.

        Raises
        ------
        StoreError
            If there is no such batch, or all of it was taken back before.
        """
        with self._write() as (conn, number):
            by = Signed(author=author, reason=reason, now=now(), version=number)
            return decisions.undo(conn, batch, by, expected=expected)

    def redo(self, batch: str, *, author: str, reason: str = "") -> list[Decision]:
        """Decide again what was taken back of a batch, as a batch of its own; each ``redoes`` the one before.

        Raises
        ------
        StoreError
            If it stands, was decided again before, or somebody decided something later on one of its targets that stands.
        """
        with self._write() as (conn, number):
            by = Signed(author=author, reason=reason, now=now(), version=number)
            return decisions.redo(conn, batch, by)

    def decisions(
        self, target: str | None = None, *, include_undone: bool = False, articles: Collection[str] | None = None
    ) -> list[Decision]:
        """Return decisions in the order made; those with ``record`` None wait for their record to come back.

        Parameters
        ----------
        target : str, optional
            A record, article or drawing: those that were about it, or apply to it now.
        articles : collection of str, optional
            Those on these articles and their records alone, and on drawings.
        """
        with self._read() as conn:
            return decisions.listed(conn, target, include_undone=include_undone, articles=articles)

    @property
    def decided(self) -> tuple[int, int]:
        """How many steps are kept, and the version of the last: what a cache of what people decided is keyed by.

        Versions never come again, also when a backup was restored; with the same last one, steps can only have gone.
        """
        d = schema.decisions
        with self._read() as conn:
            count, last = conn.execute(sa.select(sa.func.count(), sa.func.max(d.c.version))).one()
            return count, last or 0

    def learnt(self, besides: str = "") -> tuple[Learnt, ...]:
        """Return the names that people put right for articles to come.

        Parameters
        ----------
        besides : str
            Id of an article that is going to be read: names that were decided on in it are decided there, record by record.
        """
        with self._read() as conn:
            return reviews.learnt(decisions.listed(conn, kind="place"), besides)

    def reviewed(self, ids: Collection[str] | None = None) -> tuple[list[Extraction], Review]:
        """Return what was read in stored articles as people decided on it, by day and id, and what else they decided.

        Copies do not count. Drawings are those of every theatre.
        """
        if len(self._places) > PLACES_KEPT:
            self._places = {}  # a new one: another thread may be reading with the old
        known = self._places
        with self._read() as conn:
            read = list(reading.extractions(conn, reading.counting(conn, ids), known))
            return _reviewed(conn, read, stored=True)

    def review_of(self, extractions: Sequence[Extraction]) -> tuple[list[Extraction], Review]:
        """Return extractions from elsewhere as people decided on the same articles in the store, and what else they decided.

        A record goes by its id, or where that is gone by its sentence, as after another reading.
        """
        with self._read() as conn:
            return _reviewed(conn, extractions, stored=False)

    def extractions(self, ids: Collection[str] | None = None) -> list[Extraction]:
        """Return what was read in articles, as people decided on it, by day and id; copies do not count."""
        return self.reviewed(ids)[0]

    def marks(self, ids: Collection[str] | None = None) -> dict[str, Mark]:
        """Return what people say of the records that `extractions` returns, by record id."""
        return self.shown(ids)[1]

    def shown(self, ids: Collection[str] | None = None) -> tuple[list[Extraction], dict[str, Mark]]:
        """Return `extractions` and `marks` of one moment."""
        found, said = self.reviewed(ids)
        return found, dict(said.marks)


def _reviewed(
    conn: sa.Connection, extractions: Sequence[Extraction], *, stored: bool
) -> tuple[list[Extraction], Review]:
    a = schema.articles
    asked = sa.select(a.c.id, a.c.copy_of).where(a.c.copy_of.is_not(None))
    groups = {row.id: row.copy_of for row in conn.execute(asked)}
    shown = {groups.get(e.article.id, e.article.id) for e in extractions}
    articles = {e.article.id for e in extractions} | shown | {i for i, first in groups.items() if first in shown}
    return reviews.review(extractions, decisions.listed(conn, articles=articles), groups, stored=stored)
