"""Inflected forms of English lemmas: regular rules plus ``data/lexicon/irregular.csv``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from geo.tables import cells, table

Form = Literal["base", "s", "ing", "past"]

_VOWELS = "aeiou"


@cache
def _irregular() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        row["lemma"]: {k: tuple(cells(row[k])) for k in ("s", "ing", "past", "plural")}
        for row in table("lexicon/irregular.csv", "lemma", "s", "ing", "past", "plural")
    }


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubles(word: str) -> bool:
    return (
        len(word) in (3, 4)
        and word[-1] not in "aeiouwxy"
        and word[-2] in _VOWELS
        and (len(word) < 4 or word[-3] not in _VOWELS)
    )


@cache
def verb_forms(lemma: str) -> dict[str, Form]:
    """Return every form of a verb and what it is.

    Examples
    --------
    >>> verb_forms("seize")
    {'seizing': 'ing', 'seized': 'past', 'seizes': 's', 'seize': 'base'}
    """
    odd = _irregular().get(lemma, {})
    stem = lemma + lemma[-1] if _doubles(lemma) else lemma
    if stem.endswith("ie"):
        ing = stem[:-2] + "ying"
    elif stem.endswith("e") and not stem.endswith(("ee", "oe", "ye")):
        ing = stem[:-1] + "ing"
    else:
        ing = stem + "ing"
    if stem.endswith("e"):
        past = stem + "d"
    elif stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        past = stem[:-1] + "ied"
    else:
        past = stem + "ed"
    forms: dict[str, Form] = {}
    for f in odd.get("ing") or (ing,):
        forms[f] = "ing"
    for f in odd.get("past") or (past,):
        forms[f] = "past"
    for f in odd.get("s") or (_with_s(lemma),):
        forms[f] = "s"
    forms.setdefault(lemma, "base")
    return forms


@cache
def noun_forms(lemma: str) -> dict[str, Form]:
    """Return singular and plural of a noun."""
    plural = _irregular().get(lemma, {}).get("plural") or (_with_s(lemma),)
    return {**dict.fromkeys(plural, "s"), lemma: "base"}
