"""XML that declares entities of its own is refused before anything expands or fetches them."""

from __future__ import annotations

import io
import re
from xml.etree.ElementTree import ParseError

from defusedxml import DTDForbidden
from defusedxml.ElementTree import iterparse

from geo.errors import ArticleError

_DOCTYPE = re.compile(rb"<!DOCTYPE", re.I)
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_ROOT = re.compile(rb"<[A-Za-z_]")


def refuse_doctype(data: bytes) -> None:
    """Raise if XML has a document type declaration: the door of entity bombs and of files read from the disk.

    Raises
    ------
    ArticleError
        If there is one before the root element, in any encoding, or an entity is declared anywhere.
    """
    try:
        next(iter(iterparse(io.BytesIO(data), events=("start",), forbid_dtd=True)), None)
        found = False
    except DTDForbidden:
        found = True
    except (ParseError, ValueError, LookupError):
        found = False
    # Faulty XML ends that parser early, and a tolerant one that comes later reads on.
    narrow = data.replace(b"\0", b"")
    start = _ROOT.search(narrow)
    if found or _ENTITY.search(narrow) or _DOCTYPE.search(narrow, 0, start.start() if start else len(narrow)):
        raise ArticleError("declares a document type (<!DOCTYPE …>), which feeds and Office files have no use for")
