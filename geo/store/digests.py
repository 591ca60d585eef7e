"""SHA-256 of rows: the same for the same content in every engine and every later schema that only adds columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

_ENCODE = msgspec.json.Encoder(order="deterministic").encode


def digest(table: str, row: Mapping[Any, Any]) -> str:
    """Return the digest of a row: over its table's name and its columns that are not NULL, but for the digest itself.

    A column that a later schema adds is NULL in old rows, so their digests stay.
    """
    content = {str(k): v for k, v in row.items() if k != "sha256" and v is not None}
    return hashlib.sha256(_ENCODE([str(table), content])).hexdigest()


def sealed(table: sa.Table, rows: Iterable[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """Return rows with their digest."""
    return [{**row, "sha256": digest(table.name, row)} for row in rows]


def reseal(conn: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool], **values: Any) -> int:
    """Change columns of the rows that fit, their digest with them; return how many there were."""
    keys = list(table.primary_key.columns)
    found = conn.execute(sa.select(table).where(where)).mappings().all()
    for row in found:
        new = {**row, **values}
        same = sa.and_(*(k == row[k.name] for k in keys))
        conn.execute(sa.update(table).where(same).values(**values, sha256=digest(table.name, new)))
    return len(found)
