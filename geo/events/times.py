"""Time expressions and the days that they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.events.clauses import Sentence
from geo.events.days import NTH, YEAR, after, ahead, deadline, resolve
from geo.model import TimeSpan

RECENT_DAYS = 8
"""An event that ended longer before publication is background; chosen: a weekly looks back a week."""
NEAR = 40
"""Characters after "two days after" within which the day stands that it counts from: "two days after Friday's blast"."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|couple of|few|several)"
_UNIT = r"(?:hour|day|night|week|month|year|decade)s?"
_ONE = rf"(?:{NTH} (?:of )?{_MONTH}(?:,? {YEAR})?|{_MONTH} {NTH}(?:,? {YEAR})?|{_MONTH},? {YEAR}|{YEAR})(?![\d,])"

_PATTERNS = [
    (
        "range",
        rf"(?:between|from) (?P<a>{NTH}|{_ONE}) (?:and|to|until) (?P<b>{_ONE})|(?P<a2>{NTH}) ?(?:to|-|–|and) ?(?P<b2>{NTH} {_MONTH}(?:,? {YEAR})?)(?![\d,])",
    ),
    ("ago", rf"(?P<n>{_COUNT}) (?P<u>{_UNIT}) (?:ago|earlier|before|previously)\b"),
    (
        "past",
        rf"(?:within|in|over|during|for|throughout|across)?\s?(?:just |only |less than |the |about |nearly )*"
        rf"(?:(?:past|last|previous|preceding) (?:(?P<n>{_COUNT}) )?(?P<u>{_UNIT})|(?<=within )(?P<n2>{_COUNT}) (?P<u2>{_UNIT})"
        rf"|(?<=in less than )(?P<n3>{_COUNT}) (?P<u3>{_UNIT}))\b",
    ),
    (
        "told",
        rf"\b(?P<n>{_COUNT}) (?P<u>{_UNIT}) (?P<w>later|after)\b|\b(?P<same>(?:that|the) same (?:day|night|morning|evening)|that (?:day|night|morning|afternoon"
        r"|evening))\b|\b(?P<next>the (?:next|following) (?:day|morning|night))\b|\bthat (?P<m>january|february|march|april|may|june|july|august"
        r"|september|october|november|december)\b"
        r"|\b(?P<before>the day before|a day earlier|the previous day|the night before)\b",
    ),
    (
        "word",
        rf"\b(?:overnight|yesterday|today|tonight|this morning|this afternoon|this evening|last night|this week|this month|this year"
        r"|in recent days|in recent weeks|recent days|recent weeks|(?:at|over|during|since|on) the weekend|(?:this|last) weekend"
        rf"|(?:before|at|around|shortly before|shortly after) dawn(?! (?:on )?{_DAY})|by the end of the (?:week|month|year)|later this (?:week|month|year))\b",
    ),
    ("next", rf"\b(?:next|coming) (?P<w>{_DAY}|week|month|year|days|weeks)|tomorrow\b"),
    ("weekday", rf"\b(?:(?:late|early|last|this|on|by|since) )*(?P<w>{_DAY})\b(?!,? (?:{_MONTH}|{NTH} {_MONTH}))"),
    ("date", rf"\b(?P<d>{NTH} (?:of )?{_MONTH}(?:,? {YEAR})?|{_MONTH} {NTH}(?:,? {YEAR})?)(?![\d:]|,\d)"),
    ("month", rf"\b(?:(?P<part>early|mid|late)[ -])?(?P<d>{_MONTH},? (?:of )?{YEAR})\b"),
    (
        "alone",
        r"\b(?:(?:in|since|last|during|throughout|of|until|by) (?:(?P<part>early|mid|late)[ -])?|(?P<part2>early|mid|late)[ -])"
        r"(?P<d>january|february|march|april|may|june|july|august|september|october|november|december)\b(?! \d)",
    ),
    (
        "year",
        rf"\b(?:in|since|during|of|from|until|between|after|before|by|early|late|mid-?|the)? ?(?P<y>{YEAR})(?:s)?\b(?![,.]?\d)",
    ),
    (
        "decades",
        r"\b(?:over the (?:years|decades)|for (?:years|decades)|in recent years|years of|decades of|in the past)\b",
    ),
    ("holiday", r"\bnew year(?:['’]s)? (?:day|eve)\b|\bchristmas (?:day|eve)\b"),
]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_UNITS = ("hour", "day", "night", "week", "month", "year", "decade")
_STEMS = tuple(month[:3] for month in _MONTHS)
_NEEDLES: dict[str, tuple[str, ...]] = {
    "range": ("between ", "from ", *_STEMS),
    "ago": ("ago", "earlier", "before", "previously"),
    "past": ("past ", "last ", "previous ", "preceding ", "within ", "less than "),
    "told": (
        *(f"{unit}{s} {word}" for unit in _UNITS for s in ("", "s") for word in ("later", "after")),
        *(f"that {word}" for word in ("day", "night", "morning", "afternoon", "evening", *_MONTHS)),
        *("same day", "same night", "same morning", "same evening", "the next ", "the following ", "the day before"),
        *("a day earlier", "the previous day", "the night before"),
    ),
    "word": (
        *("overnight", "yesterday", "today", "tonight", "last night", "recent days", "recent weeks", "weekend", "dawn"),
        *(f"this {word}" for word in ("morning", "afternoon", "evening", "week", "month", "year")),
        "by the end of the ",
    ),
    "next": ("next ", "coming ", "tomorrow"),
    "weekday": _DAYS,
    "date": _STEMS,
    "month": _STEMS,
    "alone": _MONTHS,
    "year": ("19", "20"),
    "decades": ("years", "decades", "in the past"),
    "holiday": ("new year", "christmas"),
}
"""By pattern, what a text must hold one of to match it: looked for first, as most sentences hold none."""
_COUNTED = frozenset(("range", "date", "month", "year"))
"""Patterns that match nothing without a digit."""
_DIGIT = re.compile(r"\d")
_ANY = [(name, re.compile(p, re.IGNORECASE)) for name, p in _PATTERNS]
_CHEAP = re.compile(
    rf"\d|\b{_DAY}|\b(?:night|overnight|tonight|afternoon|evening|weekend|yesterday|today|tomorrow|week|month|year|day|hour|decade|ago|past|recent|morning|eve|dawn)|{_MONTH}",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\bsince (?:(?:the )?(?:start|beginning|end|middle)(?: of)?|early|late|mid)\W*$", re.IGNORECASE)
_DEADLINE = re.compile(r"\bby (?:the (?:end|middle|start) of|early|late|mid)?\W?(?:of)?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A time expression: characters of the field, tokens, the days, whether a calendar year was named.

    ``to_come`` are the days meant when what it tells of is yet to come: "will meet on Thursday".
    """

    start: int
    end: int
    i: int
    j: int
    span: TimeSpan
    year_named: bool = False
    vague_past: bool = False
    to_come: TimeSpan | None = None

    @property
    def day(self) -> date | None:
        """The day that it names, from which others may be counted; None when it spans more than a few."""
        first, last = self.span.start, self.span.end
        return last if first and last and last - first <= timedelta(days=3) else None


def times(sentence: Sentence, published: date | None, anchor: date | None = None) -> list[TimeRef]:
    """Return the time expressions of a sentence in order, without overlaps.

    Relative ones ("overnight") are resolved against ``published``; when that is None they keep their words and have
    no days: a date is asked for, never guessed.

    Parameters
    ----------
    sentence : Sentence
    published : datetime.date or None
    anchor : datetime.date or None
        The day that the sentences before told of: "two days later" counts from it.
    """
    folded = sentence.text.casefold()
    digits = _DIGIT.search(folded) is not None
    gated = []
    for name, pattern in _ANY:
        if name in _COUNTED and not digits:
            continue
        for needle in _NEEDLES[name]:  # a loop: a generator for each would cost more than it looks for
            if needle in folded:
                gated.append((name, pattern))
                break
    if not gated or not _CHEAP.search(sentence.text):
        return []
    taken: list[tuple[int, int]] = []
    found: list[TimeRef] = []
    counted: list[re.Match[str]] = []
    for name, pattern in gated:
        for m in pattern.finditer(sentence.text):
            a, b = m.span()
            a += len(m.group()) - len(m.group().lstrip())
            if a >= b or any(a < y and x < b for x, y in taken):
                continue
            if name == "told":
                taken.append((a, b))
                counted.append(m)
                continue
            try:
                start, end = resolve(name, m, published, anchor)
            except (ValueError, OverflowError):
                continue
            if name == "ago" and m.group().lower().endswith("before") and sentence.text[:a].rstrip().endswith(" for"):
                continue
            if name == "alone" and start and end and published and _DEADLINE.search(sentence.text[: a + 3]):
                start, end = deadline(start, published), deadline(end, published)
            lead = sentence.text[max(0, a - 7) : b].lower()
            if ("since " in lead or _SINCE.search(sentence.text[:a])) and start and published and start <= published:
                end = published
            if start and end and start > end:
                continue
            taken.append((a, b))
            found.append(_ref(sentence, a, b, name, (start, end), published))
    if published is not None:
        for m in counted:
            found.extend(_counted(sentence, m, found, published, anchor))
    return sorted(found, key=lambda t: t.start)


def _ref(
    s: Sentence, a: int, b: int, name: str, days: tuple[date | None, date | None], published: date | None
) -> TimeRef:
    start, end = days
    later = ahead(name, start, end, published) if start and end and published else days
    text = s.text[a:b]
    return TimeRef(
        s.start + a,
        s.start + b,
        s.at(s.start + a),
        s.at(s.start + b - 1) + 1,
        TimeSpan(start=start, end=end, text=text),
        year_named=name == "year",
        vague_past=name == "decades",
        to_come=TimeSpan(start=later[0], end=later[1], text=text) if later != days else None,
    )


def _counted(
    s: Sentence, m: re.Match[str], found: Sequence[TimeRef], published: date, anchor: date | None
) -> list[TimeRef]:
    """Return "two days after" and the like, counted from the days that the sentence, or the one before, names."""
    a, b = m.span()
    days = [t for t in found if t.span.end is not None]
    before = [t.span.end for t in days if t.end <= s.start + a]
    behind = [t.span.end for t in days if 0 <= t.start - (s.start + b) <= NEAR]
    try:
        span = after(m.groupdict(), published, anchor, before[-1] if before else None, behind[0] if behind else None)
    except (ValueError, OverflowError):
        return []
    return [_ref(s, a, b, "told", span, published)] if span[0] else []
