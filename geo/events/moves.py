"""Movement of armed forces and goods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.events.drafts import LOST, WHERE, Draft
from geo.events.lexicon import Hit
from geo.events.places import AT, BARE, FROM, OF, TO, TOWARD, VIA
from geo.events.roster import ARMED
from geo.events.scene import Scene
from geo.events.slots import roles

if TYPE_CHECKING:
    from geo.events.extract import Reader


def movement_draft(reader: Reader, scene: Scene, hit: Hit) -> list[Draft]:
    """Return the movement of a trigger: who, from where, to where, or only in which direction."""
    t = hit.trigger
    draft = reader.base(scene, hit, "movement", t.type)
    found = roles(scene, hit)
    draft.agents = [a for a in found.agents if a.kind in ARMED]
    if (
        not draft.agents
        and found.subject is not None
        and found.subject.actor.name
        and found.subject.actor.kind in ARMED
    ):
        draft.agents = [found.subject.actor]
    clause = scene.clause(hit.i)
    headings = 0
    lost: tuple[str, str] | None = None
    for r in scene.places:
        inside = clause.i <= r.i < clause.j or hit.i <= r.i < hit.j
        if not inside:
            continue
        after = r.i >= hit.i
        where = None
        if r.role == FROM:
            where = draft.origins
        elif r.role in (TO, TOWARD) and (after or hit.pos == "noun"):
            where = draft.destinations
            headings += r.role == TOWARD
        elif r.role == VIA:
            where = draft.via
        elif r.within_km is not None:
            where, draft.within_km = draft.destinations, r.within_km
        elif r.role == AT or (r.role == BARE and after) or (r.role == OF and after and t.object != "place"):
            if r.is_country and r.role != AT:
                continue
            where = draft.origins if t.at == "origin" else draft.destinations
        if where is not None and r.place is None:
            lost = lost or (r.toponym.mention.text, "origins" if where is draft.origins else "destinations")
        elif where is not None and r.place is not None and all(p.id != r.place.id for p in where):
            where.append(r.place)
    if draft.within_km is not None and draft.destinations:
        draft.destinations = draft.destinations[-1:] if len(draft.destinations) > 1 else draft.destinations
    draft.heading = bool(headings) and headings == len(draft.destinations)
    if t.type == "deployment" and not draft.all_places and not draft.agents:
        return []
    if not draft.all_places and lost:
        draft.unplaced, draft.lost_slot = f"{LOST}{lost[0]!r}{WHERE[lost[1]]}", lost[1]
    elif not draft.all_places:
        draft.unplaced = "the article does not say from where or to where"
    if t.lists == ("movement",) and t.type == "deployment":
        _follow(reader, draft)
    return [draft]


def taken_on_the_way(scene: Scene, fresh: Sequence[tuple[Hit, Draft]]) -> None:
    """Let an advance pass through what the same force took before: "advanced on X after capturing Y"."""
    for hit, taken in fresh:
        clause = scene.clause(hit.i)
        if taken.kind != "event" or taken.type != "capture" or scene.sentence.lowers[clause.i] != "after":
            continue
        for _, move in fresh:
            same = {a.name for a in move.agents} & {a.name for a in taken.agents}
            if move.kind == "movement" and move.type == "advance" and same and move.destinations and not move.heading:
                ends = {p.id for p in move.all_places}
                move.via.extend(p for p in taken.places if p.id not in ends)


def _follow(reader: Reader, draft: Draft) -> None:
    """Read soldiers "seen moving toward" somewhere as the withdrawal told just before by the same force."""
    for d in reversed(reader.drafts[-8:]):
        if d.kind == "movement" and d.type == "withdrawal" and reader.order - d.order <= 2:
            same = {a.name for a in d.agents} & {a.name for a in draft.agents}
            if same or not draft.agents or not d.agents:
                draft.type = "withdrawal"
                draft.origins = draft.origins or list(d.origins)
                if draft.source is None:
                    draft.source, draft.status = d.source, d.status
                draft.definite = True
            return
