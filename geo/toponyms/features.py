"""What recognition looks at: one row of numbers a candidate, each with a name that says what it is.

A row holds the profile of the words before, inside and behind the candidate, what the index knows of the name, where
it stands in its run of capitals, and how the article uses the same words elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from geo.toponyms import hints
from geo.toponyms.candidates import Span
from geo.toponyms.context import Context
from geo.toponyms.lookups import STATS
from geo.toponyms.profiles import LIKE, PROFILE, profiles
from geo.toponyms.tokens import OPENING
from geo.toponyms.words import demonyms, words

Matrix = NDArray[np.float32]

_MARKS = (
    "capital", "caps", "digit", "code", "joined", "comma", "opens", "breaks", "possessive", "heading", "person",
    "organisation_name", "lower_twin", "surname_here", "known",
)  # fmt: skip
TOKEN = (*PROFILE, *_MARKS)
_AT = {name: i for i, name in enumerate(TOKEN)}

_LIKE_BESIDE = (
    "like_city",
    "like_surname",
    "like_given",
    "like_common",
    "like_organisation",
    "like_building",
    "in_print",
)
"""Of the words beside a name; the others only add noise."""

_CONTEXT: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (-2, "before2", ("capital", "frequency", "in", "given", "known")),
    (-1, "before", (
        "capital", "digit", "frequency", "surname", "in", "to", "function", "possessive", "known", "length", "title",
        *_LIKE_BESIDE,
    )),
    (0, "first", (
        "frequency", "surname", "given", "length", "ending", "caps", "digit", "code", "joined", "comma", "opens", "breaks", "heading", "person",
        "organisation_name", "lower_twin", "surname_here", "common", "demonym", "direction", "title", "before_place", "week", "function",
        "organisation", "container", *LIKE,
    )),
    (1, "last", (
        "frequency", "surname", "given", "ending", "caps", "person", "organisation_name", "common", "organisation", "settlement", "unit",
        "street", "venue", "natural", "happening", "digit", "direction", "container", *LIKE,
    )),
    (2, "after", (
        "capital", "frequency", "surname", "joined", "comma", "opens", "breaks", "speech", "policy", "organisation", "unit",
        "venue", "person", "organisation_name", "container", "known", *_LIKE_BESIDE,
    )),
    (3, "after2", ("capital", "frequency", "joined", "comma", "organisation", "container")),
)  # fmt: skip

_OWN = (
    "words", "possessive_end", "indexed", *STATS, "vote_share", "country_voted", "unit_share", "own_demonym",
    "people_without_country", "run_words", "words_before_in_run", "words_after_in_run", "whole", "least_frequency", "most_frequency",
    "mean_frequency", "longer_known", "part_known", "hint", "hint_before", "abbreviation", "same_words", "same_in", "same_known_container",
    "same_after_name", "same_speaks", "same_whole_run", "same_in_lower", "position", "previous_known", "next_known",
)  # fmt: skip

_LEADING = 8
"""Places of one name that are looked at; the index gives the likelier first."""

NAMES = (*(f"{where}_{name}" for _, where, names in _CONTEXT for name in names), *_OWN)
"""Names of the columns."""


def token_rows(context: Context, spans: Sequence[Span]) -> Matrix:
    """Return a row of ``TOKEN`` numbers for every token, and two rows of zeros behind the last."""
    tokens = context.tokens
    known = [0.0] * len(tokens)
    for s in spans:
        if s.entry is not None and s.end - s.first == 1:
            known[s.first] = 1.0 + s.entry.stats[3]
    marks: list[tuple[float, ...]] = []
    lower, surnames, roles, heading = context.lower, context.surnames, context.role, context.heading
    for i, t in enumerate(tokens):
        gap, text, capital = t.gap, t.text, t.capital
        marks.append((
            capital, capital and len(text) > 1 and text.isupper(), text[0].isdigit(),
            capital and text[-1].isdigit() and not text[0].isdigit(), _JOINED.get(gap, 0.0), gap == ",", gap in OPENING,
            gap == ";", t.possessive, heading[i], roles[i] == "person", roles[i] == "organisation", t.key in lower,
            t.key in surnames, known[i],
        ))  # fmt: skip
    result = np.zeros((len(tokens) + 3, len(TOKEN)), dtype=np.float32)
    if tokens:
        result[: len(tokens), : len(PROFILE)] = profiles([t.key for t in tokens])
        result[: len(tokens), len(PROFILE) :] = marks
    return result


_JOINED = {" ": 1.0, "-": 2.0, ". ": 0.5}


def rows(context: Context, spans: Sequence[Span], votes: Counter[str]) -> Matrix:
    """Return the feature matrix of the candidates of one field: a row each, columns ``NAMES``."""
    if not spans:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    table = token_rows(context, spans)
    first = np.array([s.first for s in spans])
    end = np.array([s.end for s in spans])
    # Index -1 and -2 and everything behind the last token meet the rows of zeros.
    at = {-2: first - 2, -1: first - 1, 0: first, 1: end - 1, 2: end, 3: end + 1}
    parts = [table[at[k]][:, [_AT[n] for n in names]] for k, _, names in _CONTEXT]
    parts.append(_own(context, spans, votes, table, first, end))
    return np.hstack(parts)


def _own(
    context: Context,
    spans: Sequence[Span],
    votes: Counter[str],
    table: Matrix,
    first: NDArray[np.int64],
    end: NDArray[np.int64],
) -> Matrix:
    tokens = context.tokens
    n = len(spans)
    nothing = (0.0,) * len(STATS)
    total = votes.total() or 1
    peoples = demonyms()
    opening = {i for i, t in enumerate(tokens) if t.gap in OPENING and t.key in context.lower}
    function = words("function")
    units = unit_votes(context, spans)
    some = units.total() or 1
    blocks: list[tuple[float, ...]] = []
    behind: dict[int, tuple[str, int] | None] = {}
    for s in spans:
        e = s.entry
        share = max((votes[c] for c in e.countries), default=0) / total if e is not None else 0.0
        people = peoples.get(s.key)
        start, stop = context.run[s.first]
        while start < s.first and (start in opening or tokens[start].key in function):
            start += 1
        if s.end not in behind:
            behind[s.end] = hints.kind_after(context, s.end)
        after = behind[s.end]
        before = hints.kind_before(context, s.first) if s.first > 1 else None
        key = s.key
        blocks.append((
            s.end - s.first, tokens[s.end - 1].possessive, e is not None, *(e.stats if e is not None else nothing),
            share, share > 0,
            max((units[p.admin1] for p in e.places[:_LEADING] if p.admin1), default=0) / some if e is not None else 0.0, people is not None, people == "", stop - start, s.first - start, stop - s.end,
            _whole(context, s) if s.first == start and s.end == stop else 0.0,
            _HINTS.get(after[0], 6.0) if after else 0.0, _HINTS.get(before[0], 6.0) if before else 0.0,
            len(key) <= 4 and e is not None and e.stats[12] == 0.0,
        ))  # fmt: skip
    own = np.array(blocks, dtype=np.float32)
    # Columns up to the run, then frequencies inside, then cover by other candidates.
    cut = 3 + len(STATS) + 9
    freq = table[:, _AT["frequency"]]
    width = int((end - first).max())
    inside = np.full((n, width), np.nan, dtype=np.float32)
    for k in range(width):
        here = first + k < end
        inside[here, k] = freq[first[here] + k]
    least, most, mean = np.nanmin(inside, axis=1), np.nanmax(inside, axis=1), np.nanmean(inside, axis=1)
    known = np.array([s.entry is not None for s in spans])
    longer, part = _cover(spans)
    same = _same(spans, table, first, end)
    starts = np.zeros(len(tokens) + 3, dtype=np.float32)
    ends = np.zeros(len(tokens) + 3, dtype=np.float32)
    size = own[:, 3 + 3] + 3.0 * own[:, 3 + 5] + 2.0 * own[:, 3 + 6]
    np.maximum.at(starts, first[known], size[known])
    np.maximum.at(ends, end[known], size[known])
    comma = table[:, _AT["comma"]]
    nxt = np.where(comma[end] > 0, starts[end], starts[np.minimum(end + 1, len(tokens))] * _is(context, end, "and"))
    prev = np.where(comma[first] > 0, ends[first], ends[np.maximum(first - 1, 0)] * _is(context, first - 1, "and"))
    position = first / max(len(tokens), 1)
    return np.column_stack([
        own[:, :cut], least, most, mean, longer, part, own[:, cut:], *same, position, prev, nxt,
    ]).astype(np.float32)  # fmt: skip


@cache
def _by_last_word() -> dict[str, float]:
    found: dict[str, float] = {}
    for value, names in enumerate(_WHOLE, 2):
        found |= dict.fromkeys(words(*names), float(value))
    return found


_WHOLE = (
    ("organisation", "organisation_of", "happening"), ("venue", "facility", "bridge", "camp"), ("settlement", "admin1", "district"),
    ("natural", "river"), ("street", "road"),
)  # fmt: skip
"""Sets of last words of a run of capitals, those that make the whole run a place's name more often last."""


