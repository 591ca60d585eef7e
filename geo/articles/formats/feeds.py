"""RSS and Atom: an article an entry, with what the feed gives of its text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import feedparser

from geo.articles.formats import dates, markup, pages
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

SHORT = 300
"""Characters of a text that is probably a teaser and not the article."""


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the entries of a feed."""
    markup.refuse_doctype(data)
    limits = asked["limits"]
    if not data.strip():
        raise ArticleError("no text; expected a feed with entries")
    if len(data) > limits["text_bytes"]:
        raise ArticleError(f"over {limits['text_bytes']:,} bytes; feeds are shorter")
    headers = {"content-type": f"application/xml; charset={asked['encoding']}"} if asked["encoding"] else None
    feed = feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not feed.version and not feed.entries:
        raise ArticleError("is XML but neither RSS nor Atom; expected a feed with entries")
    if not feed.entries:
        raise ArticleError("is a feed without entries")
    about = {"source": pages.plain(_told(feed.feed, "title")), "language": _told(feed.feed, "language")}
    for number, entry in enumerate(feed.entries[: limits["rows"]], start=1):
        found = _article(entry, about)
        if found["text"].strip():
            yield {"article": found, "at": f"entry {number}"}, b""
        else:
            yield {"refused": "has no text", "at": f"entry {number}"}, b""


def _article(entry: Any, about: dict[str, str]) -> dict[str, Any]:
    texts = [c.get("value", "") for c in entry.get("content", []) if isinstance(c, dict)] + [_told(entry, "summary")]
    text = max((pages.plain(t).strip() for t in texts if isinstance(t, str)), key=len, default="")
    out: dict[str, Any] = {
        **about,
        "title": " ".join(pages.plain(_told(entry, "title")).split()),
        "text": text,
        "url": _told(entry, "link"),
        "warnings": [],
    }
    source = entry.get("source")
    if isinstance(source, dict) and isinstance(source.get("title"), str):
        out["source"] = source["title"]
    stated, updated = dates.day(_told(entry, "published")), dates.day(_told(entry, "updated"))
    if stated or updated:
        out |= {"published": str(stated or updated), "inferred": stated is None}
    if text and len(text) < SHORT:
        out["warnings"].append("is only the teaser that the feed gives; the whole article lies at its address")
    return out


def _told(thing: Any, key: str) -> str:
    value = thing.get(key, "")
    return value if isinstance(value, str) else ""
