"""What a situation is made of: frozen records, each naming the extraction records behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from geo.geometry import BaseGeometry, LonLat
from geo.model import (
    CURRENT,
    Actor,
    Article,
    Control,
    ControlState,
    Displacement,
    Event,
    Figure,
    Movement,
    Place,
    Record,
    Status,
    TimeSpan,
)
from geo.situation.fronts import FrontLine, FrontResult, Statement

Basis = Literal["stated", "corridor", "schematic"]
By = Literal["time", "published"]
"""What a day selects: what was true by then, or what had been published by then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """Who holds a place now. ``sides`` are in the order of ``holders``; ``inferred`` says why when nobody states it."""

    place: Place
    state: ControlState
    status: Status
    records: tuple[str, ...]
    holders: tuple[Actor, ...] = ()
    sides: tuple[str, ...] = ()
    date: date | None = None
    as_of: TimeSpan | None = None
    inferred: str = ""
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Statements about one place or area that do not go together, side by side and never averaged."""

    places: tuple[Place, ...]
    records: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortFront:
    """The front near one group of opposed statements: lines, areas and band are clipped to their neighbourhood.

    ``whole`` is what they were cut from: what the next day is carried over from. ``around`` are the points whose
    neighbourhood is drawn here and not with another front.
    """

    lines: tuple[FrontLine, ...]
    areas: Mapping[str, BaseGeometry] = field(hash=False)
    band: BaseGeometry = field(hash=False)
    contested: BaseGeometry = field(hash=False)
    statements: tuple[Statement, ...]
    suspects: tuple[Statement, ...] = ()
    whole: FrontResult = field(default_factory=FrontResult, hash=False, compare=False, repr=False)
    around: frozenset[LonLat] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A drawn line of a displacement or movement.

    Parameters
    ----------
    layer : {"route", "movement", "heading"}
    line : LineString
        Degrees, EPSG:4326, from origin to destination.
    tied : bool
        Whether the record's figure counts the people on this very route.
    reports : int
        How many records tell of this very flow.
    why : str
        What the course of the line rests on, in words.
    """

    record: str
    layer: Literal["route", "movement", "heading"]
    kind: str
    status: Status
    line: BaseGeometry = field(hash=False)
    basis: Basis
    origin: str
    destination: str
    destination_id: str
    origin_id: str = ""
    via: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    side: str | None = None
    opposed_to: str | None = None
    tied: bool = False
    within_km: float | None = None
    reports: int = 1
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """A figure with everything that says what it counts and who says so."""

    record: str
    article: str
    figure: Figure
    text: str
    status: Status
    speaker: str | None
    grade: str
    scope: Place | None
    background: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """A sum of ledger rows, or the refusal of one with its reason."""

    metric: str
    refused: bool
    reason: str
    text: str
    records: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A piece of the headline and the records that say it."""

    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A record of articles and a row of a data set that tell of one thing; ``score`` to 1, the reasons in words."""

    record: str
    row: str
    source: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unplaced:
    """What could not be drawn, and why; ``record`` is None for a name that no place was found for."""

    record: str | None
    label: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What holds from ``day`` until the next moment; ``day`` is None for what nobody dates."""

    day: date | None
    holdings: tuple[Holding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    fronts: tuple[ShortFront, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The situation as of a day: merged records and everything inferred from them.

    ``events``, ``displacements``, ``movements`` and ``controls`` are in time order and hold background and forecasts;
    what several articles report of one thing is one record. ``told`` has, by the id of such a record, what each article
    told, the earliest first; ``copies``, by the id of a report, those that print its sentence. ``moments`` are
    what led there, never none; the last of them is the situation as of the day.
    """

    as_of: date | None
    as_of_basis: str
    theatre: str | None
    articles: tuple[Article, ...]
    events: tuple[Event, ...]
    displacements: tuple[Displacement, ...]
    movements: tuple[Movement, ...]
    controls: tuple[Control, ...]
    published: Mapping[str, date | None]
    told: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    copies: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    moments: tuple[Moment, ...] = (Moment(day=None),)
    by: By = "time"
    step_days: int = 1
    routes: tuple[Route, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    totals: tuple[Total, ...] = ()
    headline: tuple[Clause, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    roads: tuple[Place, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    """Names of data sets by the articles that carry their rows."""
    matches: tuple[Match, ...] = ()

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Who holds which place as of the day."""
        return self.moments[-1].holdings

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Statements that do not go together as of the day."""
        return self.moments[-1].conflicts

    @property
    def fronts(self) -> tuple[ShortFront, ...]:
        """Where fronts run as of the day."""
        return self.moments[-1].fronts

    @property
    def records(self) -> tuple[Record, ...]:
        """All records in time order, whatever their kind."""
        everything: list[Record] = [*self.events, *self.displacements, *self.movements, *self.controls]
        return tuple(sorted(everything, key=lambda r: in_time(r, self.published)))

    @property
    def reports(self) -> tuple[Record, ...]:
        """All records as each article told them, in time order of what they are of."""
        return tuple(x for r in self.records for x in self.told.get(r.id, (r,)))

    @property
    def shown_as(self) -> Mapping[str, str]:
        """By the id of a record that another article told first, the id it is shown under."""
        reports = {x.id: first for first, found in self.told.items() for x in found}
        copied = {x.id: reports.get(first, first) for first, found in self.copies.items() for x in found}
        return {i: first for i, first in (reports | copied).items() if i != first}


def articles_of(record: Record) -> set[str]:
    """Return the ids of the articles that tell a record."""
    return {e.article_id for e in record.evidence}


def in_time(record: Record, published: Mapping[str, date | None]) -> tuple[date, date, int, str]:
    """Return the key that puts records in time order: day of the record, of its article, its place in it, its id."""
    first = record.evidence[0]
    day = published.get(first.article_id) or date.min
    span = record.as_of if isinstance(record, Control) else record.time
    own = (span.end or span.start) if span else None
    return (own or day, day, first.start if first.field == "text" else 0, record.id)


def first_told(record: Record, published: Mapping[str, date | None]) -> tuple[date, str, bool, int, str]:
    """Return the key of an order that every set of articles has: by day, article and place in it."""
    first = record.evidence[0]
    day = published.get(first.article_id) or date.max
    return day, first.article_id, first.field == "title", first.start, record.id


def statement_day(record: Record, published: Mapping[str, date | None]) -> date:
    """Return the day a record speaks for: its own time, else its article's publication, else the first day of all.

    What is told as current is not newer than the article that tells it, however its words of time are read.
    """
    day = in_time(record, published)[0]
    known = known_day(record, published)
    return min(day, known) if known and record.status in CURRENT else day


def known_day(record: Record, published: Mapping[str, date | None]) -> date | None:
    """Return the day on which a record was first published; None when the article that speaks has no date."""
    days = [published.get(e.article_id) for e in record.evidence]
    return min(d for d in days if d is not None) if days[0] is not None else None


def day_of(record: Record, by: By, published: Mapping[str, date | None]) -> date | None:
    """Return the day from which a record counts, None for always."""
    if by == "published":
        return known_day(record, published)
    day = statement_day(record, published)
    return None if day == date.min else day
