"""One row of a data set as what a record needs; whatever a row gets wrong is a reason to refuse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from geo.articles import clean
from geo.events.metadata import event_types
from geo.external import actors, cells
from geo.external.cells import Wrong
from geo.external.places import Places, precision_km, rough
from geo.model import Actor, Figure, Place, Qualifier, TimeSpan
from geo.tables import table

NOTE_CHARS = 2_000
"""Of a row's note; more is an article and no note."""
SEVERAL_KM = 25.0
"""Least doubt of one point for several places."""
COUNTED = frozenset(("protest", "riot", "labour_strike"))
"""Types of which a bare number counts who took part."""
QUANTIFIERS: dict[str, Qualifier] = {
    "approximately": "approx", "around": "approx", "about": "approx", "at least": "at_least", "more than": "at_least",
    "more than or equal to": "at_least", "less than or equal to": "at_most", "up to": "at_most", "less than": "at_most",
}  # fmt: skip


@dataclass(kw_only=True, slots=True)
class Draft:
    """What a row tells: an event, or people displaced (``list`` "displacement").

    ``own_id`` is the row's id in its data set; ``said`` names the type in the data set's words; ``day`` is the one that the
    row stands for, and before which nobody could know of it.
    """

    number: int
    own_id: str
    list: str
    type: str
    said: str
    time: TimeSpan
    day: date
    country: str | None
    quote: str
    places: tuple[Place, ...] = ()
    origins: tuple[Place, ...] = ()
    destinations: tuple[Place, ...] = ()
    agents: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    figures: tuple[Figure, ...] = ()
    speaker: Actor | None = None
    unplaced: str = ""


