"""The days that a time expression means: calendar dates, months, "last week", "two days after"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache

Days = tuple[date | None, date | None]
YEAR = r"(?:19[5-9]\d|20\d\d)"
NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
            "twelve": 12, "couple of": 2, "few": 3, "several": 4}  # fmt: skip
_UNPUBLISHED = date(2000, 2, 28)
_DAYS = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "month": 30.4, "year": 365.25, "decade": 3652.5}


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CALENDAR = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})(?:\s*(\d{1,2}))?(?:\s*,?\s*(\d{4}))?")
_LEAP_YEARS = 8
"""Years within which a 29 February always lies."""


@cache
def _parse(text: str, published: date | None) -> date | None:
    """Return the day of "6 December", "Dec 6, 2024" or the first of "December 2024"; without a year the last before."""
    m = _CALENDAR.fullmatch(text.lower())
    if m is None or (m[1] and m[3]) or m[2][:3] not in _MONTHS:
        return _guess(text, published)
    base = published or _UNPUBLISHED
    month, day = _MONTHS.index(m[2][:3]) + 1, int(m[1] or m[3] or 1)
    for year in [int(m[4])] if m[4] else range(base.year, base.year - _LEAP_YEARS, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if m[4] or found <= base:
            return found
    return None


def _guess(text: str, published: date | None) -> date | None:
    # Rarely needed, and loading it takes longer than reading an article.
    import dateparser

    base = published or _UNPUBLISHED
    found = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime(base.year, base.month, base.day),
            "PREFER_DATES_FROM": "past",
            "PREFER_DAY_OF_MONTH": "first",
        },
    )
    return found.date() if found else None


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _point(text: str, published: date | None) -> Days:
    """Resolve a calendar date, month or year to its first and last day."""
    clean = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|\.", "", text, flags=re.IGNORECASE).strip()
    if re.fullmatch(YEAR, clean):
        return date(int(clean), 1, 1), date(int(clean), 12, 31)
    if published is None and not re.search(YEAR, clean):
        return None, None
    day = _parse(clean, published)
    if day is None:
        return None, None
    return (day, day) if re.search(r"\b\d{1,2}\b", clean) else (day.replace(day=1), _month_end(day.replace(day=1)))


def _count(text: str | None) -> int:
    t = (text or "one").lower()
    return int(t) if t.isdigit() else _NUMBERS.get(t, 1)


def _unit_days(text: str) -> float:
    return _DAYS[text.lower().rstrip("s")]


def _back(published: date, days: float) -> date:
    return published - timedelta(days=min(round(days), 200_000))


def resolve(name: str, m: re.Match[str], published: date | None, anchor: date | None = None) -> Days:
    """Return the first and last day of a match of the pattern ``name``.

    Parameters
    ----------
    published : date or None
        Day of publication; without it only what names its year has days.
    anchor : date or None
        The day told of before it: whence "a day earlier" is counted.
    """
    got = m.groupdict()
    text = m.group().lower().strip()
    if name == "range":
        return _range(got, published)
    if name in ("date", "month"):
        return _part(_point(got["d"], published), got.get("part"))
    if name == "year":
        return date(int(got["y"]), 1, 1), date(int(got["y"]), 12, 31)
    if published is None:
        return None, None
    if name == "ago":
        return _ago(got, published if text.endswith("ago") else anchor or published)
    if name == "past":
        return _past(got, text, published)
    if name == "word":
        return _word(text, published)
    if name == "next":
        return _next((got["w"] or "").lower(), published)
    if name == "weekday":
        day = published - timedelta(days=(published.weekday() - _NAMES.index(got["w"].lower())) % 7)
        return day, day
    if name == "alone":
        return _part(_point(f"{got['d']} {_year_of(got['d'], published)}", published), got["part"] or got["part2"])
    if name == "holiday":
        day = date(published.year, 1, 1) if "new" in text else date(published.year, 12, 25)
        day -= timedelta(days=1 if "eve" in text.split() else 0)
        return (day, day) if day <= published else (day.replace(year=day.year - 1),) * 2
    return None, None


def after(
    got: dict[str, str | None], published: date, anchor: date | None, earlier: date | None, later: date | None
) -> Days:
    """Return the days of what is counted from another day: "two days after", "the same day", "that August".

    Parameters
    ----------
    anchor : date or None
        The day told of in the sentences before.
    earlier, later : date or None
        Days that the sentence names before and after these words: "Sunday's blast came two days after ...".
    """
    if got["before"]:
        return _one((earlier or anchor or published) - timedelta(days=1))
    if got["m"]:
        return _point(f"{got['m']} {(earlier or anchor or published).year}", published)
    told = earlier or anchor
    if got["same"]:
        return _one(told)
    if got["next"]:
        return _one(told + timedelta(days=1) if told else None)
    step = timedelta(days=round(_count(got["n"]) * _unit_days(got["u"] or "day")))
    if got["w"] == "later":
        return _one(told + step if told else None)
    if earlier is not None:
        return _one(earlier - step)
    return _one(later + step if later else None)


def _one(day: date | None) -> Days:
    return day, day


def ahead(name: str, first: date, last: date, published: date) -> Days:
    """Return the days of a time when what happens then is yet to come: "will meet on Thursday", "within 48 hours"."""
    if name == "weekday" and last <= published:
        return first + timedelta(days=7), last + timedelta(days=7)
    if name == "past" and last == published:
        return published, published + (last - first)
    return first, last


def _range(got: dict[str, str | None], published: date | None) -> Days:
    last, first = got["b"] or got["b2"] or "", got["a"] or got["a2"] or ""
    if re.fullmatch(NTH, first):
        month = re.sub(rf"^{NTH}\s*", "", last)
        first = f"{first} {month}"
    elif not re.search(YEAR, first) and (year := re.search(YEAR, got["b"] or "")):
        first = f"{first} {year.group()}"
    return _point(first, published)[0], _point(last, published)[1]


def _part(days: Days, part: str | None) -> Days:
    """Return the first, middle or last third of a month: "early January", "mid-December"."""
    first, last = days
    if not part or first is None or last is None or last - first < timedelta(days=25):
        return days
    if part.lower() == "early":
        return first, first.replace(day=10)
    return (first.replace(day=10), first.replace(day=20)) if part.lower() == "mid" else (first.replace(day=20), last)


def _ago(got: dict[str, str | None], told: date) -> Days:
    unit = got["u"] or "day"
    day = _back(told, _count(got["n"]) * _unit_days(unit))
    if unit.lower().startswith("year"):
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def _past(got: dict[str, str | None], text: str, published: date) -> Days:
    unit = got["u"] or got["u2"] or got["u3"] or "day"
    n = got["n"] or got["n2"] or got["n3"]
    whole = "last" in text.split() and not n and unit.lower() in ("week", "month", "year")
    if whole and not re.search(r"\bthe last", text):
        return _last(unit.lower(), published)
    return _back(published, max(1, _count(n) * _unit_days(unit))), published


def _year_of(month: str, published: date) -> int:
    number = datetime.strptime(month[:3], "%b").month
    return published.year if number <= published.month else published.year - 1


def deadline(day: date, published: date) -> date:
    """Return the same day of the year at or after publication: "by the end of April"."""
    return day if day >= published else _month_end(day.replace(day=1, year=day.year + 1))


def _last(unit: str, published: date) -> tuple[date, date]:
    if unit == "week":
        monday = published - timedelta(days=published.weekday() + 7)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        end = published.replace(day=1) - timedelta(days=1)
        return end.replace(day=1), end
    return date(published.year - 1, 1, 1), date(published.year - 1, 12, 31)


def _next(word: str, published: date) -> tuple[date, date]:
    if word in _NAMES:
        day = published + timedelta(days=(_NAMES.index(word) - published.weekday() - 1) % 7 + 1)
        return day, day
    days = {"": (1, 1), "week": (1, 7), "days": (1, 4), "weeks": (1, 21), "month": (1, 31), "year": (1, 365)}[word]
    return published + timedelta(days=days[0]), published + timedelta(days=days[1])


def _end_of(unit: str, published: date) -> date:
    if unit == "week":
        return published + timedelta(days=6 - published.weekday())
    return _month_end(published) if unit == "month" else date(published.year, 12, 31)


def _word(text: str, published: date) -> tuple[date, date]:
    day = timedelta(days=1)
    if text in ("overnight", "last night"):
        return published - day, published
    if text == "yesterday":
        return published - day, published - day
    if "weekend" in text:
        saturday = published - ((published.weekday() - 5) % 7) * day
        if text == "last weekend" and published.weekday() >= 5:
            saturday -= 7 * day
        return (saturday, published) if "since" in text else (saturday, min(saturday + day, published))
    if text.startswith(("by the end of", "later this")):
        return published, _end_of(text.split()[-1], published)
    if text == "this week":
        return published - 6 * day, published
    if text == "this month":
        return published.replace(day=1), published
    if text == "this year":
        return published.replace(month=1, day=1), published
    if "recent" in text:
        return published - (21 if "weeks" in text else 4) * day, published
    return published, published
