"""Choose which triggers of a sentence are meant: verb or noun, requirements, vetoes, overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from geo.events import roster
from geo.events.lexicon import Hit, Lexicon
from geo.events.metadata import event_type
from geo.events.places import BARE, OF, SKIP
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.slots import is_passive, object_of, subject_of
from geo.events.words import starts_with_any, words
from geo.tables import table

VETO_WORDS = 6
"""Reach of a veto to both sides, in words."""
MAX_HITS = 40
"""Triggers read in one sentence: news has under ten; more is damage, and each costs time."""
AIMING = frozenset(("target", "hit", "strike", "raid"))
"""Verbs that say what a strike named beside them was aimed at."""
VIOLENT = frozenset(("battle", "remote", "violence", "siege"))


@cache
def _people_nouns() -> frozenset[str]:
    return frozenset(
        r["word"] for r in table("lexicon/units.csv", "word", "unit") if r["unit"] in ("persons", "households")
    )


def readings(scene: Scene, lexicon: Lexicon) -> list[Hit]:
    """Return the triggers of a sentence that hold, left to right, one for each stretch of words."""
    stops = frozenset(c.i for c in scene.clauses if c.i)
    hits = [h for h in lexicon.find(scene.sentence.lowers, stops) if _holds(scene, h)]
    hits.sort(key=lambda h: (-(h.j - h.i), h.trigger.weak, not h.trigger.requires, h.pos != "verb", h.i))
    taken: set[int] = set()
    chosen: list[Hit] = []
    for h in hits:
        span = set(range(h.i, h.j)) if "_" not in h.trigger.phrase.split() else {h.i, h.head, h.j - 1}
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


def _holds(scene: Scene, h: Hit) -> bool:
    lowers = scene.sentence.lowers
    if h.head in scene.muted:
        return False
    weapon = h.pos == "noun" and lowers[h.head] in words("weapon")
    if any(
        a.i <= h.i < a.j
        and not (a.i == h.i and a.j == h.j)
        and not (weapon and h.j == a.j)
        and a.actor.kind not in ("civilians", "protesters")
        for a in scene.actors
    ):
        return False
    if any(r.i <= h.head < r.j and r.role != SKIP for r in scene.places) and h.j - h.i == 1:
        return False
    if any(t.i <= h.head < t.j for t in scene.times) and h.j - h.i == 1:
        return False
    if not _right_pos(scene, h):
        return False
    if h.pos == "noun" and any(starts_with_any(lowers, k, "mention_only") for k in range(max(0, h.i - 6), h.i)):
        return False
    if h.trigger.vetoes:
        near = lowers[max(0, h.i - VETO_WORDS) : h.j + VETO_WORDS]
        for veto in h.trigger.vetoes:
            n = len(veto)
            if any(tuple(near[k : k + n]) == veto for k in range(len(near) - n + 1)):
                return False
    if violent(h) and any(w in words("sport") for w in lowers) and not any(a.actor.kind in ARMED for a in scene.actors):
        return False
    if not h.trigger.requires:
        return True
    return any(_meets(scene, h, r) for r in h.trigger.requires)


def _meets(scene: Scene, h: Hit, need: str) -> bool:
    lowers = scene.sentence.lowers
    if need.startswith("with:"):
        choices = need[5:].split("/")
        return any(w in choices for w in (*lowers[: h.head], *lowers[h.head + 1 :]))
    if need.startswith("next:"):
        return any(w in need[5:].split("/") for w in lowers[h.j : h.j + 4])
    clause = scene.clause(h.i)
    if need == "armed" or (need == "armed_or_place" and h.pos != "noun"):
        if h.pos == "noun":
            return any(a.actor.kind in ARMED and abs(a.i - h.i) <= 5 for a in scene.actors)
        subject = subject_of(scene, h)
        if subject is not None and subject.actor.kind in ARMED:
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
            any(w in _people_nouns() for w in lowers[clause.i : clause.j])
            or _number(scene, clause.i, clause.j)
            or any(a.actor.kind in ("civilians", "protesters") and clause.i <= a.i < clause.j for a in scene.actors)
            or any(w in ("they", "who", "many", "others", "some") for w in lowers[max(clause.i, h.i - 4) : h.i])
        )
    if need == "number":
        return _number(scene, clause.i, clause.j)
    if need == "object":
        if is_passive(scene, h):
            return True
        return object_of(scene, h) is not None or any(w in _people_nouns() for w in lowers[h.j : h.j + 5])
    if need == "weapons":
        return any(w in words("weapon") for w in lowers[h.j : min(clause.j + 4, h.j + 9)])
    return any(a.actor.kind in ("state", "government", "igo") for a in scene.actors)


def _place_subject(scene: Scene, h: Hit) -> bool:
    """Whether a place is what the verb speaks of: "Goma fell", not "shells fell around Goma"."""
    closed = words("adverb") | words("be") | words("have") | words("forecast") | words("negation") | {","}
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
        w in _people_nouns() or w in ("others", "many", "thousands", "hundreds", "dozens") for w in before
    ) or any(q.counts_people and clause.i <= q.i < h.i and q.unit for q in scene.quantities)


def _number(scene: Scene, i: int, j: int) -> bool:
    return any(q.counts_people and i <= q.i < j for q in scene.quantities)


def _place_near(scene: Scene) -> bool:
    return any(r.role != SKIP for r in scene.places)


def _place_object(scene: Scene, h: Hit) -> bool:
    if is_passive(scene, h):
        clause = scene.clause(h.i)
        return any(r.role == BARE and clause.i <= r.i < h.i for r in scene.places)
    for r in scene.places:
        if r.i >= h.j and r.left == h.j - 1 and r.role != SKIP:
            return True
        if r.i >= h.j and r.role in (BARE, OF) and r.i - h.j <= 9:
            between = scene.sentence.lowers[h.j : r.left + 1]
            return all(w in words("adverb") or w in words("determiner") for w in between)
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
        people_after = after in _people_nouns() or after in roster.forces()
        qualifies = before in words("before_noun") or (before == "" and people_after)
        if (
            h.j - h.i == 1
            and after in _people_nouns()
            and before not in words("have") | words("adverb")
            and not scene_subject
        ):
            return False
        return not (
            qualifies and (people_after or before in ("the", "a", "an", "of", "their", "its")) and h.j - h.i == 1
        )
    if h.form == "ing":
        return not (before in words("determiner") or (before in words("before_noun") and after == "of"))
    if h.j - h.i > 1 and h.head + 1 < h.j and before not in words("before_noun"):
        return True
    return _bare_verb(scene, h, before, after)


def _bare_verb(scene: Scene, h: Hit, before: str, after: str) -> bool:
    """Whether a base or -s form that could be a noun is used as a verb."""
    if before in words("before_verb"):
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
    return before in words("adverb") or before in _people_nouns() or any(q.j == h.i for q in scene.quantities)


def violent(hit: Hit) -> bool:
    """Whether a trigger is of a violent class."""
    return "event" in hit.trigger.lists and event_type(hit.trigger.type).cls in VIOLENT


def drop_weak(hits: Iterable[Hit]) -> list[Hit]:
    """Drop weak violent triggers beside strong ones, and weak ones beside disasters."""
    kept = list(hits)
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
