"""One sentence with everything that was read in it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from geo.events import roster
from geo.events.actors import Cast
from geo.events.clauses import Clause, Sentence, clauses
from geo.events.figures import Quantity, quantities
from geo.events.lexicon import act_forms
from geo.events.names import acts
from geo.events.places import AT, BARE, SKIP, PlaceRef, place_refs
from geo.events.refs import ActorRef
from geo.events.speakers import Speech, speeches
from geo.events.times import TimeRef, times
from geo.events.topics import Topics
from geo.events.unlocated import unlocated
from geo.events.words import speech_verbs, words
from geo.model import Actor, Article, Place, Toponym

PRONOUN_REACH = 6
"""Words within which a pronoun is still the subject: "On Thursday they reached"."""
QUOTES = frozenset("“”\"‘’'")
"""Quotation marks, opening and closing."""


@dataclass
class Scene:
    """A sentence, its clauses, actors, places, counts, times and reported speech."""

    sentence: Sentence
    clauses: list[Clause]
    actors: list[ActorRef]
    places: list[PlaceRef]
    quantities: list[Quantity]
    times: list[TimeRef]
    speeches: list[Speech]
    countries: dict[str, Place] = field(default_factory=dict)
    muted: frozenset[int] = frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the sentence, as a set."""
        return frozenset(self.sentence.lowers)

    @cached_property
    def acted(self) -> frozenset[int]:
        """The tokens of actors."""
        return frozenset(k for a in self.actors for k in range(a.i, a.j))

    @cached_property
    def placed(self) -> frozenset[int]:
        """The tokens of places that are read as such."""
        return frozenset(k for r in self.places if r.role != SKIP for k in range(r.i, r.j))

    @cached_property
    def dated(self) -> frozenset[int]:
        """The tokens of time expressions."""
        return frozenset(k for t in self.times for k in range(t.i, t.j))

    def clause(self, k: int) -> Clause:
        """Return the clause that holds token ``k``."""
        for c in self.clauses:
            if c.i <= k < c.j:
                return c
        return Clause(0, len(self.sentence.tokens))

    def speech(self, k: int) -> Speech | None:
        """Return the innermost reported speech that holds token ``k``."""
        inside = [s for s in self.speeches if s.i <= k < s.j and s.verb != k]
        return max(inside, key=lambda s: s.i) if inside else None


