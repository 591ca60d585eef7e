"""Small sets of words from ``data/lexicon/words.csv``."""

from __future__ import annotations

from functools import cache

from geo.events.inflect import verb_forms
from geo.tables import table

TABLE = "lexicon/words.csv"


@cache
def _sets() -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for row in table(TABLE, "set", "word"):
        sets.setdefault(row["set"], set()).add(row["word"].lower())
    return {k: frozenset(v) for k, v in sets.items()}


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of a set, lower case.

    Raises
    ------
    KeyError
        If no row of the table has that set.
    """
    return _sets()[name]


@cache
def phrases(name: str) -> dict[str, list[list[str]]]:
    """Return the entries of a set as lists of words by their first word, longest first."""
    index: dict[str, list[list[str]]] = {}
    for entry in sorted((w.split() for w in words(name)), key=len, reverse=True):
        index.setdefault(entry[0], []).append(entry)
    return index


def starts_with_any(lowers: list[str], k: int, name: str) -> int:
    """Return the length of the longest entry of a set that begins at ``lowers[k]``, else 0."""
    for phrase in phrases(name).get(lowers[k], ()):
        if lowers[k : k + len(phrase)] == phrase:
            return len(phrase)
    return 0


@cache
def speech_verbs() -> dict[str, str]:
    """Return forms of the speech verbs that tell of a speaker, with claim or denial."""
    found: dict[str, str] = {}
    for row in table("lexicon/speech.csv", "verb", "kind"):
        if " " not in row["verb"]:
            found |= dict.fromkeys(verb_forms(row["verb"]), row["kind"])
    return found
