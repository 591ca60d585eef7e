"""Statements from a CSV: every row is read or named with its number and the reason, and none stops the others."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, cast, get_args

from geo.errors import GeoError, TableError
from geo.situation.statements import Statement

Kind = Literal["control", "within", "contested"]
COLUMNS = ("lon", "lat", "actor", "date")
"""Columns that a table must have; weight, kind, within_km and place may be there, others are left alone."""
MAX_BYTES = 50_000_000
"""Chosen: some half a million rows, a hundred times what a front can be made of."""
MAX_WEIGHT = 100.0
"""Above this a statement would leave the line no room at all."""
MAX_WITHIN_KM = 500.0
"""A distance beyond this says nothing about where a front is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementTable:
    """Statements, each with its line number as the only record, and lines that say nothing readable."""

    statements: tuple[Statement, ...]
    refused: tuple[tuple[int, str], ...]


def read_statements(path: Path) -> StatementTable:
    """Read a UTF-8 CSV with the columns lon, lat, actor, date and maybe weight, kind, within_km, place.

    Raises
    ------
    TableError
        If the file cannot be read or lacks a column.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise TableError(f"{path}: is no file; check the path")
        if path.stat().st_size > MAX_BYTES:
            raise TableError(f"{path}: over {MAX_BYTES // 1_000_000} MB; cut it to the theatre")
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as e:
        raise TableError(f"{path}: {e.strerror}; check the path") from e
    lines = _cells(text)
    _, header, _ = next(lines, (1, [], ""))
    names = [h.strip().lower() for h in header]
    missing = [c for c in COLUMNS if c not in names]
    if missing:
        raise TableError(f"{path}: line 1 lacks the columns {', '.join(missing)}; expected {', '.join(COLUMNS)}")
    if len(set(names)) < len(names):
        raise TableError(f"{path}: line 1 names a column twice")
    found: list[Statement] = []
    refused: list[tuple[int, str]] = []
    for number, cells, broken in lines:
        try:
            if broken:
                raise TableError(broken)
            if len(cells) != len(names):
                raise TableError(f"{len(cells)} cells, the header has {len(names)}; quote cells with commas")
            found.append(_statement(number, {n: c.strip() for n, c in zip(names, cells, strict=True)}))
        except GeoError as e:
            refused.append((number, str(e)))
    return StatementTable(statements=tuple(found), refused=tuple(refused))


def _cells(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield (line number, cells, what is broken) of rows that hold anything."""
    reader = csv.reader(text.splitlines(keepends=True))
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            yield reader.line_num, [], f"not readable as CSV: {e}"
            continue
        if any(c.strip() for c in cells):
            broken = any("\ud800" <= c <= "\udfff" for cell in cells for c in cell)
            yield reader.line_num, cells, "not UTF-8; save the table as UTF-8" if broken else ""


def _statement(number: int, row: Mapping[str, str]) -> Statement:
    kind = row.get("kind", "").lower() or "control"
    if kind not in get_args(Kind):
        raise TableError(f"kind {row['kind'][:40]!r}; expected {', '.join(get_args(Kind))}")
    if not row["actor"] and kind != "contested":
        raise TableError("actor is empty; expected who holds the place or is near it")
    lat, lon = _number(row, "lat"), _number(row, "lon")
    if abs(lat) > 90 or abs(lon) > 180:
        raise TableError(f"lon {lon:g}, lat {lat:g} is not on Earth; expected degrees, longitude first")
    weight = _number(row, "weight", 1.0)
    if not 0 < weight <= MAX_WEIGHT:
        raise TableError(f"weight {weight:g}; expected above 0 and at most {MAX_WEIGHT:g}")
    within_km = _number(row, "within_km", math.nan) if kind == "within" else math.nan
    if kind == "within" and not 0 < within_km <= MAX_WITHIN_KM:
        raise TableError(
            f"within_km {row.get('within_km', '')!r}; expected kilometres above 0, at most {MAX_WITHIN_KM:g}"
        )
    return Statement(
        lon=lon,
        lat=lat,
        side=row["actor"],
        date=_day(row["date"]),
        weight=weight,
        kind=cast(Kind, kind),
        within_km=within_km if kind == "within" else None,
        place=row.get("place", ""),
        records=(str(number),),
    )


def _number(row: Mapping[str, str], column: str, default: float | None = None) -> float:
    text = row.get(column, "")
    if not text and default is not None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise TableError(f"{column} {text[:40]!r} is no number")
    return value


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise TableError(f"date {text[:40]!r} is not a day; write it as 2024-12-06") from None
