"""Words of a text with their offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?:[A-Z]?[a-z]++|[A-Z]++)(?=[ ,;:!?)\n])"  # most words; what follows could not have made them anything else
    r"|(?:[A-Z]\.){2,}"  # U.S.
    r"|[^\W\d_]{3,}+(?=\d+(?:,\d{3})+\b)"  # between159,000: words run together in text taken from PDF
    r"|[a-z]{3,}+(?=[A-Z][a-z]{2,})"  # nearMosul
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th|km|m)?\b"
    r"|\w+(?:[-‐‑]\w+|['’](?![sS]\b)\w+)*"
    r"|['’][sS]\b"
    r"|--+|[^\w\s]"
)


class Token(NamedTuple):
    """One word, number or mark (``is_word`` false); ``start`` and ``end`` are code points of the field's text."""

    start: int
    end: int
    text: str
    lower: str
    is_word: bool
    capitalised: bool


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split ``text[start:end]`` into tokens.

    Examples
    --------
    >>> [t.text for t in tokenise("Syria’s U.S.-backed units took 1,200 men")]
    ['Syria', '’s', 'U.S.', '-', 'backed', 'units', 'took', '1,200', 'men']
    """
    found: list[Token] = []
    make = tuple.__new__  # what a named tuple's own constructor adds takes as long as all the rest
    for m in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = m.group()
        first = word[0]
        a, b = m.span()
        values = (a, b, word, word.lower().replace("’", "'"), first.isalnum(), first.isupper())
        found.append(make(Token, values))
    return found
