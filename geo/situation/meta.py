"""What the tables say about event types and sides, with a deterministic stand-in for what they lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.events import metadata, roster
from geo.events.metadata import EventType
from geo.situation import theatres

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
        known = _row(theatre, side or "")
        if known is None:
            return ""
        return next((x for x in kind.acled_sub if x.startswith("Government") == known.state), "")
    return kind.acled_sub[0] if kind.acled_sub else ""


def side_label(theatre: str | None, side: str) -> str:
    """Return a side's name, its id in words when no table names it."""
    found = _row(theatre, side)
    return found.label if found else plain(theatres.split(side)[1])


def sides(theatre: str | None, ids: Iterable[str]) -> Mapping[str, SideStyle]:
    """Return the style of each side.

    The theatre's own keep the colours of the table. Those of other theatres keep theirs while they are free; they and
    sides without a row take the palette's next free ones in order of id. Namesakes of two theatres name their country.
    """
    wanted = list(dict.fromkeys(ids))
    labels = {i: side_label(theatre, i) for i in wanted}
    twice = {label for label, n in Counter(labels.values()).items() if n > 1}
    countries = roster.country_names()
    for i, label in labels.items():
        home = theatres.split(i)[0] or theatre
        if label in twice and home in countries:
            labels[i] = f"{label} ({countries[home]})"
    own = metadata.sides(theatre)
    looks = {i: (own[i].colour, own[i].hatch) for i in wanted if i in own}
    for i in sorted(set(wanted) - set(looks)):
        row = _row(theatre, i)
        looks[i] = _free(looks.values(), (row.colour, row.hatch) if row else None)
    return {i: SideStyle(id=i, label=labels[i], colour=looks[i][0], hatch=looks[i][1]) for i in wanted}


def _row(theatre: str | None, side: str) -> metadata.Side | None:
    home, own = theatres.split(side)
    return metadata.sides(home or theatre).get(own)


def _free(taken: Iterable[tuple[str, str]], wish: tuple[str, str] | None) -> tuple[str, str]:
    """Return a colour and hatch that nobody has: the wish, else of the palette; when its colours are out, a new pair."""
    used = {(colour.lower(), hatch) for colour, hatch in taken}
    colours = {colour for colour, _ in used}
    choices = [wish, *PALETTE] if wish else list(PALETTE)
    pairs = [(colour, hatch) for _, hatch in PALETTE for colour, _ in PALETTE]
    return next(
        (c for c in choices if c[0].lower() not in colours),
        next((c for c in pairs if (c[0].lower(), c[1]) not in used), choices[0]),
    )


def plain(name: str) -> str:
    """Return an identifier as words: "drone_strike" is "Drone strike"."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
