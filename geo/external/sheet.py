"""A table of other people's as rows of text: CSV or Excel in a process of its own, GeoJSON points, never more than a cap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.articles import sandbox
from geo.errors import ArticleError, TableError
from geo.settings import Settings

COORDINATES = ("lat", "latitude", "lon", "lng", "long", "longitude", "x", "y")
"""Properties of a point that its geometry says better."""
Refused = tuple[int, str]
"""Number of a row (the header is row 1; of a GeoJSON feature its number), and why it is left out."""
_HARMLESS = re.compile(
    "'(?=[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]|.*?[,;|\t\r\n]['\" ]*[=@])"
)


@dataclass(slots=True)
class Sheet:
    """Columns and numbered rows of a table, rows that are no rows of it, and what is to be said of it."""

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(data: bytes, name: str, settings: Settings) -> Sheet:
    """Return the rows of a CSV, Excel or GeoJSON file, as many as are read.

    Raises
    ------
    TableError
        If it is no table; in a sentence.
    """
    if name.lower().endswith((".geojson", ".json")) or data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return _features(data, name, settings)
    try:
        frames = sandbox.parse(data, {"kind": "rows", "rows": settings.max_data_rows}, settings)
    except ArticleError as e:
        raise TableError(f"{name}: {e}") from e
    sheet = Sheet()
    for frame, _ in frames:
        if "header" in frame:
            sheet.columns = [unharmed(str(c)).strip() for c in frame["header"]]
            while sheet.columns and not sheet.columns[-1]:
                sheet.columns.pop()
        elif "rows" in frame:
            for number, row in zip(frame["numbers"], frame["rows"], strict=True):
                _add(sheet, number, row)
        elif frame.get("more"):
            sheet.notes.append(_cut(settings))
        elif warning := frame.get("warning"):
            sheet.notes.append(str(warning))
    return sheet


def unharmed(cell: str) -> str:
    """Return a cell without the apostrophe that exports put before what a spreadsheet would run.

    >>> unharmed("'=1+1"), unharmed("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return cell[1:] if _HARMLESS.match(cell) else cell


def _add(sheet: Sheet, number: int, row: list[str]) -> None:
    width = len(sheet.columns)
    if any(c.strip() for c in row[width:]):
        reason = f"has {len(row)} cells, the header {width}; put cells with separators in quotes"
        sheet.refused.append((number, reason))
        return
    sheet.rows.append((number, [unharmed(c).strip() for c in row[:width]] + [""] * (width - len(row))))


def _cut(settings: Settings) -> str:
    return f"only the first {settings.max_data_rows:,} rows are read; split the file by year or country"


def _features(data: bytes, name: str, settings: Settings) -> Sheet:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as e:
        raise TableError(f"{name}: not readable as JSON: {e}") from e
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(features, list):
        raise TableError(f"{name}: expected a GeoJSON FeatureCollection of points")
    sheet = Sheet()
    kept: list[tuple[int, dict[str, str]]] = []
    for number, feature in enumerate(features, start=1):
        if len(kept) + len(sheet.refused) == settings.max_data_rows:
            sheet.notes.append(_cut(settings).replace("rows", "features"))
            break
        try:
            kept.append((number, dict(_flat(feature))))
        except ValueError as e:
            sheet.refused.append((number, str(e)))
    sheet.columns = list(dict.fromkeys(c for _, row in kept for c in row))[: settings.max_columns]
    sheet.rows = [(n, [row.get(c, "") for c in sheet.columns]) for n, row in kept]
    return sheet


def _flat(feature: Any) -> Iterator[tuple[str, str]]:
    """Yield the properties of a point as cells, its coordinates as ``latitude`` and ``longitude``."""
    shape = feature.get("geometry") if isinstance(feature, Mapping) else None
    if not isinstance(shape, Mapping) or shape.get("type") != "Point":
        kind = shape.get("type") if isinstance(shape, Mapping) else None
        raise ValueError(f"is no point (geometry: {str(kind or 'none')[:40]})")
    properties = feature.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        raise ValueError("has no properties: nothing says what happened there")
    at = shape.get("coordinates")
    if not isinstance(at, list) or len(at) < 2 or any(not _number(x) for x in at):
        raise ValueError("has no coordinates that are finite numbers (longitude, latitude)")
    for key, value in properties.items():
        if isinstance(value, str | int | float) and str(key).casefold() not in COORDINATES:
            yield str(key), unharmed(str(value)).strip()
    yield "latitude", repr(at[1])
    yield "longitude", repr(at[0])


def _number(value: Any) -> bool:
    # Compared and not asked `math.isfinite`, which fails at an integer of 400 digits.
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9
