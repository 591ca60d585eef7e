"""Statements about points: what is said, which of it is current, and an order that no name decides."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from geo import geometry
from geo.errors import GeometryError


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What is said about one point.

    Parameters
    ----------
    side : str
        Holder (``control``), who is within ``within_km`` (``within``; nothing is said of the holder), ignored for
        ``contested``.
    weight : float
        Trust in the statement, 1 for an ordinary one; the deviation is divided by its root.
    records : tuple of str
        Ids of the records behind it.
    """

    lon: float
    lat: float
    side: str
    date: dt.date | None = None
    weight: float = 1.0
    kind: Literal["control", "within", "contested"] = "control"
    within_km: float | None = None
    place: str = ""
    records: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        geometry.check((self.lon, self.lat))
        if not 0 < self.weight < float("inf"):
            raise GeometryError(f"statement about {self.place or 'a place'}: weight {self.weight}; expected above 0")
        if self.kind == "within" and not (self.within_km and 0 < self.within_km < float("inf")):
            raise GeometryError(f"statement about {self.place or 'a place'}: kind 'within' needs within_km above 0")

    @property
    def lonlat(self) -> tuple[float, float]:
        """Point as (lon, lat)."""
        return (self.lon, self.lat)

    @property
    def point(self) -> tuple[float, float]:
        """The point to some ten metres: what two statements about one place share."""
        return (round(self.lon, 4), round(self.lat, 4))

    @property
    def day(self) -> dt.date:
        """Its date; the first day of all when there is none."""
        return self.date or dt.date.min


def newest(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that no newer one about the same point supersedes, in an order that no name decides.

    Who is said to hold a point is no longer near it: his "within" of the same day or older goes. What is repeated
    word for word counts once, with all records behind it: a repeated report is no second witness.
    """
    latest: dict[tuple[Any, ...], dt.date] = {}
    for x in statements:
        latest[_about(x)] = max(latest.get(_about(x), dt.date.min), x.day)
    kept = [x for x in statements if x.day == latest[_about(x)]]
    holds = {(x.point, x.side): x.day for x in kept if x.kind == "control"}
    kept = [x for x in kept if x.kind != "within" or (x.point, x.side) not in holds or holds[x.point, x.side] < x.day]
    once: dict[tuple[Any, ...], Statement] = {}
    for x in kept:
        key = (*_about(x), x.kind, x.side, x.within_km)
        same = once.get(key)
        best = x if same is None or (x.weight, x.place) > (same.weight, same.place) else same
        records = tuple(sorted({*x.records, *(same.records if same else ())}))
        once[key] = replace(best, records=records)
    rank = {side: n for n, side in enumerate(sides(list(once.values())))}
    return sorted(once.values(), key=lambda x: (*_said(x), rank.get(x.side, -1), x.place, x.records))


def sides(current: Sequence[Statement]) -> list[str]:
    """Return the sides that hold a point, ordered by what is said of them: renaming them changes no order."""
    said: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for x in current:
        said[x.side].append(_said(x))
    holders = {x.side for x in current if x.kind == "control"}
    return sorted(holders, key=lambda side: (sorted(said[side]), side))


def disputed(current: Sequence[Statement]) -> set[Statement]:
    """Return statements of one day and point that name different holders: neither is taken for the holder."""
    holders: dict[tuple[float, float], set[str]] = defaultdict(set)
    for x in current:
        if x.kind == "control":
            holders[x.point].add(x.side)
    return {x for x in current if x.kind == "control" and len(holders[x.point]) > 1}


def _about(x: Statement) -> tuple[Any, ...]:
    return (*x.point, "within", x.side) if x.kind == "within" else (*x.point, "holder")


def _said(x: Statement) -> tuple[Any, ...]:
    """Everything but names."""
    return (x.lon, x.lat, x.kind, x.within_km or 0.0, x.weight, x.day)
