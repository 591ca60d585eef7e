"""PDF: the text of its pages, without what stands at the top or bottom of each."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from geo.articles.formats import dates
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

REPEATED = 0.5
"""A line at the edge of more than this share of pages is no part of the text."""
EDGE_LINES = 2
"""Lines at the top and bottom that are compared."""

_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|odt|indd|qxd|pub|pages|tmp|rtf|txt|html?)\s*$|^(?:microsoft|untitled|document\d*$)", re.I
)
_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\n(?=[a-zà-ÿ])")


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the text of a PDF as one article."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    limits = asked["limits"]
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("is a PDF that is locked with a password; save it without one")
        count = len(reader.pages)
        pages, size = [], 0
        for number in range(min(count, limits["pages"])):
            pages.append(reader.pages[number].extract_text() or "")
            size += len(pages[-1])
            if size > limits["text_bytes"]:
                raise ArticleError(f"over {limits['text_bytes']:,} bytes of text; split it into single articles")
        information = dict(reader.metadata or {})
    except (PyPdfError, ImportError) as e:  # ImportError: locked in a way that takes a further library
        if isinstance(e, ImportError) or "crypt" in str(e).lower():
            raise ArticleError("is a PDF that is locked; save it without protection") from e
        raise ArticleError("is a damaged PDF that cannot be read; print it to a new PDF, or copy its text") from e
    text = _HYPHEN.sub("", "\n".join(_bodies(pages)) or "\n".join(pages))
    if not text.strip():
        raise ArticleError("is a PDF without text, a scan probably; its letters must be recognised (OCR) first")
    found: dict[str, Any] = {"text": text, "wrapped": True, "title": _title(information), "warnings": []}
    if count > limits["pages"]:
        found["warnings"].append(f"has {count:,} pages; the first {limits['pages']} are read")
    if day := dates.day(str(information.get("/CreationDate") or "")):
        found |= {"published": day.isoformat(), "inferred": True}
        found["warnings"].append("does not state when it was published; its date is the day that the PDF was made")
    yield {"article": found}, b""


def _title(information: dict[str, Any]) -> str:
    title = " ".join(str(information.get("/Title") or "").split())
    return "" if _FILE_NAME.search(title) else title


def _bodies(pages: Sequence[str]) -> list[str]:
    """Return the pages without running heads, feet and numbers."""
    lines = [[line.rstrip() for line in page.split("\n") if line.strip()] for page in pages]
    if len(lines) < 3:
        return ["\n".join(page) for page in lines]
    edges = Counter(_edge(line) for page in lines for line in {*page[:EDGE_LINES], *page[-EDGE_LINES:]})
    running = {edge for edge, times in edges.items() if times > REPEATED * len(lines)}
    out = []
    for page in lines:
        middle = range(EDGE_LINES, len(page) - EDGE_LINES)
        out.append("\n".join(line for i, line in enumerate(page) if i in middle or _edge(line) not in running))
    return out


def _edge(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()).casefold())
