"""What a cell says: a day, a coordinate, a number of people; a cell that may mean two things is refused with the reason."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from geo.articles.compose import YEARS
from geo.model import Figure, Qualifier
from geo.tables import table

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MOST_PEOPLE = 100_000_000
"""Chosen: more than the people of nearly every country; beyond is a slip, a date in the wrong column say."""
DIGITS = 30
"""Of a count; longer ones are no counts, and zeros before one are few."""
Order = Literal["day", "month", ""]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_SLASH = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: .*)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})$", re.I)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$", re.I)
_RANGE = re.compile(r"\s*(?:/(?=\d{4}-)|\bto\b|\s[-–]\s|–)\s*")
_COUNT = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+(?:\.0+)?")
_HOW_WORDS = (
    r"about|around|some|approximately|approx\.?|ca\.?|~|at least|over|more than|>=?|≥|up to|at most|fewer than|<=?|≤"
)
_FIGURE = re.compile(
    rf"(?P<how>{_HOW_WORDS})?\s*"
    r"(?P<value>\d[\d,.\u00a0\u202f]*)(?:\s*(?:-|–|to)\s*(?P<max>\d[\d,.\u00a0\u202f]*))?(?P<plus>\+)?\s*"
    rf"(?P<words>[^\d;,]*?)(?=\s*(?:[,;]|$|(?:(?:{_HOW_WORDS})\s*)?\d))",  # "about" belongs to the next figure
    re.I,
)
_HOW: dict[str, Qualifier] = {
    **dict.fromkeys(("about", "around", "some", "approximately", "approx", "ca", "~"), "approx"),
    **dict.fromkeys(("at least", "over", "more than", ">", ">=", "≥"), "at_least"),
    **dict.fromkeys(("up to", "at most", "fewer than", "<", "<=", "≤"), "at_most"),
}
_SIZES = frozenset(
    {
        "dozen",
        "dozens",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "k",
        "m",
        "mn",
        "million",
        "millions",
        "billion",
    }
)


class Wrong(ValueError):  # noqa: N818
    """A cell that cannot be taken for what its column holds; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Days:
    """Reads the days of one column. ``order`` is what its rows agree on where they write 03/04/2024."""

    order: Order = ""

    @classmethod
    def of(cls, column: Iterable[str]) -> Days:
        """Return a reader for a column: a row with 25/04/2024 says that the day stands first in all of them."""
        orders: set[Order] = set()
        for cell in column:
            for part in _RANGE.split(cell.strip()):
                found = _SLASH.match(part)
                if found and found[2] != ".":
                    first, second = int(found[1]), int(found[3])
                    if first > 12 >= second:
                        orders.add("day")
                    elif second > 12 >= first:
                        orders.add("month")
        return cls(orders.pop()) if len(orders) == 1 else cls()

    def span(self, cell: str) -> tuple[date, date]:
        """Return the first and last day that a cell names."""
        parts = [p for p in _RANGE.split(cell.strip()) if p]
        if not parts:
            raise Wrong("has no date")
        days = [self.day(p) for p in parts[:2]]
        if days[-1] < days[0]:
            raise Wrong(f"ends ({cell[:40]!r}) before it begins")
        return days[0], days[-1]

    def day(self, cell: str) -> date:
        """Return the day that a cell names.

        >>> Days().day("05 December 2024"), Days("day").day("03/04/2024")
        (datetime.date(2024, 12, 5), datetime.date(2024, 4, 3))
        """
        text = cell.strip()
        if not text:
            raise Wrong("has no date")
        parts = _iso(text) or _named(text) or self._slashed(text)
        if parts is None:
            raise Wrong(f"date {text[:40]!r} is not a day; write it as 2024-12-05")
        try:
            day = date(*parts)
        except ValueError:
            raise Wrong(f"date {text[:40]!r} does not exist") from None
        if day.year not in YEARS:
            raise Wrong(f"date {text[:40]!r} lies outside {YEARS.start} to {YEARS.stop - 1}")
        return day

    def _slashed(self, text: str) -> tuple[int, int, int] | None:
        found = _SLASH.match(text)
        if not found:
            return None
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or first > 12 or first == second:
            return year, second, first
        if second > 12:
            return year, first, second
        if not self.order:
            raise Wrong(f"date {text[:40]!r} may be day or month first, and no other row tells; write it as 2024-12-05")
        return (year, second, first) if self.order == "day" else (year, first, second)


