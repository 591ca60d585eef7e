"""A situation as flat tables: what CSV, XLSX and GeoPackage hold, with columns in an order that does not change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from geo.events import roster
from geo.export import about
from geo.export.plain import quoted
from geo.export.table import Cell
from geo.model import Control, Displacement, Event, Extraction, Movement, Place, Record
from geo.tables import table

RECORDS = (
    "record", "list", "type", "type_label", "label", "status", "background", "day", "time", "time_text",
    "time_implied", "first_published", "slot", "place", "place_kind", "lat", "lon", "precision_km", "within_km",
    "blurred_km", "admin1", "country", "country_name", "from", "via", "to", "agents", "targets", "sides", "figures",
    "metric", "value", "max", "qualifier", "unit", "measure", "acled", "acled_sub", "speaker", "source_grade",
    "info_grade", "independent", "quote", "publisher", "article_title", "article_published", "article_url", "articles", "unplaced",
)  # fmt: skip
EVIDENCE = (
    "record", "article", "publisher", "article_title", "article_published", "article_url", "field", "start", "end",
    "speaker", "source_grade", "info_grade", "quote",
)  # fmt: skip
FIGURES = (
    "record", "metric", "value", "max", "qualifier", "unit", "measure", "period", "period_text", "text", "scope",
    "scope_kind", "observed", "status", "background", "speaker", "grade", "publisher", "article_title",
    "article_published", "article_url",
)  # fmt: skip
UNPLACED = ("record", "label", "reason")
SOURCES = ("article", "publisher", "title", "published", "published_inferred", "url", "records", "warnings")
ABOUT = ("key", "text")

NOTES_MOST = 1_000
"""Columns of an analyst's notes that leave the house as columns; a table of SQLite holds 2,000."""

Row = dict[str, Cell]


