"""Read the tables under ``data/``: checked at the door, errors with file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from geo.errors import TableError

DATA = Path(__file__).resolve().parent.parent / "data"
"""Folder of the tables that an analyst may edit."""


def rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a UTF-8 CSV whose header must hold ``columns``.

    Cells are stripped strings; an empty cell is ``""`` and "NA" stays "NA" (Namibia).

    Raises
    ------
    TableError
        If the file is missing, not UTF-8, lacks a column or has a row of another length.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise TableError(f"{path}: is no file; check the path")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TableError(f"{path}: no such table; restore it from the repository") from None
    except UnicodeDecodeError as e:
        raise TableError(f"{path}: not UTF-8 at byte {e.start}; save the table as UTF-8") from e
    reader = csv.reader(text.splitlines())
    header = [h.strip() for h in next(reader, [])]
    missing = [c for c in columns if c not in header]
    if missing:
        raise TableError(f"{path}: line 1 lacks the columns {', '.join(missing)}; it has {', '.join(header) or 'none'}")
    for cells in reader:
        if not any(c.strip() for c in cells):
            continue
        if len(cells) != len(header):
            raise TableError(
                f"{path}: line {reader.line_num} has {len(cells)} cells, the header {len(header)}; quote cells with commas"
            )
        yield reader.line_num, {h: c.strip() for h, c in zip(header, cells, strict=True)}


@cache
def table(name: str, *columns: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``data/<name>`` (``"event_types.csv"``), read once."""
    return tuple(row for _, row in rows(DATA / name, columns))


def cells(value: str) -> list[str]:
    """Split a cell that lists values with ``|``."""
    return [v.strip() for v in value.split("|") if v.strip()]
