"""Choose which triggers of a sentence are meant: verb or noun, requirements, vetoes, overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from geo.events import roster
from geo.events.lexicon import Hit, Lexicon
from geo.events.metadata import event_type
from geo.events.requirements import has_words, meets, moves_fighters, people_nouns
from geo.events.scene import Scene
from geo.events.words import holds_any, speech_verbs, words

VETO_WORDS = 6
"""Reach of a veto to both sides, in words."""
MAX_HITS = 40
"""Triggers read in one sentence: news has under ten; more is damage, and each costs time."""
SAME_DISASTER = 8
"""Words between a disaster and the verb that says what it did."""
TO_ITS_PLACE = 3
"""Words between a verb and the place that it governs: "the army controls the city of Homs"."""
AIMING = frozenset(("target", "hit", "strike", "raid"))
"""Verbs that say what a strike named beside them was aimed at."""
RETYPED = frozenset(("attack", "shelling", "airstrike", "rocket_attack", "bombing"))
"""Types that a noun in the verb's gap makes more exact."""
GENERIC_NOUNS = frozenset(("attack", "clash"))
"""Types of nouns that make nothing more exact."""
VIOLENT = frozenset(("battle", "remote", "violence", "siege"))


def readings(scene: Scene, lexicon: Lexicon) -> list[Hit]:
    """Return the triggers of a sentence that hold, left to right, one for each stretch of words."""
    stops = frozenset(c.i for c in scene.clauses if c.i)
    hits = [h for h in lexicon.find(scene.sentence.lowers, stops) if _holds(scene, h)]
    hits.sort(key=lambda h: (-_said(h), -(h.j - h.i), h.trigger.weak, not h.trigger.requires, h.pos != "verb", h.i))
    taken: set[int] = set()
    chosen: list[Hit] = []
    for outer in hits:
        h = _named_inside(outer, hits)
        span = set(range(h.i, h.j)) if not _gapped(h) or h is not outer else {h.i, h.head, h.j - 1}
        if h.trigger.type == "condemnation" and h.pos == "verb" and _gapped(h):
            span -= {h.j - 1}
        if h.trigger.lists == ("effect",):
            span = {-1 - h.i}
        inner = (
            h.trigger.type == "stock"
            and h.pos == "noun"
            and any(c.i <= h.i and h.j <= c.j and "displacement" in c.trigger.lists for c in chosen)
        )
        if not taken & span and not inner:
            taken |= span
            chosen.append(h)
    return sorted(chosen, key=lambda h: h.i)[:MAX_HITS]


def _said(h: Hit) -> int:
    """Return how many words of a trigger stand in the sentence: what a gap holds is not its own."""
    return _sizes(h.trigger.phrase)[0]


def _gapped(h: Hit) -> bool:
    return _sizes(h.trigger.phrase)[1] > 0


@cache
def _sizes(phrase: str) -> tuple[int, int]:
    """Return how many words and gaps a phrase of the lexicon has."""
    parts = phrase.split()
    return len(parts) - parts.count("_"), parts.count("_")


def _named_inside(outer: Hit, hits: Iterable[Hit]) -> Hit:
    """Give "launched a drone attack on" the type of the noun in its gap."""
    if not _gapped(outer) or not violent(outer):
        return outer
    for h in hits:
        inside = outer.i < h.i and h.j <= outer.j and h.pos == "noun" and not h.trigger.weak
        if inside and violent(h) and h.trigger.type not in GENERIC_NOUNS and outer.trigger.type in RETYPED:
            return outer._replace(trigger=replace(outer.trigger, type=h.trigger.type))
    return outer


def _holds(scene: Scene, h: Hit) -> bool:
    lowers = scene.sentence.lowers
    if h.head in scene.muted or not has_words(scene, h):
        return False
    weapon = h.pos == "noun" and lowers[h.head] in words("weapon")
    if h.i in scene.acted and any(
        a.i <= h.i < a.j
        and not (a.i == h.i and a.j == h.j)
        and not (weapon and h.j == a.j)
        and a.actor.kind not in ("civilians", "protesters")
        for a in scene.actors
    ):
        return False
    if h.j - h.i == 1 and (h.head in scene.placed or h.head in scene.dated):
        return False
    if not _right_pos(scene, h):
        return False
    if (
        "displacement" in h.trigger.lists
        and h.trigger.subject not in ("destination", "origin", "place")
        and h.pos == "verb"
        and moves_fighters(scene, h)
    ):
        return False
    if h.pos != "any" and _to_be_ended(lowers, h):
        return False
    if h.pos == "noun" and holds_any(lowers, max(0, h.i - 6), h.i, "mention_only"):
        return False
    if h.trigger.vetoes:
        near = lowers[max(0, h.i - VETO_WORDS) : h.j + VETO_WORDS]
        for veto in h.trigger.vetoes:
            n = len(veto)
            if veto[0] in scene.words and any(tuple(near[k : k + n]) == veto for k in range(len(near) - n + 1)):
                return False
    if not h.trigger.requires:
        return True
    return any(all(meets(scene, h, part) for part in r.split("+")) for r in h.trigger.requires)


def _to_be_ended(lowers: list[str], h: Hit) -> bool:
    """Whether somebody only wants an end of it: "asked both sides to stop fighting", "calls to end the siege"."""
    for k in range(max(1, h.i - 3), h.i):
        if lowers[k] in words("ending") and lowers[k - 1] in ("to", "must", "should", "would", "will", "can", "could"):
            return True
    return False


