"""Who says it: the voices behind each record that do not depend on one another, and the parties whose word it is.

A voice is the organisation that a sentence is attributed to, else the publisher that says it as its own. Whatever may rest
on one source counts once: docs/features.md, "Voices", has the rules with examples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from geo import external
from geo.model import Actor, Article, Control, Event, Evidence, Movement, Record
from geo.situation import whose, words
from geo.situation.records import Situation
from geo.situation.theatres import NO_PARTY, bloc
from geo.situation.wires import share

Kind = Literal["outlet", "speaker", "data"]

WATCHERS, OFFICIALS = "watchers", "officials"
"""Roles in which nobody can tell one from another, as keys."""
TWO = "two"
PARTY = "party:"
LEAST_CHARS = 60
"""Shorter sentences are alike by chance."""
COPIED = 0.5
"""Share of a sentence's runs of words that another paper's has, from which both print one report."""
MOST = 24
"""Voices of one thing that are told apart: nobody doubts it for want of a twenty-fifth."""
_HOLDS = {("capture", "held"), ("withdrawal", "lost"), ("siege", "besieged")}
"""Type of event and state that one sentence gives both of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """Somebody who says so.

    Parameters
    ----------
    name : str or None
        None: an article whose publisher nobody knows.
    party : str or None
        The side that it speaks for.
    keys : frozenset of str
        Voices that share one are one; empty for who cannot be told from any other.
    via : frozenset of str
        Keys of who prints what somebody else says.
    rests_on : frozenset of str
        Of an outlet: keys of those whom it quotes on the matter, as it tells it as its own.
    unnamed : str
        Of an outlet: what the one is whom it quotes without a name (`whose.unnamed`).
    quote : str
        Of an outlet: the sentence, which may be a copy of another's.
    """

    name: str | None
    kind: Kind
    party: str | None = None
    keys: frozenset[str] = frozenset()
    via: frozenset[str] = frozenset()
    rests_on: frozenset[str] = frozenset()
    unnamed: str = ""
    quote: str = field(default="", compare=False)


def heard(situation: Situation) -> dict[str, tuple[Voice, ...]]:
    """Return the independent voices behind each record, in the order in which they were heard; none stands for two."""
    said = _Hearing(situation)
    records = situation.records
    told = {r.id: [v for x in situation.told.get(r.id, (r,)) for v in said.of(x)] for r in records}
    alike = _told_twice(records)
    matched: dict[str, list[str]] = defaultdict(list)
    for match in situation.matches:
        matched[match.record].append(match.row)
        matched[match.row].append(match.record)
    out = {}
    for i, own in told.items():
        more = [v for other in (*alike.get(i, ()), *matched.get(i, ())) for v in told.get(other, ())]
        out[i] = independent([*own, *more])
    return out


def independent(found: Sequence[Voice]) -> tuple[Voice, ...]:
    """Return voices with those that may rest on one source as one, the first of them."""
    if len(found) == 1:
        return (found[0],)
    known = list(dict.fromkeys(v for v in found if v.keys))
    if len(known) < 2:
        return tuple(known or found[:1])  # who nobody can name is never a second source
    quoted = _joined([v for v in known if v.kind != "outlet"], lambda a, b: bool(a.keys & b.keys))
    named = frozenset().union(*(v.keys for v in quoted))
    printed_by = frozenset().union(*(v.via for v in quoted))
    told = _joined([_sourced(v) for v in known if v.kind == "outlet"], _one_report)
    # Who names a source tells it on that source's word, and so does who copies him. "A monitor" may be any whom another
    # article names, "an official" any party's.
    may_be = {WATCHERS} if quoted else set()
    may_be |= {OFFICIALS} if any(v.party for v in quoted) else set()
    own = [v for v in told if not (v.keys & (named | printed_by | may_be) or v.rests_on & named)]
    order = {key: n for n, v in reversed(list(enumerate(known))) for key in v.keys}
    return tuple(sorted((*quoted, *own), key=lambda v: min(order.get(key, len(known)) for key in v.keys)))


def passes(found: Sequence[Voice]) -> list[str]:
    """Return what of the claims switch these voices pass: ``two`` and ``party:<side>``."""
    two = [TWO] if len(found) > 1 else []
    return [*two, *(f"{PARTY}{side}" for side in parties(found))]


