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
from geo.toponyms.profiles import LIKE
from geo.toponyms.token_rows import AT, TOKEN, Matrix, token_rows
from geo.toponyms.tokens import OPENING
from geo.toponyms.words import demonyms, words

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


def rows(context: Context, spans: Sequence[Span], votes: Counter[str]) -> Matrix:
    """Return the feature matrix of the candidates of one field: a row each, columns ``NAMES``."""
    if not spans:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    table = token_rows(context, spans)
    first = np.array([s.first for s in spans])
    end = np.array([s.end for s in spans])
    # Index -1 and -2 and everything behind the last token meet the rows of zeros.
    at = np.column_stack([first - 2, first - 1, first, end - 1, end, end + 1]) % len(table) * len(TOKEN)
    result = np.empty((len(spans), len(NAMES)), dtype=np.float32)
    result[:, : len(_WHERE)] = table.ravel().take(at[:, _WHERE] + _WHAT)
    _own(context, spans, votes, table, first, end, result[:, len(_WHERE) :])
    return result


_WHERE = np.array([i for i, (_, _, names) in enumerate(_CONTEXT) for _ in names])
"""For each column of the context which of the tokens around it is of."""
_WHAT = np.array([AT[name] for _, _, names in _CONTEXT for name in names])


def _own(
    context: Context,
    spans: Sequence[Span],
    votes: Counter[str],
    table: Matrix,
    first: NDArray[np.int64],
    end: NDArray[np.int64],
    out: Matrix,
) -> None:
    """Fill in the columns ``_OWN``."""
    tokens = context.tokens
    count = len(tokens)
    ids: dict[str, int] = {}
    name = np.array([ids.setdefault(s.key, len(ids)) for s in spans])
    of_names = _names(context, spans, votes)
    opening = {i for i, t in enumerate(tokens) if t.gap in OPENING and t.key in context.lower}
    function = words("function")
    blocks: list[tuple[float, ...]] = []
    behind: dict[int, float] = {}
    ahead: dict[int, float] = {}
    for s in spans:
        start, stop = context.run[s.first]
        while start < s.first and (start in opening or tokens[start].key in function):
            start += 1
        if s.end not in behind:
            after = hints.kind_after(context, s.end)
            behind[s.end] = _HINTS.get(after[0], 6.0) if after else 0.0
        if s.first not in ahead:
            before = hints.kind_before(context, s.first) if s.first > 1 else None
            ahead[s.first] = _HINTS.get(before[0], 6.0) if before else 0.0
        blocks.append((
            s.end - s.first, tokens[s.end - 1].possessive, stop - start, s.first - start, stop - s.end,
            _whole(context, s) if s.first == start and s.end == stop else 0.0, behind[s.end], ahead[s.first],
        ))  # fmt: skip
    block = np.array(blocks, dtype=np.float32)
    out[:, :2] = block[:, :2]
    out[:, _NAMED] = of_names[name, :-1]
    out[:, _IN_RUN] = block[:, 2:6]
    out[:, _HINTED] = block[:, 6:]
    out[:, _OWN_AT["abbreviation"]] = of_names[name, -1]
    freq = table[:, AT["frequency"]]
    inside = first[:, None] + np.arange(int((end - first).max()))
    within = inside < end[:, None]
    each = freq[np.minimum(inside, count)]
    out[:, _OWN_AT["least_frequency"]] = np.where(within, each, np.inf).min(axis=1)
    out[:, _OWN_AT["most_frequency"]] = np.where(within, each, -np.inf).max(axis=1)
    out[:, _OWN_AT["mean_frequency"]] = np.where(within, each, np.float32(0.0)).sum(axis=1) / (end - first)
    out[:, _OWN_AT["longer_known"]], out[:, _OWN_AT["part_known"]] = _cover(spans)
    for column, values in enumerate(_same(name, len(ids), table, first, end), _OWN_AT["same_words"]):
        out[:, column] = values
    known = out[:, _OWN_AT["indexed"]] > 0
    starts = np.zeros(count + 3, dtype=np.float32)
    ends = np.zeros(count + 3, dtype=np.float32)
    size = out[:, _OWN_AT["log_population"]] + 3.0 * out[:, _OWN_AT["is_country"]] + 2.0 * out[:, _OWN_AT["is_admin1"]]
    np.maximum.at(starts, first[known], size[known])
    np.maximum.at(ends, end[known], size[known])
    comma = table[:, AT["comma"]]
    ands = np.array([*(t.key == "and" for t in tokens), False, False], dtype=np.float64)
    out[:, _OWN_AT["position"]] = first / max(count, 1)
    out[:, _OWN_AT["previous_known"]] = np.where(
        comma[first] > 0, ends[first], ends[np.maximum(first - 1, 0)] * ands[first - 1]
    )
    out[:, _OWN_AT["next_known"]] = np.where(
        comma[end] > 0, starts[end], starts[np.minimum(end + 1, count)] * ands[end]
    )


_OWN_AT = {name: i for i, name in enumerate(_OWN)}
_NAMED = slice(_OWN_AT["indexed"], _OWN_AT["run_words"])
_IN_RUN = slice(_OWN_AT["run_words"], _OWN_AT["least_frequency"])
_HINTED = slice(_OWN_AT["hint"], _OWN_AT["abbreviation"])


def _names(context: Context, spans: Sequence[Span], votes: Counter[str]) -> Matrix:
    """Return what is known of each name wherever it stands, in order of first sight: ``_NAMED``, and whether it is short."""
    total = votes.total() or 1
    units = unit_votes(context, spans)
    some = units.total() or 1
    peoples = demonyms()
    nothing = (0.0,) * (len(STATS) + 4)
    found: dict[str, tuple[float, ...]] = {}
    for s in spans:
        if s.key in found:
            continue
        e, people = s.entry, peoples.get(s.key)
        told = nothing
        if e is not None:
            share = max((votes[c] for c in e.countries), default=0) / total
            unit = max((units[p.admin1] for p in e.places[:_LEADING] if p.admin1), default=0) / some
            told = (1.0, *e.stats, share, share > 0, unit)
        short = len(s.key) <= 4 and e is not None and e.stats[_OWN_NAME] == 0.0
        found[s.key] = (*told, people is not None, people == "", short)
    return np.array([*found.values()], dtype=np.float32)


_OWN_NAME = STATS.index("own_name")


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
    name: NDArray[np.int64], names: int, table: Matrix, first: NDArray[np.int64], end: NDArray[np.int64]
) -> list[NDArray[np.float32]]:
    """Return how the article uses the same words in all their places together."""
    count = np.bincount(name, minlength=names).astype(np.float32)
    flags = table[:, _USE] > 0
    before, here, after = flags[first - 1].T, flags[first].T, flags[end].T
    capital_before, in_, given, title = before[0], before[1], before[2], before[3]
    joined, twin = here[4], here[5]
    capital_after, joined_after, container, comma, speech = after[0], after[4], after[6], after[7], after[8]

    def share(flag: NDArray[np.bool_]) -> NDArray[np.float32]:
        return (np.bincount(name, weights=flag, minlength=names) / count)[name].astype(np.float32)

    return [
        np.log1p(count)[name],
        share(in_ & joined),
        share(container & comma),
        share((given | title) & capital_before & joined),
        share(speech & joined_after),
        share(~(capital_before & joined) & ~(capital_after & joined_after)),
        share(twin),
    ]


_USE = [
    AT[name] for name in ("capital", "in", "given", "title", "joined", "lower_twin", "container", "comma", "speech")
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
