"""Control: who is said to hold a place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.events import roster
from geo.events.arguments import by_phrase, is_passive
from geo.events.drafts import LOST, Draft
from geo.events.lexicon import Hit
from geo.events.locate import locate
from geo.events.places import AT, BARE, CONTAINER, OF, SKIP, PlaceRef
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.slots import roles
from geo.events.triggers import Trigger
from geo.events.words import words
from geo.model import Actor

if TYPE_CHECKING:
    from geo.events.extract import Reader

RELATIVE = ("where", "which")
"""Words that take up the place just named: "Er Rahad, which the army holds"."""
UNHELD = frozenset(("continent", "river", "sea"))
"""Kinds of place that nobody is said to hold from one sentence; nor is a country."""

_HELD = Trigger(
    phrase="-held", pos="any", lists=("control",), type="held", subject="agent", object="place", at="place",
    requires=(), vetoes=(), weak=False, where="",
)  # fmt: skip


def control_drafts(reader: Reader, scene: Scene, hit: Hit) -> list[Draft]:
    """Return the control statement of a trigger; a capture says that its agent now holds the place."""
    t = hit.trigger
    capture = "event" in t.lists
    state = "besieged" if t.type == "siege" else "held" if capture else t.type
    draft = reader.base(scene, hit, "control", state)
    if t.type == "siege" and draft.status == "forecast":
        return []
    found = roles(scene, hit)
    holders = [a for a in found.agents if a.kind in ARMED]
    if t.subject == "place" and not capture:
        holders = [a for a in found.agents if a.kind in ARMED] or _after(scene, hit)
    draft.agents = holders
    refs = locate(scene, hit, found.passive or is_passive(scene, hit), frozenset())
    if t.subject == "place":
        before = [r for r in scene.places if r.j <= hit.i and r.role in (BARE, AT, OF) and not r.is_country]
        apposed = [r for r in before if r.role == BARE]
        inside = [r for r in refs if r.i < hit.i]
        refs = inside or apposed[-1:] or before[-1:] or refs
    opener = scene.clause(hit.i)
    if (
        not capture
        and (opener.opener in RELATIVE or scene.sentence.lowers[opener.i : opener.i + 1] in ([w] for w in RELATIVE))
        and not any(opener.i <= r.i < opener.j and r.role == BARE for r in scene.places)
    ):
        earlier = [r for r in scene.places if r.j <= opener.i and r.role not in (SKIP, CONTAINER)]
        refs = earlier[-1:] or refs
    if capture:
        refs = [r for r in refs if not _only_part(scene, hit, r)]
    for r in refs:
        if r.place is not None and not (r.is_country or r.place.kind in UNHELD) and r.place not in draft.places:
            draft.places.append(r.place)
    lost = [r for r in refs if r.place is None]
    if lost and not draft.places:
        draft.unplaced = f"{LOST}{lost[0].toponym.mention.text!r}"
    if not (draft.places or lost) or (not draft.agents and draft.type in ("held", "lost")):
        return []
    if draft.type == "divided" and len(draft.agents) < 2 and not hit.trigger.phrase.startswith("be "):
        return []
    made = [draft]
    for r in lost[0 if draft.places else 1 :]:
        other = replace(draft, places=[], unplaced=f"{LOST}{r.toponym.mention.text!r}")
        other.agents, other.evidence = list(draft.agents), list(draft.evidence)
        made.append(other)
    return made


def _only_part(scene: Scene, hit: Hit, r: PlaceRef) -> bool:
    """Whether what was taken only lies in the place: "captured three towns in Daraa province", "parts of Homs"."""
    between = scene.sentence.lowers[hit.i : r.i]
    return (r.role == AT and any(w in words("taken_part") for w in between)) or any(
        w in ("part", "parts", "portions", "outskirts") and between[k + 1 : k + 2] == ["of"]
        for k, w in enumerate(between)
    )


def _after(scene: Scene, hit: Hit) -> list[Actor]:
    """Return the holders named after the trigger: "between A and B", "by A"."""
    doer = by_phrase(scene, hit)
    if doer is not None and hit.trigger.type != "divided":
        return [doer.actor]
    found: list[Actor] = []
    lowers = scene.sentence.lowers
    for a in scene.actors:
        if ";" in lowers[hit.j : a.i]:
            break
        if a.i >= hit.i and not a.adjective and a.actor.kind in ARMED and all(a.actor.name != x.name for x in found):
            found.append(a.actor)
    return found[: 3 if hit.trigger.type == "divided" else 1]


def held_phrases(reader: Reader, scene: Scene) -> list[Draft]:
    """Return what "the rebel-held town of X" says beside its sentence's main matter."""
    made: list[Draft] = []
    for r in scene.places:
        if not r.held or r.place is None or r.is_country:
            continue
        k = _held_token(scene, r)
        actor = _holder(reader, scene, k) if k is not None else None
        if k is None or actor is None:
            continue
        draft = reader.base(scene, Hit(_HELD, k, k + 1, k, "base", "any"), "control", "held")
        draft.time = None
        if draft.status in ("forecast", "denied"):
            draft.status = "asserted" if draft.source is None else "claimed"
        draft.places, draft.agents = [r.place], [actor]
        made.append(draft)
    return made


def _held_token(scene: Scene, r: PlaceRef) -> int | None:
    for k in range(r.i - 1, max(-1, r.i - 8), -1):
        if scene.sentence.lowers[k].endswith(tuple(words("held_suffix"))):
            return k
    return None


def _holder(reader: Reader, scene: Scene, k: int) -> Actor | None:
    word = scene.sentence.tokens[k].text
    name = word.rpartition("-")[0]
    low = name.lower()
    if low in roster.column("ethnonyms.csv", "word"):
        return roster.make(f"{name} forces", "armed_group", None, reader.theatre)
    if low in roster.groups():
        row = roster.groups()[low]
        if row["name"]:
            return roster.make(row["name"], row["kind"], None, reader.theatre)
        return roster.national(reader.theatre, "government", reader.theatre) if reader.theatre else None
    if low in roster.demonyms():
        return roster.state(roster.demonyms()[low], reader.theatre)
    for parts, canonical in roster.aliases().get(low, ()):
        if len(parts) == 1 and parts[0].lower() == low:
            return roster.from_row(canonical, reader.theatre)
    if low in ("regime", "army"):
        return roster.national(reader.theatre, "government", reader.theatre) if reader.theatre else None
    return None