def parties(found: Iterable[Voice]) -> list[str]:
    """Return the sides whose word it is, each once."""
    return list(dict.fromkeys(v.party for v in found if v.party))


def stated(situation: Situation, said: Mapping[str, Sequence[Voice]]) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return what tells of a feature that says who holds something what of the claims switch it passes.

    Several records that say the same of a place speak together, as one statement. What rests on several statements, or on
    some that are at odds, passes only with each of them.
    """
    together: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for front in (f for m in situation.moments for f in m.fronts):
        for statement in front.statements:
            for record in statement.records:
                together[record].add(statement.records)

    @cache
    def pass_as_one(records: tuple[str, ...]) -> list[str]:
        return passes(independent([v for r in records for v in said.get(r, ())]))

    def pass_each(records: tuple[str, ...], all_of: frozenset[str]) -> list[str]:
        own = [
            {p for part in ((r,), *together[r]) if all_of.issuperset(part) for p in pass_as_one(part)} for r in records
        ]
        return sorted(set.intersection(*own)) if own else []

    def of(properties: Mapping[str, Any]) -> list[str]:
        records = tuple(properties.get("records") or ())
        if "record" in properties and not properties.get("conflicts") and len(properties["sides"]) < 2:
            return pass_as_one(records)
        return pass_each(records, frozenset(records))

    return of


def _joined(found: Sequence[Voice], same: Callable[[Voice, Voice], bool]) -> list[Voice]:
    """Return voices with those that are the same, or are both the same as a third, as one."""
    out: list[Voice] = []
    for voice in found:
        one = [v for v in out if same(v, voice)]
        if one:
            members = (*one, voice)
            out = [v for v in out if v not in one[1:]]
            out[out.index(one[0])] = replace(
                one[0],
                party=next((v.party for v in members if v.party), None),
                keys=frozenset().union(*(v.keys for v in members)),
                via=frozenset().union(*(v.via for v in members)),
                rests_on=frozenset().union(*(v.rests_on for v in members)),
            )
        elif len(out) < MOST:
            out.append(voice)
    return out


def _sourced(outlet: Voice) -> Voice:
    """Return an outlet's voice with whom its sentence names; who quotes an agency prints it, and one monitor may be another."""
    named, agencies = whose.mentioned(outlet.quote)
    role = {outlet.unnamed} & {WATCHERS, OFFICIALS}
    return replace(outlet, keys=outlet.keys | agencies | role, rests_on=outlet.rests_on | named)


def _one_report(a: Voice, b: Voice) -> bool:
    if a.keys & b.keys:
        return True
    if min(len(a.quote), len(b.quote)) < LEAST_CHARS:
        return False
    return max(share(a.quote, b.quote), share(b.quote, a.quote)) >= COPIED