def _iso(text: str) -> tuple[int, int, int] | None:
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return int(text[:4]), int(text[4:6]), int(text[6:])
    found = _ISO.match(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _named(text: str) -> tuple[int, int, int] | None:
    found = _DAY_FIRST.match(text)
    day, month, year = (found[1], found[2], found[3]) if found else ("", "", "")
    if not found and (found := _MONTH_FIRST.match(text)):
        day, month, year = found[2], found[1], found[3]
    if not found or month[:3].lower() not in MONTHS:
        return None
    return int(year), MONTHS.index(month[:3].lower()) + 1, int(day)


def around(day: date, precision: str) -> tuple[date, date]:
    """Return the days that ACLED's time precision leaves open: the day, its week, its month."""
    if precision == "2":
        return day - timedelta(days=3), day + timedelta(days=3)
    if precision == "3":
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return day.replace(day=1), following - timedelta(days=1)
    return day, day


def coordinate(cell: str, name: str, most: float) -> float:
    """Return a coordinate in degrees; a comma in it is the decimal point.

    >>> coordinate("50,4", "latitude", 90)
    50.4
    """
    text = cell.strip().replace("\u2212", "-")
    if re.fullmatch(r"[+-]?\d{1,3},\d+", text):
        text = text.replace(",", ".")
    try:
        value = float(text) if not re.search(r"[_a-df-z]", text, re.I) else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Wrong(f"{name} {cell[:40]!r} is not a number of degrees; write it as 34.73")
    if abs(value) > most:
        raise Wrong(f"{name} {cell[:40]!r} is not on Earth; expected {-most:g} to {most:g}")
    return value


def people(cell: str, name: str) -> int | None:
    """Return a count of people, None where the cell is empty.

    >>> people("1,200", "fatalities"), people("", "fatalities")
    (1200, None)
    """
    text = cell.strip()
    if not text:
        return None
    if text.startswith(("-", "\u2212")) and text[1:].strip(".0"):
        raise Wrong(f"{name} {text[:40]!r} is below zero; a count of people cannot be")
    if not _COUNT.fullmatch(text):
        raise Wrong(f"{name} {text[:40]!r} is not a whole number of people")
    whole = re.sub(r"[,\u00a0\u202f ]|\.0+$", "", text)
    value = int(whole) if len(whole) <= DIGITS else MOST_PEOPLE + 1
    if value > MOST_PEOPLE:
        raise Wrong(f"{name} {text[:40]!r} is more people than there can be")
    return value


def figures(cell: str, bare: str) -> tuple[Figure, ...]:
    """Return the figures in a cell: "3 killed; about 20 wounded". ``bare`` is what a number alone counts.

    >>> [(f.metric, f.value, f.qualifier) for f in figures("3 killed, about 20 wounded", "other")]
    [('killed', 3, 'exact'), ('wounded', 20, 'approx')]
    """
    text = cell.strip()
    if not text:
        return ()
    if re.search(r"(?:^|[;,]\s*)[-\u2212]\s*\d", text):
        raise Wrong(f"figure {text[:40]!r} is below zero; a count of people cannot be")
    if re.search(r"\d[a-z][+-]?\d", text, re.I):
        raise Wrong(f"figure {text[:40]!r} is not a number of people; write it in digits")
    out = []
    for found in _FIGURE.finditer(text):
        low, high = (people(x.strip(".,"), "figure") if x else None for x in (found["value"], found["max"]))
        if low is None or (high is not None and high < low):
            raise Wrong(f"figure {text[:40]!r} is not a number or a range")
        how = (found["how"] or "").lower().rstrip(".")
        said = re.findall(r"[a-z]+", (found["words"] or "").lower())
        if said and said[0] in _SIZES:  # read as a bare 5, "5 million" would be worse than not read
            raise Wrong(f"figure {text[:40]!r} writes a number in words; write it in digits")
        metric = next((_metrics()[w] for w in said if w in _metrics()), bare)
        unit = "households" if {"households", "families"} & set(said) else "persons"
        qualifier = _HOW.get(how, "at_least" if found["plus"] else "approx" if high else "exact")
        out.append(Figure(metric=metric, value=low, max=high, qualifier=qualifier, unit=unit))
    if not out:
        raise Wrong(f"figure {text[:40]!r} holds no number; write it as “3 killed”")
    return tuple(out)


@cache
def _metrics() -> dict[str, str]:
    rows = (*table("lexicon/metrics.csv", "word", "metric"), *table("external/metrics.csv", "word", "metric"))
    return {row["word"]: row["metric"] for row in rows}
