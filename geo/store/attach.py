"""Which record a decision is about, also after other rules read the article again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geo.model import Evidence, Extraction, Record
from geo.store import codec, schema
from geo.store.digests import reseal


def anchor(kind: str, type_: str, evidence: Evidence) -> dict[str, Any]:
    """Return what a record is recognised by when its id is gone: kind, type and the sentence that it rests on."""
    return {
        "kind": kind, "type": type_, "field": evidence.field, "start": evidence.start, "end": evidence.end,
        "quote": evidence.quote,
    }  # fmt: skip


def anchor_of(record: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the `anchor` of a row of records."""
    evidence = codec.convert_plain(json.loads(record["body"])["evidence"][0], Evidence)
    return anchor(record["kind"], record["type"], evidence)


def again(conn: sa.Connection, extraction: Extraction, *, reworded: bool) -> None:
    """Find the records of an article's decisions after it was read again.

    A record that kept its id keeps its decisions. Otherwise the record of that kind whose sentence overlaps most
    takes them, one of the same type before others; where there is none they stay without a record. In a text that was
    ``reworded`` only the sentence itself is looked for: its place in the old text says nothing.
    """
    d = schema.decisions
    id_ = extraction.article.id
    records = {r.id: r for r in extraction.records}
    for row in conn.execute(sa.select(d).where(d.c.article_id == id_)).mappings().all():
        if row["target"] == id_:
            continue
        holds = (
            row["target"]
            if row["target"] in records
            else _nearest(json.loads(row["anchor"]), list(records.values()), reworded)
        )
        if holds != row["holds"]:
            reseal(conn, d, d.c.n == row["n"], holds=holds)


def recognised(anchor: Mapping[str, Any], extraction: Extraction) -> str | None:
    """Return the id of the record that was decided on, in an extraction from elsewhere, by its sentence; None if there is none.

    Where the text does not have the sentence at its place, it was reworded.
    """
    text = extraction.article.field_text("title" if anchor.get("field") == "title" else "text")
    moved = not anchor or text[anchor["start"] : anchor["end"]] != anchor["quote"]
    return _nearest(anchor, list(extraction.records), moved)


def _nearest(anchor: Mapping[str, Any], records: list[Record], reworded: bool) -> str | None:
    found = []
    for record in records:
        if not anchor or codec.kind_of(record) != anchor["kind"]:
            continue
        shared = max((_overlap(anchor, e, reworded) for e in record.evidence), default=0)
        if shared:
            type_ = getattr(record, "type", None) or getattr(record, "kind", None) or getattr(record, "state", "")
            found.append((type_ == anchor["type"], shared, record.id))
    if not found:
        return None
    best = max(found)
    return best[2]


def _overlap(anchor: Mapping[str, Any], evidence: Evidence, reworded: bool) -> int:
    """Return how many characters of the sentence a piece of evidence shares with the anchor."""
    if evidence.quote == anchor["quote"]:
        return len(evidence.quote)
    if reworded or evidence.field != anchor["field"]:
        return 0
    return max(0, min(anchor["end"], evidence.end) - max(anchor["start"], evidence.start))