class Stage:
    """Build the scenes of an article in order; remembers the topic and the last speaker."""

    def __init__(self, article: Article, cast: Cast, toponyms: Sequence[Toponym]) -> None:
        self.article = article
        self.cast = cast
        self._by_field = {
            name: sorted((t for t in toponyms if t.mention.field == name), key=lambda t: t.mention.start)
            for name in ("title", "text")
        }
        self._next = {"title": 0, "text": 0}
        self._countries = {
            t.place.country: t.place
            for t in toponyms
            if t.place is not None and t.place.kind == "country" and t.place.country
        }
        self._topics = Topics(toponyms, cast.theatre)
        self._surnames: dict[str, Actor] = {}
        self._speaker: Actor | None = None
        self._doer: Actor | None = None
        self._told = (-1, -1)
        self._when: tuple[int, date | None] = (-1, None)

    def scene(self, s: Sentence) -> Scene:
        """Read the next sentence."""
        mine = self._mine(s)
        actors = self.cast.refs(s)
        muted = slogans(s)
        lost = unlocated(s, mine, actors)
        named = [t for t in mine if t.mention.role == "place" and not _inside_actor(s, t, actors)]
        named = sorted([*named, *lost], key=lambda t: t.mention.start)
        echoes = self._topics.echoes(s, named)
        refs = place_refs(s, [*named, *echoes])
        refs = [_as_skip(r) if r.i in muted or _dateline(s, r) or _venue(s, r) or _far_away(s, r) else r for r in refs]
        actors, refs = self._with_places(s, actors, refs, mine)
        actors = self._pronouns(s, actors)
        glued = frozenset(k for a, b in itertools.pairwise(refs) if a.group == b.group for k in range(a.j, b.i))
        anchor = self._when[1] if self._when[0] == s.paragraph else None
        times_ = times(s, self.article.published, anchor)
        named_days = [t.day for t in times_ if t.day]
        self._when = (s.paragraph, named_days[-1] if named_days else anchor)
        dated = {k for t in times_ for k in range(t.i, t.j)}
        said = [self._full_name(x) for x in speeches(s, actors, self._speaker)]
        if said:
            self._speaker = said[-1].speaker
        self._topics.read(refs)
        return Scene(
            sentence=s,
            clauses=clauses(s, glued),
            actors=actors,
            places=refs,
            quantities=[q for q in quantities(s) if not (q.unit == "" and q.i in dated)],
            times=times_,
            speeches=said,
            countries=self._countries,
            muted=muted,
        )

    def _pronouns(self, s: Sentence, actors: list[ActorRef]) -> list[ActorRef]:
        """Let "they" and "it" before a verb of doing stand for the armed subject of the sentence before."""
        close = self._told[0] == s.paragraph and s.index - self._told[1] <= 1
        k = next((k for k, w in enumerate(s.lowers[:PRONOUN_REACH]) if w in ("they", "it")), None)
        if k is not None and close and self._doer and acts(s, k + 1) and not any(a.i < k for a in actors):
            actors = sorted([*actors, ActorRef(k, k + 1, self._doer)], key=lambda a: a.i)
        subject = next((a for a in actors if not a.adjective and a.actor.name), None)
        if subject is not None:
            first = subject.i == 0 or s.lowers[subject.i - 1] not in words("preposition")
            self._doer = subject.actor if first and subject.actor.kind in roster.ARMED else None
            self._told = (s.paragraph, s.index)
        return actors

    def _full_name(self, speech: Speech) -> Speech:
        """Return speech with the full name of a speaker called by the last part of it."""
        name = speech.speaker.name.split()
        if speech.speaker.kind == "person" and len(name) > 1:
            self._surnames[name[-1]] = speech.speaker
        known = self._surnames.get(speech.speaker.name)
        return replace(speech, speaker=known) if known else speech

    def _mine(self, s: Sentence) -> list[Toponym]:
        pool = self._by_field[s.field]
        k = self._next[s.field]
        while k < len(pool) and pool[k].mention.start < s.start:
            k += 1
        mine = []
        while k < len(pool) and pool[k].mention.end <= s.end:
            mine.append(pool[k])
            k += 1
        self._next[s.field] = k
        return mine

    def _with_places(
        self, s: Sentence, actors: list[ActorRef], refs: list[PlaceRef], mine: Sequence[Toponym]
    ) -> tuple[list[ActorRef], list[PlaceRef]]:
        """Make actors of the countries and capitals that act ("Turkey fired", "Moscow launched")."""
        taken = {k for a in actors for k in range(a.i, a.j)}
        extra: list[ActorRef] = []
        kept: list[PlaceRef] = []
        for t in mine:
            if t.mention.role == "metonym" and t.place is not None and t.place.country:
                i = s.at(t.mention.start)
                j = s.at(t.mention.end - 1) + 1
                extra.append(ActorRef(i, j, roster.state(t.place.country, self.cast.theatre)))
        for r in refs:
            country = r.place.country if r.place is not None else None
            owns = s.lowers[r.j : r.j + 1] in (["'s"], ["-"])
            government = country and (r.is_country or roster.capitals().get(r.toponym.mention.text.lower()) == country)
            told = s.headline and s.lowers[r.j : r.j + 1] and s.lowers[r.j] in speech_verbs()
            if government and country and (r.role == BARE or told) and not owns and acts(s, r.j):
                extra.append(ActorRef(r.i, r.j, roster.state(country, self.cast.theatre)))
                kept.append(_as_skip(r))
                continue
            if r.is_country and country and _adjective(s, r):
                extra.append(ActorRef(r.i, r.j, roster.state(country, self.cast.theatre), adjective=True))
                kept.append(_as_skip(r))
                continue
            if r.role in (BARE, "of") and r.is_country and country and not owns:
                extra.append(ActorRef(r.i, r.j, roster.state(country, self.cast.theatre)))
            kept.append(_as_skip(r) if owns and _possessor(s, r) else r)
        actors = [*actors, *(e for e in extra if e.i < e.j and not taken & set(range(e.i, e.j)))]
        actors = [a for a in actors if not (a.actor.kind == "person" and any(r.i < a.j and a.i < r.j for r in refs))]
        return sorted(actors, key=lambda a: a.i), kept


