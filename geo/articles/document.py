"""What becomes of an input: its articles, what of it was refused and why, or a table that holds no articles."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from geo.model import Article

NAME_CHARS = 120
"""Characters of a name that people are shown; file systems stop at 255."""

REASON_CHARS = 400
"""Characters of a reason: a sentence and what it quotes."""

_SEPARATORS = re.compile(r"[\\/]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An input that could not be read, and why."""

    where: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One input as read.

    Parameters
    ----------
    where : str
        Path, address or name as given; members of an archive and attachments as ``"week.zip › kyiv.html"``.
    name : str
        What people are shown: no folders, nothing invisible.
    sha256 : str
        Of its bytes, hexadecimal; empty where none could be had.
    kind : str
        ``text markdown html pdf docx eml json csv xlsx zip feed``; ``table`` for rows without a column of texts,
        which may be event data; empty where that did not become clear.
    articles : tuple of Article
        In the order found, those of its parts among them.
    failures : tuple of Failure
        The whole, or parts and rows of it, with the reason in a sentence.
    parts : tuple of Document
        Members of an archive and attachments of a message.
    columns, data : tuple of str, bytes
        Names of the columns and the bytes of a ``table``.
    skipped : bool
        The bytes were known before, so they were not read again.
    """

    where: str
    name: str
    sha256: str = ""
    kind: str = ""
    articles: tuple[Article, ...] = ()
    failures: tuple[Failure, ...] = ()
    parts: tuple[Document, ...] = ()
    columns: tuple[str, ...] = ()
    data: bytes = field(default=b"", repr=False)
    skipped: bool = False

    @property
    def failure(self) -> Failure | None:
        """Why nothing at all was read; None where there is an article."""
        return None if self.articles or self.skipped or not self.failures else self.failures[0]

    @property
    def tables(self) -> tuple[Document, ...]:
        """The tables without articles: itself, or those among its parts."""
        return (self,) if self.kind == "table" else tuple(t for part in self.parts for t in part.tables)


def refused(where: str, reason: str) -> Failure:
    """Return a failure whose reason may quote the input: one line of what can be seen, and not a page of it."""
    seen = "".join(c if c.isprintable() else " " for c in reason)
    return Failure(where=where, reason=" ".join(seen.split())[:REASON_CHARS])


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def display_name(name: str) -> str:
    r"""Return a file's name as people are shown it: the last part, nothing invisible, no direction marks.

    It is for reading only and never names a file.

    Examples
    --------
    >>> display_name("..\\..\\win.ini")
    'win.ini'
    """
    return display_path(name).rpartition("/")[2][:NAME_CHARS]


def display_path(name: str) -> str:
    """Return a name with its folders, cleaned like `display_name`; what leads upwards (``..``) is left out.

    Examples
    --------
    >>> display_path("../week/kyiv.html")
    'week/kyiv.html'
    """
    name = name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    seen = "".join(" " if unicodedata.category(c) in ("Zl", "Zp", "Cc") else c for c in name)
    seen = "".join(c for c in seen if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    parts = [" ".join(part.split()) for part in _SEPARATORS.split(unicodedata.normalize("NFC", seen))]
    return "/".join(part for part in parts if part.strip(" ."))[-2 * NAME_CHARS :] or "unnamed"
