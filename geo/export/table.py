"""Write the records as CSV: one row a record and place, formulas made harmless."""

from __future__ import annotations

import csv
import re

import pandas as pd

# A spreadsheet runs a cell that begins with one of these, full-width forms and unseen characters before them included.
_FORMULA = re.compile("^[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")


def harmless(text: str) -> str:
    """Return the text so that a spreadsheet shows it and does not run it.

    >>> harmless("=1+1")
    "'=1+1"
    >>> harmless("Homs")
    'Homs'
    """
    return f"'{text}" if _FORMULA.match(text) else text


def dumps(table: pd.DataFrame) -> str:
    """Return the frame of `geo.events.frame` as CSV: every text quoted, numbers bare, unknown empty."""
    texts = [c for c in table.columns if table[c].dtype == object]
    safe = table.assign(**{c: table[c].map(harmless) for c in texts})
    return str(safe.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n"))
