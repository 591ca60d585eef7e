"""The word lists of ``data/lexicon/toponyms_*.csv`` and the demonyms and seats of ``data/gazetteer``."""

from __future__ import annotations

from functools import cache

from geo.gazetteer.names import name_key
from geo.tables import table

WORDS = "lexicon/toponyms_words.csv"
COMMON = "lexicon/toponyms_common.csv"
FIRST_NAMES = "lexicon/toponyms_first_names.csv"
DEMONYMS = "gazetteer/demonyms.csv"
SEATS = "gazetteer/seats.csv"
REGION_DEMONYMS = "toponyms/region_demonyms.csv"


@cache
def _sets() -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for row in table(WORDS, "set", "word"):
        sets.setdefault(row["set"], set()).add(name_key(row["word"]))
    return {name: frozenset(words) for name, words in sets.items()}


@cache
def words(*names: str) -> frozenset[str]:
    """Return the keys of one or more sets together.

    Raises
    ------
    KeyError
        If the table has no such set.
    """
    return frozenset().union(*(_sets()[n] for n in names))


@cache
def common_words() -> frozenset[str]:
    """Return words that are usually not the place of that name ("Police", "Reading")."""
    return frozenset(name_key(r["word"]) for r in table(COMMON, "word"))


@cache
def first_names() -> frozenset[str]:
    """Return given names: what follows one is a surname, not a town."""
    return frozenset(name_key(r["name"]) for r in table(FIRST_NAMES, "name"))


@cache
def demonyms() -> dict[str, str]:
    """Return the country (ISO 3166-1 alpha-2, or "" for a people without one) by demonym key."""
    known = {name_key(r["word"]): r["country"] for r in table(DEMONYMS, "word", "country", "source", "licence")}
    return {**dict.fromkeys(region_demonyms(), ""), **known}


@cache
def region_demonyms() -> dict[str, str]:
    """Return the place id by key of a word for the people of a region or a part of a country ("European", "Welsh")."""
    return {name_key(r["word"]): r["id"] for r in table(REGION_DEMONYMS, "word", "id", "source", "licence")}


@cache
def seats() -> dict[str, str]:
    """Return the country by key of a seat of power ("Kremlin")."""
    return {name_key(r["name"]): r["country"] for r in table(SEATS, "name", "country", "source", "licence")}


@cache
def capitals() -> dict[str, str]:
    """Return the country by key of its capital's name."""
    return {
        name_key(r["capital"]): r["iso2"] for r in table("gazetteer/countries.csv", "iso2", "capital") if r["capital"]
    }
