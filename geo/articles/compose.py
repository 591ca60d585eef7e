"""Make an article of its text and what is known about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from geo.articles.frontmatter import LIMITS, split
from geo.articles.text import clean, fingerprint, language, plain_markdown, unwrapped
from geo.errors import ArticleError
from geo.model import Article

YEARS = range(1900, 2101)
"""Publication dates outside are slips: newspapers of today, and arithmetic with days around them stays possible."""

_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f<>\"\\]+", re.I)
"""Addresses of articles lead to pages: no ``javascript:``, nothing of this disk."""


def from_text(
    source: str,
    *,
    where: str = "pasted text",
    markdown: bool = False,
    path: str | None = None,
    title: str | None = None,
    published: date | None = None,
    publisher: str | None = None,
) -> Article:
    """Return the article in a string that may begin with front matter (YAML between ``---`` lines).

    Front matter keys: ``id title date date_inferred source url``. Given arguments win over front matter. Without
    a title a short first line without a full stop is taken for it.

    Raises
    ------
    ArticleError
        If there is no text, or the front matter cannot be read.
    """
    meta, heading, text = taken_apart(source, where=where, markdown=markdown)
    return from_front_matter(
        meta, heading, text, where=where, path=path, title=title, published=published, publisher=publisher
    )


def taken_apart(source: str, *, where: str, markdown: bool) -> tuple[dict[str, str], str, str]:
    """Return (front matter, heading, text in plain words) of a string; see `from_text`."""
    meta, body = split(clean(source), where)
    return (meta, *plain_markdown(body)) if markdown else (meta, "", unwrapped(body))


def from_front_matter(
    meta: Mapping[str, str],
    heading: str,
    text: str,
    *,
    where: str,
    path: str | None = None,
    title: str | None = None,
    published: date | None = None,
    publisher: str | None = None,
) -> Article:
    """Return the article of what `taken_apart` found; see `from_text`."""
    article = _article(
        text,
        where=where,
        title=title or meta.get("title") or heading,
        published=published or _date(meta.get("date") or meta.get("published") or "", where),
        inferred=meta.get("date_inferred", "").lower() in {"true", "yes", "1"} and published is None,
        source=publisher or meta.get("source") or "",
        url=meta.get("url") or "",
        path=path,
        undated="add “date:” in its front matter",
    )
    return replace(article, id=meta["id"]) if meta.get("id") else article


def from_parts(parts: Mapping[str, Any], *, where: str) -> Article:
    """Return the article of what a parser found in a document.

    Parameters
    ----------
    parts : mapping
        ``text``; where the document has them ``title published`` (ISO 8601) ``inferred source url language``, and
        ``warnings``, a list of sentences. ``wrapped``: its lines may be broken at a fixed width.

    Raises
    ------
    ArticleError
        If there is no text.
    """

    def told(key: str, limit: int) -> str:
        value = parts.get(key)
        return " ".join(clean(value).split())[:limit] if isinstance(value, str) else ""

    title = told("title", LIMITS["title"])
    text = _without_title(clean(str(parts.get("text") or "")).strip(), title)
    day = told("published", 40)
    article = _article(
        unwrapped(text) if parts.get("wrapped") else text,
        where=where,
        title=title,
        published=date.fromisoformat(day) if day else None,
        inferred=bool(day and parts.get("inferred")),
        source=told("source", LIMITS["source"]),
        url=told("url", LIMITS["url"]),
        path=where,
        declared=told("language", 20),
        undated="",
    )
    said = tuple(clean(str(w)) for w in parts.get("warnings") or ())
    return replace(article, warnings=(*said, *article.warnings))


def _article(
    text: str,
    *,
    where: str,
    title: str,
    published: date | None,
    inferred: bool,
    source: str,
    url: str,
    path: str | None,
    undated: str,
    declared: str = "",
) -> Article:
    text = text.strip()
    head = clean(title).strip()
    if not head:
        head, text = _headline(text)
    if not any(c.isprintable() and not c.isspace() for c in text):  # nor is a byte order mark, or one of direction
        raise ArticleError(f"{where}: no text; expected an article of at least a sentence")
    code, warning = language(text, declared)
    warnings = [warning] if warning else []
    if "\ufffd" in text:
        warnings.append(
            "holds characters that were lost in an earlier conversion (\ufffd); names near them may be missed"
        )
    if published is None:
        advice = f"; {undated}" if undated else ""
        warnings.append(f"has no publication date, so words like “yesterday” cannot be dated{advice}")
    return Article(
        id=fingerprint(head, text),
        title=" ".join(head.split()),
        text=text,
        published=published,
        published_inferred=inferred,
        source=clean(source).strip() or None,
        url=url if _ADDRESS.fullmatch(url) else None,
        language=code,
        path=path,
        warnings=tuple(warnings),
    )


def _headline(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    if rest.strip() and len(first) <= 140 and not re.search(r"[.!?:;,…”\"]\s*$", first):
        return first.strip(), rest.strip()
    return "", text


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    same = " ".join(first.split()).casefold() == title.casefold()
    return rest if same and rest.strip() else text


def _date(value: str, where: str) -> date | None:
    if not value:
        return None
    try:
        day = datetime.fromisoformat(value).date()
    except ValueError:
        raise ArticleError(f"{where}: date {value[:40]!r} is not a day; write it as 2024-12-06") from None
    if day.year not in YEARS:
        raise ArticleError(
            f"{where}: date {value[:40]!r} lies outside {YEARS.start} to {YEARS.stop - 1}; is it a slip?"
        )
    return day