def _adjective(s: Sentence, r: PlaceRef) -> bool:
    """Whether "U.S." or "UK" only qualifies the noun after it."""
    text = r.toponym.mention.text
    if not (text.isupper() and len(text) <= 5) or r.j >= len(s.tokens):
        return False
    after = s.tokens[r.j]
    closed = words("preposition", "be", "have", "clause_opener", "forecast")
    acts = after.lower in act_forms() or after.lower in speech_verbs() or after.lower in words("adverb")
    if after.lower in words("title"):
        return True
    return after.is_word and not after.capitalised and not (after.lower in closed or after.lower == "and" or acts)


def _possessor(s: Sentence, r: PlaceRef) -> bool:
    """Whether "X's" says whose something is, and not where: "eastern Congo's main city", "Sidon's mayor"."""
    if r.is_area or r.place is None:
        return True
    near = s.lowers[r.j + 1 : r.j + 4]
    return any(roster.forces().get(w) in ("official", "civilians", "government", "police") for w in near)


def _far_away(s: Sentence, r: PlaceRef) -> bool:
    """Whether something only reached there: "felt as far away as New Delhi", "heard in X"."""
    near = s.lowers[max(0, r.left - 5) : r.left + 1]
    return (near[-1:] == ["as"] and "far" in near) or (r.role == AT and any(w in words("sensed") for w in near[-4:]))


def slogans(s: Sentence) -> frozenset[int]:
    """Return the tokens of quotations that are shouted or are titles: they report nothing."""
    found: set[int] = set()
    marks = [k for k, t in enumerate(s.tokens) if t.text in QUOTES]
    while marks:
        start = marks.pop(0)
        end = next((k for k in marks if s.tokens[k].text not in "“‘"), len(s.tokens))
        marks = [k for k in marks if k > end]
        inside = [t.text for t in s.tokens[start:end]]
        if "!" in inside or any(w in words("slogan") for w in s.lowers[max(0, start - 6) : start]):
            found |= set(range(start, end))
    return frozenset(found)


def _inside_actor(s: Sentence, t: Toponym, actors: Sequence[ActorRef]) -> bool:
    for a in actors:
        if a.actor.kind in ("person",) or a.adjective:
            continue
        start, end = s.tokens[a.i].start, s.tokens[a.j - 1].end
        if start <= t.mention.start and t.mention.end <= end:
            return not (
                start == t.mention.start and end == t.mention.end and a.actor.kind == "state" and _is_country(t)
            )
    return False


def _is_country(t: Toponym) -> bool:
    return t.place is not None and t.place.kind == "country"


def _venue(s: Sentence, r: PlaceRef) -> bool:
    """Whether the place is where somebody spoke: "told reporters in Geneva", "speaking in London"."""
    return r.role == AT and any(w in words("venue") for w in s.lowers[max(0, r.left - 4) : r.left])


def _dateline(s: Sentence, r: PlaceRef) -> bool:
    if r.i > 2 or s.paragraph > 0:
        return False
    shouted = s.tokens[r.i].text.isupper() and len(s.tokens[r.i].text) > 2
    if shouted and any(w in ("—", "–", "--", "-") for w in s.lowers[r.j : r.j + 8]):
        return True
    rest = s.lowers[r.j : r.j + 8]
    if r.i <= 1 and rest[:1] and rest[0] in ("(", "—", "–", "--"):
        return True
    return r.i <= 1 and any(w in ("—", "–", "--") for w in rest) and s.tokens[r.i].text.isupper()


def _as_skip(r: PlaceRef) -> PlaceRef:
    return PlaceRef(r.i, r.j, r.toponym, SKIP)
