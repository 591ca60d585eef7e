"""Text of bytes whose encoding is declared, marked, or has to be found out."""

from __future__ import annotations

import codecs
import unicodedata

from geo.errors import ArticleError

FEW = 0.001
"""Share of bytes that are no UTF-8 up to which a text is UTF-8 with faults: a cut end, a spoilt letter."""
SAMPLE = 100_000
"""Bytes that an encoding is found out from."""
LEAST_FOREIGN = 20
"""Bytes beyond ASCII that say which encoding it is; fewer fit several alphabets alike."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, declared: str = "", *, most: int | None = None) -> tuple[str, str]:
    """Return (text, warning or ``""``) of bytes: by their mark, as declared, as UTF-8, else as what they look like.

    Parameters
    ----------
    declared : str
        Encoding that a header or the document itself names.
    most : int, optional
        Bytes of UTF-8 that the text may have.

    Raises
    ------
    ArticleError
        If they are no text in an encoding that can be told, or too long.
    """
    text, warning = _decoded(data, declared)
    if most is not None and (len(text) > most or len(text.encode("utf-8", "surrogatepass")) > most):
        raise ArticleError(f"over {most:,} bytes of text; split it into single articles")
    return text, warning


def _decoded(data: bytes, declared: str) -> tuple[str, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name) or (
                data.decode(name, "replace"),
                f"is damaged {name.upper()}; some letters are lost",
            )
    tried = _known(declared)
    for name in ["utf-8"] if tried in ("", "ascii", "iso8859-1", "cp1252") else [tried, "utf-8"]:
        if found := _strict(data, name):
            return found
    if b"\0" in data:
        return _wide(data)
    try:
        return data.decode("utf-8", "surrogatepass"), "is UTF-8 with faults; some letters are lost"
    except UnicodeDecodeError as e:
        first = e.start
    foreign = sum(byte > 0x7F for byte in data)
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") <= max(1, FEW * len(data)) and foreign > 3 * text.count("\ufffd"):
        return text, "is UTF-8 with faults; some letters are lost"
    if tried and (found := _strict(data, tried)):
        return found
    if foreign >= LEAST_FOREIGN and (name := _guessed(data)):
        return data.decode(
            name, "replace"
        ), f"is not UTF-8 and does not say what it is; read as {name}, which may be wrong"
    if foreign and (found := _strict(data, "cp1252")) and foreign < 0.05 * len(data):
        return found[0], "is not UTF-8 and does not say what it is; read as cp1252, which may be wrong"
    raise ArticleError(
        f"not UTF-8 at byte {first}, and not to be told what else; open it in an editor and save it as UTF-8"
    )


def _strict(data: bytes, name: str) -> tuple[str, str] | None:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else (text, "")


def _known(declared: str) -> str:
    try:
        found = codecs.lookup(declared.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""


def _wide(data: bytes) -> tuple[str, str]:
    """Read UTF-16 that has no mark: the order in which more of it are letters and spaces."""
    if len(data) < 4:
        raise ArticleError("holds NUL bytes, so it is binary and not text; expected UTF-8 text")
    whole = data[: len(data) // 2 * 2]
    best, share = "", 0.0
    for name in ("utf-16-le", "utf-16-be"):
        sample = whole[:SAMPLE].decode(name, "replace")
        usual = sum(c in " \n.,'\"" or (c.isalnum() and unicodedata.name(c, "")[:3] != "CJK") for c in sample)
        if usual / len(sample) > share:
            best, share = name, usual / len(sample)
    if share < 0.9:
        raise ArticleError("holds NUL bytes, so it is binary and not text; expected UTF-8 text")
    return whole.decode(best, "replace"), f"does not say its encoding; read as {best.upper()}, which may be wrong"


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:SAMPLE], chunk_size=2048).best()
    return found.encoding if found is not None else ""
