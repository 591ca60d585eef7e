"""Word files (DOCX): the paragraphs in order, those of tables among them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from geo.articles.formats import dates
from geo.errors import ArticleError

_TITLES = ("Title", "Heading 1")
_TEMPLATE_TITLES = frozenset({"", "Word Document", "Document", "Untitled"})
_TEMPLATE_MADE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""When python-docx's own template was made; files written with it say so."""


def article(data: bytes) -> dict[str, Any]:
    """Return what a Word file holds as the parts of an article.

    Raises
    ------
    ArticleError
        If it is damaged or has no text.
    """
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, BadZipFile) as e:
        raise ArticleError("is a damaged Word file; open it in a word processor and save it anew") from e
    styles = {style.style_id: style.name for style in document.styles}
    lines: list[str] = []
    title = ""
    for element in document.element.body.iter(qn("w:p")):
        if any(True for _ in element.iterancestors(_FALLBACK)):
            continue  # a text box a second time, for old programs
        text = " ".join(Paragraph(element, document).text.split())
        if not text:
            continue
        if not title and not lines and styles.get(element.style or "") in _TITLES:
            title = text
        else:
            lines.append(text)
    if not lines:
        raise ArticleError("no text; expected an article of at least a sentence")
    core = document.core_properties
    if not title and (core.title or "").strip() not in _TEMPLATE_TITLES:
        title = core.title
    found: dict[str, Any] = {"text": "\n".join(lines), "title": title, "language": core.language or "", "warnings": []}
    made = core.created
    if made is not None and made.replace(tzinfo=UTC) != _TEMPLATE_MADE and (day := dates.day(made)):
        found |= {"published": day.isoformat(), "inferred": True}
        found["warnings"].append("does not state when it was published; its date is the day that the file was made")
    return found


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
