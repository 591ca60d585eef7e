"""Fill the slots of a trigger: who, to whom, where."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.events.lexicon import Hit
from geo.events.places import ANCHOR, AT, BARE, CONTAINER, FROM, OF, SKIP, TO, TOWARD, VIA, PlaceRef
from geo.events.refs import ActorRef
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.words import speech_verbs, words
from geo.model import Actor

HARMING = frozenset(
    (
        "airstrike",
        "drone_strike",
        "shelling",
        "rocket_attack",
        "bombing",
        "mine_blast",
        "chemical_attack",
        "attack",
        "clash",
    )
)
"""Types of nouns that can kill."""
HARM_REACH = 8
"""Words between such a noun and what it did."""
_TARGET_PREPS = frozenset(("against", "on", "targeting", "at"))


@dataclass
class Roles:
    """Actors of a trigger by role."""

    agents: list[Actor] = field(default_factory=list)
    targets: list[Actor] = field(default_factory=list)
    subject: ActorRef | None = None
    passive: bool = False


def is_passive(scene: Scene, hit: Hit) -> bool:
    """Whether a verb trigger is passive ("was hit by", "units hit by")."""
    if hit.form != "past" or hit.pos != "verb":
        return False
    lowers = scene.sentence.lowers
    k = hit.head - 1
    while k >= 0 and (lowers[k] in words("adverb") or lowers[k] == "not"):
        k -= 1
    if k >= 0 and lowers[k] in words("be"):
        return True
    if k >= 0 and lowers[k] in words("have"):
        return False
    after = lowers[hit.j] if hit.j < len(lowers) else ""
    return after == "by" and lowers[hit.j + 1 : hit.j + 2] != ["the-x"]


def _conjoined(scene: Scene, ref: ActorRef) -> list[ActorRef]:
    """Return a reference with those that "and" or commas join to it."""
    refs = scene.actors
    k = refs.index(ref)
    found = [ref]
    for step in (1, -1):
        x = k
        while 0 <= x + step < len(refs):
            a, b = (refs[x], refs[x + step]) if step > 0 else (refs[x + step], refs[x])
            between = scene.sentence.lowers[a.j : b.i]
            if (
                not between
                or len(between) > 3
                or not all(w in ("and", ",", "the", "or", "with", "its", "allied") for w in between)
            ):
                break
            if "and" not in between and "," not in between:
                break
            x += step
            found.append(refs[x])
    return found


def _governed(scene: Scene, ref: ActorRef) -> str:
    """Return the preposition that governs a reference, or ""."""
    k = ref.i - 1
    skip = words("determiner") | words("place_adjective") | words("adverb")
    while k >= 0 and scene.sentence.lowers[k] in skip:
        k -= 1
    word = scene.sentence.lowers[k] if k >= 0 else ""
    return word if word in words("preposition") else ""


def _of_participle(scene: Scene, ref: ActorRef) -> bool:
    """Whether a participle governs a reference: "attacks targeting Egyptian forces"."""
    k = ref.i - 1
    while k >= 0 and scene.sentence.lowers[k] in words("determiner"):
        k -= 1
    word = scene.sentence.lowers[k] if k >= 0 else ""
    return word.endswith("ing") and word not in speech_verbs() and k > 0


def subject_of(scene: Scene, hit: Hit, people: bool = False) -> ActorRef | None:
    """Return who stands before a verb: in its clause, else the clause's antecedent, else the sentence's subject."""
    clause = scene.clause(hit.i)
    lowers = scene.sentence.lowers
    wanted = [a for a in scene.actors if not a.adjective and (people or a.actor.kind not in ("media", "monitor"))]
    before = [a for a in wanted if clause.i <= a.i and a.j <= hit.i]
    free = [a for a in before if not _governed(scene, a) and not _of_participle(scene, a)]
    if free:
        return free[-1]
    opener = lowers[clause.i] if clause.i < len(lowers) else ""
    earlier = [a for a in wanted if a.j <= clause.i]
    if opener in ("which", "who", "that") or clause.opener in ("which", "who"):
        return earlier[-1] if earlier else (before[-1] if before else None)
    if before and hit.form != "ing":
        return before[-1]
    pronoun = any(w in ("it", "they", "he", "she") for w in lowers[clause.i : hit.i])
    finite = (
        hit.form in ("past", "s", "base")
        and not pronoun
        and clause.opener in words("clause_opener")
        and clause.i < hit.i - 1
    )
    if finite and clause.opener not in ("after", "before", "while", "and"):
        return None
    main = [a for a in earlier if not _governed(scene, a)]
    if clause.opener == "," and hit.form != "ing":
        for c in reversed([c for c in scene.clauses if c.j <= clause.i]):
            if lowers[c.i].endswith(("ed", "ing", "led")) or lowers[c.i] in words("determiner"):
                continue
            inside = [a for a in main if c.i <= a.i < c.j]
            if inside:
                return inside[-1]
            break
    if main:
        return main[0] if main[0].actor.kind in ARMED or people else main[-1]
    if hit.form == "ing" and clause.i <= 1:
        after = [a for a in wanted if a.i >= clause.j and not _governed(scene, a)]
        return after[0] if after else None
    return None


def object_of(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return who follows a verb within its clause, before any preposition but "of"."""
    clause = scene.clause(hit.i)
    for a in scene.actors:
        if hit.j <= a.i < clause.j and not a.adjective and (a.actor.name or hit.trigger.type != "support"):
            prep = _governed(scene, a)
            allowed = (
                ("", "of", "with", "against", "for", "to")
                if hit.trigger.type == "support"
                else ("", "of", "with", "against")
            )
            return a if prep in allowed and a.i - hit.j <= 8 else None
    return None


