"""What a trigger asks for around it: who acts, a place, people, a number, certain words."""

from __future__ import annotations

from functools import cache

from geo.events import roster
from geo.events.arguments import is_passive, object_of, subject_of
from geo.events.clauses import Clause
from geo.events.lexicon import Hit
from geo.events.locate import apposed
from geo.events.places import BARE, OF, SKIP
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.words import words
from geo.tables import table

NEAR = 8
"""Words to either side within which ``near:`` asks for a word."""
ASIDE = 30
"""Words back to the subject that an aside cut off."""
GOING = frozenset(("evacuation", "return", "influx", "migration"))
"""Displacements that are moves of forces where forces are who goes: "the last American soldiers flew out"."""


@cache
def people_nouns() -> frozenset[str]:
    """Return the nouns that count persons or households."""
    return frozenset(
        r["word"] for r in table("lexicon/units.csv", "word", "unit") if r["unit"] in ("persons", "households")
    )


@cache
def _choices(need: str) -> frozenset[str]:
    """Return the words of "with:gun/guns" and the like."""
    return frozenset(need[5:].split("/"))


def has_words(scene: Scene, h: Hit) -> bool:
    """Whether the words that a trigger asks for stand in the sentence: the cheapest test, so the first."""
    if not h.trigger.asked:
        return True
    present = scene.words
    for choice in h.trigger.asked:
        for part in choice:
            if part.isdisjoint(present):
                break
        else:
            return True
    return False


def _right_before(scene: Scene, i: int, j: int) -> bool:
    """Whether nothing but auxiliaries and adverbs stands between tokens ``i`` and ``j``."""
    passed = words("adverb", "have", "be")
    return i <= j and all(w in passed for w in scene.sentence.lowers[i:j])


def moves_fighters(scene: Scene, hit: Hit) -> bool:
    """Whether those driven out bear arms, or nobody is: "pushed the rebels out of", "troops pushed deeper into"."""
    clause = scene.clause(hit.i)
    if hit.trigger.subject == "people":
        subject = subject_of(scene, hit, people=True)
        if (
            subject is not None
            and subject.actor.kind in ARMED
            and hit.trigger.type in GOING
            and _right_before(scene, subject.j, hit.i)
        ):
            return not any(q.counts_people and q.unit and not subject.i <= q.i <= subject.j for q in scene.quantities)
        nouns = {roster.forces().get(q.noun) for q in scene.quantities if clause.i <= q.i < clause.j}
        return subject is not None and subject.actor.kind in ARMED and bool(nouns & {"army", "armed_group", "police"})
    passive = is_passive(scene, hit) or hit.trigger.phrase.startswith("be ")
    other = subject_of(scene, hit, people=True) if passive else object_of(scene, hit)
    if other is not None:
        return other.actor.kind in ARMED
    counted = any(q.counts_people for q in scene.quantities) or any(
        w in words("dwelling", "people_of") for w in scene.sentence.lowers[clause.i : clause.j]
    )
    subject = None if passive else subject_of(scene, hit)
    return subject is not None and subject.actor.kind in ARMED and not counted


def meets(scene: Scene, h: Hit, need: str) -> bool:
    """Whether a trigger's surroundings meet one of :data:`geo.events.triggers.REQUIREMENTS`."""
    lowers = scene.sentence.lowers
    if need.startswith("with:"):
        return not _choices(need).isdisjoint((*lowers[: h.head], *lowers[h.head + 1 :]))
    if need.startswith("near:"):
        return not _choices(need).isdisjoint((*lowers[max(0, h.i - NEAR) : h.head], *lowers[h.head + 1 : h.j + NEAR]))
    if need.startswith("next:"):
        return not _choices(need).isdisjoint(lowers[h.j : h.j + 4])
    clause = _with_subject(scene, h)
    if need == "armed_or_place" and h.trigger.subject == "place" and h.pos == "any":
        return _place_near(scene)
    if need == "armed" or (need == "armed_or_place" and h.pos != "noun"):
        if h.pos == "noun":
            return any(a.actor.kind in ARMED and abs(a.i - h.i) <= 5 for a in scene.actors)
        subject = subject_of(scene, h)
        if subject is not None and (
            subject.actor.kind in ARMED or any(w in words("peacekeeper") for w in lowers[subject.i : subject.j + 1])
        ):
            return True
        if subject is None and _nameless_force(scene, h):
            return True
        if need == "armed" or is_passive(scene, h):
            return need != "armed" and _place_near(scene)
        return subject is None and _place_object(scene, h)
    if need == "armed_or_place":
        return _place_near(scene) or any(a.actor.kind in ARMED for a in scene.actors)
    if need == "armed_object":
        other = subject_of(scene, h) if is_passive(scene, h) else object_of(scene, h)
        other = other or next((a for a in scene.actors if h.i < a.i and a.j < h.j), None)
        troops = any(roster.forces().get(w) in ("army", "armed_group") for w in lowers[h.j : h.j + 5])
        return (other is not None and other.actor.kind in ARMED) or (h.pos == "verb" and troops)
    if need == "place":
        return _place_near(scene)
    if need == "place_words":
        if _place_object(scene, h):
            return True
        near = lowers[max(clause.i, h.i - 7) : h.i] if is_passive(scene, h) else lowers[h.j : min(clause.j, h.j + 8)]
        return any(w in words("territory") for w in near)
    if need == "place_object":
        return _place_object(scene, h)
    if need == "place_subject":
        return _place_subject(scene, h)
    if need == "of_place":
        after = any(r.i >= h.j and r.left == h.j and lowers[h.j] == "of" for r in scene.places)
        return after or any(r.j < h.i and lowers[r.j : h.i] == ["'s"] for r in scene.places)
    if need == "civil":
        return _civil_subject(scene, h)
    if need == "people_place":
        return _civil_subject(scene, h) and any(r.i >= h.j and r.i - h.j <= 3 for r in scene.places)
    if need == "people":
        return (
            any(w in people_nouns() for w in lowers[clause.i : clause.j])
            or _number(scene, clause.i, clause.j)
            or any(a.actor.kind in ("civilians", "protesters") and clause.i <= a.i < clause.j for a in scene.actors)
            or any(w in ("they", "who", "many", "others", "some") for w in lowers[max(clause.i, h.i - 4) : h.i])
        )
    if need == "number":
        return _number(scene, clause.i, clause.j)
    if need == "object":
        if is_passive(scene, h):
            return True
        return object_of(scene, h) is not None or any(w in people_nouns() for w in lowers[h.j : h.j + 5])
    if need == "weapons":
        return any(w in words("weapon") for w in lowers[h.j : min(clause.j + 4, h.j + 9)])
    return any(a.actor.kind in ("state", "government", "igo") for a in scene.actors)


