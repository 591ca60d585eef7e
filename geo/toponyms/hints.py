"""The kind of place that the words around a name demand: "Homs governorate", "city of Homs", "Rastan bridge"."""

from __future__ import annotations

from functools import cache

from geo.toponyms.candidates import Span
from geo.toponyms.containers import containers
from geo.toponyms.context import Context
from geo.toponyms.words import demonyms, words

WITH_NAME = ("bridge", "road", "river", "camp", "facility", "facility2", "front", "coast")
"""Kinds whose word belongs to the mention; "governorate" or "city" does not."""

_KIND = {"facility2": "facility", "admin1_or_region": "admin1", "area_after": "area"}


@cache
def _after() -> dict[str, tuple[str, bool]]:
    table: dict[str, tuple[str, bool]] = {}
    for name in (
        "area_after",
        "facility",
        "admin1_or_region",
        "district",
        "admin1",
        "settlement",
        "river",
        "road",
        "bridge",
        "camp",
        "facility2",
        "front",
    ):
        for phrase in words(name):
            table[phrase] = (_KIND.get(name, name), name in WITH_NAME)
    return table


_BETWEEN = frozenset(
    {
        "international", "military", "central", "main", "national", "public", "general", "teaching", "eastern", "western",
    }
)  # fmt: skip


@cache
def _firsts() -> frozenset[str]:
    """Return the first words of kinds."""
    return frozenset(phrase.partition(" ")[0] for phrase in _after())


def kind_after(context: Context, end: int) -> tuple[str, int] | None:
    """Return (kind, token after the kind word) for what follows a name that ends before token ``end``.

    The second value is ``end`` itself where the kind word is not part of the mention.
    """
    if not context.joined(end):
        return None
    tokens, table, firsts = context.tokens, _after(), _firsts()
    skip = end
    # "Aleppo International Airport", "Homs military hospital": one or two words may stand between.
    for _ in range(3):
        word = tokens[skip]
        for n in (3, 2, 1) if word.key in firsts else ():
            if skip + n > len(tokens) or not all(context.spaced(k) for k in range(skip, skip + n)):
                continue
            found = table.get(" ".join(context.key(k) for k in range(skip, skip + n)))
            if found is None or (skip > end and not found[1]):
                continue
            kind, inside = found
            if kind == "front" and (
                word.capital or context.key(skip + n) in {"of", "runner", "row", "page", "man", "door", "lawn"}
            ):
                continue
            return kind, (skip + n if inside else end)
        if not (word.capital or word.key in _BETWEEN) or not context.joined(skip):
            return None
        skip += 1
        if skip >= len(tokens):
            return None
    return None


def kind_before(context: Context, start: int) -> tuple[str, str | None] | None:
    """Return (kind, country) for "city of X", "the towns of A and X", "the Syrian province of X"."""
    if context.key(start - 1) not in _CALLED or not context.spaced(start):
        return None
    kind = _before().get(context.key(start - 2))
    if kind is None:
        return None
    country = None
    for k in range(start - 3, max(start - 7, -1), -1):
        if context.key(k) in demonyms() and context.tokens[k].capital:
            country = demonyms()[context.key(k)] or None
            break
        if context.tokens[k].gap not in {" ", "-"}:
            break
    return kind, country


_CALLED = frozenset({"of", "called", "named"})


@cache
def _before() -> dict[str, str]:
    """Return the kind by the word that says it before "of" and a name."""
    kinds = ("camp", "river", "district", "admin1_or_region", "admin1", "settlement")
    return {word: _KIND.get(name, name) for name in kinds for word in words(name)}


def kind_in_apposition(context: Context, end: int) -> str | None:
    """Return the kind for "X, a region rich in oil" or "X, the provincial capital"."""
    if (
        end >= len(context.tokens)
        or context.tokens[end].gap != ","
        or context.key(end) not in {"a", "an", "the", "another"}
    ):
        return None
    for k in range(end + 1, min(end + 6, len(context.tokens))):
        if context.tokens[k].gap not in {" ", "-"}:
            return None
        key = context.key(k)
        if key in words("settlement"):
            return "settlement"
        if key in words("admin1", "admin1_or_region"):
            return "admin1" if key != "capital" else "settlement"
        if key in words("district"):
            return "district"
        if context.key(k - 1) in {"of", "in", "that", "which", "where"}:
            return None
    return None


def set_hint(context: Context, s: Span) -> None:
    """Set the kind that the words around demand, the country named beside, and where the mention ends."""
    s.stop = s.end
    if s.key in demonyms():
        return
    after = kind_after(context, s.end)
    if after:
        s.hint, s.stop = after
        last = context.tokens[s.stop - 1]
        if s.hint == "facility" and not last.capital and last.key in words("venue"):
            # "a London hospital" is one of many; "the Kakhovka dam" is a name.
            s.hint, s.stop = None, s.end
    elif appositive := kind_in_apposition(context, s.end):
        s.hint = appositive
    elif before := kind_before(context, s.first):
        s.hint, s.country = before[0], before[1] or s.country
    s.country = country_behind(context, s) or s.country


def country_behind(context: Context, s: Span) -> str | None:
    """Return the country of ", Texas" or ", Syria" where it follows and the name has a place there."""
    tokens, k = context.tokens, s.end
    if s.entry is None or k >= len(tokens) or tokens[k].gap != "," or not tokens[k].capital:
        return None
    for n in (3, 2, 1):
        if k + n > len(tokens) or not all(context.joined(k + m) for m in range(1, n)):
            continue
        for code in containers().get(" ".join(context.key(k + m) for m in range(n)), ()):
            if any(p.kind == "settlement" and code in (p.country, p.admin1) for p in s.entry.places):
                return code.partition(".")[0]
    return None
