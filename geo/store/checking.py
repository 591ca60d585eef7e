"""Find what is not as it was written: every row by its digest, then what rows and engine say of each other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from geo.store import schema
from geo.store.digests import digest
from geo.store.entries import Damage
from geo.store.reading import chunks

_READ_AGAIN = "read its article again (python -m geo ingest --reread) or restore a backup"
_MADE_BY_RULES = frozenset(("readings", "records", "statements", "places"))


def check(engine: sa.Engine) -> list[Damage]:
    """Return what is damaged: rows first, then the file, then rows that miss others."""
    found: list[Damage] = []
    with engine.connect() as conn:
        db: Any = conn.connection.driver_connection
        db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            for table in schema.ORDER:
                found += _rows(conn, table)
            found += _engine_says(db)
            if not found:
                found += _together(conn)
        finally:
            db.text_factory = str
    return found


def wrong(table: sa.Table, row: Mapping[Any, Any]) -> bool:
    """Whether a row is not what its digest was made of."""
    try:
        return digest(table.name, row) != row["sha256"]
    except (UnicodeEncodeError, TypeError, ValueError):
        return True


def named(table: sa.Table, row: Mapping[Any, Any]) -> str:
    """Return the words for a row: its key."""
    return " ".join(_shown(row[c.name]) for c in table.primary_key.columns)


def _rows(conn: sa.Connection, table: sa.Table) -> Iterator[Damage]:
    if "sha256" not in table.c:
        return
    try:
        for row in conn.execution_options(yield_per=200).execute(sa.select(table)).mappings():
            if wrong(table, row):
                yield _damage(table, named(table, row), "not as it was written")
    except exc.DBAPIError:
        yield from _one_by_one(conn, table)


def _one_by_one(conn: sa.Connection, table: sa.Table) -> Iterator[Damage]:
    """Look for the rows that cannot be read in a table that breaks off."""
    keys = list(table.primary_key.columns)
    before = 0
    try:
        for key in conn.execute(sa.select(*keys)).all():
            same = sa.and_(*(c == v for c, v in zip(keys, key, strict=True)))
            try:
                row = conn.execute(sa.select(table).where(same)).mappings().one_or_none()
                whole = row is not None and not wrong(table, row)
            except exc.DBAPIError:
                whole = False
            if not whole:
                before += 1
                yield _damage(table, " ".join(map(_shown, key)), "cannot be read")
    except (exc.DBAPIError, UnicodeEncodeError) as e:
        yield _damage(table, "", f"cannot be read to its end ({_shown(getattr(e, 'orig', e))})")
        return
    if not before:
        yield _damage(table, "", "cannot be read in one go")


def _damage(table: sa.Table, id_: str, what: str) -> Damage:
    again = table.name in _MADE_BY_RULES
    return Damage(table=str(table.name), id=id_, what=what, **({"remedy": _READ_AGAIN} if again else {}))


def _shown(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()[:200]


def _engine_says(db: Any) -> Iterator[Damage]:
    try:
        for (line,) in db.execute("PRAGMA integrity_check(100)"):
            if line != "ok":
                yield Damage(table="file", id="", what=_shown(line))
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
            yield Damage(table=table, id=f"row {row}", what=f"points to a row of {parent} that is not there")
    except Exception as e:  # a damaged schema raises whatever its broken text makes of it
        yield Damage(table="file", id="", what=f"cannot be read to its end ({_shown(e)})")


def _together(conn: sa.Connection) -> Iterator[Damage]:
    """Yield rows that are whole themselves but miss others: half an article, a place that is gone."""
    a, g, r, s, b = schema.articles, schema.readings, schema.records, schema.statements, schema.bands
    for id_ in conn.scalars(sa.select(a.c.id).outerjoin(g).where(g.c.article_id.is_(None))):
        yield Damage(table="articles", id=_shown(id_), what="has no reading", remedy=_READ_AGAIN)
    counts: Counter[tuple[str, str]] = Counter()
    for owner, kind, n in conn.execute(
        sa.select(r.c.article_id, r.c.kind, sa.func.count()).group_by(r.c.article_id, r.c.kind)
    ):
        counts[owner, kind] = n
    stored = set(conn.scalars(sa.select(schema.places.c.digest)))
    columns = ("events", "displacements", "movements", "controls")
    for row in conn.execute(sa.select(g.c.article_id, g.c.places, *(g.c[c] for c in columns))).mappings():
        id_ = row["article_id"]
        if any(row[c] != counts[id_, c.removesuffix("s")] for c in columns):
            yield Damage(
                table="readings", id=_shown(id_), what="does not count as many records as there are", remedy=_READ_AGAIN
            )
        for gone in sorted(set(row["places"].split()) - stored):
            yield Damage(
                table="places", id=gone, what=f"is missing, article {_shown(id_)} needs it", remedy=_READ_AGAIN
            )
    lone = sa.select(s.c.article_id, s.c.record_id).outerjoin(
        r, sa.and_(r.c.article_id == s.c.article_id, r.c.id == s.c.record_id)
    )
    for id_, record in conn.execute(lone.where(r.c.id.is_(None))):
        yield Damage(
            table="statements", id=f"{_shown(id_)} {_shown(record)}", what="its record is missing", remedy=_READ_AGAIN
        )
    for part in chunks(list(conn.scalars(sa.select(a.c.id)))):
        sets: dict[str, set[int]] = {}
        for id_, band in conn.execute(sa.select(b.c.article_id, b.c.band).where(b.c.article_id.in_(part))):
            sets.setdefault(id_, set()).add(band)
        for id_, text in conn.execute(sa.select(a.c.id, a.c.bands).where(a.c.id.in_(part))):
            if set(json.loads(text)) != sets.get(id_, set()):
                yield Damage(table="bands", id=_shown(id_), what="not those of its article")
    if conn.scalar(sa.select(schema.changes.c.count).where(schema.changes.c.name == "writes")) is None:
        yield Damage(table="changes", id="writes", what="is missing")
    yield from _pointing(conn)


def _pointing(conn: sa.Connection) -> Iterator[Damage]:
    """Yield what points to an article or record that is not there."""
    a, r, d, i = schema.articles, schema.records, schema.decisions, schema.inputs
    other = a.alias()
    lone = (
        sa.select(a.c.id)
        .outerjoin(other, a.c.copy_of == other.c.id)
        .where(a.c.copy_of.is_not(None), other.c.id.is_(None))
    )
    for id_ in conn.scalars(lone):
        yield Damage(table="articles", id=_shown(id_), what="counts as an article that is not there")
    about = (sa.select(r.c.id).where(r.c.id == d.c.holds), sa.select(a.c.id).where(a.c.id == d.c.holds))
    decided = sa.and_(d.c.holds.is_not(None), d.c.article_id.is_not(None))  # a drawing is about no article
    for id_ in conn.scalars(sa.select(d.c.id).where(decided, *(~q.exists() for q in about))):
        yield Damage(table="decisions", id=_shown(id_), what="is about a record that is not there")
    there = set(conn.scalars(sa.select(a.c.id)))
    for content, listed in conn.execute(sa.select(i.c.content, i.c.articles)):
        if not set(json.loads(listed)) <= there:
            yield Damage(table="inputs", id=_shown(content), what="names an article that is not there")
