"""Scenes and settings: named bodies that people change, each change on top of the version that it saw."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geo.errors import Conflict
from geo.store import codec
from geo.store.digests import sealed
from geo.store.entries import Document


def get(conn: sa.Connection, table: sa.Table, name: str) -> Document | None:
    """Return what is stored under a name."""
    row = conn.execute(sa.select(table).where(table.c.name == codec.storable(name))).mappings().one_or_none()
    return _document(row) if row else None


def listed(conn: sa.Connection, table: sa.Table) -> list[Document]:
    """Return everything on the shelf by name."""
    return [_document(row) for row in conn.execute(sa.select(table).order_by(table.c.name)).mappings()]


def put(
    conn: sa.Connection, table: sa.Table, name: str, body: Any, *, expected: int, author: str, version: int, now: str
) -> Document:
    """Store a body under a name; ``expected`` is the version it builds on, 0 where there is none yet.

    Raises
    ------
    Conflict
        If another version stands: nobody's change is overwritten unseen.
    """
    name = codec.storable(name)
    _expect(get(conn, table, name), expected, name, body)
    row = {
        "name": name, "body": codec.encode_json(body).decode(), "version": version, "author": codec.storable(author), "at": now,
    }  # fmt: skip
    (whole,) = sealed(table, [row])
    if expected:
        conn.execute(sa.update(table).where(table.c.name == name).values(**whole))
    else:
        conn.execute(sa.insert(table), [whole])
    return _document(row)


def drop(conn: sa.Connection, table: sa.Table, name: str, *, expected: int) -> None:
    """Delete what is stored under a name.

    Raises
    ------
    Conflict
        If another version stands than the ``expected`` one.
    """
    name = codec.storable(name)
    _expect(get(conn, table, name), expected, name, None)
    conn.execute(sa.delete(table).where(table.c.name == name))


def _expect(theirs: Document | None, expected: int, name: str, ours: Any) -> None:
    if (theirs.version if theirs else 0) == expected:
        return
    who = f"{theirs.author or 'somebody'} at {theirs.at:%Y-%m-%d %H:%M} UTC" if theirs else "somebody, who deleted it"
    raise Conflict(
        f"{name}: changed meanwhile by {who} (version {theirs.version if theirs else 0}, yours builds on {expected}); "
        "look at both, then save again",
        ours=ours,
        theirs=theirs,
    )


def _document(row: Mapping[Any, Any]) -> Document:
    return Document(
        name=row["name"], body=json.loads(row["body"]), version=row["version"], author=row["author"],
        at=dt.datetime.fromisoformat(row["at"]),
    )  # fmt: skip
