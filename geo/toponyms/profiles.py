"""What is known of a single word wherever it stands: how common it is, as a name too, whose company it keeps, its lists."""

from __future__ import annotations

import gzip
import math
import threading
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.names import name_key
from geo.tables import DATA
from geo.toponyms.containers import containers
from geo.toponyms.words import common_words, demonyms, first_names, words

FREQUENCY = DATA / "toponyms" / "word_frequency.tsv.gz"
ENDINGS = DATA / "toponyms" / "endings.tsv"
COMPANY = DATA / "toponyms" / "word_company.tsv.gz"

KINDS = (
    "city", "country", "surname", "given", "people", "common", "company", "body", "sport", "organisation", "work", "party",
    "building", "nature", "faith",
)  # fmt: skip
"""Kinds of words that a word may be used like; "body" is an international one ("NATO")."""
LIKE = (*(f"like_{kind}" for kind in KINDS), "in_print")
"""Names of the numbers in ``COMPANY``: cosines, and whether the word is there at all."""

_LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("in", ("in",)),
    ("to", ("to",)),
    ("direction", ("direction",)),
    ("title", ("title", "kin")),
    ("speech", ("speech", "act")),
    ("modal", ("modal",)),
    ("policy", ("policy",)),
    ("organisation", ("organisation", "organisation_of")),
    ("settlement", ("settlement",)),
    ("unit", ("admin1", "admin1_or_region", "district")),
    ("street", ("street", "road")),
    ("venue", ("venue", "facility", "bridge", "camp")),
    ("natural", ("natural", "river", "area_after")),
    ("happening", ("happening",)),
    ("week", ("week",)),
    ("function", ("function",)),
    ("before_place", ("before_place",)),
)

PROFILE = (
    "frequency", "surname", "given", "length", "ending", "demonym", "common", "container", *(name for name, _ in _LISTS),
    *LIKE,
)  # fmt: skip
"""Names of the numbers of a profile; ``frequency`` is on Zipf's scale (3: one in a million)."""

_MOST = 100_000


@cache
def _lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().split("\n")


def _line(path: Path, key: str) -> str | None:
    """Return what a sorted table has behind a word; searched, because an article needs a few hundred of 100,000."""
    lines, head = _lines(path), f"{key}\t"
    at = bisect_left(lines, head)
    return lines[at][len(head) :] if at < len(lines) and lines[at].startswith(head) else None


def words_with_numbers() -> list[str]:
    """Return the words that ``numbers`` knows."""
    return [line.partition("\t")[0] for line in _lines(FREQUENCY) if line]


def numbers(key: str) -> tuple[float, float, float]:
    """Return Zipf frequency and the logarithmic shares among surnames and given names, 0 where unknown."""
    line = _line(FREQUENCY, key)
    if line is None:
        return 0.0, 0.0, 0.0
    zipf, surname, given = map(int, line.split("\t"))
    return zipf / 10, math.log1p(surname), math.log1p(given)


_FIRST_CODE = ord("0")
_STEP = 0.025
_MIDDLE = 32


def encoded(cosines: NDArray[np.float32]) -> list[str]:
    """Return cosines as one character each, as ``COMPANY`` holds them; beyond 0.8 all are one."""
    codes = np.clip(np.rint(cosines / _STEP), -_MIDDLE, _MIDDLE).astype(int) + _MIDDLE + _FIRST_CODE
    return ["".join(map(chr, row)) for row in codes.tolist()]


def decoded(code: str) -> float:
    """Return the cosine of one character of ``encoded``."""
    return (ord(code) - _FIRST_CODE - _MIDDLE) * _STEP


def _like(key: str) -> tuple[float, ...]:
    codes = _line(COMPANY, key)
    if codes is None:
        return (0.0,) * len(LIKE)
    return (*map(decoded, codes), 1.0)


@cache
def _endings() -> dict[str, float]:
    rows = (line.split("\t") for line in ENDINGS.read_text(encoding="utf-8").splitlines())
    return {ending: int(odds) / 10 for ending, odds in rows}


def _ending(key: str) -> float:
    """Return how much the last letters speak for a place, against surnames and words; 0 where they say nothing."""
    if len(key) < 5:
        return 0.0
    endings = _endings()
    return next((endings[key[-n:]] for n in (5, 4, 3) if key[-n:] in endings), 0.0)


@cache
def _sets() -> tuple[frozenset[str], ...]:
    return tuple(words(*names) for _, names in _LISTS)


class _Profiles:
    """The profiles of the words met so far as one matrix, so that an article's are taken with one index."""

    def __init__(self) -> None:
        self._row: dict[str, int] = {}
        self._table = np.zeros((1024, len(PROFILE)), dtype=np.float32)
        self._lock = threading.Lock()

    def matrix(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each key."""
        with self._lock:
            if len(self._row) > _MOST:
                self._row.clear()
            row = self._row
            for key in keys:
                if key not in row:
                    if len(row) == len(self._table):
                        self._table = np.vstack([self._table, np.zeros_like(self._table)])
                    self._table[len(row)] = _profile(key)
                    row[key] = len(row)
            found: NDArray[np.float32] = self._table[[row[key] for key in keys]]
            return found


_KNOWN = _Profiles()


def profiles(keys: Sequence[str]) -> NDArray[np.float32]:
    """Return the profiles of words by their keys (of ``name_key``), a row each."""
    return _KNOWN.matrix(keys)


def _profile(key: str) -> tuple[float, ...]:
    zipf, surname, given = numbers(key)
    if not given and key in first_names():
        given = 1.0
    return (
        zipf, surname, given, float(min(len(key), 20)), _ending(key), float(key in demonyms()), float(key in common_words()),
        float(key in containers()), *(float(key in s) for s in _sets()), *_like(key),
    )  # fmt: skip


def frequency(word: str) -> float:
    """Return how common a word is in English on Zipf's scale, 0 where it is rarer than one in three million.

    Examples
    --------
    >>> frequency("march") > frequency("damascus") > frequency("talbiseh")
    True
    """
    return _profile(name_key(word))[0]
