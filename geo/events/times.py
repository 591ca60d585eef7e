"""Time expressions and the days that they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import dateparser

from geo.events.clauses import Sentence
from geo.model import TimeSpan

RECENT_DAYS = 8
"""An event that ended longer before publication is background; chosen: a weekly looks back a week."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_D = r"\d{1,2}(?:st|nd|rd|th)?"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|couple of|few|several)"
_UNIT = r"(?:hour|day|night|week|month|year|decade)s?"
_ONE = rf"(?:{_D} (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH} {_D}(?:,? {_YEAR})?|{_MONTH},? {_YEAR}|{_YEAR})(?![\d,])"

_PATTERNS = [
    (
        "range",
        rf"(?:between|from) (?P<a>{_D}|{_ONE}) (?:and|to|until) (?P<b>{_ONE})|(?P<a2>{_D}) ?(?:to|-|–|and) ?(?P<b2>{_D} {_MONTH}(?:,? {_YEAR})?)(?![\d,])",
    ),
    ("ago", rf"(?P<n>{_COUNT}) (?P<u>{_UNIT}) (?:ago|earlier|before|previously)\b"),
    (
        "past",
        rf"(?:within|in|over|during|for|throughout|across)?\s?(?:just |only |less than |the |about |nearly )*"
        rf"(?:(?:past|last|previous|preceding) (?:(?P<n>{_COUNT}) )?(?P<u>{_UNIT})|(?<=within )(?P<n2>{_COUNT}) (?P<u2>{_UNIT})"
        rf"|(?<=in less than )(?P<n3>{_COUNT}) (?P<u3>{_UNIT}))\b",
    ),
    (
        "word",
        r"\b(?:overnight|yesterday|today|tonight|this morning|this afternoon|this evening|last night|this week|this month|this year"
        r"|the day before|a day earlier|the previous day|the night before|in recent days|in recent weeks|recent days|recent weeks)\b",
    ),
    ("next", rf"\b(?:next|coming) (?P<w>{_DAY}|week|month|year|days|weeks)|tomorrow\b"),
    ("weekday", rf"\b(?:(?:late|early|last|this|on|by|since) )*(?P<w>{_DAY})\b(?!,? (?:{_MONTH}|{_D} {_MONTH}))"),
    ("date", rf"\b(?P<d>{_D} (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH} {_D}(?:,? {_YEAR})?)(?![\d:]|,\d)"),
    ("month", rf"\b(?P<d>{_MONTH},? (?:of )?{_YEAR})\b"),
    (
        "alone",
        r"\b(?:in|since|last|during|throughout|of|early|late|until|mid-) ?(?P<d>january|february|march|april|may|june|july|august|september"
        r"|october|november|december)\b(?! \d)",
    ),
    (
        "year",
        rf"\b(?:in|since|during|of|from|until|between|after|before|by|early|late|mid-?|the)? ?(?P<y>{_YEAR})(?:s)?\b(?![,.]?\d)",
    ),
    (
        "decades",
        r"\b(?:over the (?:years|decades)|for (?:years|decades)|in recent years|years of|decades of|in the past)\b",
    ),
    ("holiday", r"\bnew year(?:['’]s)? (?:day|eve)\b|\bchristmas (?:day|eve)\b"),
]
_ANY = [(name, re.compile(p, re.IGNORECASE)) for name, p in _PATTERNS]
_CHEAP = re.compile(
    rf"\d|\b{_DAY}|\b(?:night|overnight|yesterday|today|tomorrow|week|month|year|day|hour|decade|ago|past|recent|morning|eve)|{_MONTH}",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\bby (?:the (?:end|middle|start) of|early|late|mid)?\W?(?:of)?\W*$", re.IGNORECASE)
_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
            "twelve": 12, "couple of": 2, "few": 3, "several": 4}  # fmt: skip