def by_phrase(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return the doer after "by", "attributed to", "blamed on", "carried out by"."""
    clause = scene.clause(hit.i)
    lowers = scene.sentence.lowers
    for a in scene.actors:
        if a.i < hit.j or a.i >= max(clause.j, hit.j) or a.adjective:
            continue
        if hit.pos == "verb" and _another_verb(lowers, hit.j, a.i):
            return None
        k = a.i - 1
        while k >= hit.j and lowers[k] in words("determiner") | words("place_adjective"):
            k -= 1
        pair = lowers[max(0, k - 1) : k + 1]
        if hit.pos == "noun" and lowers[k] == "by" and k > hit.j and lowers[k - 1] not in words("done_by"):
            continue
        if k >= hit.j and (lowers[k] == "by" or pair in (["attributed", "to"], ["blamed", "on"], ["linked", "to"])):
            return a
    return None


def _taken_from(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return who held before: "took the town from X", "was retaken from X"."""
    clause = scene.clause(hit.i)
    return next((a for a in scene.actors if hit.i < a.i < clause.j and _governed(scene, a) == "from"), None)


def _harmed(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return whom the thing that a noun names killed or hit: "a roadside bomb killed seven soldiers"."""
    clause = scene.clause(hit.i)
    lowers = scene.sentence.lowers
    for k in range(hit.j, min(clause.j, hit.j + HARM_REACH)):
        if lowers[k] in words("harm") and lowers[k - 1] not in words("be") | words("determiner") | words("have"):
            verb = hit._replace(i=k, j=k + 1, head=k, form="past", pos="verb")
            return object_of(scene, verb)
    return None


def _another_verb(lowers: list[str], i: int, j: int) -> bool:
    """Whether a second participle claims the doer: "was occupied in May and freed by X"."""
    return any(w == "and" and lowers[k + 1].endswith("ed") for k, w in enumerate(lowers[i : j - 1], start=i))


def roles(scene: Scene, hit: Hit) -> Roles:
    """Return agents and targets of a trigger."""
    found = Roles()
    t = hit.trigger
    if hit.pos == "noun":
        _noun_roles(scene, hit, found)
        return found
    found.passive = is_passive(scene, hit)
    subject, other = subject_of(scene, hit), object_of(scene, hit)
    inner = [a for a in scene.actors if hit.i < a.i and a.j < hit.j]
    found.subject = subject
    if found.passive:
        doer = by_phrase(scene, hit)
        _give(found, t.subject, doer, scene)
        _give(found, t.object, subject, scene)
        if t.type == "capture":
            _give(found, "target", _taken_from(scene, hit), scene)
        return found
    _give(found, t.subject, subject, scene)
    if t.type == "capture":
        _give(found, "target", _taken_from(scene, hit), scene)
    if inner:
        _give(found, t.object, inner[0], scene)
    elif other is not None and (subject is None or other.actor.name != subject.actor.name):
        _give(found, t.object, other, scene)
    if t.subject == "place" and t.object == "agent" and not found.agents:
        after = [a for a in scene.actors if a.i >= hit.j]
        _give(found, "agent", after[0] if after else None, scene)
    return found


def _noun_roles(scene: Scene, hit: Hit, found: Roles) -> None:
    t = hit.trigger
    lowers = scene.sentence.lowers
    clause = scene.clause(hit.i)
    before = [a for a in scene.actors if a.j <= hit.i and hit.i - a.j <= 3 and a.i >= clause.i]
    for a in scene.actors:
        if a.i < hit.i and hit.j <= a.j:
            _give(found, "agent", a, scene)
    if before:
        gap = lowers[before[-1].j : hit.i]
        if all((w not in words("preposition") and w not in words("be") and w.isalpha()) or w == "'s" for w in gap) and (
            len(gap) <= 1 or before[-1].adjective or "'s" in gap
        ):
            _give(found, "agent", before[-1], scene)
    doer = by_phrase(scene, hit)
    _give(found, "agent", doer, scene)
    if "responsibility" in lowers[max(0, hit.i - 6) : hit.i] and doer is None:
        claimant = subject_of(scene, hit._replace(form="past", pos="verb"))
        if claimant is not None and claimant.actor.kind in ARMED:
            _give(found, "agent", claimant, scene)
    light = next(
        (k for k in range(hit.i - 1, max(clause.i, hit.i - 7) - 1, -1) if lowers[k] in words("light_verb")), None
    )
    if light is not None and doer is None and lowers[light - 1 : light] not in (["was"], ["were"], ["been"]):
        carrier = subject_of(scene, hit._replace(i=light, j=light + 1, head=light, form="past", pos="verb"))
        if carrier is not None and carrier.actor.kind in ARMED:
            _give(found, "agent", carrier, scene)
    for a in scene.actors:
        if a.i < hit.j or a.i >= clause.j or a.adjective or (doer and a.i == doer.i):
            continue
        prep = _governed(scene, a)
        near = a.i - hit.j <= 5
        if prep == "of" and near:
            _give(found, t.object, a, scene)
        elif prep == "between" or (lowers[hit.j - 1] == "between" and near):
            for x in _conjoined(scene, a):
                _give(found, "agent", x, scene, conjoined=False)
        elif (
            prep in _TARGET_PREPS
            or (any(w in words("aiming") for w in lowers[hit.j : a.i]) and (near or a.actor.kind in ARMED))
            or (prep == "for" and t.type == "support" and near)
        ):
            _give(found, "target", a, scene)
        break
    if not found.targets and t.type in HARMING:
        _give(found, "target", _harmed(scene, hit), scene)
    subject = subject_of(scene, hit)
    if (
        subject
        and not found.agents
        and t.type in ("support", "demand", "condemnation", "threat", "agreement", "talks", "aid")
    ):
        _give(found, "agent", subject, scene)


def _give(found: Roles, role: str, ref: ActorRef | None, scene: Scene, conjoined: bool = True) -> None:
    if ref is None or role not in ("agent", "target", "people"):
        return
    refs = _conjoined(scene, ref) if conjoined else [ref]
    where = found.agents if role == "agent" else found.targets
    for r in refs:
        if r.actor.name and all(x.name != r.actor.name for x in where):
            where.append(r.actor)


def locate(scene: Scene, hit: Hit, passive: bool, allow: frozenset[str]) -> list[PlaceRef]:
    """Return the place (or coordinated places) of a trigger inside its sentence.

    Slot preposition before object of the trigger before the clause before the rest of the sentence.

    Parameters
    ----------
    allow : frozenset of str
        Roles beyond "at", "of" and bare names that count as the place (e.g. "to" for a deployment).
    """
    best: tuple[float, PlaceRef] | None = None
    clause = scene.clause(hit.i)
    for r in scene.places:
        score = _place_score(scene, hit, r, clause.i, clause.j, passive, allow)
        if score is not None and (best is None or score > best[0]):
            best = (score, r)
    if best is None:
        return []
    chosen = best[1]
    return [r for r in scene.places if r.group == chosen.group and r.role == chosen.role]


def _place_score(
    scene: Scene, hit: Hit, r: PlaceRef, i: int, j: int, passive: bool, allow: frozenset[str]
) -> float | None:
    if r.role in (SKIP, CONTAINER, ANCHOR):
        return None
    object_of_words = hit.i < r.left < hit.j and not passive
    if r.role in (TO, FROM, TOWARD, VIA) and r.role not in allow and not object_of_words:
        return None
    lowers = scene.sentence.lowers
    inside = i <= r.i < j or hit.i <= r.i < hit.j
    if any(w in ("that", "which", "what", "who") for w in lowers[hit.j : r.i]):
        inside = False
        if r.role not in (AT, OF, BARE):
            return None
    after = r.i >= hit.i
    far = abs(r.i - hit.i) * 0.05
    score: float
    if inside and after:
        gap = lowers[hit.j : r.i]
        direct = r.left < hit.j + 1 and not any(w in words("preposition") for w in gap if w != "of")
        if hit.pos == "verb" and r.left == hit.j - 1 and not passive:
            score = 11 - far
        elif r.role == AT or r.role in allow:
            score = 10 - far
        elif r.role == OF:
            score = 10.5 - far if len(gap) <= 8 else 5 - far
        elif hit.pos != "noun" and direct and not passive:
            score = 11 - far
        else:
            score = 6 - far
    elif inside:
        if r.role == AT or r.role in allow:
            score = 7 - far
        elif hit.pos == "noun" and hit.i - r.j <= 1 and not (r.is_country):
            score = 9
        elif r.role == BARE and (passive or hit.trigger.subject == "place"):
            score = 9.5 - far
        elif r.role == BARE:
            score = 5 - far if hit.pos == "noun" else 4 - far
        else:
            score = 5.5 - far
    else:
        base = {AT: 4.5, OF: 3.8, BARE: 3.5}.get(r.role, 2.0)
        opener = next((c.opener for c in scene.clauses if c.i <= r.i < c.j), "")
        base += 0.8 if after and opener in ("including", "in", "with", ",") else 0
        base += 1.5 if opener == "where" and not after else 0
        score = base - far
    if r.is_country:
        if r.role in (BARE, OF) and not (r.role == OF and hit.trigger.object == "place"):
            return None
        score -= 4
    return score if score > 0 else None
