"""What the tables say about event types and sides, with a deterministic stand-in for what they lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.events import metadata
from geo.events.metadata import EventType

PALETTE = (
    ("#0072B2", "slash"),
    ("#D55E00", "backslash"),
    ("#009E73", "dots"),
    ("#AA4499", "cross"),
    ("#E69F00", "vertical"),
    ("#56B4E9", "horizontal"),
)
"""Colours and hatches of sides that no table names, in order. Source: Okabe and Ito, *Color Universal Design* (2008)."""

NO_SIDE = ("#8A8F94", "none")
"""Colour and hatch of what no side stands behind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SideStyle:
    """How a side is named and drawn."""

    id: str
    label: str
    colour: str
    hatch: str


def event_type(name: str, list_: str = "event") -> EventType:
    """Return the words of a type; a type that no table knows is its own label, without a class."""
    try:
        return metadata.event_type(name, list_)
    except KeyError:
        return EventType(list_, name, "", plain(name), "", (), (), "", "")


def acled_sub(kind: EventType, theatre: str | None, side: str | None) -> str:
    """Return ACLED's sub-event type; of a capture it depends on whether the state's side took the place."""
    if kind.type == "capture" and len(kind.acled_sub) > 1:
        known = metadata.sides(theatre).get(side or "")
        if known is None:
            return ""
        return next((x for x in kind.acled_sub if x.startswith("Government") == known.state), "")
    return kind.acled_sub[0] if kind.acled_sub else ""


def side_label(theatre: str | None, side: str) -> str:
    """Return a side's name, its id in words when no table names it."""
    found = metadata.sides(theatre).get(side) or metadata.side_elsewhere(side)
    return found.label if found else plain(side)


def sides(theatre: str | None, ids: Iterable[str]) -> Mapping[str, SideStyle]:
    """Return the style of each side; those without a row take the palette's next free colours in order of id."""
    known = metadata.sides(theatre)
    wanted = list(dict.fromkeys(ids))
    out = {
        i: SideStyle(id=i, label=known[i].label, colour=known[i].colour, hatch=known[i].hatch)
        for i in wanted
        if i in known
    }
    taken = {style.colour.lower() for style in out.values()}
    free = [p for p in PALETTE if p[0].lower() not in taken] or list(PALETTE)
    for n, i in enumerate(sorted(set(wanted) - set(out))):
        colour, hatch = free[n % len(free)]
        out[i] = SideStyle(id=i, label=side_label(theatre, i), colour=colour, hatch=hatch)
    return {i: out[i] for i in wanted}


def plain(name: str) -> str:
    """Return an identifier as words: "drone_strike" is "Drone strike"."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
