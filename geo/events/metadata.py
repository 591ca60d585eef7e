"""What the tables say of sides, event types and sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo.tables import cells, table


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a theatre: id, label, colour (#rrggbb), hatch; ``state`` marks the side of the country's own state."""

    id: str
    label: str
    colour: str
    hatch: str
    state: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of record, its class, label, ACLED event and sub-event types, IDMC terms, icon and colour."""

    of: str
    type: str
    cls: str
    label: str
    acled: str
    acled_sub: tuple[str, ...]
    idmc: tuple[str, ...]
    icon: str
    colour: str


@cache
def sides(theatre: str | None) -> dict[str, Side]:
    """Return the sides of a theatre (ISO country) by id; a theatre without rows has the general ones.

    Sides of one theatre never share a colour.
    """
    general: dict[str, Side] = {}
    own: dict[str, Side] = {}
    for row in table("sides.csv", "theatre", "side", "label", "colour", "hatch", "state"):
        side = Side(row["side"], row["label"], row["colour"], row["hatch"], row["state"] == "yes")
        if row["theatre"] == "*":
            general[side.id] = side
        elif row["theatre"] == theatre:
            own[side.id] = side
    return own or general


@cache
def event_types() -> dict[tuple[str, str], EventType]:
    """Return every row of ``data/event_types.csv`` by (list, type)."""
    columns = ("list", "type", "class", "label", "acled", "acled_sub", "idmc", "icon", "colour")
    return {
        (row["list"], row["type"]): EventType(
            row["list"],
            row["type"],
            row["class"],
            row["label"],
            row["acled"],
            tuple(cells(row["acled_sub"])),
            tuple(cells(row["idmc"])),
            row["icon"],
            row["colour"],
        )
        for row in table("event_types.csv", *columns)
    }


def event_type(type: str, of: str = "event") -> EventType:
    """Return what the table says of a type.

    Parameters
    ----------
    type : str
        Our type, e.g. ``"airstrike"``; kind of a displacement or movement; state of a control.
    of : {"event", "displacement", "movement", "control"}

    Raises
    ------
    KeyError
        If there is no such type.
    """
    return event_types()[of, type]


@cache
def _grades() -> tuple[dict[str, str], dict[str, str]]:
    by_name: dict[str, str] = {}
    by_kind: dict[str, str] = {}
    for row in table("sources.csv", "name", "kind", "grade", "note"):
        if row["name"]:
            by_name[row["name"].lower()] = row["grade"]
        else:
            by_kind[row["kind"]] = row["grade"]
    return by_name, by_kind


def source_grade(name: str | None, kind: str = "") -> str:
    """Return the reliability of a source, A (reliable) to F (cannot be judged).

    Parameters
    ----------
    name : str or None
        Canonical name of the speaker, or the article's source.
    kind : str
        Kind of actor, used when the name has no row of its own.
    """
    by_name, by_kind = _grades()
    if name and name.lower() in by_name:
        return by_name[name.lower()]
    return by_kind.get(kind, "F")
