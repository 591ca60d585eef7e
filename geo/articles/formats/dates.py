"""Days as documents write them; what could mean two days is no day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from geo.articles.compose import YEARS

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{6}.*)?$")
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_EITHER = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_PDF = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_MONTHS = {
    m: i + 1 for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})\b")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")


def day(value: object) -> date | None:
    """Return the day that a value names, in the zone it is written in; None where it names none or could be two.

    Examples
    --------
    >>> day("2024-12-06T23:30:00+03:00"), day("Fri, 06 Dec 2024 08:00:00 GMT"), day("6 December 2024")
    (datetime.date(2024, 12, 6), datetime.date(2024, 12, 6), datetime.date(2024, 12, 6))
    >>> day("03/04/2024")
    """
    if isinstance(value, datetime):
        return _in_range(value.year, value.month, value.day)
    if isinstance(value, date):
        return _in_range(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _since_1970(float(value))
    text = str(value).strip()[:100]
    if text.isdigit() and len(text) in (10, 13):
        return _since_1970(float(text))
    for pattern in (_ISO, _SLASHED, _SOLID, _PDF):
        if found := pattern.match(text):
            return _in_range(*map(int, found.groups()))
    if found := _DOTTED.match(text):
        return _in_range(int(found[3]), int(found[2]), int(found[1]))
    if found := _EITHER.match(text):
        return _one_of(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.search(text):
        return _in_range(int(found[3]), _MONTHS.get(found[2][:3].lower(), 0), int(found[1]))
    if found := _MONTH_DAY.search(text):
        return _in_range(int(found[3]), _MONTHS.get(found[1][:3].lower(), 0), int(found[2]))
    try:
        told = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return _in_range(told.year, told.month, told.day)


def _one_of(first: int, second: int, year: int) -> date | None:
    """Return the day of 25/12/2024 or 12/25/2024; 03/04/2024 is two days."""
    if first == second or second > 12:
        return _in_range(year, first, second)
    return _in_range(year, second, first) if first > 12 else None


def _since_1970(seconds: float) -> date | None:
    if abs(seconds) > 1e11:
        seconds /= 1000  # milliseconds
    try:
        told = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return _in_range(told.year, told.month, told.day) if told.year >= 1980 else None


def _in_range(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_) if year in YEARS else None
    except ValueError:
        return None
