"""What "the city", "the camp", "there" and "the capital" stand for."""

from __future__ import annotations

from collections.abc import Sequence

from geo.events import roster
from geo.events.clauses import Sentence
from geo.events.places import ANCHOR, SKIP, TOWARD, PlaceRef
from geo.events.words import phrases, starts_with_any, words
from geo.model import Mention, Toponym

SETTLED = frozenset(("settlement", "camp", "facility"))
REMEMBERED = 12
"""Places looked back over for the last camp or hospital."""


class Topics:
    """The places told of last, in order.

    Parameters
    ----------
    toponyms : sequence of Toponym
        Of the article: "the capital" is the one of the theatre, if it is named anywhere.
    theatre : str or None
        ISO country.
    """

    def __init__(self, toponyms: Sequence[Toponym], theatre: str | None) -> None:
        self._last: list[Toponym] = []
        self._capital = next((t for t in toponyms if theatre and _capital_of(t) == theatre), None)

    def read(self, refs: Sequence[PlaceRef]) -> None:
        """Remember the places of a sentence."""
        for r in refs:
            named = r.role not in (SKIP, ANCHOR, TOWARD) and (r.place is None or r.place.kind in SETTLED)
            if named:
                self._last = [*self._last, r.toponym][-REMEMBERED:]

    def echoes(self, s: Sentence, named: Sequence[Toponym]) -> list[Toponym]:
        """Return a known place again wherever "the city", "the camp" or "there" stands for it."""
        found: list[Toponym] = []
        index = phrases("topic_settlement")
        for k, word in enumerate(s.lowers):
            n = starts_with_any(s.lowers, k, "topic_settlement") if word in index else 0
            if not n or not _free(s, k, n):
                continue
            start, end = s.tokens[k].start, s.tokens[k + n - 1].end
            if any(t.mention.start < end and start < t.mention.end for t in named):
                continue
            own = [t for t in named if t.mention.end <= start and (t.place is None or t.place.kind in SETTLED)]
            thing = s.lowers[k + n - 1]
            if thing in words("topic_town"):
                own = [t for t in own if t.place is None or t.place.kind == "settlement"]
            fits = [t for t in own if thing in t.mention.text.lower() or (t.place and t.place.kind == thing)] or own
            meant = fits[-1] if fits and thing != "capital" else self._meant(thing, self._last)
            if meant is None:
                continue
            text = s.words(k, k + n) if meant.place is not None else meant.mention.text
            mention = Mention(field=s.field, start=start, end=end, text=text)
            found.append(Toponym(mention=mention, place=meant.place, score=meant.score, reason="stands for it"))
        return found

    def _meant(self, thing: str, known: Sequence[Toponym]) -> Toponym | None:
        if thing == "capital":
            return self._capital
        if thing in words("topic_thing"):
            fits = [t for t in known if thing in t.mention.text.lower() or (t.place and t.place.kind == thing)]
            return fits[-1] if fits else None
        if thing in words("topic_town"):
            fits = [t for t in known if t.place is None or t.place.kind == "settlement"]
            return fits[-1] if fits else None
        return known[-1] if known else None


def _capital_of(t: Toponym) -> str | None:
    place = t.place
    if place is None or place.kind not in ("settlement", "admin1"):
        return None
    return place.country if roster.capitals().get(t.mention.text.lower()) == place.country else None


def _free(s: Sentence, k: int, n: int) -> bool:
    """Whether the words stand for a place: not "the city council", not "there are"."""
    token = s.tokens[k]
    after = s.lowers[k + n] if k + n < len(s.tokens) else ""
    before = s.lowers[k - 1] if k else ""
    if token.lower == "its" or after in ("of", "council", "hall", "mayor", "authorities", "government"):
        return False
    opens = after in words("be", "have", "forecast") or before in ("", "out", "over") or k == 0
    if token.lower == "there" and opens:
        return False
    return not (k + n < len(s.tokens) and s.tokens[k + n].capitalised and s.tokens[k + n].is_word)
