"""What people decide about records: kept step by step, applied when records are read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geo.errors import Conflict, StoreError
from geo.model import Evidence, Extraction, Figure, Place, Status, TimeSpan
from geo.store import attach, codec, schema
from geo.store.digests import sealed
from geo.store.entries import Decision, Kind, Mark

KINDS: tuple[Kind, ...] = ("confirm", "reject", "place", "edit", "sensitive", "note")
"""What may be decided; "undo" takes one of them back."""
ROLES = ("places", "origins", "destinations", "via")
"""Fields of records that hold places."""
EDITABLE: dict[str, Any] = {
    "status": Status, "type": str, "kind": str, "state": str, "time": TimeSpan | None, "as_of": TimeSpan | None,
    "figure": Figure | None, "figures": tuple[Figure, ...],
}  # fmt: skip
"""Fields that a decision of the kind "edit" may set, and what they hold."""
_EVERYWHERE = ("sensitive", "note", "confirm", "reject")
"""Kinds that may be about a whole article too."""


def decide(
    conn: sa.Connection, target: str, kind: str, body: Mapping[str, Any], *, author: str, reason: str, expected: int | None,
    version: int, now: str,
) -> Decision:  # fmt: skip
    """Store a decision.

    Raises
    ------
    Conflict
        If the last decision on the target is not the ``expected`` one.
    StoreError
        If there is no such target, or the decision does not fit it.
    """
    if kind not in KINDS:
        raise StoreError(f"{kind!r} is no decision; choose from {', '.join(KINDS)}")
    row = _about(conn, target)
    if row["anchor"] == "{}" and kind not in _EVERYWHERE:
        raise StoreError(f"{target}: “{kind}” is about a record, not about a whole article")
    if row["anchor"] != "{}":
        _fits(row, kind, body)
    _expect(conn, target, expected, body)
    return _append(conn, row | {"kind": kind, "body": _json(body), "undoes": None}, author, reason, version, now)


def undo(
    conn: sa.Connection, id_: str, *, author: str, reason: str, expected: int | None, version: int, now: str
) -> Decision:
    """Take a decision back; it stays in the list of what was decided.

    Raises
    ------
    StoreError
        If there is no such decision, or it was taken back before.
    """
    d = schema.decisions
    old = conn.execute(sa.select(d).where(d.c.id == id_)).mappings().one_or_none()
    if old is None or old["kind"] == "undo":
        raise StoreError(f"{id_}: no such decision; list them first")
    if conn.scalar(sa.select(d.c.id).where(d.c.undoes == id_)) is not None:
        raise StoreError(f"{id_}: this decision was taken back before")
    _expect(conn, old["target"], expected, {"undo": id_})
    row = {k: old[k] for k in ("target", "holds", "article_id", "anchor")} | {
        "kind": "undo",
        "body": "{}",
        "undoes": id_,
    }
    return _append(conn, row, author, reason, version, now)


def listed(
    conn: sa.Connection,
    target: str | None = None,
    *,
    include_undone: bool = False,
    articles: Collection[str] | None = None,
) -> list[Decision]:
    """Return decisions in the order in which they were made; of a target, those that apply to it now."""
    d = schema.decisions
    asked = sa.select(d).order_by(d.c.n)
    if target is not None:
        asked = asked.where(sa.or_(d.c.target == target, d.c.holds == target))
    if articles is not None:
        asked = asked.where(d.c.article_id.in_(list(articles)))
    rows = conn.execute(asked).mappings().all()
    undone = {r["undoes"] for r in rows if r["undoes"]}
    return [
        _decision(r, r["id"] in undone) for r in rows if include_undone or (r["id"] not in undone and not r["undoes"])
    ]


def _about(conn: sa.Connection, target: str) -> dict[str, Any]:
    """Return what a decision on a target keeps of it."""
    r, a, d = schema.records, schema.articles, schema.decisions
    found = conn.execute(sa.select(r).where(r.c.id == target)).mappings().first()
    if found is not None:
        body = json.loads(found["body"])
        evidence = codec.convert_plain(body["evidence"][0], Evidence)
        kept = attach.anchor(found["kind"], found["type"], evidence)
        return {"target": target, "holds": target, "article_id": found["article_id"], "anchor": _json(kept)}
    if conn.scalar(sa.select(a.c.id).where(a.c.id == target)) is not None:
        return {"target": target, "holds": target, "article_id": target, "anchor": "{}"}
    old = conn.execute(sa.select(d).where(d.c.target == target).order_by(d.c.n.desc())).mappings().first()
    if old is not None:  # its record is gone; what was decided about it may still be taken back or noted
        return {k: old[k] for k in ("target", "holds", "article_id", "anchor")}
    raise StoreError(f"{target}: no such record or article in the store")


def _expect(conn: sa.Connection, target: str, expected: int | None, ours: Any) -> None:
    if expected is None:
        return
    d = schema.decisions
    last = conn.execute(sa.select(d).where(d.c.target == target).order_by(d.c.n.desc())).mappings().first()
    if (last["version"] if last else 0) != expected:
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


def _append(conn: sa.Connection, row: dict[str, Any], author: str, reason: str, version: int, now: str) -> Decision:
    d = schema.decisions
    last = conn.scalar(sa.select(sa.func.max(d.c.n)))
    row = row | {
        "n": (last or 0) + 1, "id": f"d-{uuid.uuid4().hex[:16]}", "author": codec.storable(author),
        "reason": codec.storable(reason), "at": now, "version": version,
    }  # fmt: skip
    conn.execute(sa.insert(d), sealed(d, [row]))
    return _decision(row, False)


def _decision(row: Mapping[Any, Any], undone: bool) -> Decision:
    return Decision(
        id=row["id"], target=row["target"], record=row["holds"], article=row["article_id"], kind=row["kind"],
        body=json.loads(row["body"]), author=row["author"], reason=row["reason"], at=dt.datetime.fromisoformat(row["at"]),
        version=row["version"], quote=json.loads(row["anchor"]).get("quote", ""), undone=undone,
    )  # fmt: skip


def _json(value: Any) -> str:
    return codec.encode_json(value).decode()


def _fits(row: Mapping[str, Any], kind: str, body: Mapping[str, Any]) -> None:
    """Refuse a decision that could not be applied to its record."""
    if kind not in ("place", "edit"):
        return
    of = json.loads(row["anchor"])["kind"]
    names = {f.name for f in dataclasses.fields(codec.KINDS[of])}
    if kind == "edit":
        wrong = [n for n in body if n not in EDITABLE or n not in names]
        if wrong or not body:
            able = ", ".join(n for n in EDITABLE if n in names)
            raise StoreError(f"{', '.join(map(str, wrong)) or 'nothing'}: cannot be edited here; choose from {able}")
        for name, value in body.items():
            made = _field(name, value)
            if name in ("type", "kind", "state"):
                _known(of, made)
    else:
        if body.get("role") not in [n for n in ROLES if n in names]:
            able = ", ".join(n for n in ROLES if n in names)
            raise StoreError(f"a place needs its role in the record: {able}")
        chosen(body, "")


def _field(name: str, value: Any) -> Any:
    """Return the value of an edited field as records hold it."""
    try:
        return codec.convert_plain(value, EDITABLE[name])
    except StoreError as e:
        raise StoreError(f"{name} cannot be {value!r:.80}: {e}") from e


def _known(kind: str, name: str) -> None:
    """Refuse a type of record that nobody could draw."""
    from geo.events.metadata import (
        event_types,
    )  # brings the rules of reading along, which other decisions need not wait for

    known = {type_ for of, type_ in event_types() if of == kind}
    if name not in known:
        raise StoreError(f"{name!r} is no type of {kind}; choose from {', '.join(sorted(known))}")


def chosen(body: Mapping[str, Any], author: str) -> Place:
    """Return the place that an analyst chose, saying so in its source."""
    raw = body.get("place")
    if not isinstance(raw, Mapping):
        raise StoreError("a place needs at least id, name, kind, lat and lon")
    place: Place = codec.convert_plain(raw, Place)
    by = f"chosen by {author}" if author else "chosen by an analyst"
    return dataclasses.replace(place, source=f"{by} ({place.source})" if place.source else by)


def apply(extraction: Extraction, found: Iterable[Decision]) -> tuple[Extraction, dict[str, Mark]]:
    """Return an extraction with decisions applied, and the marks of its records by id.

    A rejected record is left out. The last decision wins where two set the same.
    """
    marks: dict[str, Mark] = {}
    by_record: dict[str, list[Decision]] = {}
    for d in found:
        if d.record is not None:
            by_record.setdefault(d.record, []).append(d)
    if not by_record:
        return extraction, marks
    whole = by_record.get(extraction.article.id, [])

    def applied(records: Sequence[Any]) -> tuple[Any, ...]:
        out = []
        for record in records:
            shown, mark = _applied(record, [*whole, *by_record.get(record.id, [])])
            if shown is not None:
                out.append(shown)
                if mark != Mark():
                    marks[record.id] = mark
        return tuple(out)

    changed = dataclasses.replace(
        extraction,
        events=applied(extraction.events),
        displacements=applied(extraction.displacements),
        movements=applied(extraction.movements),
        controls=applied(extraction.controls),
    )
    return changed, marks


def _applied(record: Any, found: Sequence[Decision]) -> tuple[Any | None, Mark]:
    mark = Mark()
    standing = True
    for d in found:
        mark = dataclasses.replace(mark, authors=tuple(dict.fromkeys((*mark.authors, d.author))))
        if d.kind == "reject":
            standing = False
        elif d.kind == "confirm":
            standing, mark = True, dataclasses.replace(mark, confirmed=True)
        elif d.kind == "sensitive":
            mark = dataclasses.replace(mark, sensitive=bool(d.body.get("on", True)))
        elif d.kind == "note":
            mark = dataclasses.replace(mark, notes=(*mark.notes, str(d.body.get("text", ""))))
        elif d.kind == "edit":
            values = {n: _field(n, v) for n, v in d.body.items()}
            record = dataclasses.replace(record, **values)
            mark = dataclasses.replace(mark, edited=tuple(dict.fromkeys((*mark.edited, *values))))
        elif d.kind == "place":
            record = _placed(record, d)
            mark = dataclasses.replace(mark, edited=tuple(dict.fromkeys((*mark.edited, d.body["role"]))))
    return (record if standing else None), mark


def _placed(record: Any, d: Decision) -> Any:
    """Put the chosen place where the given one stood, or beside the others."""
    role, old = d.body["role"], d.body.get("from")
    place = chosen(d.body, d.author)
    before: tuple[Place, ...] = getattr(record, role)
    after = tuple(place if p.id == old else p for p in before)
    if old not in {p.id for p in before}:
        after = (*before, place)
    kept = tuple({p.id: p for p in after}.values())
    return dataclasses.replace(record, **{role: kept}, unplaced="")
