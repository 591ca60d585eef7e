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
def words(*names: str) -> frozenset[str]:
    """Return the words of a set, or of several, lower case.

    Raises
    ------
    KeyError
        If no row of the table has such a set.
    """
    return frozenset().union(*(_sets()[name] for name in names))


@cache
def phrases(name: str) -> dict[str, list[list[str]]]:
    """Return the entries of a set as lists of words by their first word, longest first."""
    index: dict[str, list[list[str]]] = {}
    for entry in sorted((w.split() for w in words(name)), key=len, reverse=True):
        index.setdefault(entry[0], []).append(entry)
    return index


def starts_with_any(lowers: list[str], k: int, name: str) -> int:
    """Return the length of the longest entry of a set that begins at ``lowers[k]``, else 0."""
    found = phrases(name).get(lowers[k])
    if found is None:
        return 0
    following = lowers[k + 1] if k + 1 < len(lowers) else ""
    for phrase in found:
        n = len(phrase)
        if n == 1 or (phrase[1] == following and (n == 2 or lowers[k : k + n] == phrase)):
            return n
    return 0


def holds_any(lowers: list[str], i: int, j: int, name: str) -> bool:
    """Return whether an entry of a set begins at one of the tokens from ``i`` to ``j`` (exclusive)."""
    index, part = phrases(name), lowers[i:j]
    if index.keys().isdisjoint(part):
        return False
    return any(word in index and starts_with_any(lowers, k, name) for k, word in enumerate(part, i))


@cache
def speech_verbs() -> dict[str, str]:
    """Return forms of the speech verbs that tell of a speaker, with claim or denial."""
    found: dict[str, str] = {}
    for row in table("lexicon/speech.csv", "verb", "kind"):
        if " " not in row["verb"]:
            found |= dict.fromkeys(verb_forms(row["verb"]), row["kind"])
    return found
