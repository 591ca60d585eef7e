"""Put articles and what rules made of them into the tables, and take them out again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from geo.errors import Conflict
from geo.model import Article, Extraction, Place, Record, TimeSpan
from geo.settings import Settings
from geo.store import attach, codec, schema, twins
from geo.store.digests import sealed
from geo.store.entries import Added
from geo.store.statements import statements

_UPSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parcel:
    """Rows of one article, made before the lock is taken."""

    extraction: Extraction
    article: dict[str, Any]
    reading: dict[str, Any]
    records: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    places: list[dict[str, Any]]
    bands: tuple[int, ...]


def parcel(
    extraction: Extraction,
    *,
    rules: str,
    origin: str,
    now: str,
    dataset: str | None,
    settings: Settings,
    seen: dict[tuple[Any, ...], tuple[Place, str]],
) -> Parcel:
    """Return the rows of an extraction; what no database takes is replaced in it first."""
    extraction, rules = storable(extraction), codec.storable(rules)
    article = extraction.article
    bands = () if dataset else twins.bands_of(article)
    places = codec.Places(seen)
    records = [_record(article.id, n, r, rules, places) for n, r in enumerate(extraction.records)]
    toponyms = codec.encode_toponyms(extraction.toponyms, places)
    row = {
        "id": article.id, "title": article.title, "source": article.source, "published": _iso(article.published),
        "words": twins.words(article), "address": twins.address(article.url), "bands": _json(bands), "copy_of": None,
        "dataset": dataset, "origin": codec.storable(origin), "added_at": now, "body": codec.encode_article(article),
    }  # fmt: skip
    reading = {
        "article_id": article.id, "rules": rules, "theatre": extraction.theatre, "events": len(extraction.events),
        "displacements": len(extraction.displacements), "movements": len(extraction.movements),
        "controls": len(extraction.controls), "unplaced": sum(bool(r.unplaced) for r in extraction.records), "read_at": now,
        "places": " ".join(sorted(places.rows)), "toponyms": toponyms,
    }  # fmt: skip
    stored = [{"digest": d, "id": p.id, "body": codec.encode_place(p)} for d, p in sorted(places.rows.items())]
    return Parcel(
        extraction=extraction,
        article=row,
        reading=reading,
        records=sealed(schema.records, records),
        statements=sealed(schema.statements, statements(extraction, settings)),
        places=stored,
        bands=bands,
    )


def storable(extraction: Extraction) -> Extraction:
    """Return an extraction whose text every database takes: NUL and lone surrogates become U+FFFD, one for one."""
    try:
        if b"\\u0000" not in msgspec.json.encode(extraction.article):
            return extraction
    except UnicodeEncodeError:
        pass
    return msgspec.convert(_scrubbed(msgspec.to_builtins(extraction)), Extraction)


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return codec.storable(value)
    if isinstance(value, Mapping):
        return {_scrubbed(k): _scrubbed(v) for k, v in value.items()}
    return [_scrubbed(v) for v in value] if isinstance(value, list | tuple) else value


def put(conn: sa.Connection, new: Parcel) -> Added:
    """Store an article, or what is new about it. What stands already, read by the same rules, is left alone."""
    a, r = schema.articles, schema.readings
    id_ = new.article["id"]
    old = conn.execute(sa.select(a).where(a.c.id == id_)).mappings().one_or_none()
    if old is None:
        conn.execute(sa.insert(a), sealed(a, [new.article]))
        _fill(conn, new)
        twin = _link(conn, new)
        return Added(id=id_, state="copy" if twin else "new", copy_of=twin)
    stored, given = codec.decode_article(old["body"]), new.extraction.article
    if old["words"] != new.article["words"] and not _versions(stored, given):
        raise Conflict(
            f"article {id_!r} is stored with other words; give one of them another id", ours=given, theirs=stored
        )
    rules = conn.scalar(sa.select(r.c.rules).where(r.c.article_id == id_))
    if rules == new.reading["rules"] and (_same(stored, given) or _poorer(given, stored)):
        return Added(id=id_, state="same", copy_of=old["copy_of"])
    return replace(conn, new, old)


def replace(conn: sa.Connection, new: Parcel, old: Mapping[Any, Any]) -> Added:
    """Put another reading in the place of the stored one; what people decided stays and finds its records again."""
    a = schema.articles
    id_ = new.article["id"]
    if old["dataset"]:
        new = dataclasses.replace(new, bands=(), article={**new.article, "bands": "[]", "dataset": old["dataset"]})
    stored, given = codec.decode_article(old["body"]), new.extraction.article
    kept = {k: old[k] for k in ("added_at", "copy_of", "dataset")} | (
        {} if new.article["origin"] else {"origin": old["origin"]}
    )
    (row,) = sealed(a, [{**new.article, **kept}])
    conn.execute(sa.update(a).where(a.c.id == id_).values(**row))
    for table in (schema.statements, schema.records, schema.readings):
        conn.execute(sa.delete(table).where(table.c.article_id == id_))
    changed = stored.text != given.text or stored.title != given.title
    other_bands = old["bands"] != row["bands"]
    if other_bands:
        conn.execute(sa.delete(schema.bands).where(schema.bands.c.article_id == id_))
    _fill(conn, new, bands=other_bands)
    twin = _link(conn, new)
    attach.again(conn, new.extraction, reworded=changed)
    return Added(id=id_, state="reread", copy_of=twin)


def _fill(conn: sa.Connection, new: Parcel, *, bands: bool = True) -> None:
    put_places(conn, new.places)
    conn.execute(sa.insert(schema.readings), sealed(schema.readings, [new.reading]))
    for table, rows in ((schema.records, new.records), (schema.statements, new.statements)):
        if rows:
            conn.execute(sa.insert(table), rows)
    if bands and new.bands:
        conn.execute(sa.insert(schema.bands), [{"band": b, "article_id": new.article["id"]} for b in new.bands])


def put_places(conn: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """Store places that are not there yet."""
    if rows:
        p = schema.places
        there = set(conn.scalars(sa.select(p.c.digest).where(p.c.digest.in_([r["digest"] for r in rows]))))
        fresh = [r for r in rows if r["digest"] not in there]
        if fresh:
            conn.execute(_UPSERTS[conn.dialect.name](p).on_conflict_do_nothing(), sealed(p, fresh))


def _link(conn: sa.Connection, new: Parcel) -> str | None:
    """Pair an article with its copies; return the one that counts for it, or that it counts for now."""
    a = schema.articles
    id_ = new.article["id"]
    if new.article["dataset"] is not None:
        return None
    pairs = twins.find(conn, new.extraction.article, new.bands)
    twins.link(conn, id_, pairs)
    counting: str | None = conn.scalar(sa.select(a.c.copy_of).where(a.c.id == id_))
    return counting or next((other for other, _ in pairs), None)


def _versions(stored: Article, given: Article) -> bool:
    """Whether two texts under one id are versions of one article and not two articles."""
    if given.url and twins.address(given.url) == twins.address(stored.url):
        return True
    if given.path and given.path == stored.path:
        return True
    return twins.alike(stored, given)


def _same(stored: Article, given: Article) -> bool:
    """Whether nothing that counts differs; where a file lies does not count."""
    return dataclasses.replace(given, path=stored.path) == stored


def _poorer(given: Article, stored: Article) -> bool:
    """Whether an article comes again with the same words and less known about it."""
    if (given.title, given.text) != (stored.title, stored.text):
        return False
    known = [(stored.published, given.published), (stored.source, given.source), (stored.url, given.url)]
    return all(g is None or g == s for s, g in known) and any(g is None and s is not None for s, g in known)


def note_input(
    conn: sa.Connection, sha256: str, where: str, *, state: str, reason: str, articles: Sequence[str], now: str
) -> None:
    """Remember bytes and what came of them; articles add up, since each of a file's may come in its own transaction."""
    i = schema.inputs
    old = conn.execute(sa.select(i).where(i.c.content == sha256)).mappings().one_or_none()
    ids = list(dict.fromkeys([*(json.loads(old["articles"]) if old else []), *articles]))
    row = {
        "content": sha256, "location": codec.storable(where), "state": state, "reason": codec.storable(reason),
        "articles": _json(ids), "seen_at": now,
    }  # fmt: skip
    if old is None:
        conn.execute(sa.insert(i), sealed(i, [row]))
    else:
        conn.execute(sa.update(i).where(i.c.content == sha256).values(**sealed(i, [row])[0]))


def _record(article_id: str, n: int, record: Record, rules: str, places: codec.Places) -> dict[str, Any]:
    kind = codec.kind_of(record)
    time: TimeSpan | None = getattr(record, "as_of", None) if kind == "control" else getattr(record, "time", None)
    named = {
        p.id: None for f in ("places", "origins", "via", "destinations") for p in getattr(record, f, ())
    }  # a dict keeps the order
    return {
        "article_id": article_id, "id": record.id, "n": n, "kind": kind,
        "type": getattr(record, "type", None) or getattr(record, "kind", None) or getattr(record, "state", ""),
        "status": record.status, "day_from": _iso(time.start) if time else None, "day_to": _iso(time.end) if time else None,
        "places": _json(list(named)), "body": codec.encode_record(record, places), "made_by": rules,
    }  # fmt: skip


def _json(value: Any) -> str:
    return codec.encode_json(value).decode()


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
