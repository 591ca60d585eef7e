"""Words of a text with their offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th|km|m)?\b"
    r"|\w+(?:[-‐‑]\w+|['’](?![sS]\b)\w+)*"
    r"|['’][sS]\b"
    r"|--+|[^\w\s]"
)


class Token(NamedTuple):
    """One word, number or mark; ``start`` and ``end`` are code points of the field's text."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_word(self) -> bool:
        """Whether the token is a word or number rather than punctuation."""
        return self.text[0].isalnum()

    @property
    def capitalised(self) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[0].isupper()


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split ``text[start:end]`` into tokens.

    Examples
    --------
    >>> [t.text for t in tokenise("Syria’s U.S.-backed units took 1,200 men")]
    ['Syria', '’s', 'U.S.', '-', 'backed', 'units', 'took', '1,200', 'men']
    """
    stop = len(text) if end is None else end
    return [
        Token(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text, start, stop)
    ]
