"""CSV and Excel: an article a row, columns found by their names; a table without a column of texts is left to others."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from geo.articles.formats import fields
from geo.articles.formats.decoding import decoded
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

DELIMITERS = ",;\t|"
CELL_CHARS = 32_767
"""Most that Excel puts into a cell: what is as long has been cut."""
NEVER_CLOSED = "opens a quote that is never closed, or the file was cut off; nothing from there on is read"


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the articles of a CSV file."""
    limits = asked["limits"]
    source, warning = decoded(data, asked["encoding"])
    csv.field_size_limit(limits["text_bytes"])
    source = source.replace("\0", "").lstrip("\ufeff")
    mark = delimiter(source)
    open_from = never_closed(source, mark)
    given = lines(source) if open_from is None else itertools.islice(lines(source), open_from - 1)
    rows = csv.reader(given, delimiter=mark)
    try:
        yield from _articles(rows, limits, [warning] if warning else [])
    except csv.Error as e:
        raise ArticleError(f"line {rows.line_num:,} is not CSV ({e})") from e
    if open_from is not None:
        yield {"refused": NEVER_CLOSED, "at": f"line {open_from}"}, b""


def parse_workbook(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the articles of the first sheet of an Excel file that has rows."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file declares may be a million rows
        # Rows that are left out count too: one that says it is the billionth would be waited for.
        most = asked["limits"]["rows"] + 1
        rows = ([cell(value) for value in row] for row in sheet.iter_rows(values_only=True, max_row=most))
        first = next((row for row in rows if any(row)), None)
        if first is not None:
            yield from _articles(itertools.chain([first], rows), asked["limits"], [])
            return
    raise ArticleError("has no rows; expected a header and an article a row")


def _articles(rows: Iterable[Sequence[str]], limits: dict[str, Any], said: list[str]) -> Iterator[Frame]:
    numbered = enumerate(rows, start=1)
    _, header = next(numbered, (1, []))
    header = [name.strip() for name in header]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise ArticleError("has no rows; expected a header and an article a row")
    if len(header) > limits["columns"]:
        raise ArticleError(f"has {len(header):,} columns; more than {limits['columns']} are not read")
    if not fields.has(header, "text"):
        yield {"columns": header}, b""
        told = ", ".join(name[:40] for name in header[:8]) + (" …" if len(header) > 8 else "")
        yield (
            {
                "refused": f"is a table without a column of texts (it has: {told}); articles need one named “text” or “body”"
            },
            b"",
        )
        return
    refused = 0
    for number, row in numbered:
        if number > limits["rows"]:
            yield (
                {"refused": f"only the first {limits['rows']:,} rows are read; split the file", "at": f"row {number}"},
                b"",
            )
            return
        if not any(one.strip() for one in row):
            continue
        found, reason = _row(header, row, limits["text_bytes"])
        if found:
            found["warnings"] = [*said, *found.get("warnings", [])]
            yield {"article": found, "at": f"row {number}"}, b""
        elif (refused := refused + 1) <= fields.MOST_REFUSED:
            yield {"refused": reason, "at": f"row {number}"}, b""
    if refused > fields.MOST_REFUSED:
        yield {"refused": f"{refused - fields.MOST_REFUSED:,} more rows are refused for such reasons"}, b""


def _row(header: Sequence[str], row: Sequence[str], most: int) -> tuple[dict[str, Any], str]:
    if any(one.strip() for one in row[len(header) :]):
        return {}, f"has {len(row)} cells, the header {len(header)}; put cells with separators in quotes"
    found = fields.parts(dict(zip(header, row, strict=False)))
    if not found["text"].strip():
        return {}, "has no text"
    if len(found["text"]) > most:
        return {}, f"over {most:,} characters of text; split it into single articles"
    if CELL_CHARS - 1 <= len(found["text"]) <= CELL_CHARS:
        found["warnings"] = [*found.get("warnings", []), "is as long as a cell may be; its end is probably cut off"]
    return found, ""


def never_closed(source: str, mark: str) -> int | None:
    """Return the line with a quote that is never closed: everything behind it would pass for one cell."""
    rows = csv.reader(lines(source), delimiter=mark, strict=True)
    start = 1
    try:
        for _ in rows:
            start = rows.line_num + 1
    except csv.Error as e:
        return start if "unexpected end" in str(e) else None
    return None


def lines(source: str) -> Iterator[str]:
    """Yield lines as they are asked for: a list of them, or a file in memory, takes four times the space."""
    at = 0
    mark = "\n" if "\n" in source else "\r"  # alone, as Excel's "CSV (Macintosh)" has it
    while at < len(source):
        end = source.find(mark, at) + 1 or len(source)
        yield source[at:end]
        at = end


def delimiter(source: str) -> str:
    """Return what separates the cells of the header: what yields the most known names, else the most cells."""
    head = next(lines(source.lstrip("\r\n")), "")[:100_000].rstrip("\r\n")
    known = {name for names in fields.names().values() for name in names}

    def score(mark: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=mark), [])
        return sum(fields.plain(cell) in known for cell in cells), len(cells)

    try:
        return max(DELIMITERS, key=score)
    except csv.Error:
        return ","


def cell(value: object) -> str:
    """Return a value of a sheet as CSV would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
