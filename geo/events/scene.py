"""One sentence with everything that was read in it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.events import roster
from geo.events.actors import Cast
from geo.events.clauses import Clause, Sentence, clauses
from geo.events.figures import Quantity, quantities
from geo.events.places import ANCHOR, AT, BARE, SKIP, PlaceRef, place_refs
from geo.events.refs import ActorRef
from geo.events.speakers import Speech, speeches
from geo.events.times import TimeRef, times
from geo.events.words import starts_with_any, words
from geo.model import Actor, Article, Mention, Place, Toponym

SETTLED = frozenset(("settlement", "camp", "facility"))


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
    topic: Toponym | None = None
    countries: dict[str, Place] = field(default_factory=dict)

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
        self._topic: Toponym | None = None
        self._speaker: Actor | None = None

    def scene(self, s: Sentence) -> Scene:
        """Read the next sentence."""
        mine = self._mine(s)
        actors = self.cast.refs(s)
        named = [t for t in mine if t.mention.role == "place" and not _inside_actor(s, t, actors)]
        topic = self._topic
        refs = place_refs(s, [*named, *_echoes(s, topic, named)])
        refs = [r if not (_dateline(s, r) or _venue(s, r)) else _as_skip(r) for r in refs]
        actors = self._with_places(s, actors, refs, mine)
        glued = frozenset(k for a, b in itertools.pairwise(refs) if a.group == b.group for k in range(a.j, b.i))
        times_ = times(s, self.article.published)
        dated = {k for t in times_ for k in range(t.i, t.j)}
        said = speeches(s, actors, self._speaker)
        if said:
            self._speaker = said[-1].speaker
        for r in refs:
            if r.role not in (SKIP, ANCHOR) and r.place is not None and r.place.kind in SETTLED:
                self._topic = r.toponym
        return Scene(
            sentence=s,
            clauses=clauses(s, glued),
            actors=actors,
            places=refs,
            quantities=[q for q in quantities(s) if not (q.unit == "" and q.i in dated)],
            times=times_,
            speeches=said,
            topic=topic,
            countries=self._countries,
        )

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
    ) -> list[ActorRef]:
        """Add countries that act ("Turkey fired", "Tehran would") to the actors."""
        taken = {k for a in actors for k in range(a.i, a.j)}
        extra: list[ActorRef] = []
        for t in mine:
            if t.mention.role == "metonym" and t.place is not None and t.place.country:
                i = s.at(t.mention.start)
                j = s.at(t.mention.end - 1) + 1
                extra.append(ActorRef(i, j, roster.state(t.place.country, self.cast.theatre)))
        for r in refs:
            acts = r.role in (BARE, "of") and r.is_country and r.place is not None and r.place.country
            if acts and s.lowers[r.j : r.j + 1] not in (["'s"], ["-"]):
                extra.append(ActorRef(r.i, r.j, roster.state(str(r.place.country), self.cast.theatre)))  # type: ignore[union-attr]
        actors = [*actors, *(e for e in extra if e.i < e.j and not taken & set(range(e.i, e.j)))]
        actors = [a for a in actors if not (a.actor.kind == "person" and any(r.i < a.j and a.i < r.j for r in refs))]
        return sorted(actors, key=lambda a: a.i)


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


def _echoes(s: Sentence, topic: Toponym | None, named: Sequence[Toponym]) -> list[Toponym]:
    """Return the topic again wherever "the city" or "there" stands for it."""
    if topic is None or topic.place is None:
        return []
    found = []
    spans = [(t.mention.start, t.mention.end) for t in named]
    for k, token in enumerate(s.tokens):
        n = starts_with_any(s.lowers, k, "topic_settlement")
        if not n or token.lower == "its":
            continue
        after = s.lowers[k + n] if k + n < len(s.tokens) else ""
        before = s.lowers[k - 1] if k else ""
        if after in ("of", "council", "hall", "mayor", "authorities", "government") or (
            token.lower == "there"
            and (after in words("be") | words("have") | words("forecast") or before in ("", "out", "over") or k == 0)
        ):
            continue
        if k + n < len(s.tokens) and s.tokens[k + n].capitalised and s.tokens[k + n].is_word:
            continue
        start, end = s.tokens[k].start, s.tokens[k + n - 1].end
        thing = s.lowers[k + n - 1]
        if thing in words("topic_thing") and not (
            topic.place.kind in ("camp", "facility") or thing in topic.mention.text.lower()
        ):
            continue
        own = [t for t in named if t.mention.end <= start and t.place is not None and t.place.kind in SETTLED]
        meant = own[-1] if own else topic
        if any(a < end and start < b for a, b in spans):
            continue
        mention = Mention(field=s.field, start=start, end=end, text=s.words(k, k + n))
        found.append(Toponym(mention=mention, place=meant.place, score=meant.score, reason="stands for it"))
    return found


def _venue(s: Sentence, r: PlaceRef) -> bool:
    """Whether the place is where somebody spoke: "told reporters in Geneva", "speaking in London"."""
    return r.role == AT and any(w in words("venue") for w in s.lowers[max(0, r.left - 4) : r.left])


def _dateline(s: Sentence, r: PlaceRef) -> bool:
    if r.i > 2 or s.paragraph > 0:
        return False
    rest = s.lowers[r.j : r.j + 8]
    if r.i <= 1 and rest[:1] and rest[0] in ("(", "—", "–", "--"):
        return True
    return r.i <= 1 and any(w in ("—", "–", "--") for w in rest) and s.tokens[r.i].text.isupper()


def _as_skip(r: PlaceRef) -> PlaceRef:
    return PlaceRef(r.i, r.j, r.toponym, SKIP)