class _Hearing:
    """Reads the voices of reports; what depends on the article is worked out once."""

    def __init__(self, situation: Situation) -> None:
        self.theatre = situation.theatre
        self.articles = {a.id: a for a in situation.articles}
        self.nobody = Article(id="", title="", text="")
        sides: dict[str, set[str]] = defaultdict(set)
        told: list[Event | Movement | Control] = [*situation.events, *situation.movements, *situation.controls]
        for r in told:
            for actor in r.holders if isinstance(r, Control) else r.agents:
                if actor.side:
                    sides[r.evidence[0].article_id].add(actor.side)
        self.wars = {i: whose.war(self.theatre, sides[i] - {NO_PARTY}) for i in self.articles}
        self.published: dict[str, tuple[str | None, frozenset[str], str | None]] = {}
        self.spoken: dict[tuple[Actor, str | None, frozenset[str]], Voice | None] = {}

    def of(self, report: Record) -> list[Voice]:
        """Return who tells what one article tells; its headline and copies of it are no further voices."""
        article = report.evidence[0].article_id
        body: Sequence[Evidence] = report.evidence
        if len(body) > 1:
            own = [e for e in body if e.article_id == article]
            body = [e for e in own if e.field == "text"] or own
        kind = external.kind_of(article)
        speakers = [e.speaker for e in body if e.speaker] if kind != "analyst" else [report.evidence[0].speaker]
        if kind and not (kind == "analyst" and self._other(report, article)):
            return [self._row(article)]
        if report.status == "asserted" and not kind:
            named = [v.keys for x in speakers if x and (v := self._speaker(x, article))]
            return [self._outlet(article, body, rests_on=frozenset().union(*named))]
        said = dict.fromkeys(s for s in (report.source, *speakers) if s)
        out = [self._speaker(s, article) or self._outlet(article, body, words.speaker_name(s)) for s in said]
        return out or [self._outlet(article, body)]

    def _other(self, report: Record, article: str) -> bool:
        speaker = report.evidence[0].speaker
        return speaker is not None and speaker.name != self._article(article).source

    def _article(self, article: str) -> Article:
        """Return an article, one that says nothing of itself where it is not at hand."""
        return self.articles.get(article, self.nobody)

    def _row(self, article: str) -> Voice:
        name = self._article(article).source or "a table"
        return Voice(name=name, kind="data", keys=frozenset((whose.key(name),)))

    def _speaker(self, actor: Actor, article: str) -> Voice | None:
        """Return the voice of a speaker whom one can name or who speaks for a party, else None."""
        war, via = self.wars.get(article), self._publisher(article)[1]
        said = (actor, war, via)
        if said not in self.spoken:
            side = whose.party(actor, war, self.theatre)
            keys = {f"{PARTY}{bloc(side)}"} if side else {whose.key(actor.name)} if whose.is_named(actor) else set()
            name = words.speaker_name(actor)
            voice = Voice(name=name, kind="speaker", party=side, keys=frozenset(keys), via=via) if keys else None
            self.spoken[said] = voice
        return self.spoken[said]

    def _outlet(
        self, article: str, body: Sequence[Evidence], speaker: str = "", rests_on: frozenset[str] = frozenset()
    ) -> Voice:
        """Return the publisher's voice: its own, or that of a ``speaker`` whom it does not name."""
        name, keys, side = self._publisher(article)
        quote = max((e.quote for e in body), key=len)
        return Voice(
            name=f"{speaker} ({name})" if speaker and name else speaker or name,
            kind="outlet",
            party=side,
            keys=keys,
            rests_on=rests_on,
            unnamed=whose.unnamed(speaker) if speaker else "",
            quote=quote,
        )

    def _publisher(self, article: str) -> tuple[str | None, frozenset[str], str | None]:
        """Return the name of an article's publisher, its keys, and the party whose voice it is."""
        if article not in self.published:
            names = whose.publishers(self._article(article))
            keys = {whose.key(n) for n in names}
            outlet = Actor(name=names[0], kind="media") if names else None
            side = whose.party(outlet, self.wars.get(article), self.theatre) if outlet else None
            keys |= {f"{PARTY}{bloc(side)}"} if side else set()
            self.published[article] = (names[0] if names else None, frozenset(keys), side)
        return self.published[article]


def _told_twice(records: Sequence[Record]) -> Mapping[str, list[str]]:
    """Return by record the other records that the same sentence gave: a capture and who holds it, an advance as a movement."""
    by_span: dict[tuple[str, str, int], list[Control | Movement]] = defaultdict(list)
    for r in records:
        if isinstance(r, Control | Movement):
            for e in r.evidence:
                by_span[e.article_id, e.field, e.start].append(r)
    pairs = {(a.id, b.id) for a in records if isinstance(a, Event) for b in _others(a, by_span)}
    out: dict[str, list[str]] = defaultdict(list)
    for a, b in sorted(pairs):
        out[a].append(b)
        out[b].append(a)
    return out


def _others(
    event: Event, by_span: Mapping[tuple[str, str, int], Sequence[Control | Movement]]
) -> Iterator[Control | Movement]:
    here = {p.id for p in event.places}
    for e in event.evidence:
        for other in by_span.get((e.article_id, e.field, e.start), ()):
            if isinstance(other, Control):
                same = (event.type, other.state) in _HOLDS and bool(set(event.agents) & set(other.holders))
                there = other.places
            else:
                same = other.kind == event.type
                there = (*other.origins, *other.destinations)
            if same and here & {p.id for p in there}:
                yield other