@dataclass(frozen=True)
class Material:
    """What files are made of.

    Parameters
    ----------
    collection : mapping
        FeatureCollection of ``docs/features.md``.
    extractions : sequence of Extraction
        What it was made of: places with their coordinates, country and province. Without them rows have names only.
    gazetteer : optional
        For the labels of the HTML map.
    full_text : bool
        Whether files that can carry whole articles do; otherwise sentences are all that leaves the house.
    briefing : mapping, optional
        Scenes of a briefing (``docs/briefing.md``), which the HTML map carries.
    """

    collection: Mapping[str, Any]
    extractions: Sequence[Extraction] = ()
    gazetteer: Any = None
    full_text: bool = False
    briefing: Mapping[str, Any] | None = None

    @cached_property
    def outgoing(self) -> Mapping[str, Any]:
        """The collection as it leaves the house: with its licences, and sentences only unless asked otherwise."""
        return about.outgoing(self.collection, self.extractions, full_text=self.full_text)

    @property
    def as_of(self) -> str:
        """The ISO day that the situation shows, "" when nobody knows it."""
        return self.collection.get("as_of") or ""

    @cached_property
    def read(self) -> Mapping[str, Record]:
        """What was read, by id."""
        return {r.id: r for e in self.extractions for r in e.records}

    @cached_property
    def articles(self) -> Mapping[str, Mapping[str, Any]]:
        """Articles by id."""
        return {a["id"]: a for a in self.collection.get("articles") or ()}

    @cached_property
    def about(self) -> list[tuple[str, str]]:
        """What a reader must know to use the file: as-of, method, attribution, rules."""
        return about.facts(self.collection, self.extractions)

    @property
    def attribution(self) -> str:
        """Whose places these are, with their licences."""
        return about.attribution(self.extractions)

    def told(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Yield each record with the article that it was read in first."""
        for record in self.collection.get("records") or ():
            evidence = record.get("evidence") or ()
            yield record, self.articles.get(evidence[0]["article"], {}) if evidence else {}

    def reports(self, record: Mapping[str, Any]) -> list[Record]:
        """Return what the articles told of a record, the earliest first; empty when it is not known what was read."""
        ids = (record["id"], *(record.get("same_as") or ()))
        return [self.read[i] for i in ids if i in self.read]

    def within_km(self, record: Mapping[str, Any]) -> float | None:
        """Return the stated distance from a record's place."""
        found = (getattr(r, "within_km", None) for r in self.reports(record))
        return next((km for km in found if km), None)

    def spots(self, record: Mapping[str, Any]) -> list[tuple[str, Place]]:
        """Return the places that a record is shown with, each with what it is to the record.

        Where several articles tell of one thing, one may have named the place and another its end.
        """
        told = [spot for r in self.reports(record) for spot in slots(r)]
        names = {"place": "places", "origin": "from", "destination": "to", "via": "via"}
        shown = {slot: set(record.get(key) or ()) for slot, key in names.items()}
        return list({(slot, p.id): (slot, p) for slot, p in told if p.name in shown[slot]}.values())

    def records(self) -> Iterator[Row]:
        """Yield a row for each record and place, and one for a record without a place."""
        for r, article in self.told():
            evidence = r.get("evidence") or ()
            figure = (r.get("figures") or [{}])[0]
            row: Row = {
                **{k: _cell(r.get(k)) for k in ("list", "type", "type_label", "label", "status", "day", "time")},
                **{k: _cell(r.get(k)) for k in ("time_text", "acled", "acled_sub", "speaker", "source_grade")},
                **{
                    k: _cell(r.get(k))
                    for k in ("info_grade", "independent", "unplaced", "blurred_km", "from", "via", "to")
                },
                **{k: _cell(r.get(k)) for k in ("agents", "targets", "sides")},
                **{k: _cell(figure.get(k)) for k in ("metric", "value", "max", "qualifier", "unit", "measure")},
                "record": r["id"],
                "background": _cell(r.get("background", False)),
                "time_implied": _cell(r.get("implied_time", False)),
                "first_published": _cell(r.get("known")),
                "within_km": self.within_km(r),
                "figures": " | ".join(f.get("text") or "" for f in r.get("figures") or ()),
                "quote": quoted(evidence[0]["quote"]) if evidence else "",
                **source(article),
                "articles": len({x["article"] for x in evidence}),
                **{f"note_{k}": _cell(v) for k, v in (r.get("notes") or {}).items()},
            }
            spots = self.spots(r)
            if not spots:
                yield {**row, "place": _cell(r.get("places"))}
            for slot, place in spots:
                yield {**row, "slot": slot, **where(place)}

    def notes(self) -> list[str]:
        """Return the columns of the analyst's notes, in the order in which they occur."""
        names = (k for r in self.collection.get("records") or () for k in r.get("notes") or ())
        return [f"note_{k}" for k in dict.fromkeys(names)][:NOTES_MOST]

    def evidence(self) -> Iterator[Row]:
        """Yield a row for each sentence of each record."""
        for r, _ in self.told():
            for x in r.get("evidence") or ():
                kept = {k: _cell(x.get(k)) for k in EVIDENCE if k in x}
                article = self.articles.get(x["article"], {})
                yield {"record": r["id"], **kept, **source(article), "quote": quoted(x["quote"])}

    def figures(self) -> Iterator[Row]:
        """Yield the rows of the ledger."""
        for row in (self.collection.get("ledger") or {}).get("rows") or ():
            kept = {k: _cell(row.get(k)) for k in FIGURES}
            yield {**kept, **source(self.articles.get(row.get("article"), {}))}

    def unplaced(self) -> Iterator[Row]:
        """Yield what could not be drawn, each with its reason."""
        for u in self.collection.get("unplaced") or ():
            yield {k: _cell(u.get(k)) for k in UNPLACED}

    def sources(self) -> Iterator[Row]:
        """Yield the articles with how many records each gave."""
        count: dict[str, set[str]] = {}
        for r, _ in self.told():
            for x in r.get("evidence") or ():
                count.setdefault(x["article"], set()).add(r["id"])
        for i, a in self.articles.items():
            more: Row = {"article": i, "publisher": a.get("source"), "records": len(count.get(i, ()))}
            kept = {k: _cell(a.get(k)) for k in ("title", "published", "published_inferred", "url", "warnings")}
            yield {**kept, **more}

    def sheets(self) -> list[tuple[str, Sequence[str], Iterable[Row]]]:
        """Return every table with its name and columns."""
        return [
            ("records", (*RECORDS, *self.notes()), self.records()),
            ("evidence", EVIDENCE, self.evidence()),
            ("figures", FIGURES, self.figures()),
            ("unplaced", UNPLACED, self.unplaced()),
            ("sources", SOURCES, self.sources()),
            ("about", ABOUT, ({"key": k, "text": t} for k, t in self.about)),
        ]


def slots(r: Record) -> Iterator[tuple[str, Place]]:
    """Yield the places of a record, each with what it is to it: place, origin, destination, via."""
    if isinstance(r, Event | Control):
        yield from (("place", p) for p in r.places)
    elif isinstance(r, Displacement | Movement):
        yield from (("origin", p) for p in r.origins)
        yield from (("destination", p) for p in r.destinations)
        yield from (("via", p) for p in r.via)


def where(place: Place) -> Row:
    """Return a place as cells."""
    return {
        "place": place.name,
        "place_kind": place.kind,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "precision_km": place.precision_km,
        "admin1": province(place),
        "country": country_code(place),
        "country_name": country(place),
    }


def province(place: Place) -> str:
    """Return the name of the first-level unit that a place lies in, "" when nobody knows it."""
    if place.kind == "admin1":
        return place.name
    return provinces().get(place.admin1 or "", "")


@cache
def provinces() -> Mapping[str, str]:
    """Return the names of first-level units by code."""
    return {row["code"]: row["name"] for row in table("gazetteer/admin1.csv", "code", "name")}


def country_code(place: Place) -> str:
    """Return the ISO 3166-1 alpha-2 code of a place's country; of a blurred place that of its province."""
    return place.country or (place.admin1 or "").partition(".")[0]


def country(place: Place) -> str:
    """Return the name of a place's country, "" when it has none."""
    return roster.country_names().get(country_code(place), "")


def source(article: Mapping[str, Any]) -> Row:
    """Return where a record was read."""
    return {
        "publisher": article.get("source"),
        "article_title": article.get("title"),
        "article_published": article.get("published"),
        "article_url": article.get("url"),
    }


def _cell(value: Any) -> Cell:
    """Return a value of the collection as a cell: lists joined, truth as yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " | ".join(str(v) for v in value)
    return value if isinstance(value, str | int | float) else None