def _whole(context: Context, s: Span) -> float:
    """Return what a whole run of capitals is called: 1 nothing, then the sets of ``_WHOLE``."""
    return _by_last_word().get(context.key(s.end - 1), 1.0) if s.end - s.first > 1 else 1.0


_HINTS = {"settlement": 1.0, "admin1": 2.0, "district": 3.0, "road": 4.0, "river": 5.0}


def _is(context: Context, at: NDArray[np.int64], *keys: str) -> NDArray[np.float64]:
    return np.array([context.key(i) in keys for i in at.tolist()], dtype=float)


def _cover(spans: Sequence[Span]) -> tuple[list[float], list[float]]:
    """Return for each candidate the words of the longest known one around it and of the longest known part of it."""
    by_first: dict[int, list[Span]] = {}
    for s in spans:
        if s.entry is not None:
            by_first.setdefault(s.first, []).append(s)
    longer, part = [], []
    for s in spans:
        around = within = 0
        for i in range(max(s.first - 5, 0), s.end):
            for o in by_first.get(i, ()):
                if o is s:
                    continue
                if o.first <= s.first and o.end >= s.end:
                    around = max(around, o.end - o.first)
                elif o.first >= s.first and o.end <= s.end:
                    within = max(within, o.end - o.first)
        longer.append(float(around))
        part.append(float(within))
    return longer, part


