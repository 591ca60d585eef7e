"""What kind of event actors make of a trigger: a clash or an attack, a protest or a riot; and who can have done it."""

from __future__ import annotations

from geo.events import roster
from geo.events.arguments import is_passive
from geo.events.drafts import Draft
from geo.events.lexicon import Hit
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.words import starts_with_any, words
from geo.model import Actor


def on_forces(scene: Scene, hit: Hit, draft: Draft) -> bool:
    """Whether armed men attacked armed men: a clash in ACLED's terms, not violence against civilians."""
    if any(a.kind not in ARMED - {"government"} for a in draft.agents):
        return False
    if draft.targets:
        return all(a.kind in ("army", "police", "armed_group", "coalition") for a in draft.targets)
    fallen = {roster.forces().get(q.noun) for q in scene.quantities if q.counts_people and q.noun}
    if hit.pos == "noun" and fallen & {"army", "police", "armed_group"}:
        return "civilians" not in fallen
    if is_passive(scene, hit):
        return False
    near = scene.sentence.lowers[hit.j : min(scene.clause(hit.i).j, hit.j + 5)]
    return hit.pos == "verb" and any(w in words("military_target") for w in near)


def crowd(scene: Scene, draft: Draft) -> bool:
    """Whether a crowd, and no armed group, is what clashed: "clashes broke out between police and protesters"."""
    cast = [*draft.agents, *draft.targets, *(a.actor for a in scene.actors)]
    return any(a.kind == "protesters" for a in cast) and not any(a.kind == "armed_group" for a in cast)


def violent_crowd(scene: Scene) -> bool:
    """Whether the sentence says that the crowd fought: "protesters threw stones", "scuffles broke out"."""
    lowers = scene.sentence.lowers
    calm = any(w in words("calm_crowd") for w in lowers)
    return not calm and any(starts_with_any(lowers, k, "crowd_violence") for k in range(len(lowers)))


def plausible(agents: list[Actor], cls: str) -> list[Actor]:
    """Return those who can have done something of a class: only armed actors fight, nobody makes an earthquake."""
    if cls == "move":
        return [a for a in agents if a.kind in ARMED or any(w in words("peacekeeper") for w in a.name.lower().split())]
    if cls in ("battle", "remote", "siege"):
        return [a for a in agents if a.kind in ARMED]
    if cls == "violence":
        return [a for a in agents if a.kind in ARMED or a.kind == "protesters"]
    if cls == "state":
        return [a for a in agents if a.kind in ARMED or a.kind == "igo"]
    if cls == "protest":
        return [a for a in agents if a.kind in ("protesters", "civilians")]
    if cls == "disaster":
        return []
    if cls == "statement":
        return [a for a in agents if a.kind not in ("media", "civilians", "police", "protesters")]
    return [a for a in agents if a.kind not in ("media", "civilians")]