_DAYS = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "month": 30.4, "year": 365.25, "decade": 3652.5}


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A time expression: characters of the field, tokens, the days, whether a calendar year was named."""

    start: int
    end: int
    i: int
    j: int
    span: TimeSpan
    year_named: bool = False
    vague_past: bool = False


@cache
def _parse(text: str, published: date | None) -> date | None:
    base = datetime(published.year, published.month, published.day) if published else datetime(2000, 2, 28)
    found = dateparser.parse(
        text,
        languages=["en"],
        settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first"},
    )
    return found.date() if found else None


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _point(text: str, published: date | None) -> tuple[date | None, date | None]:
    """Resolve a calendar date, month or year to its first and last day."""
    clean = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|\.", "", text, flags=re.IGNORECASE).strip()
    if re.fullmatch(_YEAR, clean):
        return date(int(clean), 1, 1), date(int(clean), 12, 31)
    if published is None and not re.search(_YEAR, clean):
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


def _resolve(name: str, m: re.Match[str], published: date | None) -> tuple[date | None, date | None]:
    got = m.groupdict()
    text = m.group().lower().strip()
    if name == "range":
        b = _point(got["b"] or got["b2"], published)
        first = got["a"] or got["a2"]
        if first.isdigit() or re.fullmatch(_D, first):
            month = re.sub(rf"^{_D}\s*", "", got["b"] or got["b2"])
            first = f"{first} {month}"
        elif not re.search(_YEAR, first) and (year := re.search(_YEAR, got["b"] or "")):
            first = f"{first} {year.group()}"
        return _point(first, published)[0], b[1]
    if name in ("date", "month"):
        return _point(got["d"], published)
    if name == "year":
        return date(int(got["y"]), 1, 1), date(int(got["y"]), 12, 31)
    if published is None:
        return None, None
    if name == "ago":
        day = _back(published, _count(got["n"]) * _unit_days(got["u"]))
        if got["u"].lower().startswith("year"):
            return date(day.year, 1, 1), date(day.year, 12, 31)
        return day, day
    if name == "past":
        unit = got["u"] or got["u2"] or got["u3"]
        n = got["n"] or got["n2"] or got["n3"]
        if (
            "last" in text.split()
            and not n
            and unit.lower() in ("week", "month", "year")
            and not re.search(r"\bthe last", text)
        ):
            return _last(unit.lower(), published)
        return _back(published, max(1, _count(n) * _unit_days(unit))), published
    if name == "word":
        return _word(text, published)
    if name == "next":
        return _next((got["w"] or "").lower(), published)
    if name == "weekday":
        back = (published.weekday() - _NAMES.index(got["w"].lower())) % 7
        day = published - timedelta(days=back)
        return day, day
    if name == "alone":
        return _point(f"{got['d']} {_year_of(got['d'], published)}", published)
    if name == "holiday":
        day = date(published.year, 1, 1) if "new" in text else date(published.year, 12, 25)
        day -= timedelta(days=1 if "eve" in text.split() else 0)
        return (day, day) if day <= published else (day.replace(year=day.year - 1),) * 2
    return None, None


def _year_of(month: str, published: date) -> int:
    number = datetime.strptime(month[:3], "%b").month
    return published.year if number <= published.month else published.year - 1


def _ahead(day: date, published: date) -> date:
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


def _word(text: str, published: date) -> tuple[date, date]:
    day = timedelta(days=1)
    if text in ("overnight", "last night"):
        return published - day, published
    if text in ("yesterday", "the day before", "a day earlier", "the previous day", "the night before"):
        return published - day, published - day
    if text == "this week":
        return published - 6 * day, published
    if text == "this month":
        return published.replace(day=1), published
    if text == "this year":
        return published.replace(month=1, day=1), published
    if "recent" in text:
        return published - (21 if "weeks" in text else 4) * day, published
    return published, published


def times(sentence: Sentence, published: date | None) -> list[TimeRef]:
    """Return the time expressions of a sentence in order, without overlaps.

    Relative ones ("overnight") are resolved against ``published``; when that is None they keep their words and have
    no days: a date is asked for, never guessed.

    Parameters
    ----------
    sentence : Sentence
    published : datetime.date or None
    """
    if not _CHEAP.search(sentence.text):
        return []
    taken: list[tuple[int, int]] = []
    found: list[TimeRef] = []
    for name, pattern in _ANY:
        for m in pattern.finditer(sentence.text):
            a, b = m.span()
            a += len(m.group()) - len(m.group().lstrip())
            if a >= b or any(a < y and x < b for x, y in taken):
                continue
            try:
                start, end = _resolve(name, m, published)
            except (ValueError, OverflowError):
                continue
            if name == "ago" and m.group().lower().endswith("before") and sentence.text[:a].rstrip().endswith(" for"):
                continue
            if name == "alone" and start and end and published and _DEADLINE.search(sentence.text[: a + 3]):
                start, end = _ahead(start, published), _ahead(end, published)
            lead = sentence.text[max(0, a - 7) : b].lower()
            if "since " in lead and start and published and start <= published:
                end = published
            if start and end and start > end:
                continue
            taken.append((a, b))
            i, j = sentence.at(sentence.start + a), sentence.at(sentence.start + b - 1) + 1
            found.append(
                TimeRef(
                    sentence.start + a,
                    sentence.start + b,
                    i,
                    j,
                    TimeSpan(start=start, end=end, text=sentence.text[a:b]),
                    year_named=name == "year",
                    vague_past=name == "decades",
                )
            )
    return sorted(found, key=lambda t: t.start)
