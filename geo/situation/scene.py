"""What a route's course can rest on besides its own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.model import CURRENT, Displacement, Event, Movement, Place, Record
from geo.settings import Settings
from geo.situation.moments import leading_to
from geo.situation.records import By, Moment, day_of

DRAWN = CURRENT | {"forecast"}
"""Statuses with a line of their own: a plan is drawn as a plan; the past and the denied are not."""
LINES = frozenset({"road", "river", "bridge"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What a route's course can rest on besides its own record."""

    events: Sequence[Event]
    movements: Sequence[Movement]
    displacements: Sequence[Displacement]
    moments: Sequence[Moment]
    roads: Mapping[str, Sequence[Place]]
    by: By
    published: Mapping[str, date | None]
    settings: Settings

    def leading_to(self, record: Record) -> list[Moment]:
        """Return the moments that a record is read against, the one before it first."""
        return leading_to(self.moments, day_of(record, self.by, self.published))

    def own(self, record: Record) -> Moment:
        """Return the moment of a record itself."""
        day = day_of(record, self.by, self.published)
        until = [m for m in self.moments if m.day is None or (day is not None and m.day <= day)]
        return (until or self.moments)[-1 if until else 0]
