"""What people decide about records, and draw: kept step by step, never overwritten, taken back by a step of its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.errors import Conflict, StoreError
from geo.store import attach, bodies, codec, drawings, schema
from geo.store.digests import sealed
from geo.store.entries import Decision, Kind
from geo.store.reading import CHUNK

KINDS: tuple[Kind, ...] = ("confirm", "reject", "place", "edit", "sensitive", "note", "merge", "split", "draw")
"""What may be decided; "undo" takes one of them back."""
OTHERS: dict[str, str] = {"merge": "with", "split": "from"}
"""What the other records are called that a decision names."""
Expected = Mapping[str, int] | int | None
"""Versions that were seen last, by target or of all; None: whatever stands."""
Item = tuple[str, str, Mapping[str, Any] | None]
"""Target, kind and body of a decision."""
_EVERYWHERE = ("sensitive", "note", "confirm", "reject")
"""Kinds that may be about a whole article too."""
_KEPT = ("target", "holds", "article_id", "anchor")
"""Columns that say what a step is about."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """Who takes steps, why and when; ``version`` is the number of the write, of the first step where there are several."""

    author: str
    reason: str
    now: str
    version: int


def decide(
    conn: sa.Connection, items: Sequence[Item], by: Signed, *, expected: Expected = None, batch: bool = True
) -> list[Decision]:  # fmt: skip
    """Store decisions, all of them or none.

    Parameters
    ----------
    expected : mapping or int, optional
        The version of the last decision on the target that the author saw.
    batch : bool
        Whether they get a name together by which they are taken back.

    Raises
    ------
    Conflict
        If the last decision on a target is not the ``expected`` one.
    StoreError
        If there is no such target, or a decision does not fit it.
    """
    if not items:
        raise StoreError("nothing to decide; name a target, a kind and a body")
    for target in dict.fromkeys(target for target, _, _ in items):
        ours = [{"kind": kind, "body": body} for t, kind, body in items if t == target]
        _expect(conn, target, expected, ours if batch else items[0][2] or {})
    rows = []
    for target, kind, body in items:
        if kind not in KINDS:
            raise StoreError(f"{kind!r:.60} is no decision; choose from {', '.join(KINDS)}")
        rows.append(_drawn(conn, target, body) if kind == "draw" else _row(conn, target, kind, body or {}))
    return _append(conn, rows, by, batch=batch)


def undo(conn: sa.Connection, id_: str, by: Signed, *, expected: Expected = None, batch: bool = True) -> list[Decision]:
    """Take back a batch, or one decision; they stay in the list of what was decided.

    Raises
    ------
    StoreError
        If there is no such batch or decision, or it was taken back before.
    """
    rows = [r for r in _of(conn, id_, batch=batch) if r["kind"] != "undo"]
    if not rows:
        raise StoreError(f"{id_!s:.60}: no such decision; list them first")
    back = _undone(conn, [r["id"] for r in rows])
    left = [r for r in rows if r["id"] not in back]
    if not left:
        raise StoreError(f"{id_!s:.60}: this decision was taken back before")
    for row in left:
        _expect(conn, row["target"], expected, {"undo": row["id"]})
    steps = [{**{k: r[k] for k in _KEPT}, "kind": "undo", "body": "{}", "undoes": r["id"]} for r in reversed(left)]
    return _append(conn, steps, by, batch=batch)


def redo(conn: sa.Connection, id_: str, by: Signed) -> list[Decision]:
    """Decide again what was taken back.

    Raises
    ------
    StoreError
        If it stands, was decided again before, or something later stands on one of its targets.
    """
    rows = [r for r in _of(conn, id_, batch=True) if r["kind"] != "undo"]
    if not rows:
        raise StoreError(f"{id_!s:.60}: no such decision; list them first")
    back = _undone(conn, [r["id"] for r in rows])
    left = [r for r in rows if r["id"] in back]
    if not left:
        raise StoreError(f"{id_!s:.60}: this decision stands; only what was taken back can be decided again")
    d = schema.decisions
    again = set(conn.scalars(sa.select(d.c.redoes).where(d.c.redoes.in_([r["id"] for r in left]))))
    left = [r for r in left if r["id"] not in again]
    if not left:
        raise StoreError(f"{id_!s:.60}: this decision was taken up again before; name the newer one")
    for row in left:
        later = _later(conn, row)
        if later is not None:
            raise StoreError(
                f"{row['target']}: {later['author']} decided “{later['kind']}” on it since, at {later['at'][:16]}; "
                "look at that, then decide anew"
            )
    steps = [{**{k: r[k] for k in (*_KEPT, "kind", "body")}, "undoes": None, "redoes": r["id"]} for r in left]
    reason = by.reason or left[0]["reason"]
    return _append(conn, steps, dataclasses.replace(by, reason=reason), batch=True)


def listed(
    conn: sa.Connection,
    target: str | None = None,
    *,
    include_undone: bool = False,
    articles: Collection[str] | None = None,
    kind: Kind | None = None,
) -> list[Decision]:
    """Return decisions in the order in which they were made; of a target, those that apply to it now.

    With ``articles``, those on them and their records, and drawings.
    """
    d = schema.decisions
    asked = sa.select(d).order_by(d.c.n)
    if target is not None:
        asked = asked.where(sa.or_(d.c.target == target, d.c.holds == target))
    if kind is not None:
        asked = asked.where(d.c.kind.in_([kind, "undo"]))
    wanted = None if articles is None else set(articles)
    if wanted is not None and len(wanted) <= CHUNK:
        asked = asked.where(sa.or_(d.c.article_id.is_(None), d.c.article_id.in_(sorted(wanted))))
    rows = [
        r
        for r in conn.execute(asked).mappings()
        if wanted is None or r["article_id"] is None or r["article_id"] in wanted
    ]
    undone = {r["undoes"] for r in rows if r["undoes"]}
    return [
        _decision(r, r["id"] in undone) for r in rows if include_undone or (r["id"] not in undone and not r["undoes"])
    ]


def _row(conn: sa.Connection, target: str, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a decision on a record or article."""
    row, about = _about(conn, target)
    if about.kind is None and kind not in _EVERYWHERE:
        raise StoreError(f"{target}: “{kind}” is about a record, not about a whole article")
    bodies.check(about, kind, body)
    if kind in OTHERS:
        others = {i: _other(conn, row, i, kind) for i in bodies.ids(body, OTHERS[kind])}
        row["anchor"] = _json({**json.loads(row["anchor"]), "others": others})
    return {**row, "kind": kind, "body": _json(body), "undoes": None}


