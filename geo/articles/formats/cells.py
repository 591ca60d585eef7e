"""Tables of any kind as rows of text: for event data, whose meaning is read elsewhere."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from geo.articles.formats import archives, tables
from geo.articles.formats.decoding import decoded
from geo.articles.sandbox import Frame
from geo.errors import ArticleError

TOGETHER = 500
"""Rows of a frame."""


def parse(data: bytes, asked: dict[str, Any]) -> Iterator[Frame]:
    """Yield the header, then rows in frames ``{numbers, rows}``, then ``{"more": true}`` where they were cut."""
    limits = asked["limits"]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        rows, warning = _sheet(data, limits, asked["rows"] + 2), ""
    else:
        source, warning = decoded(data, asked.get("encoding", ""))
        csv.field_size_limit(limits["text_bytes"])
        source = source.replace("\0", "").lstrip("\ufeff")
        mark = tables.delimiter(source)
        open_from = tables.never_closed(source, mark)
        given = tables.lines(source)
        rows = csv.reader(given if open_from is None else islice(given, open_from - 1), delimiter=mark)
        if open_from is not None:
            yield {"warning": f"line {open_from} {tables.NEVER_CLOSED}"}, b""
    if warning:
        yield {"warning": warning}, b""
    try:
        yield from _frames(rows, asked["rows"], limits["columns"])
    except csv.Error as e:
        raise ArticleError(f"is not CSV ({e})") from e


def _frames(rows: Iterable[Sequence[str]], most: int, columns: int) -> Iterator[Frame]:
    numbered = ((n, list(row)) for n, row in enumerate(rows, start=1))
    header = next((row for _, row in numbered if any(c.strip() for c in row)), [])
    if not header:
        raise ArticleError("has no rows; expected a header and an event a row")
    if len(header) > columns:
        raise ArticleError(f"has {len(header):,} columns; more than {columns} are not read")
    yield {"header": header}, b""
    filled = ((n, row) for n, row in numbered if any(c.strip() for c in row))
    left = most
    while part := list(islice(filled, min(TOGETHER, left))):
        left -= len(part)
        yield {"numbers": [n for n, _ in part], "rows": [row for _, row in part]}, b""
        if not left:
            break
    if not left and next(filled, None) is not None:
        yield {"more": True}, b""


def _sheet(data: bytes, limits: dict[str, Any], most: int) -> Iterator[Sequence[str]]:
    import openpyxl

    try:
        archives.checked(data, limits)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as e:
        raise ArticleError("is a damaged Excel file that cannot be unpacked") from e
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = ([tables.cell(value) for value in row] for row in sheet.iter_rows(values_only=True, max_row=most))
        for first in rows:
            if any(first):
                yield first
                yield from rows
                return
