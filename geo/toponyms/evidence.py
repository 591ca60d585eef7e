"""How strongly the words around, the gazetteer and the rest of the article speak for a place name.

The weights are round numbers, chosen on general grounds; a learned model may stand in their place.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from geo.gazetteer import name_key
from geo.model import Place
from geo.toponyms import hints
from geo.toponyms.containers import containers
from geo.toponyms.context import Context, unknown_capital
from geo.toponyms.words import capitals, common_words, demonyms, first_names, words

_FEWEST_CASELESS = 5_000
"""In a script without capitals any word may be a village's name; only larger places count."""
_NEVER = -9.0


@dataclass(slots=True)
class Span:
    """A stretch of tokens that the gazetteer knows, on trial."""

    first: int
    end: int
    key: str
    places: list[Place]
    score: float = 0.0
    hint: str | None = None
    country: str | None = None
    stop: int = 0
    """Token after the mention, the kind word of a bridge or road included."""


def _prior(p: Place) -> float:
    """Return how likely a word that is the name of this place means a place at all."""
    if p.kind == "country":
        return 3.0
    if p.kind == "admin1":
        return 1.6
    if p.kind != "settlement":
        return 2.4
    if p.id.startswith("town:"):
        return 1.2
    steps = ((1_000_000, 2.2), (200_000, 1.7), (50_000, 1.2), (10_000, 0.7), (2_000, 0.3), (500, 0.0))
    return next((v for least, v in steps if p.population >= least), -0.3)


def weigh(context: Context, s: Span, votes: Counter[str], surnames: set[str]) -> float:
    """Return the sum of the signals for this stretch being a place name; sets its kind hint."""
    tokens = context.tokens
    first, end = tokens[s.first], tokens[s.end - 1]
    total = votes.total() or 1
    best = max(s.places, key=lambda p: _prior(p) + votes[p.country or ""] / total)
    score = _prior(best) + min(1.0, 1.5 * votes[best.country or ""] / total)
    n = s.end - s.first
    if first.caseless:
        return score + 1.0 if best.kind != "settlement" or best.population >= _FEWEST_CASELESS else _NEVER
    if n == 1 and (first.text.isdigit() or len(s.key) == 1):
        return _NEVER
    if n == 1 and best.kind == "admin1" and len(s.key) <= 5 and name_key(best.name) != s.key:
        # "Va.", "TX": only behind a town.
        return 3.0 if first.gap == "," and s.first and tokens[s.first - 1].capital else _NEVER
    if n == 1 and len(s.key) <= 2 and not (first.text.isupper() or "." in first.text):
        return _NEVER
    if n == 1 and s.key in demonyms() and best.kind == "settlement" and not _container(context, s):
        return _NEVER
    if n > 1:
        score += 0.8
    before, after = context.key(s.first - 1), context.key(s.end)
    spaced_before, spaced_after = context.spaced(s.first), context.spaced(s.end) and not end.possessive
    set_hint(context, s)
    if s.hint:
        score += 1.5 if s.hint in {"admin1", "settlement", "district", "bridge", "road", "coast", "camp"} else 0.8
    if spaced_before:
        if before in words("in"):
            score += 1.5
        elif before in words("to"):
            score += 0.7
        elif before in words("direction"):
            score += 1.0
        elif before == "the" and best.kind == "settlement" and not s.hint:
            score -= 0.8
    common = n == 1 and s.key in common_words()
    if common:
        plain = s.key in context.lower or first.opens_sentence or context.heading[s.first]
        score -= 2.0 if plain or (s.first, s.end) != context.run[s.first] else 1.2
        if s.key in words("title", "direction", "organisation") and not s.hint:
            score -= 1.0
    if n == 1 and s.key in first_names():
        score -= 1.2
    if n == 1 and s.key in surnames:
        score -= 1.2 if spaced_before and before in words("in") else 3.0
    roles = {context.role[k] for k in range(s.first, s.end)}
    whole = (s.first, s.end) == context.run[s.first] or n > 1
    if "person" in roles:
        score -= 1.0 if whole and best.population >= 100_000 and n > 1 else 3.5
    if context.heading[s.first]:
        score -= 0.3 if common else 0.0
    else:
        if context.joined(s.first) and unknown_capital(context, s.first - 1) and not tokens[s.first - 1].opens_sentence:
            score -= 1.8
        elif context.joined(s.first) and unknown_capital(context, s.first - 1):
            score -= 1.2
        if (
            spaced_after
            and context.joined(s.end)
            and s.stop == s.end
            and unknown_capital(context, s.end)
            and s.hint is None
        ):
            score -= 1.5
        elif (
            spaced_after
            and context.joined(s.end)
            and s.stop == s.end
            and s.hint is None
            and tokens[s.end].capital
            and after in common_words()
        ):
            score -= 1.2
        if n == 1 and s.key in words("before_place") and context.joined(s.end) and tokens[s.end].capital:
            score -= 2.5
        if first.opens_sentence and best.kind == "settlement" and n == 1:
            score -= 0.4
    if spaced_after and after in words("speech") and best.kind == "settlement" and s.key not in capitals():
        score -= 1.2
    if _container(context, s):
        score += 1.8
    return score


def _container(context: Context, s: Span) -> bool:
    """Whether ", Texas" or ", Syria" follows: the span gets the country."""
    for k in (s.end,):
        if k < len(context.tokens) and context.tokens[k].gap == "," and context.tokens[k].capital:
            for n in (3, 2, 1):
                if k + n > len(context.tokens) or not all(context.joined(k + m) for m in range(1, n)):
                    continue
                key = " ".join(context.key(k + m) for m in range(n))
                if key in containers():
                    codes = containers()[key]
                    for p in s.places:
                        for code in codes:
                            if p.kind == "settlement" and (p.country == code or p.admin1 == code):
                                s.country = code.partition(".")[0]
                                return True
    return False


def set_hint(context: Context, s: Span) -> None:
    """Set the kind that the words around demand, and where the mention ends."""
    s.stop = s.end
    after = hints.kind_after(context, s.end)
    if after:
        s.hint, s.stop = after
        return
    appositive = hints.kind_in_apposition(context, s.end)
    if appositive:
        s.hint = appositive
        return
    before = hints.kind_before(context, s.first)
    if before:
        s.hint, s.country = before[0], before[1] or s.country
