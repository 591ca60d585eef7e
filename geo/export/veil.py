"""What is put before the words and places of records whose position must not be told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from geo import external
from geo.events import roster
from geo.events.drafts import LOST
from geo.export.sheets import provinces
from geo.model import (
    Actor,
    Control,
    Displacement,
    Event,
    Evidence,
    Extraction,
    Figure,
    Movement,
    Place,
    Record,
    TimeSpan,
    Toponym,
)
from geo.review.links import lost_name

R = TypeVar("R", bound=Record)

GRID_KM = 20.0
"""Edge of a cell; chosen: in most war zones it holds dozens of villages, and a province is still told from the next."""
KM_PER_DEGREE = 111.195
"""Of latitude, on a sphere of 6,371 km: a cell is 20 km to within half a percent."""
BLURRED = "blurred-"
"""Begins the id of a place that stands for a hidden one."""
WITHHELD = "withheld"
NAMELESS = "name withheld"
TITLE = "Title Withheld"


def cell(lon: float, lat: float, km: float = GRID_KM) -> tuple[float, float]:
    """Return the middle of the grid cell that a point lies in, (lon, lat) in degrees.

    The grid is the same for every map: rows of ``km`` from the south pole up, each divided from 180° W on into a whole
    number of cells that are ``km`` wide in the middle of the row.

    >>> cell(36.73, 34.93), cell(36.70, 34.97)
    ((36.72351, 34.88511), (36.72351, 34.88511))
    """
    rows = max(1, round(180 * KM_PER_DEGREE / km))
    row = min(int((lat + 90) / (180 / rows)), rows - 1)
    middle = -90 + (row + 0.5) * (180 / rows)
    count = max(1, round(360 * KM_PER_DEGREE * math.cos(math.radians(middle)) / km))
    column = int((lon + 180) / (360 / count)) % count
    return round(-180 + (column + 0.5) * (360 / count), 5), round(middle, 5)


class Veil:
    """What is put before the words and places of some records."""

    def __init__(self, records: Sequence[Record], km: float, toponyms: Iterable[Toponym] = ()) -> None:
        self.km = km
        self._marked = {r.id for r in records}
        places = {p.id: p for r in records for p in hidden(r)}
        self.places = {i: self._place(p, n) for n, (i, p) in enumerate(places.items(), 1)}
        self.sentences = {
            s: n for n, s in enumerate(dict.fromkeys(sentence(x) for r in records for x in r.evidence), 1)
        }
        written = {t.mention.text for t in toponyms if t.place and t.place.id in places and t.mention.role == "place"}
        lost = {
            n for r in records if (n := lost_name(r))
        }  # no place of that name was found, and all the same it says where
        named = sorted(
            {_spaced(n) for n in (*written, *lost, *(p.name for p in places.values())) if len(n) > 1}, key=len
        )
        choices = "|".join(re.escape(n) for n in reversed(named))
        self._names = re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE) if named else None
        self._articles: dict[str, str] = {}
        self.points = tuple((p.lon, p.lat) for p in places.values())

    def gives_away(self, text: str) -> bool:
        """Whether a text holds the name of a hidden place, or a sentence that is withheld."""
        plain = " ".join(text.casefold().split())
        return self.names(text) or any(s and s in plain for s in self.sentences)

    def _place(self, place: Place, n: int) -> Place:
        lon, lat = cell(place.lon, place.lat, self.km)
        province = provinces().get(place.admin1 or "") or roster.country_names().get(place.country or "")
        return Place(
            id=f"{BLURRED}{n}",
            name=f"a place in {province}" if province else "a place",
            # An area makes no statement for a front. As a bare point it has no edge that anything lies within.
            kind="area",
            lat=lat,
            lon=lon,
            # Without a country no other report of the neighbourhood lies in it and is taken for the same.
            # `geo.export.sheets` has the country from the province's code.
            admin1=place.admin1 or (f"{place.country}." if place.country else None),
            precision_km=round(max(place.precision_km, self.km / math.sqrt(2)), 1),
            geometry={"type": "Point", "coordinates": [lon, lat]},
            source=place.source,
            licence=place.licence,
        )

    def covers(self, r: Record) -> bool:
        """Whether a record is marked, or tells of a hidden place in a sentence of one that is."""
        return r.id in self._marked or (
            any(sentence(x) in self.sentences for x in r.evidence)
            and (any(p.id in self.places for p in hidden(r)) or self.names(lost_name(r) or ""))
        )

    def names(self, text: str) -> bool:
        """Whether a text holds the name of a hidden place."""
        return self._names is not None and bool(self._names.search(_spaced(text)))

    def text(self, text: str) -> str:
        """Return a text, or that it is withheld where it holds the name of a hidden place."""
        return WITHHELD if self.names(text) else text

    def extraction(self, e: Extraction, wanted: frozenset[str]) -> Extraction:
        """Return what was read in an article with the wanted records behind the veil; its own words stay for now."""

        def hide(records: Sequence[R]) -> tuple[R, ...]:
            return tuple(cast(R, self.record(r)) if r.id in wanted else self.others(r) for r in records)

        spans = [(x.field, x.start, x.end) for r in e.records if r.id in wanted for x in r.evidence]
        return replace(
            e,
            article=replace(e.article, id=self.article_id(e.article.id), source=self._publisher(e.article.source)),
            toponyms=tuple(
                t
                for t in e.toponyms
                if not any(f == t.mention.field and a <= t.mention.start < b for f, a, b in spans)
                and not self.names(t.mention.text)
            ),
            events=hide(e.events),
            displacements=hide(e.displacements),
            movements=hide(e.movements),
            controls=hide(e.controls),
        )

    def article_id(self, given: str) -> str:
        """An id may be a file's name, and that of an article its headline."""
        if not self.names(given):
            return given
        return self._articles.setdefault(given, f"{WITHHELD}-{len(self._articles) + 1}")

    def _publisher(self, name: str | None) -> str | None:
        """A local paper or newsroom is called after its town."""
        return NAMELESS if name and self.names(name) else name

    def others(self, r: R) -> R:
        """A record of the same article that stays where it is, without the sentences that are withheld."""
        return replace(r, evidence=tuple(self._evidence(x) for x in r.evidence))

    def record(self, r: Record) -> Record:
        """Return a record that gives no hidden place away."""
        common: dict[str, Any] = {
            "trigger": self.text(_without_id(r)),
            "unplaced": f"{LOST}a name that is {WITHHELD}"
            if lost_name(r) and self.names(r.unplaced)
            else self.text(r.unplaced),
            "source": self._actor(r.source),
            "evidence": tuple(self._evidence(x, own=True) for x in r.evidence),
        }
        if isinstance(r, Control):
            more: dict[str, Any] = {
                "holders": self._actors(r.holders),
                "as_of": self._time(r.as_of),
                "inferred": self.text(r.inferred),
            }
            return replace(r, **common, **more, places=self._moved(r.places))
        common["time"] = self._time(r.time)
        if isinstance(r, Event):
            common |= {"agents": self._actors(r.agents), "targets": self._actors(r.targets)}
            common |= {"within_km": self._distance(r.within_km, r.places)}
            return replace(r, **common, places=self._moved(r.places), figures=tuple(self._figure(f) for f in r.figures))
        origins = self._moved(r.origins)
        common |= {"origins": origins, "via": self._moved(r.via)}
        common |= {"destinations": tuple(p for p in self._moved(r.destinations) if not _same_spot(p, origins))}
        if isinstance(r, Movement):
            within = self._distance(r.within_km, r.destinations)
            return replace(r, **common, agents=self._actors(r.agents), within_km=within)
        return replace(r, **common, figure=self._figure(r.figure) if r.figure else None)

    def _moved(self, places: Sequence[Place]) -> tuple[Place, ...]:
        return tuple(self.places.get(p.id, p) for p in places)

    def _distance(self, km: float | None, places: Sequence[Place]) -> float | None:
        """A distance from a place that is told no more would only look exact."""
        return None if any(p.id in self.places for p in places) else km

    def _figure(self, f: Figure) -> Figure:
        return replace(f, scope=self.places.get(f.scope.id, f.scope) if f.scope else None, period=self._time(f.period))

    def _time(self, span: TimeSpan | None) -> TimeSpan | None:
        return replace(span, text="") if span and self.names(span.text) else span

    def _actors(self, actors: Sequence[Actor]) -> tuple[Actor, ...]:
        return tuple(a for x in actors if (a := self._actor(x)))

    def _actor(self, a: Actor | None) -> Actor | None:
        return replace(a, name=NAMELESS) if a and self.names(a.name) else a

    def _evidence(self, x: Evidence, *, own: bool = False) -> Evidence:
        """Withhold the sentences of marked records and, of what is blurred itself, whatever names a hidden place."""
        x = replace(x, speaker=self._actor(x.speaker), article_id=self.article_id(x.article_id))
        number = self.sentences.get(sentence(x))
        if number is None and own and self.names(x.quote):
            number = self.sentences[sentence(x)] = len(self.sentences) + 1
        if number is None and x.field != "title":
            return x
        # Long and with a number: copies of one sentence in several papers are known by their words. Capitals: words that
        # reports share speak for their being of one thing, and these are nobody's.
        what = f"Sentence Withheld at the Analyst's Wish, No. {number}" if number else f"{TITLE} at the Analyst's Wish"
        return replace(x, quote=f"[{what}]")


