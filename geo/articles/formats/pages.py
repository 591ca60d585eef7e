"""HTML: the article of a page without what surrounds it, and what the page states about it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from geo.articles.formats import dates
from geo.articles.formats.decoding import decoded
from geo.articles.sandbox import Frame
from geo.errors import ArticleError
from geo.tables import table

LEAST_CHARS = 80
"""What is found in a page as its article and is shorter was not found: then all words of the page are taken."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_NAMES = table("html_names.csv", "role", "name")
_DROPPED = frozenset(row["name"] for row in _NAMES if row["role"] == "dropped")
_BLOCKS = frozenset(row["name"] for row in _NAMES if row["role"] == "block")
_PUBLISHED = tuple(row["name"] for row in _NAMES if row["role"] == "published")
_BULLET = re.compile(r"^\s*[-–•*]\s+")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
_FRAGMENT = re.compile(
    r"</?(?:p|div|br|span|a|b|i|strong|em|h[1-6]|ul|ol|li|img|figure|blockquote|table)\b[^<>]{0,2000}>", re.I
)


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the article of a page."""
    declared = asked["encoding"] or (m[1].decode() if (m := _CHARSET.search(data[:5_000])) else "")
    if b"<!ENTITY" in data[:100_000]:
        raise ArticleError("declares entities of its own (<!ENTITY …>), which no page has use for")
    markup, warning = decoded(data, declared, most=asked["limits"]["text_bytes"])
    parts = article(markup)
    if warning:
        parts["warnings"] = [warning, *parts.get("warnings", [])]
    yield {"article": parts}, b""


def article(markup: str) -> dict[str, Any]:
    """Return what a page holds as the parts of an article.

    Raises
    ------
    ArticleError
        If the page has no text.
    """
    import trafilatura  # 0.2 s, and feeds and messages often do without

    tree = _tree(markup)
    if tree is None:
        raise ArticleError("no text; expected an article of at least a sentence")
    whole = _lines(_tree(markup))  # of a second tree: reading one takes it apart
    found: Any = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=_CAREFUL
    )
    text = _unmarked(found.text or "") if found is not None else ""
    if len(text) < LEAST_CHARS and whole:
        text = whole
    if not text.strip():
        raise ArticleError("no text; expected an article of at least a sentence")
    stated = _stated(_tree(markup))
    parts: dict[str, Any] = {"language": stated["language"], "published": stated["published"]}
    if found is not None:
        parts |= {"title": found.title, "source": found.sitename, "url": found.url}
        if not parts["published"] and found.date:
            parts |= {"published": found.date, "inferred": True}
            parts["warnings"] = ["does not state when it was published; the date was concluded from the page"]
    parts["source"] = stated["source"] or parts.get("source") or ""
    parts["title"] = _without_paper(html.unescape(stated["title"] or parts.get("title") or ""), parts["source"])
    return {**parts, "text": text}


def plain(markup: str) -> str:
    """Return the words of a piece of HTML, a block a line; text without tags comes back as it is."""
    if not _FRAGMENT.search(markup):
        return html.unescape(markup)
    tree = _tree(markup)
    return _lines(tree) if tree is not None else ""


_CAREFUL = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}


def _tree(markup: str) -> Any:
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        return lxml.html.document_fromstring(_XML.sub("", markup, count=1).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _lines(tree: Any) -> str:
    """Return the text of a tree, a block a line, without navigation, scripts and forms."""
    if tree is None:
        return ""
    for kind in ("article", "main"):
        found = tree.findall(f".//{kind}")
        if len(found) == 1 and len(found[0].text_content()) > LEAST_CHARS:
            tree = found[0]
            break
    pieces: list[str] = []
    dropped = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            dropped += tag in _DROPPED
            if tag in _BLOCKS:
                pieces.append("\n")
            if not dropped and element.text:
                pieces.append(" ".join(element.text.split("\n")))
        else:
            dropped -= tag in _DROPPED
            if tag in _BLOCKS:
                pieces.append("\n")
            if not dropped and element.tail and element is not tree:
                pieces.append(" ".join(element.tail.split("\n")))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _unmarked(text: str) -> str:
    """Return text without the bars and dashes that tables and lists come with."""
    lines = (_BULLET.sub("", line) for line in text.split("\n") if not _RULE.fullmatch(line))
    return "\n".join(
        "; ".join(filter(None, map(str.strip, line.split("|")))) if "|" in line[:1] else line for line in lines
    )


def _stated(tree: Any) -> dict[str, str]:
    """Return what a page states about its article in so many words: JSON-LD, meta elements, the time of an article."""
    out = {"title": "", "published": "", "source": "", "language": tree.get("lang") or tree.get("xml:lang") or ""}
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        meta.setdefault(name.strip().lower(), (element.get("content") or "").strip())
    news = _news(tree)
    title = news.get("headline") or meta.get("og:title") or ""
    out["title"] = " ".join(title.split()) if isinstance(title, str) else ""
    publisher = news.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    out["source"] = name.strip() if isinstance(name, str) else meta.get("og:site_name", "")
    days = [news.get("datePublished"), *(meta.get(name) for name in _PUBLISHED)]
    days += [
        e.get("datetime") for e in tree.iter("time") if e.get("itemprop") == "datePublished" or "pubdate" in e.attrib
    ]
    out["published"] = next((told.isoformat() for value in days if value and (told := dates.day(value))), "")
    out["language"] = out["language"] or meta.get("og:locale", "") or meta.get("content-language", "")
    return out


def _without_paper(title: str, paper: str) -> str:
    """Return "Port closed" of "Port closed | Coast Wire"."""
    return re.sub(rf"\s+[|–—-]\s+{re.escape(paper)}\s*$", "", title, flags=re.I) if paper else title


def _news(tree: Any) -> dict[str, Any]:
    """Return the JSON-LD of what has a headline, else of the first thing with a day of publication."""
    dated: dict[str, Any] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text:
            continue
        try:
            queue = [json.loads(script.text[:500_000])]
        except (ValueError, RecursionError):
            continue
        for _ in range(1_000):
            if not queue:
                break
            thing = queue.pop(0)
            if isinstance(thing, list):
                queue += thing
            elif isinstance(thing, dict):
                if "headline" in thing:
                    return thing
                if "datePublished" in thing and not dated:
                    dated = thing
                queue += [
                    v
                    for k in ("@graph", "mainEntity", "mainEntityOfPage")
                    if isinstance(v := thing.get(k), dict | list)
                ]
    return dated
