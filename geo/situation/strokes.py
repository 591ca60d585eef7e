"""Lines and areas of a situation as features: routes, fronts, bands, the areas beside them."""

from __future__ import annotations

from typing import Any

from geo import geometry
from geo.model import Displacement, Movement
from geo.situation import words
from geo.situation.moments import spans
from geo.situation.pen import Feature, Pen, flow_figure, label, repeats, rounded
from geo.situation.records import ShortFront, Situation
from geo.situation.redrawn import Redrawing


def lines(situation: Situation, pen: Pen) -> list[Feature]:
    """Return routes, movements and headings."""
    both: list[Displacement | Movement] = [*situation.displacements, *situation.movements]
    by_id = {r.id: r for r in both}
    out = []
    for route in situation.routes:
        record = by_id[route.record]
        properties: dict[str, Any] = {
            "layer": route.layer,
            "record": route.record,
            "records": [*route.records, *(r for r in repeats(record, situation) if r not in route.records)],
            "label": label(record),
            "status": route.status,
            "kind": route.kind,
            "from": route.origin,
            "to": route.destination,
            "via": list(route.via),
            "basis": route.basis,
            "why": route.why,
            "reports": route.reports if route.reports > 1 else None,
            "within_km": route.within_km,
            "opposed_to": route.opposed_to,
            "anchor": list(rounded(geometry.anchor(route.line))),
            **pen.side([route.side] if route.side else []),
            **pen.time(record),
        }
        feature = pen.feature(route.record, route.line, properties)
        if isinstance(record, Displacement):
            feature["properties"] |= flow_figure(record, tied=route.tied)
        out.append(feature)
    return out


def fronts(situation: Situation, pen: Pen, redrawing: Redrawing) -> list[Feature]:
    """Return inferred areas near the front, band, contested ground and the lines themselves, as far as nobody redrew them."""
    out: list[Feature] = []
    for n, (front, valid) in enumerate(spans(situation.moments, lambda m: m.fronts, lambda f: f.statements)):
        for left, days in redrawing(_front(n, front, pen), valid):
            out += [pen.valid(feature, days) for feature in left]
    return out


def _front(n: int, front: ShortFront, pen: Pen) -> list[Feature]:
    out: list[Feature] = []
    made = {s: sorted({r for x in front.statements if x.side == s for r in x.records}) for s in front.areas}
    everything = sorted({r for x in front.statements for r in x.records})
    sides = sorted({s for f in front.lines for s in f.sides})
    named = words.listed(pen.styles[s].label for s in sides)
    for side, area in sorted(front.areas.items()):
        out.append(
            pen.feature(
                f"area-{n}-{side}",
                area,
                {
                    "layer": "control",
                    "basis": "area",
                    "records": made[side] or everything,
                    "label": f"Area near the front · {pen.styles[side].label} (inferred)",
                    "status": "inferred",
                    "state": "held",
                    "holders": [pen.styles[side].label],
                    "sides": [side],
                    "inferred": f"drawn around what is said of {_named(front, side)}; nobody states this outline",
                    "anchor": list(rounded(geometry.anchor(area))),
                    **pen.side([side]),
                },
            )
        )
    for layer, shape, text in (
        ("band", front.band, f"The front between {named} probably runs in here"),
        ("contested", front.contested, f"Contested between {named}"),
    ):
        if not shape.is_empty:
            properties = {"layer": layer, "records": everything, "label": text, "status": "inferred", "sides": sides}
            out.append(pen.feature(f"{layer}-{n}", shape, properties))
    for k, line in enumerate(front.lines):
        a, b = (pen.styles[s].label for s in line.sides)
        out.append(
            pen.feature(
                f"front-{n}-{k}",
                line.line,
                {
                    "layer": "front",
                    "records": list(line.records) or everything,
                    "label": f"Front between {a} and {b} (inferred from {words.listed(line.places)})",
                    "status": "inferred",
                    "sides": list(line.sides),
                    "places": list(line.places),
                    "anchor": list(rounded(geometry.anchor(line.line))),
                },
            )
        )
    return out


def _named(front: ShortFront, side: str) -> str:
    return (
        words.listed(sorted({x.place for x in front.statements if x.side == side and x.kind == "control"}))
        or "its neighbourhood"
    )
