"""The door to the store: each call is one transaction, safe from threads and from several programs at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path

import sqlalchemy as sa

from geo.errors import StoreError
from geo.model import Article, Extraction
from geo.settings import Settings
from geo.store import care, checking, engine, reading, removing, rules, schema, transfer, twins, writing
from geo.store.deciding import Deciding
from geo.store.digests import sealed
from geo.store.entries import Added, Damage, Dataset, Deleted, Entry, Input
from geo.store.opened import now


class Store(Deciding):
    """Articles, what rules made of them, and what people decided. Open it with `Store.open`."""

    def known(self, sha256: str) -> Input | None:
        """Return what came of bytes (their SHA-256) that were seen before, or None."""
        with self._read() as conn:
            return reading.known(conn, sha256)

    def note_input(
        self, sha256: str, where: str, *, state: str = "read", reason: str = "", articles: Sequence[str] = ()
    ) -> None:
        """Remember bytes and what came of them: the articles, or why they could not be read."""
        with self._write() as (conn, _):
            writing.note_input(conn, sha256, where, state=state, reason=reason, articles=articles, now=now())

    def twin(self, article: Article) -> str | None:
        """Return the id of the stored article that counts for this one: same id, words or address, or near-identical text."""
        article = writing.storable(Extraction(article=article)).article
        with self._read() as conn:
            a = schema.articles
            found = [i for i, _ in twins.find(conn, article, twins.bands_of(article))]
            rows = conn.execute(sa.select(a.c.id, a.c.copy_of).where(a.c.id.in_([article.id, *found]))).all()
            return next((r.copy_of or r.id for r in sorted(rows)), None)

    def add(
        self,
        extraction: Extraction,
        *,
        rules: str,
        origin: str = "",
        input_sha: str = "",
        where: str = "",
        dataset: str | None = None,
    ) -> Added:
        """Store what was read in an article, all of it or nothing; an article that is there already is not stored twice.

        Parameters
        ----------
        rules : str
            Version of the rules (`geo.store.rules.version`).
        origin : str
            Where the article came from, in words.
        input_sha, where : str
            SHA-256 of the bytes that it was read from, and what they are called: remembered in the same transaction.
        dataset : str, optional
            Id of the dataset that it belongs to: it is nobody's copy then.

        Raises
        ------
        Conflict
            If another article is stored under its id.
        """
        return self.add_all([(extraction, origin)], rules=rules, input_sha=input_sha, where=where, dataset=dataset)[0]

    def add_all(
        self,
        given: Sequence[tuple[Extraction, str]],
        *,
        rules: str,
        input_sha: str = "",
        where: str = "",
        dataset: str | None = None,
    ) -> list[Added]:
        """Do as `add` with several extractions and their origins, all of them in one transaction."""
        at = now()
        parcels = [
            writing.parcel(
                e, rules=rules, origin=origin, now=at, dataset=dataset, settings=self._settings, seen=self._seen
            )
            for e, origin in given
        ]
        with self._write() as (conn, _):
            added = [writing.put(conn, p) for p in parcels]
            if input_sha:
                ids = [a.id for a in added]
                writing.note_input(
                    conn,
                    input_sha,
                    where or parcels[0].article["origin"],
                    state="read",
                    reason="",
                    articles=ids,
                    now=at,
                )
            return added

    def replace(self, extraction: Extraction, *, rules: str) -> Added:
        """Put another reading of a stored article in the place of the one that is there; decisions stay.

        Raises
        ------
        StoreError
            If the article is not stored.
        """
        a = schema.articles
        parcel = writing.parcel(
            extraction, rules=rules, origin="", now=now(), dataset=None, settings=self._settings, seen=self._seen
        )
        with self._write() as (conn, _):
            old = conn.execute(sa.select(a).where(a.c.id == parcel.article["id"])).mappings().one_or_none()
            if old is None:
                raise StoreError(f"article {parcel.article['id']!r} is not in the store; add it first")
            return writing.replace(conn, parcel, old)

    def article(self, id_: str) -> Article:
        """Return an article as it was read.

        Raises
        ------
        StoreError
            If it is not stored.
        """
        with self._read() as conn:
            found = reading.article(conn, id_)
        if found is None:
            raise StoreError(f"article {id_!r} is not in the store")
        return found

    def library(
        self, *, search: str = "", limit: int = 100, offset: int = 0, ids: Collection[str] | None = None
    ) -> list[Entry]:
        """Return articles, newest publication first; ``search`` are words that title, source or text must hold."""
        current = rules.version()
        with self._read() as conn:
            return reading.library(conn, search=search, limit=limit, offset=offset, rules=current, ids=ids)

    def count(self) -> int:
        """Return how many articles are stored, copies among them."""
        with self._read() as conn:
            return conn.scalar(sa.select(sa.func.count()).select_from(schema.articles)) or 0

    def outdated(self, rules: str) -> list[str]:
        """Return the ids of articles that other rules read."""
        a, g = schema.articles, schema.readings
        with self._read() as conn:
            return list(
                conn.scalars(
                    sa.select(a.c.id).join(g).where(g.c.rules != rules, a.c.dataset.is_(None)).order_by(a.c.id)
                )
            )

    def delete(self, id_: str) -> Deleted:
        """Delete an article and what rests on it alone: records, decisions on them, pairs with copies.

        Raises
        ------
        StoreError
            If it is not stored.
        """
        with self._write() as (conn, _):
            gone = removing.delete(conn, id_)
        if gone is None:
            raise StoreError(f"article {id_!r} is not in the store")
        care.sweep(self._engine)
        return gone

    def add_dataset(self, dataset: Dataset) -> None:
        """Remember other people's data; its articles are added with its id."""
        d = schema.datasets
        row = {k: getattr(dataset, k) for k in ("id", "name", "kind", "content", "licence")} | {"added_at": now()}
        with self._write() as (conn, _):
            there = conn.scalar(sa.select(d.c.id).where(d.c.id == dataset.id))
            (whole,) = sealed(d, [row])
            conn.execute(
                sa.update(d).where(d.c.id == dataset.id).values(**whole) if there else sa.insert(d).values(**whole)
            )

    def datasets(self) -> list[Dataset]:
        """Return other people's data that is stored, by name."""
        d = schema.datasets
        with self._read() as conn:
            rows = conn.execute(sa.select(d).order_by(d.c.name, d.c.id)).mappings()
            return [
                Dataset(
                    **{k: r[k] for k in ("id", "name", "kind", "content", "licence")},
                    added_at=dt.datetime.fromisoformat(r["added_at"]),
                )
                for r in rows
            ]

    def backup(self, path: Path | str) -> None:
        """Copy the store to a file while it is in use; the file appears whole or not at all."""
        with engine.said(Path(path)):
            care.backup(self._engine, Path(path))

    def check(self) -> list[Damage]:
        """Return every row, table or file that is not as it was written."""
        return checking.check(self._engine)

    def dump(self, path: Path | str) -> int:
        """Write everything to a file that no engine is needed for (JSON Lines in a ZIP); return the number of rows."""
        with self._read() as conn:
            return transfer.dump(conn, Path(path))

    def load(self, path: Path | str) -> int:
        """Read what `dump` wrote into this store, which must be empty; return the number of rows."""
        with self._write() as (conn, _):
            return transfer.load(conn, Path(path))

    @staticmethod
    def restore(
        path: Path | str, url: str | None = None, *, force: bool = False, settings: Settings | None = None
    ) -> Path | None:
        """Put a backup in the place of the store after checking it; return where the old one was kept.

        Raises
        ------
        StoreError
            If the backup is damaged, or a store is there and ``force`` is not set.
        """
        return care.restore(Path(path), engine.address(url or (settings or Settings()).database), force=force)
