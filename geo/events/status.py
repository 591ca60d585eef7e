"""Whether a statement describes the present: denied, forecast, historical, claimed, asserted, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.events.clauses import Clause, Sentence
from geo.events.lexicon import Hit
from geo.events.speakers import Speech
from geo.events.times import RECENT_DAYS, TimeRef
from geo.events.words import holds_any, phrases, starts_with_any, words
from geo.model import Status

NEWS_DAYS = 35
"""How old an event may be that a verb tells as news: chosen, "last month" still is; "in 2014" is not."""


@dataclass
class Background:
    """Whether the paragraph so far speaks of the past."""

    paragraph: int = -1
    past: bool = False

    def read(self, s: Sentence, times: Sequence[TimeRef], published: date | None) -> None:
        """Update with a sentence: history sticks through the paragraph until a new date or "now"."""
        if s.paragraph != self.paragraph:
            self.paragraph, self.past = s.paragraph, False
        current = any(_current(t, published) for t in times) or _has(s, 0, len(s.tokens), "present")
        past = any(_past(t, published, NEWS_DAYS) and (t.year_named or t.vague_past or _dated(t)) for t in times)
        if past and not current:
            self.past = True
        elif current:
            self.past = False


def _past(t: TimeRef, published: date | None, days: int = RECENT_DAYS) -> bool:
    if t.vague_past:
        return True
    if t.span.end is None:
        return False
    if published is None:
        return t.year_named
    return t.span.end < published - timedelta(days=days)


def _reach(hit: Hit, t: TimeRef) -> int:
    """Return how old news may be: what is told by a verb ("retook it last month") is news for some weeks."""
    span = t.span.end - t.span.start if t.span.start and t.span.end else timedelta()
    return NEWS_DAYS if hit.pos != "noun" and span <= timedelta(days=31) else RECENT_DAYS


def _ongoing(s: Sentence, hit: Hit) -> bool:
    """Whether a verb tells of what goes on: "has been advancing", "is closing in"."""
    before = s.lowers[max(0, hit.i - 4) : hit.i]
    return hit.pos == "verb" and hit.form == "ing" and any(w in ("has", "have", "is", "are", "'s") for w in before)


def _current(t: TimeRef, published: date | None) -> bool:
    if published is None or t.span.end is None:
        return False
    return published - timedelta(days=RECENT_DAYS) <= t.span.end <= published + timedelta(days=1)


def _dated(t: TimeRef) -> bool:
    return t.span.end is not None


def _has(s: Sentence, i: int, j: int, name: str) -> bool:
    return holds_any(s.lowers, i, j, name)


def own_times(s: Sentence, hit: Hit, clause: Clause, times: Sequence[TimeRef]) -> list[TimeRef]:
    """Return the time expressions of the trigger's clause, else of the sentence, the nearest first."""
    inside = [t for t in times if clause.i <= t.i < clause.j]
    pool = inside or list(times)
    if _ongoing(s, hit):
        pool = [t for t in pool if t.i > hit.i or "and" not in s.lowers[t.j : hit.i]]
    return sorted(pool, key=lambda t: min(abs(t.i - hit.j), abs(hit.i - t.j)))


