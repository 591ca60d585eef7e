"""What is known of a single word wherever it stands: how common it is, as a name too, and the lists that hold it."""

from __future__ import annotations

import gzip
import math
import threading
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.names import name_key
from geo.tables import DATA
from geo.toponyms.containers import containers
from geo.toponyms.words import common_words, demonyms, first_names, words

FREQUENCY = DATA / "toponyms" / "word_frequency.tsv.gz"
ENDINGS = DATA / "toponyms" / "endings.tsv"

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
)  # fmt: skip
"""Names of the numbers of a profile; ``frequency`` is on Zipf's scale (3: one in a million)."""

_MOST = 100_000


@cache
def _lines() -> dict[str, str]:
    # Numbers are read when a word is asked for: an article needs a few hundred of 64,000.
    text = gzip.decompress(FREQUENCY.read_bytes()).decode()
    return dict([line.split("\t", 1) for line in text.splitlines()])


def _numbers(key: str) -> tuple[float, float, float]:
    line = _lines().get(key)
    if line is None:
        return 0.0, 0.0, 0.0
    zipf, surname, given = map(int, line.split("\t"))
    return zipf / 10, math.log1p(surname), math.log1p(given)


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
    zipf, surname, given = _numbers(key)
    if not given and key in first_names():
        given = 1.0
    return (
        zipf, surname, given, float(min(len(key), 20)), _ending(key), float(key in demonyms()), float(key in common_words()),
        float(key in containers()), *(float(key in s) for s in _sets()),
    )  # fmt: skip


def frequency(word: str) -> float:
    """Return how common a word is in English on Zipf's scale, 0 where it is rarer than one in three million.

    Examples
    --------
    >>> frequency("march") > frequency("damascus") > frequency("talbiseh")
    True
    """
    return _profile(name_key(word))[0]