@dataclass(kw_only=True)
class Reader:
    """Reads the rows of one data set."""

    kind: str
    name: str
    columns: Mapping[str, int]
    places: Places
    days: cells.Days = field(default_factory=cells.Days)

    def drafts(self, number: int, row: Sequence[str]) -> list[Draft]:
        """Return what a row tells.

        Raises
        ------
        Wrong
            If it cannot be used.
        """
        get = _Row(self.columns, row)
        country = self.places.country(get["iso"], get["country"])
        if not country and (get["country"] or get["iso"]) and self.kind != "analyst":
            raise Wrong(f"country {(get['country'] or get['iso'])[:40]!r} is not known")
        if self.kind == "idmc":
            return self._displaced(number, get, country)
        time = self._time(get)
        list_, type_, said = self._type(get)
        place, unplaced = self._place(get, country)
        country = country or (place.country if place else None)
        common = self._common(number, get, country, said)
        if list_ == "displacement":
            figures = self._figures(get, "displaced")
            if len(figures) > 1:
                raise Wrong("gives several figures for one displacement; use a row for each")
            measure = "stock" if type_ == "stock" else "flow"
            figures = tuple(_with(f, measure=measure) for f in figures if f.metric == "displaced")
            at = (place,) if place else ()
            arrives = type_ in ("stock", "influx", "return")
            return [
                Draft(
                    **common,
                    list=list_,
                    type=type_,
                    time=time,
                    day=self._day(get, time),
                    origins=() if arrives else at,
                    destinations=at if arrives else (),
                    figures=figures,
                    unplaced=unplaced,
                )
            ]
        figures = self._figures(get, "participants" if type_ in COUNTED else "other")
        first, second = actors.kind_of(get["inter1"]), actors.kind_of(get["inter2"])
        return [
            Draft(
                **common,
                list=list_,
                type=type_,
                time=time,
                day=self._day(get, time),
                places=(place,) if place else (),
                agents=_cast(get["actor1"], get["assoc1"], country, first),
                targets=_cast(get["actor2"], get["assoc2"], country, second),
                figures=figures,
                unplaced=unplaced,
            )
        ]

    def _common(self, number: int, get: _Row, country: str | None, said: str) -> dict[str, Any]:
        note = " ".join(clean(get["note"]).split())[:NOTE_CHARS]
        seen = [f"row {number}: {get['date'] or get['year']}", get["place"] or get["country"], said]
        speaker = Actor(name=self.name, kind="monitor")
        if self.kind == "analyst":
            named = actors.actors(" ".join(clean(get["source"]).split())[:80], country)
            speaker = named[0] if named else Actor(name=self.name)
        return {
            "number": number,
            "own_id": " ".join(clean(get["id"]).split())[:60],
            "said": said,
            "country": country,
            "quote": note or " ".join(clean(", ".join(filter(None, seen))).split())[:NOTE_CHARS],
            "speaker": speaker,
        }

    def _time(self, get: _Row) -> TimeSpan:
        if not get["date"] and get["year"]:
            year = get["year"].removesuffix(".0")
            if not year.isdecimal() or len(year) > 4 or int(year) not in cells.YEARS:
                raise Wrong(f"year {get['year'][:20]!r} is not a year")
            return TimeSpan(start=date(int(year), 1, 1), end=date(int(year), 12, 31), text=year)
        first, last = self.days.span(get["date"])
        if get["until"]:
            last = self.days.span(get["until"])[1]
            if last < first:
                raise Wrong(f"ends ({get['until'][:20]}) before it begins ({get['date'][:20]})")
        elif self.kind == "acled":
            first, last = cells.around(last, get["time_precision"].removesuffix(".0"))
        return TimeSpan(start=first, end=last)

    def _day(self, get: _Row, time: TimeSpan) -> date:
        """ACLED codes a week or month by one day of it; of other spans the last day counts."""
        day = self.days.span(get["date"])[1] if self.kind == "acled" else time.end or time.start
        if day is None:
            raise Wrong("has no date")
        return day

    def _type(self, get: _Row) -> tuple[str, str, str]:
        said, sub = get["type"], get["subtype"]
        if not said:
            raise Wrong("has no type")
        known = _types(self.kind)
        key = said.removesuffix(".0").casefold()
        found = known.get((key, sub.casefold())) or known.get((key, "")) or _by_event(self.kind).get(key)
        if found is None:
            raise Wrong(f"type {said[:40]!r} is not known; add it to data/external/types.csv")
        return found[0], found[1], (sub or found[2])

    def _figures(self, get: _Row, bare: str) -> tuple[Figure, ...]:
        out = list(cells.figures(get["figure"], bare)) if self.kind == "analyst" else []
        if self.kind == "ucdp":
            out += _range(*(cells.people(get[f], f) for f in ("killed", "killed_low", "killed_high")))
        else:
            for metric in ("killed", "wounded", "displaced"):
                count = cells.people(get[metric], "fatalities" if metric == "killed" else metric)
                out += [Figure(metric=metric, value=count)] if count else []
        return tuple(out)

    def _place(self, get: _Row, country: str | None, prefix: str = "") -> tuple[Place | None, str]:
        lat, lon = get[f"{prefix}lat"], get[f"{prefix}lon"]
        name = " ".join(clean(get[prefix.rstrip("_") or "place"]).split())[:120]
        if self.kind == "analyst" and get["precision_km"]:
            doubt: float | None = cells.coordinate(get["precision_km"], "precision_km", 2_000)
        else:
            doubt = precision_km(self.kind, get["precision"]) if self.kind != "analyst" else 0.0
        if doubt is None:
            whole = self.places.whole(country)
            return whole, "" if whole else "told of a country as a whole"
        if doubt < 0:
            raise Wrong(f"precision_km {get['precision_km'][:20]!r} is below zero")
        if bool(lat) != bool(lon):
            raise Wrong("has one coordinate and lacks the other")
        if not lat:
            if self.kind in ("acled", "ucdp"):
                raise Wrong("has no coordinates")
            found, reason = self.places.named(name, country)
            return (rough(found, doubt) if found else None), reason
        if ";" in name:
            doubt = max(doubt, SEVERAL_KM)
        return self.places.at(lat, lon, name, country, doubt), ""

    def _displaced(self, number: int, get: _Row, country: str | None) -> list[Draft]:
        if country is None:
            raise Wrong("names no country")
        time = self._time(get)
        kinds = {key[0]: found for key, found in _types("idmc").items()}
        kind = kinds.get(get["term"].casefold(), kinds[""])[1]
        stock = kind == "stock" or "idp" in get["category"].casefold() or "stock" in get["category"].casefold()
        counts = [("flow", get["flow"]), ("stock", get["stock"]), ("stock" if stock else "flow", get["figure"])]
        out: list[Draft] = []
        for measure, cell in counts:
            value = cells.people(cell, "figure")
            if not value or (out and cell == get["figure"] and (get["flow"] or get["stock"])):
                continue
            type_ = "stock" if measure == "stock" else "flight" if kind == "stock" else kind
            said = get["term"] or ("Internally displaced people" if measure == "stock" else "New displacement")
            unit = "households" if get["unit"].casefold().startswith("household") else "persons"
            most = cells.people(get["figure_max"], "figure_max")
            figure = Figure(
                metric="displaced",
                value=value,
                max=most if most and most > value else None,
                qualifier=QUANTIFIERS.get(get["quantifier"].casefold(), "exact"),
                unit=unit,
                measure="stock" if measure == "stock" else "flow",
                period=time if measure == "flow" and time.start != time.end else None,
            )
            common = self._common(number, get, country, said)
            common["own_id"] += "" if not common["own_id"] or not out else f" {measure}"
            draft = Draft(
                **common,
                list="displacement",
                type=type_,
                time=time,
                day=self._day(get, time),
                figures=(figure,),
            )
            out.append(self._ends(draft, get))
        if not out:
            raise Wrong("has no figure")
        return out

    def _ends(self, draft: Draft, get: _Row) -> Draft:
        """Give a displacement its places; one that is told of a country counts over it and has no mark."""
        for field_ in ("origin", "destination"):
            if get[field_] or get[f"{field_}_lat"]:
                place, _ = self._place(get, draft.country, f"{field_}_")
                setattr(draft, f"{field_}s", (place,) if place else ())
        if draft.origins or draft.destinations:
            return draft
        here = get["place"] or get["lat"]
        place, reason = self._place(get, draft.country) if here else (self.places.whole(draft.country), "")
        if place is None or place.kind == "country":
            scope = place or self.places.whole(draft.country)
            draft.figures = tuple(_with(f, scope=scope) for f in draft.figures)
            draft.unplaced = reason or "told of a country as a whole"
        elif "origin" in get["end"].casefold() or (draft.type in ("flight", "evacuation") and not get["end"]):
            draft.origins = (place,)
        else:
            draft.destinations = (place,)
        return draft


