"""Coasts: "Syria's western coast", "the coast of Syria", "the Syrian coastal region" are one mention each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from geo.gazetteer import Gazetteer, name_key
from geo.toponyms.context import Context
from geo.toponyms.words import demonyms, words

_PHRASES = ("coastal region", "coastal area", "coastal areas", "coastal strip", "coastal provinces", "coastal belt")


_FIRST_WORDS = words("coast") | {p.split()[0] for p in _PHRASES}


@dataclass(frozen=True, slots=True)
class Coast:
    """A coast as tokens [first, end), the country it belongs to, None where only the article can tell."""

    first: int
    end: int
    country: str | None


def coasts(
    context: Context, countries: dict[int, tuple[int, str]], votes: Counter[str], gazetteer: Gazetteer
) -> list[Coast]:
    """Return the coasts that the tokens name.

    Parameters
    ----------
    context : Context
    countries : dict
        Token after a country's name, by first token, and its code.
    votes : Counter
        How strongly the article speaks of each country: a bare "western coast" is that of the first.
    gazetteer : Gazetteer
        A bare coast counts only where there is a row for it.
    """
    found = []
    ends = {end: (first, code) for first, (end, code) in countries.items()}
    for k in [i for i, t in enumerate(context.tokens) if t.key in _FIRST_WORDS]:
        length = _coast_words(context, k)
        if not length:
            continue
        first = k
        while first > 0 and k - first < 3 and context.spaced(first) and _modifier(context, first - 1):
            first -= 1
        end = k + length
        owner = ends.get(first) if context.spaced(first) else None
        if owner:
            found.append(Coast(owner[0], end, owner[1]))
        elif context.spaced(first) and context.tokens[first - 1].capital and demonyms().get(context.key(first - 1)):
            found.append(Coast(first - 1, end, demonyms()[context.key(first - 1)]))
        elif context.key(end) == "of" and context.spaced(end) and (end + 1 in countries) and context.spaced(end + 1):
            found.append(Coast(first, countries[end + 1][0], countries[end + 1][1]))
        elif votes and (first < k or length == 2) and context.key(end) != "of" and context.spaced(first):
            country = votes.most_common(1)[0][0]
            if row_for(country, " ".join(context.key(i) for i in range(first, end)), gazetteer):
                found.append(Coast(first, end, country))
    return found


def _coast_words(context: Context, k: int) -> int:
    if f"{context.key(k)} {context.key(k + 1)}" in _PHRASES and context.spaced(k + 1):
        return 2
    single = context.key(k) in words("coast") and " " not in context.key(k)
    return (
        1
        if single and not (context.tokens[k].capital and context.joined(k + 1) and context.tokens[k + 1].capital)
        else 0
    )


def _modifier(context: Context, i: int) -> bool:
    if context.tokens[i].possessive:
        return False
    key = context.key(i)
    return key in words("direction") or key in {
        "mediterranean",
        "atlantic",
        "adriatic",
        "aegean",
        "caribbean",
        "sea",
        "black",
        "red",
        "azov",
        "gulf",
    }


def row_for(country: str, key: str, gazetteer: Gazetteer) -> str | None:
    """Return the id of the coast that ``key`` ("western coast") means in a country, or None."""
    for phrase in _PHRASES:
        key = key.replace(phrase, "coast")
    for word in ("coastline", "shores", "shore", "seaboard"):
        key = key.replace(word, "coast")
    place = gazetteer.place(f"country:{country}")
    names = [key] if place is None else [f"{place.name} {key}"]
    for name in names:
        for p in gazetteer.lookup(name):
            if p.kind == "coast" and p.country == country:
                return p.id
    return None


def coast_part(text: str, country_names: list[str]) -> str:
    """Return the key of a coast without its country: "western coast" for "Syria's western coast"."""
    key = name_key(text.replace("’s ", " ").replace("'s ", " ").replace("s’ ", "s "))
    for name in sorted(map(name_key, country_names), key=len, reverse=True):
        key = f" {key} ".replace(f" of the {name} ", " ").replace(f" of {name} ", " ").replace(f" {name} ", " ").strip()
    return " ".join(key.split())
