"""Sentences with offsets, and the clauses inside them."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from geo.events.tokens import Token, tokenise
from geo.events.words import words
from geo.model import Field

MAX_TOKENS = 300
"""Longest stretch read as one sentence: the longest in news is under 120 words; more is a list or damage."""

_BREAK = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|\n+")
_LAST_WORD = re.compile(r"[\w.]+$")
_MARKS = frozenset({",", ";", ":", "—", "–", "--", "(", ")", "-"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``i`` to ``j`` (exclusive) of a sentence; ``opener`` is the word or mark before or at its start."""

    i: int
    j: int
    opener: str = ""


@dataclass
class Sentence:
    """A sentence of a field: tokens, number in the text and number of its paragraph."""

    field: Field
    index: int
    paragraph: int
    start: int
    end: int
    text: str
    tokens: list[Token] = dataclasses.field(repr=False)

    @cached_property
    def lowers(self) -> list[str]:
        """Lower-case words."""
        return [t.lower for t in self.tokens]

    def at(self, offset: int) -> int:
        """Return the index of the token that covers or follows a character offset."""
        return bisect_right(self._ends, offset)

    @cached_property
    def _ends(self) -> list[int]:
        return [t.end for t in self.tokens]

    @cached_property
    def capitals(self) -> list[int]:
        """The tokens that begin with a capital letter."""
        return [k for k, t in enumerate(self.tokens) if t.capitalised]

    @cached_property
    def headline(self) -> bool:
        """Whether nearly every longer word has a capital, so that capitals name nobody."""
        long = [t for t in self.tokens if len(t.text) > 3 and t.text[0].isalpha()]
        return len(long) > 3 and sum(t.capitalised for t in long) > 0.75 * len(long)

    def words(self, i: int, j: int) -> str:
        """Return the text from token ``i`` to ``j`` (exclusive)."""
        return self.text[self.tokens[i].start - self.start : self.tokens[j - 1].end - self.start] if j > i else ""


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    abbreviations = words("abbreviation")
    start = 0
    for m in _BREAK.finditer(text):
        newline = m.group()[0] == "\n"
        if not newline:
            rest = text[m.end() : m.end() + 12].lstrip()
            if rest and not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "\"“‘'([" or not rest[0].isascii()):
                continue
            if m.group()[0] == ".":
                last = _LAST_WORD.search(text[max(start, m.start() - 15) : m.start()])
                word = last.group().lower() if last else ""
                if word in abbreviations or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word):
                    continue
        yield start, m.end(), newline
        start = m.end()
    yield start, len(text), True


def sentences(text: str, name: Field = "text") -> list[Sentence]:
    """Split a field into sentences; a new line always ends one and begins a paragraph.

    Parameters
    ----------
    text : str
    name : {"text", "title"}

    Returns
    -------
    list of Sentence
        In order; tokens never empty.
    """
    found: list[Sentence] = []
    paragraph = seen = 0
    for start, end, newline in _spans(text):
        tokens = tokenise(text, start, end)
        for k in range(0, len(tokens), MAX_TOKENS):
            part = tokens[k : k + MAX_TOKENS]
            a, b = part[0].start, part[-1].end
            found.append(Sentence(name, len(found), paragraph, a, b, text[a:b], part))
        if newline and len(found) > seen:
            paragraph, seen = paragraph + 1, len(found)
    return found


def _asides(lowers: list[str]) -> frozenset[int]:
    """Return the brackets of short asides: "5 kilometers (3 miles) of Homs" is one clause."""
    found: set[int] = set()
    if "(" not in lowers:
        return frozenset()
    for k, word in enumerate(lowers):
        if word == "(" and ")" in lowers[k + 1 : k + 6]:
            found |= {k, lowers.index(")", k + 1)}
    return frozenset(found)


def clauses(sentence: Sentence, glued: frozenset[int] = frozenset()) -> list[Clause]:
    """Split a sentence at punctuation and at words that open a clause.

    Parameters
    ----------
    sentence : Sentence
    glued : frozenset of int
        Token indexes that join a list ("Rastan, Talbiseh and Hama") and therefore split nothing.
    """
    openers = words("clause_opener")
    cut: list[Clause] = []
    start, opener = 0, ""
    lowers = sentence.lowers
    glued |= _asides(lowers)
    for k, word in enumerate(lowers):
        if (word not in openers and word not in _MARKS) or k in glued:
            continue
        if word in _MARKS:
            if k > start:
                cut.append(Clause(start, k, opener))
            start, opener = k + 1, word
        elif word in openers and k > start:
            following = lowers[k + 1] if k + 1 < len(lowers) else ""
            if word == "as" and (
                following in words("not_after_as") or lowers[k - 1] in ("many", "much", "well", "far")
            ):
                continue
            cut.append(Clause(start, k, opener))
            start, opener = k, word
        elif word in openers:
            opener = word
    if start < len(lowers):
        cut.append(Clause(start, len(lowers), opener))
    return cut
