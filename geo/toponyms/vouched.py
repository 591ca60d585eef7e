"""Names that the words around vouch for although the model, fitted on peacetime news, doubts them.

Villages of a war zone are rare words: "captured Hlyboke, Qadvorivka and Lyptsi" makes all three places when one is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.toponyms import hints
from geo.toponyms.candidates import Span
from geo.toponyms.context import Context
from geo.toponyms.words import demonyms, words

LEAST = 0.1
"""Below this not even its neighbours make a word a place name."""
SURE = 0.38
"""A neighbour vouches when it is itself taken for a place."""
_CALLED = frozenset({"settlement", "admin1", "district", "camp"})
_DWELLERS = frozenset(
    {"residents", "inhabitants", "people", "families", "villagers", "outskirts", "streets", "fall", "capture", "siege"}
)
_MOST_WORDS = 3


def vouched(context: Context, spans: Sequence[Span], p: NDArray[np.float64], accept: float) -> NDArray[np.float64]:
    """Return the probabilities, those of names that the text vouches for raised to ``accept``.

    Parameters
    ----------
    context : Context
    spans : sequence of Span
    p : array of float, shape (spans,)
    accept : float
        The probability from which a candidate is taken.
    """
    result = p.copy()
    open_ = [i for i, s in enumerate(spans) if LEAST <= p[i] < accept and _whole(context, s)]
    for i in open_:
        s = spans[i]
        before = hints.kind_before(context, s.first)
        attacked = context.spaced(s.first) and context.key(s.first - 1) in words("assault")
        dwelt = context.key(s.first - 1) == "of" and context.key(s.first - 2) in _DWELLERS and s.entry is not None
        if (before and before[0] in _CALLED) or attacked or dwelt:
            result[i] = accept
    starts = {s.first: i for i, s in enumerate(spans) if p[i] >= SURE and _town(s)}
    ends = {s.end: i for i, s in enumerate(spans) if p[i] >= SURE and _town(s)}
    changed = True
    while changed:
        changed = False
        for i in open_:
            s = spans[i]
            if result[i] >= accept and starts.get(s.first) == i:
                continue
            if _next_start(context, s) in starts or _previous_end(context, s) in ends:
                result[i] = max(result[i], accept)
                starts[s.first] = ends[s.end] = i
                changed = True
    return result


def _town(s: Span) -> bool:
    return (
        s.entry is not None
        and any(q.kind == "settlement" for q in s.entry.places)
        and s.entry.places[0].kind != "country"
    )


def _whole(context: Context, s: Span) -> bool:
    """Whether a candidate is a short run of capitals of its own, no person, organisation or people."""
    tokens = context.tokens
    if (
        s.end - s.first > _MOST_WORDS
        or s.key in demonyms()
        or any(context.role[s.first : s.end])
        or context.heading[s.first]
    ):
        return False
    joined_before = context.joined(s.first) and tokens[s.first - 1].capital
    joined_after = context.joined(s.end) and tokens[s.end].capital and not tokens[s.end - 1].possessive
    return tokens[s.first].capital and not tokens[s.first].opens_sentence and not joined_before and not joined_after


def _next_start(context: Context, s: Span) -> int:
    """Return the first token of the next name of a list, -1 where no list goes on."""
    if s.end < len(context.tokens) and context.tokens[s.end].gap == ",":
        return s.end + 1 if context.key(s.end) in {"and", "or"} else s.end
    return s.end + 1 if context.key(s.end) in {"and", "or"} else -1


def _previous_end(context: Context, s: Span) -> int:
    """Return the token after the previous name of a list, -1 where there is none."""
    if context.tokens[s.first].gap == ",":
        return s.first
    if s.first > 1 and context.key(s.first - 1) in {"and", "or"}:
        return s.first - 1
    return -1