def _drawn(conn: sa.Connection, target: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is stored of a drawing."""
    if not drawings.TARGET.fullmatch(target):
        raise StoreError(f"{target!r:.60} is no drawing; its id is “draw-” and twelve hexadecimal digits")
    made = drawings.body(body)
    d = schema.decisions
    if made == drawings.GONE and conn.scalar(sa.select(d.c.id).where(d.c.target == target)) is None:
        raise StoreError(f"{target}: no such drawing; list what was decided first")
    return {
        "target": target, "holds": target, "article_id": None, "anchor": "{}", "kind": "draw", "body": _json(made),
        "undoes": None,
    }  # fmt: skip


def _about(conn: sa.Connection, target: str) -> tuple[dict[str, Any], bodies.About]:
    """Return what a decision on a target keeps of it, and what it can be about."""
    r, a, d, g = schema.records, schema.articles, schema.decisions, schema.readings
    found = conn.execute(sa.select(r).where(r.c.id == target)).mappings().first()
    if found is not None:
        row = {
            "target": target,
            "holds": target,
            "article_id": found["article_id"],
            "anchor": _json(attach.anchor_of(found)),
        }
    elif conn.scalar(sa.select(a.c.id).where(a.c.id == target)) is not None:
        row = {"target": target, "holds": target, "article_id": target, "anchor": "{}"}
    else:  # its record is gone; what was decided about it may still be taken back or noted
        old = conn.execute(sa.select(d).where(d.c.target == target).order_by(d.c.n.desc())).mappings().first()
        if old is None or old["article_id"] is None:
            raise StoreError(f"{target!s:.60}: no such record or article in the store")
        row = {k: old[k] for k in _KEPT}
        row["anchor"] = _json({k: v for k, v in json.loads(row["anchor"]).items() if k != "others"})
    theatre = conn.scalar(sa.select(g.c.theatre).where(g.c.article_id == row["article_id"]))
    return row, bodies.About(kind=json.loads(row["anchor"]).get("kind"), theatre=theatre)


def _other(conn: sa.Connection, row: Mapping[str, Any], id_: str, kind: str) -> dict[str, Any]:
    """Return what another record is recognised by that a decision names."""
    r, a = schema.records, schema.articles
    found = conn.execute(sa.select(r).where(r.c.id == id_)).mappings().first()
    of = json.loads(row["anchor"])["kind"]
    if found is None:
        raise StoreError(f"{id_!s:.60}: no such record in the store")
    if id_ == row["target"]:
        raise StoreError(f"{id_}: “{kind}” needs two records; this is the same one")
    if found["kind"] != of:
        raise StoreError(
            f"{row['target']} is of kind {of} and {id_} of kind {found['kind']}; only one kind goes together"
        )
    owners = [row["article_id"], found["article_id"]]
    if conn.scalar(sa.select(a.c.id).where(a.c.id.in_(owners), a.c.dataset.is_not(None))) is not None:
        raise StoreError(f"{id_}: rows of data sets stand beside the articles' records and are not joined with them")
    return {"article": found["article_id"], **attach.anchor_of(found)}


def _expect(conn: sa.Connection, target: str, expected: Expected, ours: Any) -> None:
    seen = expected if isinstance(expected, int) or expected is None else expected.get(target)
    if seen is None:
        return
    d = schema.decisions
    last = conn.execute(sa.select(d).where(d.c.target == target).order_by(d.c.n.desc())).mappings().first()
    if (last["version"] if last else 0) != seen:
        theirs = _decision(last, False) if last else None
        who = (
            f"{theirs.author} decided “{theirs.kind}” at {theirs.at:%Y-%m-%d %H:%M} UTC"
            if theirs
            else "nothing is decided"
        )
        raise Conflict(
            f"{target}: changed by somebody else meanwhile: {who}; look at it, then decide again",
            ours=ours,
            theirs=theirs,
        )


def _of(conn: sa.Connection, id_: str, *, batch: bool) -> list[sa.RowMapping]:
    """Return the rows of a batch, or the one of an id, in the order made."""
    d = schema.decisions
    named = sa.or_(d.c.id == id_, d.c.batch == id_) if batch else d.c.id == id_
    return list(conn.execute(sa.select(d).where(named).order_by(d.c.n)).mappings())


def _undone(conn: sa.Connection, found: Iterable[str]) -> set[str | None]:
    d = schema.decisions
    return set(conn.scalars(sa.select(d.c.undoes).where(d.c.undoes.in_(list(found)))))


def _later(conn: sa.Connection, row: Mapping[Any, Any]) -> Mapping[Any, Any] | None:
    """Return what stands on a step's target and was first decided after it."""
    d = schema.decisions
    about = [d.c.target == row["target"]]
    if row["holds"] is not None:
        about.append(d.c.holds == row["holds"])
    rows = {r["id"]: r for r in conn.execute(sa.select(d).where(sa.or_(*about)).order_by(d.c.n)).mappings()}
    undone = {r["undoes"] for r in rows.values()}

    def first(r: Mapping[Any, Any]) -> int:
        """What was decided again counts from when it was first decided."""
        while r["redoes"] in rows:
            r = rows[r["redoes"]]
        return int(r["n"])

    standing = [r for i, r in rows.items() if i not in undone and r["kind"] != "undo"]
    same = row["batch"] or row["id"]
    return next((r for r in reversed(standing) if first(r) > first(row) and r["batch"] != same), None)


def _append(conn: sa.Connection, rows: Sequence[Mapping[str, Any]], by: Signed, *, batch: bool) -> list[Decision]:
    """Store steps; each has a version of its own, so that two on one target are told apart."""
    d, c = schema.decisions, schema.changes
    last = conn.scalar(sa.select(sa.func.max(d.c.n))) or 0
    name = f"b-{uuid.uuid4().hex[:16]}" if batch else None
    whole = [
        {
            "redoes": None, **row, "n": last + 1 + k, "id": f"d-{uuid.uuid4().hex[:16]}", "batch": name,
            "author": codec.storable(by.author), "reason": codec.storable(by.reason), "at": by.now, "version": by.version + k,
        }
        for k, row in enumerate(rows)
    ]  # fmt: skip
    conn.execute(sa.insert(d), sealed(d, whole))
    if len(rows) > 1:
        conn.execute(sa.update(c).where(c.c.name == "writes").values(count=c.c.count + len(rows) - 1))
    return [_decision(row, False) for row in whole]


def _decision(row: Mapping[Any, Any], undone: bool) -> Decision:
    return Decision(
        id=row["id"], batch=row["batch"] or row["id"], target=row["target"], record=row["holds"], article=row["article_id"],
        kind=row["kind"], body=json.loads(row["body"]), author=row["author"], reason=row["reason"],
        at=dt.datetime.fromisoformat(row["at"]), version=row["version"], anchor=json.loads(row["anchor"]),
        redoes=row["redoes"], undone=undone,
    )  # fmt: skip


def _json(value: Any) -> str:
    return codec.encode_json(value).decode()
