"""Control that somebody else drew, laid over the situation: as areas of their own, and as the map that fronts start from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from geo import geometry
from geo.events import metadata, roster
from geo.geometry import BaseGeometry
from geo.situation import meta
from geo.situation.overlay import ControlMap
from geo.situation.pen import Feature, Pen, rounded
from geo.situation.records import Situation, Unplaced

STATE = re.compile(r"\b(government|regime|loyalists?)\b", re.IGNORECASE)
"""How trackers name the side of the state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlay:
    """A map of control and whose it is, in a few words (a file's name, a tracker's)."""

    source: str
    map: ControlMap


def side_of(actor: str, theatre: str | None, known: Iterable[str] = ()) -> str | None:
    """Return the side that a map's name for a holder means: a side's id or label, or an actor of the tables."""
    wanted = actor.casefold()
    ids = [*known, *metadata.sides(theatre)]
    for side in ids:
        if wanted in (side.casefold(), meta.side_label(theatre, side).casefold()):
            return side
    for words, name in roster.aliases().get(wanted.split()[0], ()) if wanted.split() else ():
        if " ".join(words).casefold() == wanted:
            return roster.from_row(name, theatre).side
    if STATE.search(actor):
        return next((s.id for s in metadata.sides(theatre).values() if s.state), None)
    return roster.side_of(actor, "", None, theatre)


def held(overlay: ControlMap, theatre: str | None) -> dict[str, BaseGeometry]:
    """Return the ground of each side that is known here, degrees."""
    found: dict[str, list[BaseGeometry]] = {}
    for actor, area in overlay.held().items():
        side = side_of(actor, theatre)
        if side is not None:
            found.setdefault(side, []).append(area)
    return {side: geometry.union(areas) for side, areas in sorted(found.items())}


def features(overlays: Sequence[Overlay], situation: Situation, pen: Pen) -> list[Feature]:
    """Return one area a polygon of the maps, valid from its day until the next map's."""
    out: list[Feature] = []
    until = _until(overlays)
    for n, overlay in enumerate(overlays):
        for k, area in enumerate(overlay.map.areas):
            if area.kind == "unknown" or _later(area.day, situation):
                continue
            side = side_of(area.actor, situation.theatre, pen.styles) if area.actor else None
            style = pen.side([side]) if side else {}
            state = "contested" if area.kind == "contested" else "held"
            who = pen.styles[side].label if style and side else area.actor
            feature = pen.feature(
                f"overlay-{n}-{k}",
                area.area,
                {
                    "layer": "control",
                    "basis": "overlay",
                    "records": [],
                    "label": f"{who or 'Contested'} · as drawn by {overlay.source}",
                    "status": "claimed",
                    "state": state,
                    "holders": [area.actor] if area.actor else [],
                    "sides": [side] if side and style else [],
                    "source": overlay.source,
                    "day": area.day.isoformat() if area.day else None,
                    "repaired": area.repaired,
                    "anchor": list(rounded(geometry.anchor(area.area))),
                    **style,
                },
            )
            out.append(pen.valid(feature, (area.day, until[area.day]) if area.day else None))
    return out


def refused(overlays: Sequence[Overlay], situation: Situation) -> list[Unplaced]:
    """Return what of the maps is not drawn, each with its reason."""
    out = []
    for overlay in overlays:
        for number, reason in overlay.map.refused:
            out.append(Unplaced(record=None, label=f"{overlay.source}, feature {number}", reason=reason))
        late = sorted({a.day for a in overlay.map.areas if a.day and _later(a.day, situation)})
        for day in late:
            reason = f"it shows {day}, after the day that is shown"
            out.append(Unplaced(record=None, label=overlay.source, reason=reason))
    return out


def _later(day: date | None, situation: Situation) -> bool:
    return day is not None and situation.as_of is not None and day > situation.as_of


def _until(overlays: Sequence[Overlay]) -> Mapping[date, date | None]:
    """The day on which the next map takes over, by the day of each."""
    days = sorted({a.day for o in overlays for a in o.map.areas if a.day})
    return {**dict(pairwise(days)), **({days[-1]: None} if days else {})}