def _same(
    spans: Sequence[Span], table: Matrix, first: NDArray[np.int64], end: NDArray[np.int64]
) -> list[NDArray[np.float32]]:
    """Return how the article uses the same words in all their places together."""
    ids: dict[str, int] = {}
    key = np.array([ids.setdefault(s.key, len(ids)) for s in spans])
    m = len(ids)
    count = np.bincount(key, minlength=m).astype(np.float32)
    before, after = table[first - 1], table[end]
    spaced = table[first][:, _AT["joined"]] > 0
    behind = after[:, _AT["joined"]] > 0

    def share(flag: NDArray[np.bool_]) -> NDArray[np.float32]:
        return (np.bincount(key, weights=flag, minlength=m) / count)[key].astype(np.float32)

    whole = np.array([True] * len(spans))
    whole &= ~((before[:, _AT["capital"]] > 0) & spaced) & ~((after[:, _AT["capital"]] > 0) & behind)
    return [
        np.log1p(count)[key],
        share((before[:, _AT["in"]] > 0) & spaced),
        share((after[:, _AT["container"]] > 0) & (after[:, _AT["comma"]] > 0)),
        share(
            ((before[:, _AT["given"]] > 0) | (before[:, _AT["title"]] > 0)) & (before[:, _AT["capital"]] > 0) & spaced
        ),
        share((after[:, _AT["speech"]] > 0) & behind),
        share(whole),
        share(table[first][:, _AT["lower_twin"]] > 0),
    ]


def country_votes(contexts: Sequence[Context], spans: Sequence[Sequence[Span]]) -> Counter[str]:
    """Return how often each country is named, by name, demonym or a place that only it has."""
    votes: Counter[str] = Counter()
    peoples = demonyms()
    for s in chain.from_iterable(spans):
        country = peoples.get(s.key)
        if country:
            votes[country] += 1
    for context, part in zip(contexts, spans, strict=True):
        for s in part:
            if s.entry is None or any(context.role[k] == "person" for k in range(s.first, s.end)):
                continue
            top = s.entry.places[0]
            if top.kind == "country":
                votes[top.country or ""] += 2
            elif len(s.entry.countries) == 1 and top.population >= 10_000:
                votes[top.country or ""] += 1
    del votes[""]
    return votes


def unit_votes(context: Context, spans: Sequence[Span]) -> Counter[str]:
    """Return how often each admin-1 unit is named, by name or by a larger town that only it has."""
    votes: Counter[str] = Counter()
    for s in spans:
        if s.entry is None or any(context.role[k] == "person" for k in range(s.first, s.end)):
            continue
        top = s.entry.places[0]
        units = {p.admin1 for p in s.entry.places[:_LEADING] if p.admin1}
        if top.admin1 and (top.kind == "admin1" or (len(units) == 1 and top.population >= 10_000)):
            votes[top.admin1] += 2 if top.kind == "admin1" else 1
    return votes
