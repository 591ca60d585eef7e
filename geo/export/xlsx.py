"""Write the tables of a situation as an Excel workbook: a sheet each, text as text and numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from geo.export.sheets import Material, Row
from geo.export.table import Cell, safe

CELL_MOST = 32_767
"""Characters that Excel keeps in a cell."""
WIDE = frozenset({"label", "quote", "text", "reason", "figures", "article_title", "title"})
"""Columns that hold sentences; the others are as wide as their name."""


def write(material: Material) -> bytes:
    """Return the workbook: records, evidence, figures, unplaced, sources, about."""
    from openpyxl import Workbook  # a tenth of a second that nobody who writes no workbook should pay

    book = Workbook(write_only=True)
    book.properties.creator = book.properties.title = "Situation map"
    for name, header, rows in material.sheets():
        _sheet(book.create_sheet(name), header, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet, header: Sequence[str], rows: Iterable[Row]) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for n, column in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(n)].width = 60 if column in WIDE else max(11, len(column) + 2)
    titles = []
    for column in header:
        titles.append(WriteOnlyCell(sheet, value=_value(column)))
        titles[-1].font = Font(bold=True)
    sheet.append(titles)
    count = 1
    for row in rows:
        sheet.append([_value(row.get(column)) for column in header])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count}"


def _value(value: Cell) -> Cell:
    """Return what openpyxl writes as a text or number cell; a text never begins with the sign of a formula."""
    made = safe(value)
    if made == "":
        return None
    if not isinstance(made, str) or len(made) <= CELL_MOST // 2:
        return made
    # Excel counts what UTF-16 takes: two for an emoji, which may be cut in half.
    return made.encode("utf-16-le")[: 2 * CELL_MOST].decode("utf-16-le", "ignore")