def _right_pos(scene: Scene, h: Hit) -> bool:
    if h.pos == "any":
        return True
    lowers = scene.sentence.lowers
    before = lowers[h.i - 1] if h.i else ""
    after = lowers[h.head + 1] if h.head + 1 < len(lowers) else ""
    if h.pos == "verb":
        return _is_verb(scene, h, before, after)
    if h.form == "base" and h.j - h.i == 1:
        return not _bare_verb(scene, h, before, after)
    if h.form == "s" and h.j - h.i == 1:
        return not (_bare_verb(scene, h, before, after) and before not in words("before_noun"))
    return True


def _is_verb(scene: Scene, h: Hit, before: str, after: str) -> bool:
    if h.form == "past":
        scene_subject = any(a.j == h.i and not a.adjective for a in scene.actors) or before in ("that", "which", "who")
        people_after = after in people_nouns() or after in roster.forces()
        qualifies = before in words("before_noun") or (before == "" and people_after)
        if h.j - h.i == 1 and after in people_nouns() and before not in words("have", "adverb") and not scene_subject:
            return False
        return not (
            qualifies and (people_after or before in ("the", "a", "an", "of", "their", "its")) and h.j - h.i == 1
        )
    if h.form == "ing":
        return not (before in words("determiner") or (before in words("before_noun") and after == "of"))
    named = before in speech_verbs() or after in ("on", "against", "by")
    if h.form in ("base", "s") and named and "_" in h.trigger.phrase.split() and before not in words("before_verb"):
        return False
    if h.j - h.i > 1 and h.head + 1 < h.j and (before not in words("before_noun") or _spelt_out(scene, h, before)):
        return True
    return _bare_verb(scene, h, before, after)


def _spelt_out(scene: Scene, h: Hit, before: str) -> bool:
    """Whether a phrase can be nothing but a verb: "repelled the assault and retain control of", "men loyal to the government hold sway in"."""
    second = h.trigger.phrase.split()[1]
    if second == "_" or second in words("preposition"):
        return False
    return before in ("and", "several", "two", "three", "more") or any(
        a.j == h.i and not a.adjective for a in scene.actors
    )


def _bare_verb(scene: Scene, h: Hit, before: str, after: str) -> bool:
    """Whether a base or -s form that could be a noun is used as a verb."""
    if before in words("before_verb"):
        return True
    doer = any(a.j == h.i and not a.adjective for a in scene.actors)
    if h.form == "s" and doer and any(r.left == h.head and r.i - h.j <= TO_ITS_PLACE for r in scene.places):
        return True
    if before in words("before_noun") or before == "":
        return False
    if after in words("verb_follows") or after in (",", ".", ";", ":", "'s"):
        return h.form == "base" and before.endswith("s") and after in (",", ".", ";", ":") and _subject_like(scene, h)
    if after in ("on", "in", "against", "by", "of", "at", "between", "near", "from"):
        return _subject_like(scene, h) and before.endswith("s") == (h.form == "base")
    return _subject_like(scene, h)


def _subject_like(scene: Scene, h: Hit) -> bool:
    for a in scene.actors:
        if a.j == h.i and not a.adjective:
            return True
    if any(r.j == h.i for r in scene.places):
        return True
    before = scene.sentence.lowers[h.i - 1]
    return before in words("adverb") or before in people_nouns() or any(q.j == h.i for q in scene.quantities)


def violent(hit: Hit) -> bool:
    """Whether a trigger is of a violent class."""
    return "event" in hit.trigger.lists and event_type(hit.trigger.type).cls in VIOLENT


def drop_weak(hits: Iterable[Hit]) -> list[Hit]:
    """Drop weak violent triggers beside strong ones, and weak ones beside disasters."""
    kept = _one_disaster(list(hits))
    strong = [h for h in kept if "event" in h.trigger.lists and not h.trigger.weak]
    nouns = [h for h in kept if violent(h) and h.pos == "noun"]
    if nouns:
        first = nouns[0].i
        kept = [h for h in kept if not (violent(h) and h.pos == "verb" and h.trigger.phrase in AIMING and h.i > first)]
    loud = [h for h in strong if event_type(h.trigger.type).cls in VIOLENT | {"disaster", "protest"}]
    if not loud:
        disasters = [h for h in kept if "event" in h.trigger.lists and event_type(h.trigger.type).cls == "disaster"]
        return [h for h in kept if not (h.trigger.weak and violent(h))] if disasters else kept
    disaster = any(event_type(h.trigger.type).cls == "disaster" for h in strong)
    return [
        h
        for h in kept
        if not (
            h.trigger.weak
            and "event" in h.trigger.lists
            and (violent(h) or (disaster and event_type(h.trigger.type).cls == "disaster"))
        )
    ]


def _one_disaster(hits: list[Hit]) -> list[Hit]:
    """Keep one word for one disaster of a sentence: "the storm hit" is a storm once, told by its verb."""
    kept: list[Hit] = []
    for h in hits:
        other = next((k for k in kept if _disaster(k) and _disaster(h) and k.trigger.type == h.trigger.type), None)
        if other is None or not (other.trigger.weak and h.trigger.weak) or h.i - other.j > SAME_DISASTER:
            kept.append(h)
        elif h.pos == "verb" and other.pos == "noun":
            kept[kept.index(other)] = h
    return kept


def _disaster(hit: Hit) -> bool:
    return "event" in hit.trigger.lists and event_type(hit.trigger.type).cls == "disaster"