def status_of(
    s: Sentence,
    hit: Hit,
    clause: Clause,
    times: Sequence[TimeRef],
    speech: Speech | None,
    background: Background,
    published: date | None,
) -> Status:
    """Return the status of a trigger.

    Parameters
    ----------
    times : sequence of TimeRef
        Of the sentence.
    speech : Speech or None
        Reported speech that the trigger stands in.
    background : Background
        Updated with this sentence.
    """
    left = max(clause.i, hit.i - 9)
    opener = clause.opener
    if (
        (speech and speech.denial)
        or _denied(s, hit, left)
        or _has(s, hit.j, min(len(s.tokens), hit.j + AFTER), "denial_after")
    ):
        return "denied"
    if opener in words("conditional") or _forecast(s, hit, left):
        return "forecast"
    own = own_times(s, hit, clause, times)
    if _ongoing(s, hit):
        return "claimed" if speech else "asserted"
    if own and published and own[0].span.start and own[0].span.start > published:
        return "forecast"
    if own and _past(own[0], published, _reach(hit, own[0])):
        return "historical"
    perfect = hit.pos == "verb" and any(w in ("has", "have") for w in s.lowers[max(clause.i, hit.i - 3) : hit.i])
    if background.past and not (perfect or _present(s, hit)) and not any(_current(t, published) for t in own):
        return "historical"
    if _has(s, left, min(len(s.tokens), hit.j + 5), "history") and not any(_current(t, published) for t in own):
        return "historical"
    return "claimed" if speech else "asserted"


def _present(s: Sentence, hit: Hit) -> bool:
    """Whether a verb stands in the present tense: "retain control of", not "to retain" or "would retain"."""
    before = s.lowers[hit.i - 1] if hit.i else ""
    return hit.pos == "verb" and (hit.form == "s" or (hit.form == "base" and before not in words("before_infinitive")))


def never_happened(s: Sentence, hit: Hit, clause: Clause, speech: Speech | None) -> bool:
    """Whether the article itself says that something did not happen ("unable to leave"): nobody claimed or denied it."""
    k = _negation(s, hit, max(clause.i, hit.i - 9))
    return k >= 0 and speech is None and not starts_with_any(s.lowers, k, "denial")


def _denied(s: Sentence, hit: Hit, left: int) -> bool:
    return _negation(s, hit, left) >= 0


def _negation(s: Sentence, hit: Hit, left: int) -> int:
    """Return the token of the negation that governs a trigger, or -1."""
    index = phrases("negation")
    for k in range(left, hit.i):
        n = starts_with_any(s.lowers, k, "negation") if s.lowers[k] in index else 0
        if n and s.lowers[k : k + 2] not in (
            ["not", "only"],
            ["no", "longer"],
            ["no", "fewer"],
            ["no", "less"],
            ["not", "less"],
        ):
            near = hit.i - (k + n)
            limit = 3 if s.lowers[k] in ("no", "without", "neither", "nor", "nobody") else 6
            if near <= limit and not any(w in (",", ";", "but") for w in s.lowers[k + n : hit.i]):
                return k
    return -1


AHEAD = ("be due to", "be to ", "be set to", "be scheduled to", "be expected to")
"""Beginnings of phrases that announce: "are due to meet"."""
AFTER = 14
"""Words after a trigger within which it may be called untrue: "reports that the crossing had reopened were false"."""

PLANNABLE = frozenset(
    (
        "talks",
        "agreement",
        "protest",
        "labour_strike",
        "deployment",
        "withdrawal",
        "evacuation",
        "return",
        "aid",
        "advance",
    )
)
"""What is announced before it happens: "talks ... are due to resume"."""


def _forecast(s: Sentence, hit: Hit, left: int) -> bool:
    announced = hit.pos == "noun" and hit.trigger.type in PLANNABLE
    if announced and holds_any(s.lowers, hit.j, min(len(s.tokens), hit.j + 7), "forecast_after"):
        return True
    if hit.trigger.phrase.startswith(AHEAD):
        return True
    index = phrases("forecast")
    for k in range(left, hit.i):
        if s.lowers[k] not in index:
            continue
        n = starts_with_any(s.lowers, k, "forecast")
        gap = hit.i - (k + n)
        if (
            hit.form == "ing"
            and hit.pos == "verb"
            and gap > 2
            and s.lowers[hit.i - 1] not in ("by", "of", "and", "start", "begin")
        ):
            continue
        if n and gap <= 6:
            if s.lowers[k] == "may" and s.tokens[k].capitalised and k:
                continue
            return True
    return any(w in words("conditional") for w in s.lowers[max(0, hit.i - 6) : hit.i])
