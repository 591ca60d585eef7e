"""Whether two texts are one wire story: tiny edits, another headline or dateline, cut at the end; not an update of it.

A text is compared by its words, wherever that is quick by hashes of five words in a row (Broder 1997). What differs between
two texts that run alike is then looked at word by word: a paper changes "said" to "told", a new number, name or day is news.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler

from geo.tables import table

Hashes = npt.NDArray[np.uint64]

RUN = 5
"""Words in a row that are hashed together; four occur by chance in reports of one event, six miss copies that were edited."""
BANDS, ROWS = 20, 3
"""Texts that share 60 % of their runs share a band with .99, 50 % with .93, 1 % (unrelated news) with .00002."""
LEAST_SHARED = 0.5
"""Share of the longer text that both must have; chosen: a paper cuts a story to half of it, not more."""
LEAST_KEPT = 0.7
"""Share of the shorter text that both must have; the rest is headline, dateline and what stands at the end."""
HEAD_WORDS = 40
"""Words before the story: a headline, a line below it, a byline and a dateline."""
EDITED = 0.1
"""Share of a story's words that a paper changes inside it."""
ASIDE_WORDS = 4
"""Words with a name that a paper adds or drops: "told Reuters", "in northern Syria"."""
ALIKE = 0.88
"""Likeness (Jaro-Winkler) of two spellings of one name: Zelenskyy and Zelensky .97, Kharkiv and Kherson .79."""

_LETTERLESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no space between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): each character is a word."""
_WORD = re.compile(rf"[{_LETTERLESS}]|\d+(?:[.,:]\d+)*|[^\W\d{_LETTERLESS}]+|[.!?\n\u2026]")
_ENDS = frozenset(".!?\n\u2026")
_JOINED = re.compile("['\u2019\u02bc\u0640\u200b-\u200f\u00ad]")
"""What stands inside words and is written in many ways: apostrophes, the Arabic stroke, marks of direction, soft hyphens."""
_HAN_NUMBERS = frozenset("〇零一二三四五六七八九十百千万萬亿億两兩")
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without pattern: 2^64 over the golden ratio."""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """What is compared of a text.

    Parameters
    ----------
    words : tuple of str
        As written but for apostrophes; a full stop, question mark or line's end stands among them as a mark.
    hashes : array of uint64, shape (n,)
        Of the runs of words, sorted, each once; the same on every machine and run.
    """

    words: tuple[str, ...] = field(repr=False)
    hashes: Hashes = field(repr=False, compare=False)
    _runs: Hashes = field(repr=False, compare=False)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The words without marks and case, numbers without separators of thousands."""
        return tuple(_plain(w) for w in self.words if w not in _ENDS)

    @cached_property
    def _named(self) -> tuple[bool, ...]:
        """Whether each word names something: a capital inside a sentence, or on a word that has one inside another."""
        inside: set[str] = set()
        opens: list[tuple[str, bool]] = []
        first = True
        for word in self.words:
            if word in _ENDS:
                first = True
                continue
            if word[0].isupper() and not first:
                inside.add(word)
            opens.append((word, first))
            first = False
        return tuple(w in inside for w, _ in opens)


def likeness(text: str) -> Likeness:
    """Return what of a text is compared with others.

    Examples
    --------
    >>> len(likeness("Rockets hit the port of Odesa late on Monday.").hashes)
    5
    """
    words = tuple(_WORD.findall(_JOINED.sub("", unicodedata.normalize("NFKC", text))))
    plain = [_plain(w) for w in words if w not in _ENDS]
    if not plain:
        none = np.empty(0, np.uint64)
        return Likeness(words=words, hashes=none, _runs=none)
    known = {w: int.from_bytes(hashlib.blake2b(w.encode(), digest_size=8).digest(), "little") for w in set(plain)}
    single = np.fromiter((known[w] for w in plain), np.uint64, len(plain))
    n = max(1, len(single) - RUN + 1)
    runs = np.zeros(n, np.uint64)
    for step in range(min(RUN, len(single))):
        runs = _mixed(runs * _MIX + single[step : step + n])
    return Likeness(words=words, hashes=np.unique(runs), _runs=runs)


def bands(of: Likeness) -> tuple[int, ...]:
    """Return numbers of 63 bits of which near-identical texts share at least one with high probability (MinHash)."""
    if not len(of.hashes):
        return ()
    salts = _mixed(np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * _MIX)
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(of.hashes), 4096):  # a book's worth of runs at once would take 100 MB
        part = of.hashes[start : start + 4096]
        np.minimum(least, _scattered(part[None, :] ^ salts[:, None]).min(axis=1), out=least)
    rows = least.reshape(BANDS, ROWS)
    out = _mixed(np.arange(1, BANDS + 1, dtype=np.uint64))
    for column in rows.T:
        out = _mixed(out * _MIX + column)
    return tuple(int(v) for v in out >> np.uint64(1))


def near_identical(a: Likeness, b: Likeness) -> bool:
    """Whether two texts are the same wire story.

    Spaces, quotation marks, case, a headline or dateline, small edits, a cut at the end and what is added there do
    not count. A number, a day or (in scripts with capitals) a name that differs inside the story does, and so does a
    passage that only one of them has. Numbers in words and names of days are known in English only.
    """
    x, y = a.plain, b.plain
    if not x or not y:
        return False
    if x == y:
        return True
    blocks = _blocks(a, b)
    shared = sum(size for _, _, size in blocks)
    if shared < LEAST_SHARED * max(len(x), len(y)) or shared < LEAST_KEPT * min(len(x), len(y)):
        return False
    edited = 0
    for left, right, place in _gaps(blocks, len(x), len(y)):
        if place == "head" and _headlines(a, left, b, right) and not _slip(x[left], y[right]):
            continue
        if place == "tail" and not _slip(x[left][::-1], y[right][::-1]) and not _signed_off(x[left], y[right]):
            continue
        if _news(a, left, b, right):
            return False
        edited += max(left.stop - left.start, right.stop - right.start)
    return edited <= max(3, EDITED * shared)


def _plain(word: str) -> str:
    folded = word.casefold()
    if not folded[0].isdigit():
        if folded.isascii():
            return folded
        return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c)) or folded
    groups = re.split("[.,]", folded)
    whole = len(groups) > 1 and all(len(g) == 3 for g in groups[1:])
    digits = "".join(groups) if whole else folded
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in digits)


def _mixed(values: Hashes) -> Hashes:
    """Scatter numbers over all of 64 bits (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _scattered(values: Hashes) -> Hashes:
    """Scatter hashes anew: one round is enough for numbers that have no pattern."""
    values = values * np.uint64(0xBF58476D1CE4E5B9)
    return (values ^ (values >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)


def _blocks(a: Likeness, b: Likeness) -> list[tuple[int, int, int]]:
    """Return (start in a, start in b, words) of what both have in one order, found by the runs that each has once."""
    once_a, once_b = (_once(x._runs) for x in (a, b))
    common, at_a, at_b = np.intersect1d(a._runs[once_a], b._runs[once_b], assume_unique=True, return_indices=True)
    if not len(common):
        return []
    starts_a, starts_b = once_a[at_a], once_b[at_b]
    order = np.argsort(starts_a)
    pairs = list(zip(starts_a[order].tolist(), starts_b[order].tolist(), strict=True))
    x, y = a.plain, b.plain
    out: list[tuple[int, int, int]] = []
    for i, j in _rising(pairs):
        if out and i < out[-1][0] + out[-1][2]:
            continue
        floor_i, floor_j = (out[-1][0] + out[-1][2], out[-1][1] + out[-1][2]) if out else (0, 0)
        if j < floor_j:
            continue
        while i > floor_i and j > floor_j and x[i - 1] == y[j - 1]:
            i, j = i - 1, j - 1
        size = 0
        while i + size < len(x) and j + size < len(y) and x[i + size] == y[j + size]:
            size += 1
        out.append((i, j, size))
    return out


def _once(runs: Hashes) -> npt.NDArray[np.intp]:
    _, first, count = np.unique(runs, return_index=True, return_counts=True)
    return first[count == 1]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest list of pairs, in order of the first, that rises in the second too (patience sorting)."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(ends, j)
        before.append(last[k - 1] if k else -1)
        ends[k : k + 1] = [j]
        last[k : k + 1] = [n]
    out = []
    n = last[-1]
    while n >= 0:
        out.append(pairs[n])
        n = before[n]
    return out[::-1]


def _gaps(blocks: list[tuple[int, int, int]], n: int, m: int) -> Iterator[tuple[slice, slice, str]]:
    """Yield what lies before, between and after shared words in each text."""
    i = j = 0
    for p, q, size in [*blocks, (n, m, 0)]:
        if p > i or q > j:
            yield slice(i, p), slice(j, q), "head" if i == j == 0 else "tail" if (p, q) == (n, m) else "inside"
        i, j = p + size, q + size


def _slip(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether a gap at a text's end is one that would stand inside, were there a few words more beyond it."""
    return min(len(left), len(right)) > 0 and max(len(left), len(right)) <= RUN and left[0] == right[0]


def _signed_off(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether the last words are a number or day that differs, not an agency's name or what else there is to read."""
    return max(len(left), len(right)) <= RUN and all(any(_counts(w) or w in _days() for w in t) for t in (left, right))


def _headlines(a: Likeness, left: slice, b: Likeness, right: slice) -> bool:
    """Whether what stands before the story are headlines and datelines: nothing is counted that the story does not."""
    if max(left.stop, right.stop) > HEAD_WORDS:
        return False
    days = _days()
    if len({frozenset(x.plain[gap]) & days for x, gap in ((a, left), (b, right))} - {frozenset()}) > 1:
        return False
    return all(
        n in y.plain or _of_date(x.plain, gap.start + k)
        for x, gap, y in ((a, left, b), (b, right, a))
        for k, n in enumerate(x.plain[gap])
        if _counts(n) and n not in _vague()
    )


def _of_date(words: tuple[str, ...], at: int) -> bool:
    """Whether a number belongs to a date or hour: beside a month, a year, or 14:30."""
    word = words[at]
    if ":" in word or re.fullmatch("(?:19|20)[0-9]{2}", word):
        return True
    return bool(set(words[max(0, at - 1) : at + 2]) & _months())


def _news(a: Likeness, left: slice, b: Likeness, right: slice) -> bool:
    """Whether what differs inside a story says something else."""
    mine, theirs = a.plain[left], b.plain[right]
    if not (mine and theirs) and _converted((*mine, *theirs)):
        return False  # "(3 miles)" after 5 kilometers
    sides = ((a, left, b), (b, right, a))
    told = [{w for w in x.plain[gap] if _counts(w) or w in _days()} for x, gap, _ in sides]
    if told[0] != told[1] and (
        all(told) or any(w not in y.plain for t, (_, _, y) in zip(told, sides, strict=True) for w in t)
    ):
        return True
    names = [{w for w, named in zip(x.plain[gap], x._named[gap], strict=True) if named} for x, gap, _ in sides]
    new = [{w for w in n - names[1 - k] if w not in sides[k][2].plain} for k, n in enumerate(names)]
    if new[0] and new[1]:
        return not all(any(JaroWinkler.similarity(v, w) >= ALIKE for w in new[1]) for v in new[0])
    if mine and theirs and not any(w.isascii() or w.upper() != w for w in (*mine, *theirs)):
        return True  # no capitals that tell a name from a verb
    return max(len(mine), len(theirs)) > ASIDE_WORDS and (bool(new[0] or new[1]) or not (mine and theirs))


def _converted(words: tuple[str, ...]) -> bool:
    """Whether words are a number in other units than the story's: no news when dropped or added."""
    return any(w in _measures() for w in words) and all(_counts(w) or w in _measures() for w in words)


def _counts(word: str) -> bool:
    return word[0].isdigit() or word in _HAN_NUMBERS or word in _numbers()


@cache
def _lexicon(*names: str) -> frozenset[str]:
    return frozenset(r["word"] for r in table("lexicon/words.csv", "set", "word") if r["set"] in names)


@cache
def _numbers() -> frozenset[str]:
    return _lexicon("number_word") - {"one"} | _vague() | {"hundred", "thousand", "million", "dozen", "billion"}


@cache
def _vague() -> frozenset[str]:
    """The words that a headline has for a number of the story."""
    return frozenset(w for r in table("lexicon/vague.csv", "phrase") for w in r["phrase"].split()[-1:])


@cache
def _measures() -> frozenset[str]:
    return frozenset(r["word"] for r in table("lexicon/sameness.csv", "set", "word") if r["set"] == "measure")


@cache
def _months() -> frozenset[str]:
    return _lexicon("month") - {"may", "march"}


@cache
def _days() -> frozenset[str]:
    return _lexicon("weekday")