class _Row:
    """The cells of a row by field; a field without column is empty."""

    def __init__(self, columns: Mapping[str, int], row: Sequence[str]) -> None:
        self._columns, self._row = columns, row

    def __getitem__(self, name: str) -> str:
        at = self._columns.get(name)
        return self._row[at] if at is not None else ""


def _cast(main: str, with_: str, country: str | None, kind: str) -> tuple[Actor, ...]:
    named = (*actors.actors(clean(main), country, kind), *actors.actors(clean(with_), country))
    return tuple({a.name: a for a in reversed(named)}.values())[::-1]


def _range(best: int | None, low: int | None, high: int | None) -> list[Figure]:
    """UCDP's best estimate, with its bounds where they differ."""
    low, high = low if low is not None else best, high if high is not None else best
    if best is None or low is None or high is None:
        return []
    if not low <= best <= high:
        raise Wrong(f"low {low}, best {best} and high {high} are not in that order")
    if not high:
        return []
    if low == high:
        return [Figure(metric="killed", value=best)]
    if not low:
        return [Figure(metric="killed", value=high, qualifier="at_most")]
    return [Figure(metric="killed", value=low, max=high, qualifier="approx")]


def _with(figure: Figure, **changes: object) -> Figure:
    return replace(figure, **changes)  # type: ignore[arg-type]


@cache
def _types(kind: str) -> Mapping[tuple[str, str], tuple[str, str, str]]:
    """Return (list, our type, words) by the data set's names, without case; an analyst's also by our own names."""
    out: dict[tuple[str, str], tuple[str, str, str]] = {}
    if kind == "analyst":
        for (of, type_), ours in event_types().items():
            if of in ("event", "displacement"):
                for name in (type_, type_.replace("_", " "), ours.label, *ours.acled_sub):
                    out.setdefault((name.casefold(), ""), (of, type_, ours.label))
    for row in table("external/types.csv", "kind", "event", "sub", "list", "type"):
        if row["kind"] == kind:
            words = row["sub"] or row["event"]
            out[row["event"].casefold(), row["sub"].casefold()] = (row["list"], row["type"], words)
    return out


@cache
def _by_event(kind: str) -> Mapping[str, tuple[str, str, str]]:
    """Return the first type of each event type: for a sub-type that no row names."""
    out: dict[str, tuple[str, str, str]] = {}
    for (event, _), found in _types(kind).items():
        out.setdefault(event, found)
    return out
