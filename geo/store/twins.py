"""Which stored articles are one: by their words, by their address, or as near-identical wire copies.

Pairs are kept, groups follow from them, so the order in which articles arrive changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import sqlalchemy as sa

from geo.articles import likeness
from geo.articles.text import fingerprint
from geo.model import Article
from geo.store import codec, schema
from geo.store.digests import reseal, sealed

A_BAND, LOOKED_AT = 50, 20
"""Articles of one band that are counted, and candidates whose texts are compared: keeps the 100,000th article as quick."""
_SAME = sa.union_all(
    *(
        sa.select(schema.articles.c.id, schema.articles.c.dataset, sa.literal(key).label("why")).where(
            schema.articles.c[key] == sa.bindparam(key, type_=sa.Text)
        )
        for key in ("words", "address")
    )
)
"""Asked one key at a time, each by its own index: with “or”, SQLite looks through all articles that are of no dataset."""
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def words(article: Article) -> str:
    """Return a digest of an article's words: case and spaces do not count."""
    return fingerprint(article.title, article.text)


def address(url: str | None) -> str | None:
    """Return what of an address names the article; None for the front page of a site, which names many.

    Examples
    --------
    >>> address("https://www.Example.org/news/1/?utm_source=x#top")
    'example.org/news/1'
    """
    if not url:
        return None
    try:
        parts = urlsplit(codec.storable(url.strip()))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    asked = [(k, v) for k, v in parse_qsl(parts.query) if not k.lower().startswith(_TRACKING)]
    path = parts.path.rstrip("/")
    if not host or not (path or asked):
        return None
    return f"{host}{path}{'?' + urlencode(sorted(asked)) if asked else ''}"


@lru_cache(maxsize=512)
def _likeness(text: str) -> likeness.Likeness:
    return likeness.likeness(text)


def bands_of(article: Article) -> tuple[int, ...]:
    """Return the numbers of which near-identical articles share one."""
    return tuple(sorted(set(likeness.bands(_likeness(article.text)))))


def find(conn: sa.Connection, article: Article, bands: Collection[int]) -> list[tuple[str, str]]:
    """Return (id, why) of the stored articles that are the same as this one, itself not among them."""
    a = schema.articles
    found: dict[str, str] = {}
    asked = {"words": words(article), "address": address(article.url)}
    for id_, dataset, why in conn.execute(_SAME, asked):
        if id_ != article.id and dataset is None:
            found.setdefault(id_, why)
    near = [i for i in _candidates(conn, bands) if i != article.id and i not in found]
    if near:
        mine = _likeness(article.text)
        for id_, body in conn.execute(sa.select(a.c.id, a.c.body).where(a.c.id.in_(near))):
            if likeness.near_identical(mine, _likeness(codec.decode_article(body).text)):
                found[id_] = "text"
    return sorted(found.items())


def alike(a: Article, b: Article) -> bool:
    """Whether two articles are near-identical in their text."""
    return likeness.near_identical(_likeness(a.text), _likeness(b.text))


def _candidates(conn: sa.Connection, bands: Collection[int]) -> list[str]:
    if not bands:
        return []
    shared = Counter(conn.scalars(_sharing(len(bands)), {f"band_{n}": band for n, band in enumerate(sorted(bands))}))
    return [i for i, _ in sorted(shared.items(), key=lambda x: (-x[1], x[0]))[:LOOKED_AT]]


@cache
def _sharing(count: int) -> sa.CompoundSelect[Any]:
    """Return the question for the articles of so many bands, put together once: that takes longer than the answer."""
    b = schema.bands
    return sa.union_all(
        *(
            sa.select(
                sa.select(b.c.article_id)
                .where(b.c.band == sa.bindparam(f"band_{n}"))
                .order_by(b.c.article_id)
                .limit(sa.literal_column(str(A_BAND)))
                .subquery()
            )
            for n in range(count)
        )
    )


def link(conn: sa.Connection, article_id: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Replace the pairs of an article, and settle which of its group counts."""
    c = schema.copies
    touching = sa.or_(c.c.a == article_id, c.c.b == article_id)
    before = set(_neighbours(conn, [article_id]))
    rows = [{"a": min(article_id, o), "b": max(article_id, o), "why": why} for o, why in pairs]
    if not before and not rows:
        return
    conn.execute(sa.delete(c).where(touching))
    if rows:
        conn.execute(sa.insert(c), sealed(c, rows))
    regroup(conn, before | {article_id})


def neighbours(conn: sa.Connection, article_id: str) -> set[str]:
    """Return the articles that are paired with one."""
    return set(_neighbours(conn, [article_id]))


def regroup(conn: sa.Connection, ids: Iterable[str]) -> None:
    """Settle anew which article counts in the groups of these."""
    left = set(ids)
    while left:
        group = _reached(conn, {left.pop()})
        left -= group
        _settle(conn, group)


def _reached(conn: sa.Connection, ids: Collection[str], within: Collection[str] | None = None) -> set[str]:
    """Return these articles and all that pairs lead to, through none but those ``within``."""
    found = edge = set(ids)
    while edge:
        edge = set(_neighbours(conn, edge)) - found
        edge = edge if within is None else edge & set(within)
        found = found | edge
    return found


def _neighbours(conn: sa.Connection, ids: Collection[str]) -> list[str]:
    c = schema.copies
    pairs = sa.union_all(sa.select(c.c.b).where(c.c.a.in_(list(ids))), sa.select(c.c.a).where(c.c.b.in_(list(ids))))
    return list(conn.scalars(pairs))


def _settle(conn: sa.Connection, group: Collection[str]) -> None:
    """Let one article of a group count: of versions at one address the newest (of one day the longest), of copies the earliest.

    Who carries a version that was replaced, and nothing newer, does not count: it would hide the update.
    """
    a = schema.articles
    asked = sa.select(a.c.id, a.c.published, a.c.address, a.c.copy_of, sa.func.length(a.c.body).label("length")).where(
        a.c.id.in_(list(group))
    )
    rows: list[Any] = list(conn.execute(asked))
    if not rows:
        return
    newest: dict[str | None, tuple[str, int, str]] = {}
    for r in rows:
        # Of versions of one day the longer: a running story grows, and the order in which they came must not matter.
        newest[r.address] = max(newest.get(r.address, ("", 0, "")), (r.published or "", r.length, r.id))
    standing = [r for r in rows if r.address is None or newest[r.address][2] == r.id]
    if len(standing) < len(rows):
        versions = Counter(r.address for r in rows)
        updates = {r.id for r in standing if r.address is not None and versions[r.address] > 1}
        current = _reached(conn, updates, within={r.id for r in standing})
        standing = [r for r in standing if r.id in current]
    first = min(standing, key=lambda r: (r.published or "9999", r.id)).id
    for r in rows:
        wanted = None if r.id == first else first
        if r.copy_of != wanted:
            reseal(conn, a, a.c.id == r.id, copy_of=wanted)