def _with_subject(scene: Scene, h: Hit) -> Clause:
    """Return the trigger's clause, begun earlier where an aside cut its subject off: "31 families, 124 people, were driven"."""
    clause = scene.clause(h.i)
    lowers = scene.sentence.lowers
    relative = {lowers[clause.i], clause.opener} & {"who", "which", "that"}
    cut_off = lowers[clause.i] in words("be", "have") or (clause.i == h.i and h.form == "past")
    if clause.i == 0 or not (relative or (clause.opener in (",", ")") and cut_off)):
        return clause
    for c in reversed([c for c in scene.clauses if c.j <= clause.i and clause.i - c.i <= ASIDE]):
        if any(c.i <= q.i < c.j and q.counts_people for q in scene.quantities):
            return Clause(c.i, clause.j, c.opener)
    return clause


def _nameless_force(scene: Scene, h: Hit) -> bool:
    """Whether the word before a verb is a force that bears no name: "the garrison fled"."""
    lowers = scene.sentence.lowers
    k = h.i - 1
    while k >= 0 and lowers[k] in words("adverb", "have", "be"):
        k -= 1
    return k >= 0 and roster.forces().get(lowers[k]) in ("army", "armed_group", "police")


def _place_subject(scene: Scene, h: Hit) -> bool:
    """Whether a place is what the verb speaks of: "Goma fell", not "shells fell around Goma"."""
    closed = words("adverb", "be", "have", "forecast", "negation") | {","}
    return any(
        r.j <= h.i and r.role != SKIP and all(w in closed for w in scene.sentence.lowers[r.j : h.i])
        for r in scene.places
    )


def _civil_subject(scene: Scene, h: Hit) -> bool:
    """Whether people who bear no arms are the subject: "families", "others", "3,000 people"."""
    clause = scene.clause(h.i)
    subject = subject_of(scene, h, people=True)
    if subject is not None and subject.i >= clause.i:
        return subject.actor.kind in ("civilians", "protesters")
    before = scene.sentence.lowers[clause.i : h.i]
    return any(
        w in people_nouns() or w in ("others", "many", "thousands", "hundreds", "dozens") for w in before
    ) or any(q.counts_people and clause.i <= q.i < h.i and q.unit for q in scene.quantities)


def _number(scene: Scene, i: int, j: int) -> bool:
    return any(q.counts_people and (i <= q.i < j or i < q.j <= j) for q in scene.quantities)


def _place_near(scene: Scene) -> bool:
    return any(r.role != SKIP for r in scene.places)


def _place_object(scene: Scene, h: Hit) -> bool:
    if scene.sentence.lowers[h.j : h.j + 1] in (["it"], ["them"]) and any(r.j <= h.i for r in scene.places):
        return True
    if is_passive(scene, h):
        clause = scene.clause(h.i)
        named = any(r.role == BARE and clause.i <= r.i < h.i for r in scene.places)
        return named or apposed(scene, clause.i) is not None
    for r in scene.places:
        if r.i >= h.j and r.left == h.j - 1 and r.role != SKIP:
            return True
        if r.i >= h.j and r.role in (BARE, OF) and r.i - h.j <= 9:
            between = scene.sentence.lowers[h.j : r.left + 1]
            return all(w in words("adverb") or w in words("determiner") for w in between)
    return False
