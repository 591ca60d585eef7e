"""Write tables as CSV: every text quoted and harmless to a spreadsheet, numbers bare, unknown empty."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence

import pandas as pd

from geo.export.plain import harmless, shown

Cell = str | int | float | None
"""What stands in a table: text, a number, or nothing known. No NaN, no infinity."""
BOM = "\ufeff"
"""Begins every CSV file: without it Excel reads UTF-8 as the machine's old code page."""


def dumps(table: pd.DataFrame) -> str:
    """Return the frame of `geo.events.frame` as CSV, without the mark that a file begins with."""
    texts = [c for c in table.columns if table[c].dtype == object]
    safe = table.assign(**{c: table[c].map(lambda t: harmless(shown(t))) for c in texts})
    return str(safe.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n"))


def written(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, second: Sequence[str] = ()) -> bytes:
    """Return rows as a CSV file: UTF-8 with a byte order mark, lines end with CR LF.

    Parameters
    ----------
    second : sequence of str
        A row under the header that says what the columns mean (HXL).
    """
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([safe(name) for name in header])  # notes bring columns of their own
    if second:
        writer.writerow(second)
    writer.writerows([safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8")


def safe(value: Cell) -> Cell:
    """Return a cell that no program runs or stumbles over: `harmless` text, a finite number, or nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return harmless(shown(value))
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
