"""Give a draft the places of its sentence, or say which name nobody could place."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from geo.events.drafts import LOST, Draft
from geo.events.places import AT, BARE, OF, PlaceRef
from geo.events.sameness import contains
from geo.events.scene import Scene
from geo.model import Figure, Place


def elsewhere(scene: Scene, draft: Draft) -> bool:
    """Whether a sentence that counts the dead names another place than the event told before, or its whole country."""
    named = [r.place for r in scene.places if r.role in (AT, OF, BARE) and r.place is not None]
    return bool(named and draft.places) and not any(
        a.id == b.id or (contains(a, b) and a.kind != "country") or contains(b, a) for a in named for b in draft.places
    )


def destroyed(draft: Draft, places: Sequence[Place]) -> list[Figure]:
    """The one structure that an event at its place is said to have destroyed: a bridge, a dam, a base."""
    here = [p for p in places if p.kind in ("bridge", "facility") and p in draft.places]
    found = [Figure(metric="destroyed", value=1, unit=p.kind) for p in here[:1]]
    return [f for f in found if f not in draft.figures]


def nowhere(draft: Draft, refs: Sequence[PlaceRef]) -> list[Draft]:
    """Return one unplaced draft for each further name of a list that nobody could place."""
    lost = [r for r in refs if r.place is None]
    made = []
    for r in lost[0 if draft.places else 1 :]:
        other = dataclasses.replace(draft, places=[], unplaced=lost_name(r), figures=[], within_km=None)
        other.agents, other.targets, other.evidence = list(draft.agents), list(draft.targets), list(draft.evidence)
        made.append(other)
    return made


def lost_name(r: PlaceRef) -> str:
    """Return the reason that names the place that nobody could find."""
    return f"{LOST}{r.toponym.mention.text!r}"


def settle(draft: Draft, refs: Sequence[PlaceRef]) -> None:
    """Give a draft the places of its sentence; without any, the name that was lost."""
    lost = [r.toponym.mention.text for r in refs if r.place is None]
    for r in refs:
        if r.place is not None and all(r.place.id != p.id for p in draft.places):
            draft.places.append(r.place)
    if lost and not draft.places:
        draft.unplaced = f"{LOST}{lost[0]!r}"
        draft.inside = any(r.toponym.mention.hint == "facility" for r in refs)
