"""What kind of file bytes are: by what they hold; the name decides only between kinds that look alike."""

from __future__ import annotations

import re
from pathlib import PurePath

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "zip",
    ".xlsx": "zip",
    ".zip": "zip",
    ".eml": "eml",
    ".mht": "eml",
    ".mhtml": "eml",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
"""What a name promises. Word and Excel files are ZIP files: which one it is shows inside."""

READ = "text, Markdown, HTML, PDF, DOCX, EML, JSON, JSONL, CSV, XLSX, RSS, Atom and ZIP of these"
"""For sentences that say what is read."""

FOREIGN = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"#!", "a script"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip file; unpack it"),
    (b"BZh", "a bzip2 file; unpack it"),
    (b"\xfd7zXZ", "an xz file; unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip file; unpack it"),
    (b"Rar!", "a RAR file; unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or Outlook file; save it as DOCX, XLSX or EML"),
    (b"{\\rtf", "an RTF file; save it as DOCX"),
    (b"SQLite format 3", "a database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
)
"""Beginnings of files that hold no text that is read."""

_XML = re.compile(rb"\s*<\?xml\b")
# Atomic: two thousand comments in a row could else be cut up in endlessly many ways, each tried.
_PAGE = re.compile(rb"(?>\s*<!--.*?-->)*\s*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ROOT = re.compile(rb"<(?![!?])(?:[\w.-]+:)?([\w.-]+)")
_TAG = re.compile(rb"<(?:/?[a-z][a-z0-9]*\b[^<>]{0,2000}>|!--)", re.I)
_HEADER = re.compile(rb"^(?:From |)((?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+)\r?\n", re.S)
_FIELD = re.compile(rb"^([!-9;-~]+):", re.M)
_OBJECT = re.compile(rb"\s*(?:\[\s*)?\{\s*\"[^\"\n]{1,100}\"\s*:")
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]\d-])")
_MAIL = {
    b"from",
    b"date",
    b"subject",
    b"to",
    b"message-id",
    b"received",
    b"mime-version",
    b"return-path",
    b"content-type",
}
_ENOUGH_MAIL = 3


def kind_of(data: bytes, name: str) -> str:
    """Return the kind of a file, or ``""`` where none fits.

    Parameters
    ----------
    data : bytes
    name : str
        The file's; its suffix decides between text, Markdown, CSV and JSON.

    Examples
    --------
    >>> kind_of(b"<!DOCTYPE html><p>Shelling.", "a.txt")
    'html'
    """
    said = SUFFIXES.get(suffix(name), "")
    head = data[:20_000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:200]:
        head = _narrow(head)
    head = head.removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if _XML.match(head) or said == "feed":
        return _marked_up(head, said)
    if _PAGE.match(head):
        return "html"
    if re.match(rb"\s*<(?:rss|feed|rdf:rdf)\b", head, re.I):
        return "feed"
    if head.startswith((b"---\n", b"---\r\n")):
        return said if said in ("text", "markdown") else "text"
    if _OBJECT.match(head):
        return "json"
    if _message(head):
        return "eml"
    return _by_name(head, said, suffix(name))


def foreign(data: bytes) -> str:
    """Return what a file is whose beginning shows that it holds no text (``"a PNG image"``), else ``""``."""
    if data[4:8] == b"ftyp":
        return "a film"
    if data[:4] == b"RIFF":
        return "a picture, sound or film"
    return next((kind for magic, kind in FOREIGN if data.startswith(magic)), "")


def suffix(name: str) -> str:
    """Return the ending of a name, in lower case (``".html"``)."""
    return PurePath(name.replace("\\", "/")).suffix.lower()


def _marked_up(head: bytes, said: str) -> str:
    if _PAGE.search(head[:2000]):
        return "html"
    root = _ROOT.search(head)
    if root is None:
        return said
    return "html" if root[1].lower() == b"html" else "feed"


def _message(head: bytes) -> bool:
    lines = head.replace(b"\r\n", b"\n")
    found = _HEADER.match(lines)
    if found is None:
        return False
    names = {name.lower() for name in _FIELD.findall(found[1])}
    return b"from" in names and len(names & _MAIL) >= _ENOUGH_MAIL


def _by_name(head: bytes, said: str, ending: str) -> str:
    if said == "json":
        return said
    if said == "html":
        return "html" if _TAG.search(head) else "text"
    if said in ("text", "markdown", "csv", "eml"):
        return said
    if _JSON.match(head) and ending in (".geojson", ""):
        return "json"
    return "text" if said or not ending else ""


def _narrow(head: bytes) -> bytes:
    """Return the Latin letters of UTF-16 text, enough to see what it is."""
    return head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
