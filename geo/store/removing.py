"""Take an article out of the tables, and what rests on it alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from geo.store import attach, codec, schema, twins
from geo.store.digests import reseal, sealed
from geo.store.entries import Deleted


def delete(conn: sa.Connection, id_: str) -> Deleted | None:
    """Take out an article and what rests on it alone; None if it is not there."""
    a, r, d = schema.articles, schema.records, schema.decisions
    if conn.scalar(sa.select(a.c.id).where(a.c.id == id_)) is None:
        return None
    kept = _rehome(conn, id_)
    _forget_others(conn, id_, kept)
    count = conn.scalar(sa.select(sa.func.count()).select_from(r).where(r.c.article_id == id_)) or 0
    decided = conn.execute(sa.delete(d).where(d.c.article_id == id_)).rowcount
    used = conn.scalar(sa.select(schema.readings.c.places).where(schema.readings.c.article_id == id_)) or ""
    group = twins.neighbours(conn, id_)
    for table in (schema.statements, schema.records, schema.readings, schema.bands):
        conn.execute(sa.delete(table).where(table.c.article_id == id_))
    conn.execute(sa.delete(schema.copies).where(sa.or_(schema.copies.c.a == id_, schema.copies.c.b == id_)))
    conn.execute(sa.delete(a).where(a.c.id == id_))
    twins.regroup(conn, group)
    _forget_places(conn, used.split())
    _forget_input(conn, id_)
    return Deleted(id=id_, records=count, decisions=decided, kept=kept)


def _rehome(conn: sa.Connection, id_: str) -> tuple[str, ...]:
    """Give records that rest on other stored articles too to one of these, without the sentences of this one."""
    a, r, d = schema.articles, schema.records, schema.decisions
    kept = []
    for row in conn.execute(sa.select(r).where(r.c.article_id == id_)).mappings().all():
        body = json.loads(row["body"])
        others = [e for e in body["evidence"] if e["article_id"] != id_]
        there = set(conn.scalars(sa.select(a.c.id).where(a.c.id.in_([e["article_id"] for e in others]))))
        others = [e for e in others if e["article_id"] in there]
        if not others:
            continue
        owner = others[0]["article_id"]
        last = conn.scalar(sa.select(sa.func.max(r.c.n)).where(r.c.article_id == owner))
        body["evidence"] = others
        row_new = {
            **row, "article_id": owner, "n": (-1 if last is None else last) + 1,
            "body": msgspec.json.encode(body).decode(),
        }  # fmt: skip
        conn.execute(sa.delete(r).where(r.c.article_id == id_, r.c.id == row["id"]))
        if conn.scalar(sa.select(r.c.id).where(r.c.article_id == owner, r.c.id == row["id"])) is None:
            conn.execute(sa.insert(r), sealed(r, [row_new]))
            _recount(conn, owner, row["kind"], row_new)
            _borrow_places(conn, id_, owner)
        for step in conn.execute(sa.select(d).where(d.c.article_id == id_, d.c.holds == row["id"])).mappings().all():
            anchor = {**json.loads(step["anchor"]), **attach.anchor_of(row_new)}
            reseal(conn, d, d.c.n == step["n"], article_id=owner, anchor=codec.encode_json(anchor).decode())
        kept.append(row["id"])
    return tuple(kept)


def _forget_others(conn: sa.Connection, id_: str, kept: Collection[str]) -> None:
    """Take the sentences of an article that goes out of decisions that join its records to others', or part them."""
    d, r = schema.decisions, schema.records
    asked = sa.select(d).where(d.c.anchor.contains(json.dumps(id_, ensure_ascii=False), autoescape=True))
    for row in conn.execute(asked).mappings().all():
        anchor = json.loads(row["anchor"])
        others = anchor.get("others", {})
        left = {i: x for i, x in others.items() if x["article"] != id_}
        for i in sorted((others.keys() - left.keys()) & set(kept)):
            record = conn.execute(sa.select(r).where(r.c.id == i)).mappings().first()
            if record is not None:
                left[i] = {"article": record["article_id"], **attach.anchor_of(record)}
        if left != others:
            anchor["others"] = left
            reseal(conn, d, d.c.n == row["n"], anchor=codec.encode_json(anchor).decode())


def _recount(conn: sa.Connection, owner: str, kind: str, row: Mapping[str, Any]) -> None:
    g = schema.readings
    column = f"{kind}s"
    found = conn.execute(sa.select(g).where(g.c.article_id == owner)).mappings().one()
    unplaced = found["unplaced"] + bool(json.loads(row["body"]).get("unplaced"))
    reseal(conn, g, g.c.article_id == owner, **{column: found[column] + 1, "unplaced": unplaced})


def _borrow_places(conn: sa.Connection, id_: str, owner: str) -> None:
    g = schema.readings
    both = conn.scalars(sa.select(g.c.places).where(g.c.article_id.in_([id_, owner]))).all()
    reseal(conn, g, g.c.article_id == owner, places=" ".join(sorted({d for p in both for d in p.split()})))


def _forget_places(conn: sa.Connection, digests: Iterable[str]) -> None:
    """Drop places made up for the articles that are gone ("Al-Shifa hospital"); those of the gazetteer say nothing."""
    p, g = schema.places, schema.readings
    own = set(conn.scalars(sa.select(p.c.digest).where(p.c.digest.in_(list(digests)), p.c.id.contains(":"))))
    if not own:
        return
    for places in conn.scalars(sa.select(g.c.places)):
        own.difference_update(places.split())
    conn.execute(sa.delete(p).where(p.c.digest.in_(own)))


def _forget_input(conn: sa.Connection, id_: str) -> None:
    i = schema.inputs
    asked = sa.select(i).where(i.c.articles.contains(json.dumps(id_, ensure_ascii=False), autoescape=True))
    for row in conn.execute(asked).mappings().all():
        left = [x for x in json.loads(row["articles"]) if x != id_]
        values = {"articles": msgspec.json.encode(left).decode()} | ({} if left else {"state": "deleted"})
        reseal(conn, i, i.c.content == row["content"], **values)
