"""What every mark of a situation shares: styles, time, labels, figures, and a place's honest shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geo import geometry
from geo.geometry import BaseGeometry, LonLat, Point
from geo.model import CURRENT, Control, Displacement, Event, Figure, Movement, Place, Record, TimeSpan
from geo.settings import Settings
from geo.situation import meta, words
from geo.situation.moments import Valid
from geo.situation.records import Situation, articles_of, known_day, statement_day

Feature = dict[str, Any]
WIDTHS = (1e3, 1e4, 1e5, 1e6)
"""Upper ends of the width classes of flows, people."""


@dataclass(frozen=True, kw_only=True)
class Pen:
    """What every mark needs: styles of sides, publication days, settings; it numbers the marks of a record."""

    styles: Mapping[str, meta.SideStyle]
    published: Mapping[str, date | None]
    settings: Settings
    theatre: str | None
    _count: dict[str, int] = field(default_factory=dict)

    def feature(self, owner: str, shape: BaseGeometry, properties: Mapping[str, Any]) -> Feature:
        """Return a feature with an id of its own; properties that are None are left out."""
        n = self._count[owner] = self._count.get(owner, -1) + 1
        kept = {k: v for k, v in properties.items() if v is not None and v != ""}
        return {
            "type": "Feature",
            "id": f"{owner}/{n}",
            "geometry": geometry.geojson(shape),
            "properties": kept,
        }

    def side(self, sides: Sequence[str]) -> dict[str, Any]:
        """Return side, colour and hatch where exactly one side stands behind a mark."""
        if len(sides) != 1 or sides[0] not in self.styles:
            return {}
        style = self.styles[sides[0]]
        return {"side": style.id, "colour": style.colour, "hatch": style.hatch}

    def time(self, record: Record) -> dict[str, Any]:
        """Return the time properties of a record."""
        span = record.as_of if isinstance(record, Control) else record.time
        day = statement_day(record, self.published)
        return {**time_of(span), "day": None if day == date.min else day.isoformat(), **self.known([record])}

    def valid(self, feature: Feature, days: Valid | None) -> Feature:
        """Return a feature that is shown on some days only: from the first until the day after the last."""
        if days is not None:
            feature["properties"]["valid"] = [d.isoformat() if d else None for d in days]
        return feature

    def known(self, found: Iterable[Record]) -> dict[str, Any]:
        """Return the day on which the first of some records was published."""
        days = [d for d in (known_day(r, self.published) for r in found) if d]
        return {"known": min(days).isoformat() if days else None}


def time_of(span: TimeSpan | None) -> dict[str, Any]:
    """Return a span as ISO text and as the article's words."""
    known = span is not None and (span.start or span.end)
    return {"time": span.iso if span and known else None, "time_text": span.text if span and span.text else None}


def label(record: Record, place: Place | None = None) -> str:
    """Return one neutral line for a record, at one of its places where given."""
    if isinstance(record, Event):
        chosen = place or (record.places[0] if len(record.places) == 1 else None)
        return words.event_label(record, meta.event_type(record.type).label, chosen)
    if isinstance(record, Control):
        return holding_label(record.state, words.places(record.places) or record.trigger, words.actors(record.holders))
    kind = meta.event_type(record.kind, kind_of(record)).label
    goals = [p for p in record.destinations if p.kind != "road"] or record.destinations
    origin, goal = words.places(record.origins), words.places(goals)
    text = kind + (f" from {origin}" if origin else "")
    if isinstance(record, Movement):
        if goal:
            near = f" to within {words.km(record.within_km)} of {goal}" if record.within_km else f" to {goal}"
            text += f" toward {goal}" if record.heading else near
        who = words.actors(record.agents)
    else:
        text += f" to {goal}" if goal else ""
        who = words.figure_text(record.figure, forecast=record.status == "forecast") if record.figure else ""
    return text + (f" · {who}" if who else "")


def holding_label(state: str, where: str, who: str) -> str:
    """Return one line for a holding, e.g. "Rastan · held by Opposition forces"."""
    link = {"held": "held by", "divided": "divided between", "contested": "contested by", "lost": "left or lost by"}
    if state == "besieged":
        return f"{where} · besieged" + (f", held by {who}" if who else "")
    return f"{where} · {link[state]} {who}" if who else f"{where} · {state}"


def shape_of(place: Place, settings: Settings) -> tuple[BaseGeometry, dict[str, Any], float]:
    """Return a place's geometry, its properties, and its radius of doubt (km; 0 where the shape itself says it)."""
    shape: BaseGeometry = Point(place.lonlat)
    properties: dict[str, Any] = {"place": place.name, "place_kind": place.kind}
    if place.geometry is not None and (drawn := geometry.from_geojson(place.geometry)).geom_type != "Point":
        return drawn, {**properties, "anchor": list(rounded(_anchor(place, drawn)))}, 0.0
    doubt = place.precision_km or (settings.area_precision_km if place.is_area else 0.0)
    return shape, {**properties, "precision_km": doubt}, doubt if doubt > settings.ring_from_km else 0.0


def flow_figure(d: Displacement, *, tied: bool) -> dict[str, Any]:
    """A flow's figure; without a figure tied to the very route its width is null, which is not the same as small."""
    if d.figure is None:
        return {"figure": None, "figure_text": "number not stated", "width_class": None}
    most = d.figure.value
    width = sum(most >= w for w in WIDTHS) if tied and d.figure.unit == "persons" else None
    return {
        "figure": figure(d.figure, forecast=d.status == "forecast"),
        "figure_text": words.figure_text(d.figure, forecast=d.status == "forecast")
        + ("" if tied else ", not on this route alone"),
        "width_class": width,
    }


def figure(f: Figure, *, forecast: bool = False) -> dict[str, Any]:
    """Return a figure as JSON."""
    return {
        "metric": f.metric,
        "value": f.value,
        "max": f.max,
        "qualifier": f.qualifier,
        "unit": f.unit,
        "measure": f.measure,
        "period": f.period.iso if f.period and (f.period.start or f.period.end) else None,
        "period_text": f.period.text if f.period else None,
        "scope": f.scope.name if f.scope else None,
        "observed": f.observed and not forecast,
        "text": words.figure_text(f, forecast=forecast),
    }


def repeats(record: Displacement | Movement, situation: Situation) -> list[str]:
    """Return ids of current records of one end only that tell of the same move in the same article."""
    moves: list[Displacement | Movement] = [*situation.displacements, *situation.movements]
    lined = {r.record for r in situation.routes}
    return [
        m.id
        for m in moves
        if m.kind == record.kind
        and m.status in CURRENT
        and m.id not in lined
        and articles_of(m) & articles_of(record)
        and set(m.origins) & set(record.origins)
    ]


def kind_of(record: Record) -> str:
    """Return "event", "displacement", "movement" or "control"."""
    return type(record).__name__.lower()


def _anchor(place: Place, shape: BaseGeometry) -> LonLat:
    inside = shape.contains(Point(place.lonlat)) if "Polygon" in shape.geom_type else False
    return place.lonlat if inside else geometry.anchor(shape)


def rounded(point: LonLat) -> LonLat:
    """Return a point with as many decimals as are written."""
    return round(point[0], geometry.DIGITS), round(point[1], geometry.DIGITS)
