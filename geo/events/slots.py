"""Fill the slots of a trigger: who, to whom, where."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.events.arguments import by_phrase, conjoined, governed, is_passive, object_of, subject_of
from geo.events.lexicon import Hit
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
CONQUEROR_REACH = 8
"""Words between "the fall of" a town and who took it."""
_TARGET_PREPS = frozenset(("against", "on", "targeting", "at"))


@dataclass
class Roles:
    """Actors of a trigger by role."""

    agents: list[Actor] = field(default_factory=list)
    targets: list[Actor] = field(default_factory=list)
    subject: ActorRef | None = None
    passive: bool = False


def _taken_from(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return who held before: "took the town from X", "was retaken from X"."""
    clause = scene.clause(hit.i)
    return next((a for a in scene.actors if hit.i < a.i < clause.j and governed(scene, a) == "from"), None)


def _harmed(scene: Scene, hit: Hit) -> ActorRef | None:
    """Return whom the thing that a noun names killed or hit: "a roadside bomb killed seven soldiers"."""
    clause = scene.clause(hit.i)
    lowers = scene.sentence.lowers
    for k in range(hit.j, min(clause.j, hit.j + HARM_REACH)):
        if lowers[k] in words("harm") and lowers[k - 1] not in words("be", "determiner", "have"):
            verb = hit._replace(i=k, j=k + 1, head=k, form="past", pos="verb")
            return object_of(scene, verb)
    return None


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
    suffers = hit.pos == "any" and t.object == "target" and t.phrase.split()[0] in words("be")
    if found.passive or suffers:
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
        after = [a for a in scene.actors if hit.j <= a.i < scene.clause(hit.i).j]
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
        if (
            not any(w in speech_verbs() for w in gap)
            and all((w not in words("preposition") and w not in words("be") and w.isalpha()) or w == "'s" for w in gap)
            and (len(gap) <= 1 or before[-1].adjective or "'s" in gap)
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
        prep = governed(scene, a)
        near = a.i - hit.j <= 5
        if prep == "of" and near:
            _give(found, t.object, a, scene)
        elif t.type == "capture" and prep in ("to", "by") and a.i - hit.j <= CONQUEROR_REACH:
            _give(found, "agent", a, scene)
        elif prep == "between" or (lowers[hit.j - 1] == "between" and near):
            for x in conjoined(scene, a):
                _give(found, "agent", x, scene, listed=False)
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


def _give(found: Roles, role: str, ref: ActorRef | None, scene: Scene, listed: bool = True) -> None:
    if ref is None or role not in ("agent", "target", "people"):
        return
    refs = conjoined(scene, ref) if listed else [ref]
    where = found.agents if role == "agent" else found.targets
    for r in refs:
        if r.actor.name and all(x.name != r.actor.name for x in where):
            where.append(r.actor)
