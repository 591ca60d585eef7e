"""Every stretch of words that may be the name of a place: what the index knows, and runs of capitals with their parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice

from geo.gazetteer import name_key
from geo.toponyms.context import Context
from geo.toponyms.lookups import Entry, Lookups, summary
from geo.toponyms.tokens import JOINS
from geo.toponyms.words import demonyms, words

MAX_WORDS = 6
_MOST_PARTS = 12
"""Parts of one run of capitals that the index does not know; longer runs are headings or lists."""

_ARTICLES = frozenset(["al", "ar", "as", "ash", "ad", "adh", "an", "at", "ath", "az", "el", "es", "er", "ez"])
_CYRILLIC = ("\u0400", "\u052f")


@dataclass(slots=True)
class Span:
    """A stretch of tokens on trial: [first, end); ``entry`` is None where the index does not know it."""

    first: int
    end: int
    key: str
    entry: Entry | None = None
    score: float = 0.0
    hint: str | None = None
    country: str | None = None
    stop: int = 0
    """Token after the mention, the kind word of a bridge or road included."""
    inside: list[str] = field(default_factory=list)


def candidates(context: Context, index: Lookups, most: int = 100_000) -> list[Span]:
    """Return the candidates of one field, in order of their first word, the shortest first; looks at ``most``."""
    lower = _ARTICLES | words("direction")
    starts = [i for i, t in enumerate(context.tokens) if t.capital or t.caseless or t.key in lower]
    spans = list(islice((s for i in starts for s in _from(context, i)), most))
    known = index.entries(s.key for s in spans)
    units = words("admin1", "admin1_or_region", "district")
    peoples = demonyms()
    kept = []
    for s in spans:
        s.entry = known.get(s.key)
        if s.entry is None and s.end - s.first > 1 and context.tokens[s.end - 1].key in units:
            s.entry = _unit(known.get(s.key.rpartition(" ")[0]))
        if s.entry is not None or s.key in peoples or _may_be_unknown(context, s):
            kept.append(s)
    return kept


@lru_cache(maxsize=4096)
def _unit(entry: Entry | None) -> Entry | None:
    """Return what "Borno State" means where the index has "Borno": the unit, not the town."""
    units = tuple(p for p in entry.places if p.kind in {"admin1", "admin2", "district"}) if entry else ()
    return summary(name_key(units[0].name), units) if units else None


def _from(context: Context, i: int) -> list[Span]:
    """Return the stretches that begin at token ``i``, before anything is looked up."""
    tokens = context.tokens
    t = tokens[i]
    if not (t.capital or t.caseless):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is None or following.gap not in JOINS:
            return []
        article = t.key in _ARTICLES and following.gap == "-" and following.capital
        pointed = t.key in words("direction") and (following.capital or context.key(i + 2) == "of")
        if not article and not pointed:
            return []
    if not t.key or (t.key == "the" and context.key(i + 1) != "hague"):
        return []
    suffixes = _suffixes()
    found: list[Span] = []
    key = ""
    for at in range(i, min(i + MAX_WORDS, len(tokens))):
        last = tokens[at]
        if at > i:
            if last.gap not in JOINS or not last.key:
                break
            key = f"{key} {last.key}"
            # "Дніпропетровській області": other languages write the kind in small letters.
            if (
                last.capital
                or last.caseless
                or last.key in _ARTICLES
                or last.key in suffixes
                or _CYRILLIC[0] <= last.text[0] <= _CYRILLIC[1]
            ):
                found.append(Span(i, at + 1, key, stop=at + 1))
        else:
            key = last.key
            if t.capital or t.caseless:
                found.append(Span(i, at + 1, key, stop=at + 1))
        if last.possessive:
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is None or following.gap != " " or not (following.capital or following.key in suffixes):
                break
            key += "s"
    return found


@cache
def _suffixes() -> frozenset[str]:
    return words("bridge", "road", "river", "camp", "facility", "area_after", "coast")


def _may_be_unknown(context: Context, s: Span) -> bool:
    """Whether a stretch that the index lacks is a whole run of capitals or a part of a short one."""
    tokens = context.tokens
    if not tokens[s.first].capital or not tokens[s.end - 1].capital or tokens[s.first].text.isdigit():
        return False
    if s.end - s.first == 1 and len(s.key) == 1:
        return False
    start, end = context.run[s.first]
    if end - start > _MOST_PARTS:
        return False
    return s.end <= end or (tokens[end - 1].possessive and tokens[s.end - 1].capital)