def sentence(x: Evidence) -> str:
    """Return what is the same in copies of a sentence."""
    return " ".join(x.quote.casefold().split())


def places_of(r: Record) -> tuple[Place, ...]:
    """Return every place of a record."""
    return r.places if isinstance(r, Event | Control) else (*r.origins, *r.destinations, *r.via)


def hidden(r: Record) -> list[Place]:
    """Return the places of a record, its figures' among them, that say more than the country."""
    figures = r.figures if isinstance(r, Event) else (r.figure,) if isinstance(r, Displacement) and r.figure else ()
    scopes = [f.scope for f in figures if f.scope]
    return [p for p in (*places_of(r), *scopes) if p.kind != "country" and not (p.kind == "region" and not p.country)]


def _without_id(r: Record) -> str:
    """Return what a record was read by, without the id of a row: whoever has the data set has its coordinates too."""
    if not any(external.kind_of(x.article_id) for x in r.evidence):
        return r.trigger
    return f"a row: {r.trigger.partition(': ')[2]}"


def _spaced(text: str) -> str:
    """Ids and addresses join words by hyphens, and so do names."""
    return re.sub(r"[-_/]", " ", text)


def _same_spot(place: Place, others: Sequence[Place]) -> bool:
    """Whether a move would go from a cell to itself; it then has one end, in that cell."""
    return any(place.lonlat == p.lonlat for p in others)
