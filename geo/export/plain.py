"""Text of articles on its way into files: what stays as it is, what is replaced, and what a spreadsheet would run."""

from __future__ import annotations

import re

from geo import render

QUOTE_MOST = 1_000
"""Characters of a sentence that leave the house; a "sentence" longer than that is a text without full stops."""
# A spreadsheet runs a cell that begins with one of these, full-width forms and unseen characters before them included;
# and one that takes a separator inside quotes for one outside runs what follows it.
_UNSEEN = "\\s\u200b-\u200f\u2060\ufeff"
_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(f"'*+(?:[{_UNSEEN}]*{_SIGN}|[\t\r\n]|[\\s\\S]*?[,;|\t\r\n]['\" \u200b\ufeff]*[=@\uff1d\uff20])")

_NO_CHARACTERS = {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
"""What Unicode says is no character, and no XML holds: one of them in an article would else cost the workbook."""


def shown(text: str) -> str:
    """Return text for a file that people open: control characters, lone surrogates and the characters that turn text
    around unseen are replaced by U+FFFD one for one, as on the map; line breaks and tabs stay.

    >>> shown("a\\x00b\\r\\n")
    'a\ufffdb\\r\\n'
    """
    return "\r".join(render.clean(part) for part in text.split("\r")).translate(_NO_CHARACTERS)


def quoted(text: str) -> str:
    """Return a sentence, cut where it is longer than any sentence.

    >>> len(quoted("a" * 5000))
    1000
    """
    return text if len(text) <= QUOTE_MOST else text[: QUOTE_MOST - 1] + "…"


def harmless(text: str) -> str:
    """Return the text so that a spreadsheet shows it and does not run it; `unharmed` gives back what it was.

    >>> harmless("=1+1")
    "'=1+1"
    >>> harmless("Homs")
    'Homs'
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unharmed(cell: str) -> str:
    """Return the text that `harmless` made a cell of.

    >>> unharmed("'=1+1"), unharmed("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
