"""Names that the words around vouch for although the model, fitted on peacetime news, doubts them.

Villages of a war zone are rare words: "captured Hlyboke, Qadvorivka and Lyptsi" makes all three places when one is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.toponyms import hints
from geo.toponyms.candidates import Span
from geo.toponyms.context import Context
from geo.toponyms.lookups import STATS
from geo.toponyms.profiles import profiles
from geo.toponyms.words import demonyms, words

LEAST = 0.1
"""Below this not even its neighbours make a word a place name."""
LEAST_KNOWN = 0.03
"""... unless the index has the name, and it is no English word and nobody's."""
SURE = 0.38
"""A neighbour vouches when it is itself taken for a place."""
_CALLED = frozenset({"settlement", "admin1", "district", "camp"})
_DWELLERS = frozenset(
    {"residents", "inhabitants", "people", "families", "villagers", "outskirts", "streets", "fall", "capture", "siege"}
)
LEAST_UNKNOWN = 0.1
CERTAIN = 0.9
"""A name this likely in the text is one in a heading too."""
REPEATED = 3
"""... and so is one that the text has this often, each time taken for a place."""
LIKELY_AT_HOME = 0.3
"""Enough for a name of the country that the article names most."""
_MOST_WORDS = 3
_OWN_NAME = STATS.index("own_name")
_AT = frozenset(
    {
        "in",
        "at",
        "near",
        "outside",
        "around",
        "inside",
        "from",
        "to",
        "of",
        "towards",
        "reached",
        "reach",
        "by",
        "round",
    }
)
_LEAVING = frozenset({"left", "leave", "leaves", "leaving"})
_PARTICLE = 3
"""Words up to this length ("al", "El", "Um") say nothing of a name."""
_RARE = 2.5
"""Zipf frequency of an English word; place names of far countries are below or unknown."""
_NAMES = 3
"""First columns of a profile: frequency, surname, given name."""


def vouched(
    context: Context, spans: Sequence[Span], p: NDArray[np.float64], accept: float, votes: Counter[str]
) -> NDArray[np.float64]:
    """Return the probabilities, those of names that the text vouches for raised to ``accept``.

    Parameters
    ----------
    context : Context
    spans : sequence of Span
    p : array of float, shape (spans,)
    accept : float
        The probability from which a candidate is taken.
    votes : Counter
        How often the article names each country.
    """
    result = p.copy()
    far = [
        i
        for i, s in enumerate(spans)
        if LEAST_KNOWN <= p[i] < accept and _whole(context, s) and (_foreign(context, s) or _at_home(s, votes))
    ]
    located = {spans[i].key for i in far if _located(context, spans[i], float(p[i]))}
    for i in far:
        # What is a place once is one throughout the article.
        if spans[i].key in located:
            result[i] = accept
    below = [(s.key, float(p[i])) for i, s in enumerate(spans) if p[i] >= accept and not context.heading[s.first]]
    often = Counter(key for key, _ in below)
    elsewhere = {key for key, likely in below if likely >= CERTAIN or often[key] >= REPEATED}
    for i, s in enumerate(spans):
        # In a heading capitals say nothing; the text below does.
        if LIKELY_AT_HOME <= p[i] < accept and context.heading[s.first] and s.key in elsewhere:
            result[i] = accept
    open_ = [i for i, s in enumerate(spans) if LEAST <= p[i] < accept and _whole(context, s)]
    for i in open_:
        s = spans[i]
        before = hints.kind_before(context, s.first)
        attacked = context.spaced(s.first) and context.key(s.first - 1) in words("assault")
        dwelt = context.key(s.first - 1) == "of" and context.key(s.first - 2) in _DWELLERS and s.entry is not None
        if (
            (before and before[0] in _CALLED)
            or attacked
            or dwelt
            or _based(context, s)
            or _of_the_country(s, float(p[i]), votes)
        ):
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


def _located(context: Context, s: Span, p: float) -> bool:
    """Whether what stands before a name is said of places: "at Adan Yabaal", "reached Mahaday"."""
    before = context.key(s.first - 1)
    if not context.spaced(s.first):
        return False
    if s.entry is not None:
        # "left Kidal for Gao"
        onward = before == "for" and any(
            context.key(k) in _LEAVING or context.key(k) in words("move") for k in (s.first - 3, s.first - 4)
        )
        foreign = _foreign(context, s)
        return onward or before in words("assault") or (foreign and before in words("in", "to", "move"))
    return p >= LEAST_UNKNOWN and before in _AT


def _foreign(context: Context, s: Span) -> bool:
    """Whether no word of a name is an English word or anybody's name: what is left are names of far places."""
    keys = [t.key for t in context.tokens[s.first : s.end] if len(t.key) > _PARTICLE]
    if not keys:
        return False
    known = profiles(keys)[:, :_NAMES]
    rare = (known[:, 0] < _RARE) & ~known[:, 1:].any(axis=1)
    return bool(rare.any() if s.entry is not None else rare.all())


def _at_home(s: Span, votes: Counter[str]) -> bool:
    """Whether a name is that of a place in the country that the article names most."""
    if s.entry is None or not votes or not s.entry.stats[_OWN_NAME]:
        return False
    return s.entry.places[0].country == votes.most_common(1)[0][0]


def _of_the_country(s: Span, p: float, votes: Counter[str]) -> bool:
    """Whether a name is borne in the country spoken of and likely, or of several words and borne nowhere else ("Ain Issa")."""
    if s.entry is None or not _at_home(s, votes):
        return False
    return p >= LIKELY_AT_HOME or (s.end - s.first > 1 and len(s.entry.countries) == 1)


def _based(context: Context, s: Span) -> bool:
    """Whether a known name is said to be somebody's seat or sponsor: "Kent-based", "EU-backed"."""
    if s.entry is None or s.end >= len(context.tokens) or context.tokens[s.end].gap != "-":
        return False
    return context.key(s.end) == "based" or context.key(s.end) in words("compound_actor")


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
    before = s.first - 1
    # "At Gatumba": the capital is the sentence's.
    opens = before >= 0 and tokens[before].opens_sentence and tokens[before].key in words("in", "to", "function")
    joined_before = context.joined(s.first) and tokens[before].capital and not opens
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
