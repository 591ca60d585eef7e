"""Take articles, readings and lists out of the tables."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.model import Article, Extraction, Place
from geo.store import codec, schema
from geo.store.entries import Counts, Entry, Input

CHUNK = 400
"""Rows asked for by id at once: engines limit the values of one statement."""


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield ids in pieces that one statement takes."""
    return (ids[i : i + CHUNK] for i in range(0, len(ids), CHUNK))


def article(conn: sa.Connection, id_: str) -> Article | None:
    """Return an article as it was read."""
    body = conn.scalar(sa.select(schema.articles.c.body).where(schema.articles.c.id == id_))
    return codec.decode_article(body) if body is not None else None


def counting(conn: sa.Connection, ids: Collection[str] | None) -> list[str]:
    """Return the ids of articles that count, by day and id; of given ones, a copy only without what it is a copy of."""
    a = schema.articles
    order = (a.c.published.is_(None), a.c.published, a.c.id)
    if ids is None:
        return list(conn.scalars(sa.select(a.c.id).where(a.c.copy_of.is_(None)).order_by(*order)))
    wanted = set(ids)
    rows = [
        row
        for part in chunks(sorted(wanted))
        for row in conn.execute(sa.select(a.c.id, a.c.copy_of, a.c.published).where(a.c.id.in_(part)))
    ]
    kept = [r for r in rows if r.copy_of not in wanted]
    return [r.id for r in sorted(kept, key=lambda r: (r.published is None, r.published or "", r.id))]


def extractions(conn: sa.Connection, ids: Sequence[str], known: dict[str, Place]) -> Iterator[Extraction]:
    """Yield what the articles yielded, in the order of their ids as given; ``known`` keeps places between calls."""
    a, g, r = schema.articles, schema.readings, schema.records
    for part in chunks(ids):
        rows = {
            row.id: row
            for row in conn.execute(
                sa.select(a.c.id, a.c.body, g.c.toponyms, g.c.places, g.c.theatre).join(g).where(a.c.id.in_(part))
            )
        }
        bodies: dict[str, list[tuple[str, str]]] = defaultdict(list)
        asked = (
            sa.select(r.c.article_id, r.c.kind, r.c.body)
            .where(r.c.article_id.in_(part))
            .order_by(r.c.article_id, r.c.n)
        )
        for owner, kind, body in conn.execute(asked):
            bodies[owner].append((kind, body))
        places = _places(conn, {d for row in rows.values() for d in row.places.split()}, known)
        for id_ in part:
            if id_ in rows:
                row = rows[id_]
                yield _extraction(row, bodies[id_], places)


def _extraction(row: Any, bodies: Sequence[tuple[str, str]], places: codec.Places) -> Extraction:
    by_kind: dict[str, list[Any]] = {k: [] for k in codec.KINDS}
    for kind, body in bodies:
        by_kind[kind].append(codec.decode_record(kind, body, places))
    return Extraction(
        article=codec.decode_article(row.body),
        toponyms=codec.decode_toponyms(row.toponyms, places),
        events=tuple(by_kind["event"]),
        displacements=tuple(by_kind["displacement"]),
        movements=tuple(by_kind["movement"]),
        controls=tuple(by_kind["control"]),
        theatre=row.theatre,
    )


def _places(conn: sa.Connection, digests: set[str], known: dict[str, Place]) -> codec.Places:
    p = schema.places
    for part in chunks(sorted(digests - known.keys())):
        for digest, body in conn.execute(sa.select(p.c.digest, p.c.body).where(p.c.digest.in_(part))):
            known[digest] = codec.decode_place(body)
    places = codec.Places()
    places.rows = known
    return places


def library(
    conn: sa.Connection, *, search: str, limit: int, offset: int, rules: str, ids: Collection[str] | None = None
) -> list[Entry]:
    """Return articles, newest publication first."""
    a, g = schema.articles, schema.readings
    other = a.alias()
    copies = sa.select(sa.func.count()).select_from(other).where(other.c.copy_of == a.c.id).scalar_subquery()
    order = (a.c.published.is_(None), a.c.published.desc(), a.c.id)
    listed = sa.select(a.c.id).order_by(*order).limit(limit).offset(offset)
    if ids is not None:
        listed = listed.where(a.c.id.in_(list(ids)))
    for word in search.split():
        listed = listed.where(_holds(word))
    asked = (
        sa.select(
            a.c.id, a.c.title, a.c.source, a.c.published, a.c.added_at, a.c.origin, a.c.copy_of, a.c.dataset, g.c.rules,
            g.c.events, g.c.displacements, g.c.movements, g.c.controls, g.c.unplaced, copies.label("copies"),
        )
        .join(g)
        .where(a.c.id.in_(listed))
        .order_by(*order)
    )  # fmt: skip
    return [_entry(row, rules) for row in conn.execute(asked).mappings()]


def _holds(word: str) -> sa.ColumnElement[bool]:
    """Whether an article holds a word, in any case: SQLite folds ASCII only, so the usual cases are asked for."""
    a = schema.articles
    columns = (a.c.title, a.c.source, a.c.body)
    word = codec.storable(word)
    cases = {word} if word.isascii() else {word, word.lower(), word.capitalize(), word.upper()}
    return sa.or_(*(c.icontains(w, autoescape=True) for c in columns for w in sorted(cases)))


def _entry(row: Mapping[Any, Any], rules: str) -> Entry:
    return Entry(
        id=row["id"], title=row["title"], source=row["source"],
        published=dt.date.fromisoformat(row["published"]) if row["published"] else None,
        added_at=dt.datetime.fromisoformat(row["added_at"]), origin=row["origin"],
        counts=Counts(**{k: row[k] for k in ("events", "displacements", "movements", "controls", "unplaced")}),
        rules=row["rules"], outdated=row["rules"] != rules, copies=row["copies"], copy_of=row["copy_of"], dataset=row["dataset"],
    )  # fmt: skip


def known(conn: sa.Connection, sha256: str) -> Input | None:
    """Return what came of bytes that were seen before."""
    i = schema.inputs
    row = conn.execute(sa.select(i).where(i.c.content == sha256)).mappings().one_or_none()
    if row is None:
        return None
    return Input(
        sha256=row["content"], where=row["location"], state=row["state"], reason=row["reason"],
        articles=tuple(json.loads(row["articles"])), seen_at=dt.datetime.fromisoformat(row["seen_at"]),
    )  # fmt: skip
