"""Read one article: events, displacements, movements, control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.events import counts, people, reading, totals
from geo.events.actors import Cast, theatre_of
from geo.events.clauses import Sentence, sentences
from geo.events.drafts import LOST, Draft
from geo.events.figurative import Figurative
from geo.events.finish import records
from geo.events.holdings import control_drafts, held_phrases
from geo.events.kinds import crowd, on_forces, plausible, violent_crowd
from geo.events.lexicon import Hit, Lexicon, load
from geo.events.locate import locate
from geo.events.merge import merge
from geo.events.metadata import event_type, source_grade
from geo.events.moves import movement_draft, taken_on_the_way
from geo.events.places import AT, BARE, FROM, OF, SKIP, TO, TOWARD, VIA, PlaceRef
from geo.events.placing import destroyed, elsewhere, lost_name, nowhere, settle
from geo.events.roster import ARMED
from geo.events.scene import Scene, Stage
from geo.events.slots import Roles, roles
from geo.events.status import Background, never_happened, own_times, status_of
from geo.events.words import holds_any, words
from geo.model import Actor, Article, Evidence, Extraction, Field, Figure, Toponym
from geo.settings import Settings

LOCATED_BY_CONTEXT = frozenset(("battle", "remote", "violence", "siege", "protest", "disaster", "state"))
"""Classes that take their place from the sentence before when their own names none."""
NEVER_FROM_AFAR = frozenset(("statement", "deal", "aid"))
"""Classes whose place must stand in their own clause after the trigger: who speaks is somewhere else."""
AT_PERSONS = frozenset(("arrest", "abduction", "sanction", "condemnation", "demand", "threat", "support"))
"""Types that name their victims; whom else a capital names beside a killing is more often a witness than the target."""
CASUALTY = frozenset(("killed", "wounded", "missing", "affected", "infected", "destroyed"))
RELATIVE = frozenset(("that", "which", "who"))
"""Words before what only describes somebody: "a coalition that has fought in Syria since 2014"."""
LOOK_BACK = 60
"""Drafts looked back over for what a definite noun means."""
OPENING = 6
"""Words at the start of a sentence that may say that it is set somewhere else."""
SAME_TOPIC = 3
"""Sentences of a paragraph that may still speak of one place."""


@dataclass
class Reader:
    """State of reading one article."""

    article: Article
    lexicon: Lexicon
    theatre: str | None
    drafts: list[Draft] = field(default_factory=list)
    background: Background = field(default_factory=Background)
    figurative: Figurative = field(default_factory=Figurative)
    order: int = 0

    def read(self, scene: Scene) -> None:
        """Add the drafts of one sentence."""
        s = scene.sentence
        self.order += 1
        self.background.read(s, scene.times, self.article.published)
        hits = reading.drop_weak(reading.readings(scene, self.lexicon))
        metrics = counts.metrics(scene)
        casualties = any(m in ("killed", "wounded") for m in metrics.values())
        self.figurative.read(scene, casualties)
        fresh: list[tuple[Hit, Draft]] = []
        for hit in hits:
            if never_happened(s, hit, scene.clause(hit.i), scene.speech(hit.i)):
                continue
            if self.figurative.holds(scene, hit, casualties):
                continue
            for name in hit.trigger.lists:
                fresh.extend((hit, d) for d in self._drafts(scene, hit, name, metrics))
        taken_on_the_way(scene, fresh)
        effects = [h for h in hits if h.trigger.lists == ("effect",)]
        self._count(scene, [(h, d) for h, d in fresh if d.kind == "event"], metrics, effects)
        self.drafts.extend(people.without_echoes([d for _, d in fresh]))
        self.drafts.extend(totals.changed_totals(self, scene))
        self.drafts.extend(held_phrases(self, scene))

    def base(self, scene: Scene, hit: Hit, name: str, kind: str) -> Draft:
        """Return a draft with status, speaker, time and evidence, its other slots empty."""
        s = scene.sentence
        clause = scene.clause(hit.i)
        speech = scene.speech(hit.i)
        status = status_of(s, hit, clause, scene.times, speech, self.background, self.article.published)
        own = own_times(s, hit, clause, scene.times)
        before = s.lowers[max(0, hit.i - 3) : hit.i]
        return Draft(
            kind=name,
            type=kind,
            cls=event_type(kind, name).cls,
            status=status,
            trigger=s.words(hit.i, hit.j),
            evidence=[self.evidence(s, speech.speaker if speech else None)],
            order=self.order,
            paragraph=s.paragraph,
            field=s.field,
            headline=s.field == "title" or s.text.strip() == self.article.title.strip(),
            time=((status == "forecast" and own[0].to_come) or own[0].span) if own else None,
            source=speech.speaker if speech else None,
            apart=holds_any(s.lowers, 0, min(len(s.lowers), OPENING), "elsewhere"),
            definite=hit.pos == "noun" and any(w in words("definite") for w in before[-2:]),
            weak=hit.trigger.weak,
            trigger_pos=hit.pos,
        )

    def evidence(self, s: Sentence, speaker: Actor | None) -> Evidence:
        """Return the sentence as evidence."""
        grade = (
            source_grade(speaker.name, speaker.kind)
            if speaker
            else source_grade(self.article.source, "media" if self.article.source else "")
        )
        text = self.article.field_text(s.field)
        return Evidence(
            article_id=self.article.id,
            field=s.field,
            start=s.start,
            end=s.end,
            quote=text[s.start : s.end],
            speaker=speaker,
            source_grade=grade,
        )

    def _drafts(self, scene: Scene, hit: Hit, name: str, metrics: dict[int, str]) -> list[Draft]:
        if name == "event":
            return self._events(scene, hit)
        if name == "displacement":
            return people.displacement_drafts(self, scene, hit, metrics)
        if name == "movement":
            return movement_draft(self, scene, hit)
        if name == "control":
            return control_drafts(self, scene, hit)
        return []

    def _events(self, scene: Scene, hit: Hit) -> list[Draft]:
        t = hit.trigger
        draft = self.base(scene, hit, "event", t.type)
        tolls = [q for q in scene.quantities if q.counts_people]
        if t.weak and tolls and all(counts.cumulative(scene, q) for q in tolls):
            return []
        if draft.definite and scene.clause(hit.i).opener in words("conditional"):
            return []
        told = any(d.kind == "event" and d.type == t.type for d in self.drafts[-LOOK_BACK:])
        if draft.definite and draft.status == "forecast" and told and draft.cls in counts.CASUALTY_CLASSES:
            return []
        found = roles(scene, hit)
        mutual = holds_any(scene.sentence.lowers, max(0, hit.i - 4), hit.i, "each_other")
        draft.agents = [] if mutual else plausible(found.agents, draft.cls)
        if draft.cls == "disaster":
            found.targets = []
        if t.type not in AT_PERSONS and "assassin" not in t.phrase:
            found.targets = [a for a in found.targets if a.kind != "person"]
        draft.targets = [a for a in found.targets if all(a.name != b.name for b in draft.agents)]
        aims = hit.pos == "verb" and t.phrase in reading.AIMING and not any(r.role != SKIP for r in scene.places)
        draft.definite = draft.definite or aims
        if (
            t.type == "attack"
            and not aims
            and draft.agents
            and (draft.targets or not t.weak)
            and on_forces(scene, hit, draft)
        ):
            draft.type, draft.cls = "clash", "battle"
        elif (t.type == "clash" and crowd(scene, draft)) or (t.type == "protest" and violent_crowd(scene)):
            draft.type, draft.cls = "riot", "protest"
        if t.type == "humanitarian_alarm" and draft.status == "forecast":
            return []
        refs = self._where(scene, hit, found, draft.cls, draft.definite and draft.cls in counts.CASUALTY_CLASSES)
        if t.type == "advance" and any(r.role == TOWARD for r in refs):
            refs = []
            draft.unplaced = "only a direction is given"
        if t.type in ("advance", "capture", "siege") and draft.cls in ("battle", "siege"):
            draft.within_km = refs[0].within_km if len(refs) == 1 else None
        elif len(refs) == 1:
            draft.within_km = refs[0].within_km
        settle(draft, refs)
        if not draft.places and not draft.unplaced:
            self._inherit(scene, draft)
        return [draft, *nowhere(draft, refs)]

    def _where(self, scene: Scene, hit: Hit, found: Roles, cls: str, definite: bool) -> list[PlaceRef]:
        clause = scene.clause(hit.i)
        allow: set[str] = set()
        if hit.trigger.type in ("advance", "deployment"):
            allow |= {TO, TOWARD}
        if cls == "aid":
            allow |= {TO}
        if cls == "protest":
            allow |= {TO, VIA}
        if hit.trigger.type in ("withdrawal", "abduction", "arrest"):
            allow |= {FROM}
        refs = locate(scene, hit, found.passive, frozenset(allow))
        told = any(d.kind == "event" and d.cls in counts.CASUALTY_CLASSES for d in self.drafts)
        if refs and definite and told and not any(clause.i <= r.i < clause.j for r in refs):
            return []
        if hit.trigger.type in ("advance", "capture") and _into_unnamed(scene, hit):
            refs = [r for r in refs if clause.i <= r.i < clause.j]
        if cls in counts.CASUALTY_CLASSES - {"disaster", "protest"}:
            if any(w in RELATIVE for w in scene.sentence.lowers[max(0, hit.i - 3) : hit.i]):
                refs = [r for r in refs if not r.is_country]
            refs = [
                r for r in refs if not r.is_country or (r.role == AT and clause.i <= r.i < min(clause.j, hit.j + 7))
            ]
        if refs and hit.trigger.type == "withdrawal":
            origin = [r for r in refs if r.role in (FROM, AT, BARE, OF)]
            refs = origin
        if refs and cls in NEVER_FROM_AFAR:
            good = {AT, TO, VIA} if cls == "aid" else {AT}
            if cls == "statement" or not any(
                r.role in good and (hit.i <= r.i or clause.i <= r.i < clause.j) for r in refs
            ):
                return []
        return refs

    def _inherit(self, scene: Scene, draft: Draft) -> None:
        """Take the place from what was told before, unless the words may point to something else."""
        if draft.cls not in LOCATED_BY_CONTEXT or draft.type in ("advance", "sanction"):
            draft.unplaced = (
                "the article does not say where" if draft.cls != "statement" else "a statement has no place of its own"
            )
            return
        named_here = [r for r in scene.places if r.role in (AT, OF, BARE) and not r.is_country]
        near = [d for d in self.drafts[-12:] if d.paragraph == draft.paragraph and self.order - d.order <= SAME_TOPIC]
        steady = len({tuple(p.id for p in d.places) for d in near if d.kind == "event" and d.places}) == 1
        reach = SAME_TOPIC if draft.definite or draft.weak or steady else 1
        earlier = [
            d
            for d in self.drafts[-12:]
            if d.kind == "event"
            and d.cls in LOCATED_BY_CONTEXT
            and (d.places or d.unplaced.startswith(LOST))
            and d.field == draft.field
            and (self.order - d.order <= 1 or (self.order - d.order <= reach and d.paragraph == draft.paragraph))
        ]
        alike = [
            d
            for d in earlier
            if d.layer == draft.layer
            and (d.cls == draft.cls or {d.cls, draft.cls} <= counts.CASUALTY_CLASSES | {"state"})
        ]
        lost = next((r for r in named_here if r.place is None), None)
        if not alike or named_here or draft.apart:
            draft.unplaced = lost_name(lost) if lost else "the article does not say where"
            return
        last = alike[-1]
        if not last.places:
            draft.unplaced = "the article does not say where"
            return
        speaker = draft.source
        party = speaker is not None and speaker.kind in ARMED
        known = {a.name for a in (*last.agents, *last.targets)}
        stranger = (
            party
            and speaker is not None
            and speaker.name not in known
            and last.source is not None
            and speaker.name != last.source.name
        )
        other = bool(draft.agents and last.agents) and not {a.name for a in draft.agents} & {
            a.name for a in last.agents
        }
        if (stranger or other) and draft.cls in ("remote", "battle", "violence"):
            draft.unplaced = "the article does not say where: no place is named here, and the place named before belongs to another event"
            return
        draft.places = list(last.places)
        draft.inherited = True

    def _count(
        self, scene: Scene, fresh: list[tuple[Hit, Draft]], metrics: dict[int, str], effects: Sequence[Hit]
    ) -> None:
        """Tie counts to the events of the sentence, else to the last one that they can belong to."""
        for hit in effects:
            refs = locate(scene, hit, False, frozenset())
            near = [d for _, d in fresh if d.cls in ("remote", "battle", "disaster", "violence")]
            for d in near[:1]:
                solid = [r for r in refs if r.place is not None and not r.is_country]
                if solid and not d.places:
                    settle(d, solid)
                    d.unplaced = ""
                if hit.trigger.type == "destruction":
                    d.figures += destroyed(d, [r.place for r in solid if r.place])
        for n, q in enumerate(scene.quantities):
            metric = metrics.get(n)
            if (
                metric is None
                or not counts.countable(q, metric)
                or (metric in CASUALTY and counts.cumulative(scene, q))
            ):
                continue
            owner = counts.owner(fresh, q, metric)
            number = counts.figure(q, metric)
            if owner is not None:
                if number not in owner.figures:
                    owner.figures.append(number)
            elif metric in CASUALTY and not any(d.cls in counts.CASUALTY_CLASSES for _, d in fresh):
                self._casualty(scene, number)

    def _casualty(self, scene: Scene, number: Figure) -> None:
        for d in reversed(self.drafts[-20:]):
            if (
                d.kind == "event"
                and d.cls in counts.CASUALTY_CLASSES
                and d.layer == "current"
                and self.order - d.order <= 4
                and not elsewhere(scene, d)
            ):
                if number not in d.figures:
                    d.figures.append(number)
                    speech = scene.speeches[0].speaker if scene.speeches else None
                    d.evidence.append(self.evidence(scene.sentence, speech))
                return


def _into_unnamed(scene: Scene, hit: Hit) -> bool:
    """Whether a force goes into a place that bears no name: "pressed into an enclave", "entered a village"."""
    lowers = scene.sentence.lowers
    if lowers[hit.j : hit.j + 1] not in (["a"], ["an"]):
        return False
    noun = next((k for k in range(hit.j, min(len(lowers), hit.j + 6)) if lowers[k] in words("place_noun")), None)
    return noun is not None and not any(hit.j <= r.i <= noun + 3 for r in scene.places)


def extract(article: Article, toponyms: Sequence[Toponym], settings: Settings | None = None) -> Extraction:
    """Return who did what to whom, where, when, how many, says who.

    Parameters
    ----------
    article : Article
    toponyms : sequence of Toponym
        Of this article, from :func:`geo.toponyms.run`.
    settings : Settings, optional

    Returns
    -------
    Extraction
        Repeated reports of one event are one record with all its evidence. What has no place says why.

    Examples
    --------
    >>> from geo.model import Article
    >>> found = extract(Article(id="a", title="", text="Thousands of protesters marched."), ())
    >>> found.events[0].type, found.events[0].figures[0].value
    ('protest', 1000.0)
    """
    del settings
    theatre = theatre_of(toponyms)
    fields: tuple[Field, ...] = ("title", "text")
    parts = {name: sentences(article.field_text(name), name) for name in fields}
    cast = Cast([*parts["text"], *parts["title"]], theatre)
    stage = Stage(article, cast, toponyms)
    reader = Reader(article, load(), theatre)
    for name in fields:
        for s in parts[name]:
            reader.read(stage.scene(s))
    merged = merge(reader.drafts, article.published)
    return records(article, toponyms, merged, theatre)


__all__ = ["Reader", "extract"]
