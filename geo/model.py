"""Records that travel between the stages: frozen, keyword-only, checked where they are made.

Coordinates are degrees, EPSG:4326. Offsets are Unicode code points of the stored text of a field
(``title`` or ``text``), after front matter. Dates are calendar days of the publication's zone.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from geo.errors import GeometryError

Field = Literal["title", "text"]
Role = Literal["place", "demonym", "metonym", "embedded", "organisation"]
Status = Literal["asserted", "claimed", "forecast", "historical", "denied"]
ControlState = Literal["held", "divided", "contested", "besieged", "lost"]
Qualifier = Literal["exact", "approx", "at_least", "at_most", "order"]

CURRENT: frozenset[str] = frozenset({"asserted", "claimed"})
"""Statuses that describe the present; the others never count as the situation."""

AREA_KINDS: frozenset[str] = frozenset({"country", "admin1", "admin2", "district", "region", "coast", "area"})
"""Kinds of place that are drawn as an area, never as a point that claims to be exact."""


def record_id(article_id: str, kind: str, start: int, end: int, extra: str = "") -> str:
    """Return a stable id made from article, kind and evidence span.

    Parameters
    ----------
    article_id : str
    kind : str
        Record kind and type, e.g. ``"event:capture"``.
    start, end : int
        Evidence span, code points.
    extra : str
        What tells apart records of one span (a place's id, say).
    """
    digest = hashlib.sha256(f"{article_id}\0{kind}\0{start}\0{end}\0{extra}".encode()).hexdigest()
    return f"{kind.partition(':')[0][:4]}-{digest[:12]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One news article as read.

    ``published`` is None when unknown: it is asked for, never guessed. ``published_inferred`` marks a date
    that somebody concluded from the content. ``warnings`` are sentences for the user.
    """

    id: str
    title: str
    text: str
    published: date | None = None
    published_inferred: bool = False
    source: str | None = None
    url: str | None = None
    language: str = "en"
    path: str | None = None
    warnings: tuple[str, ...] = ()

    def field_text(self, name: Field) -> str:
        """Return the stored text of a field."""
        return self.title if name == "title" else self.text


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place of the gazetteer.

    Parameters
    ----------
    kind : str
        settlement, district, admin1, admin2, country, region, coast, river, road, bridge, facility, camp, area.
    lat, lon : float
        Degrees, EPSG:4326.
    country : str or None
        ISO 3166-1 alpha-2.
    admin1 : str or None
        GeoNames code, ``"SY.11"``.
    precision_km : float
        How far the truth may be from the point; 0 for a point as exact as the source.
    geometry : mapping or None
        GeoJSON geometry (lon, lat) of an area or line, where the gazetteer has one.
    """

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    precision_km: float = 0.0
    population: int = 0
    geometry: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and math.isfinite(self.lon) and abs(self.lat) <= 90 and abs(self.lon) <= 180):
            raise GeometryError(
                f"place {self.name!r} ({self.id}): lat {self.lat}, lon {self.lon} is not on Earth; expected degrees"
            )

    @property
    def is_area(self) -> bool:
        """Whether the place is drawn as an area."""
        return self.kind in AREA_KINDS

    @property
    def lonlat(self) -> tuple[float, float]:
        """Point as (lon, lat) for GeoJSON and shapely."""
        return (self.lon, self.lat)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A stretch of text that may name a place; ``hint`` is the kind that the words around demand."""

    field: Field
    start: int
    end: int
    text: str
    role: Role = "place"
    hint: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A place that a mention could mean, its score (higher is better) and the reasons in words."""

    place: Place
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Toponym:
    """A mention with its chosen place, or None with the reason why it was left open."""

    mention: Mention
    place: Place | None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeSpan:
    """Days from ``start`` to ``end``; either end may be open. ``implied`` marks the publication date standing in."""

    start: date | None
    end: date | None
    text: str = ""
    implied: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601 day or interval."""
        a, b = (d.isoformat() if d else "" for d in (self.start, self.end))
        return a if a == b else f"{a}/{b}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, suffers, holds or speaks.

    ``name`` is canonical where data/actors.csv knows the actor, else the words of the article. ``side`` is the id
    of the side that the actor belongs to in the article's theatre (data/sides.csv), or None.
    """

    name: str
    kind: str = ""
    country: str | None = None
    side: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number as stated.

    ``value`` with ``qualifier`` "order" is the base of a vague quantity ("thousands" 1000, ``max`` 9999).
    ``measure`` tells stock from flow; ``scope`` is what the figure counts over ("Syria" for a national total).
    """

    metric: str
    value: float
    max: float | None = None
    qualifier: Qualifier = "exact"
    unit: str = "persons"
    measure: Literal["stock", "flow"] | None = None
    period: TimeSpan | None = None
    scope: Place | None = None
    observed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """The sentence that put a mark on the map, and who says so (``speaker`` None: the article's own voice)."""

    article_id: str
    field: Field
    start: int
    end: int
    quote: str
    speaker: Actor | None = None
    source_grade: str = "F"
    info_grade: str = "6"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Who did what to whom, where, when, how many, says who.

    ``within_km`` is the stated distance from the (only) place: the event is near it, not at it. ``unplaced`` says
    why ``places`` is empty. ``trigger`` are the words that gave the type.
    """

    id: str
    type: str
    status: Status
    trigger: str
    evidence: tuple[Evidence, ...]
    places: tuple[Place, ...] = ()
    within_km: float | None = None
    agents: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    figures: tuple[Figure, ...] = ()
    time: TimeSpan | None = None
    source: Actor | None = None
    unplaced: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Displacement:
    """People who fled, were moved, arrived, stay or returned; ``figure`` is None when no number is tied to it."""

    id: str
    kind: str
    status: Status
    trigger: str
    evidence: tuple[Evidence, ...]
    origins: tuple[Place, ...] = ()
    destinations: tuple[Place, ...] = ()
    via: tuple[Place, ...] = ()
    figure: Figure | None = None
    time: TimeSpan | None = None
    source: Actor | None = None
    unplaced: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """Armed forces or goods on the move; with ``heading`` the destination is only a direction.

    ``within_km`` is how far from the destination the movement is said to have come.
    """

    id: str
    kind: str
    status: Status
    trigger: str
    evidence: tuple[Evidence, ...]
    agents: tuple[Actor, ...] = ()
    origins: tuple[Place, ...] = ()
    destinations: tuple[Place, ...] = ()
    via: tuple[Place, ...] = ()
    heading: bool = False
    within_km: float | None = None
    time: TimeSpan | None = None
    source: Actor | None = None
    unplaced: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """Who is said to hold a place. ``inferred`` holdings are made by ``situation``, never by ``events``."""

    id: str
    state: ControlState
    status: Status
    trigger: str
    evidence: tuple[Evidence, ...]
    places: tuple[Place, ...] = ()
    holders: tuple[Actor, ...] = ()
    as_of: TimeSpan | None = None
    source: Actor | None = None
    inferred: str = ""
    unplaced: str = ""


Record = Event | Displacement | Movement | Control


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """Everything that one article yielded; ``theatre`` is the ISO country that its places point to most."""

    article: Article
    toponyms: tuple[Toponym, ...] = ()
    events: tuple[Event, ...] = ()
    displacements: tuple[Displacement, ...] = ()
    movements: tuple[Movement, ...] = ()
    controls: tuple[Control, ...] = ()
    theatre: str | None = None

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, events first."""
        return (*self.events, *self.displacements, *self.movements, *self.controls)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """What people's decisions say about a record that is shown, beside what they changed in it.

    ``edited`` are the names of the fields that people set.
    """

    confirmed: bool = False
    sensitive: bool = False
    notes: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A front or an area that an analyst drew; it belongs to a theatre and counts from a day on.

    Parameters
    ----------
    id : str
        ``draw-`` and twelve hexadecimal digits.
    shape : {"front", "area"}
    geometry : mapping
        GeoJSON LineString of a front, Polygon or MultiPolygon of an area; lon/lat, EPSG:4326.
    sides : tuple of str
        Of a front the side to the left of the line's direction and the one to its right; of an area who holds it, several
        when it is contested; side ids, empty where unknown.
    state : {"held", "contested", "unknown"}
        Of an area.
    day, until : date or None
        Shown from ``day`` on until the day before ``until``; None: always, for good.
    replaces : bool
        Whether what is inferred of that front or ground is left out where this is drawn.
    theatre : str or None
        ISO country of the situation that it was drawn on; it shows on every situation of that theatre.
    """

    id: str
    shape: Literal["front", "area"]
    geometry: Mapping[str, Any] = field(hash=False)
    sides: tuple[str, ...] = ()
    state: Literal["held", "contested", "unknown"] = "held"
    label: str = ""
    day: date | None = None
    until: date | None = None
    replaces: bool = False
    theatre: str | None = None
    author: str = ""
    at: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Learnt:
    """A name that an analyst put right: what it means in the articles to come, where nothing in them speaks against it."""

    name: str
    place: Place
    author: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What people decided, as far as it is not in the records themselves already.

    Parameters
    ----------
    marks : mapping
        By record id.
    together : tuple of frozenset of str
        Ids of records that tell of one thing, whatever the rules think.
    apart : tuple of frozenset of str
        Pairs of ids of records that do not.
    drawings : tuple of Drawing
    """

    marks: Mapping[str, Mark] = field(default_factory=dict, hash=False)
    together: tuple[frozenset[str], ...] = ()
    apart: tuple[frozenset[str], ...] = ()
    drawings: tuple[Drawing, ...] = ()
