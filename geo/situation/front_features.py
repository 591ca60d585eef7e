"""Inferred fronts as GeoJSON: what the ``fronts`` command writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from geo import geometry
from geo.geometry import BaseGeometry
from geo.situation.outlines import FrontLine, FrontResult
from geo.situation.statements import Statement
from geo.situation.update import Move, Update

Feature = dict[str, Any]
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
NOISE_DAYS = 80
"""Between maps nearer in time the ground gained is smaller than the error of the line (measured)."""


def collection(
    result: FrontResult, *, as_of: date | None, known: int, changed: Update | None = None, since: date | None = None
) -> dict[str, Any]:
    """Return a FeatureCollection of a front.

    Parameters
    ----------
    known : int
        Number of statements that were used.
    changed : Update, optional
        What became of a previous map of the day ``since``; written as the foreign member ``changes``.
    """
    features = [_control(actor, area) for actor, area in sorted(result.areas.items())]
    names = sorted(result.areas)
    for layer, area, text in (
        ("unknown", result.unknown, "Too far from every statement: nobody is drawn as the holder"),
        ("contested", result.contested, "Said to be contested"),
        ("band", result.band, "The front runs in here with a probability of 80 %"),
    ):
        if not area.is_empty:
            features.append(_feature(area, {"layer": layer, "label": text, "actors": names}))
    features += [_front(f) for f in result.fronts]
    features += [_suspect(x, result.suspects, changed) for x in result.suspects]
    for number, feature in enumerate(features):
        feature["id"] = f"{feature['properties']['layer']}-{number}"
    out: dict[str, Any] = {
        "type": "FeatureCollection",
        "as_of": as_of.isoformat() if as_of else None,
        "statements": known,
        "features": features,
    }
    return out if changed is None else {**out, "changes": _changes(changed, since, as_of)}


def _feature(shape: BaseGeometry, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": geometry.geojson(shape), "properties": properties}


def _control(actor: str, area: BaseGeometry) -> Feature:
    """One MultiPolygon, empty for an actor who is left with nothing."""
    coordinates: list[Any] = []
    if not area.is_empty:
        written = geometry.geojson(area)
        coordinates = [written["coordinates"]] if written["type"] == "Polygon" else written["coordinates"]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
        "properties": {
            "layer": "control",
            "actor": actor,
            "status": "inferred",
            "basis": "area",
            "km2": round(geometry.area_km2(area), 1) if coordinates else 0.0,
        },
    }


def _front(line: FrontLine) -> Feature:
    return _feature(
        line.line,
        {
            "layer": "front",
            "status": "inferred",
            "actors": list(line.sides),
            "statements": sorted(int(r) for r in line.records),
            "places": list(line.places),
            "km": round(geometry.length_km(line.line), 1),
        },
    )


def _suspect(x: Statement, suspects: Sequence[Statement], changed: Update | None) -> Feature:
    others = {y.side for y in suspects if y.point == x.point and y.side != x.side and y.kind == "control"}
    if others:
        reason = f"{' and '.join(sorted(others))} is said to hold it too, on the same day"
    elif changed:
        reason = "far behind the previous line; drawn as a pocket"
    else:
        reason = "deep in the area of others; the front does not follow it"
    return _feature(
        geometry.Point(x.lonlat),
        {
            "layer": "suspect",
            "actor": x.side,
            "place": x.place,
            "kind": x.kind,
            "date": x.date.isoformat() if x.date else None,
            "statements": sorted(int(r) for r in x.records),
            "reason": reason,
        },
    )


def _changes(changed: Update, since: date | None, as_of: date | None) -> dict[str, Any]:
    days = (as_of - since).days if as_of and since else None
    sure = days is not None and days >= NOISE_DAYS
    return {
        "since": since.isoformat() if since else None,
        "days": days,
        "flipped": [
            {
                "place": x.place,
                "lon": x.lon,
                "lat": x.lat,
                "from": before,
                "to": x.side,
                "date": x.date.isoformat() if x.date else None,
                "statements": sorted(int(r) for r in x.records),
            }
            for x, before in changed.flipped
        ],
        "moved": [_move(m) for m in changed.moves],
        "area_is_reliable": sure,
        "note": "" if sure else f"ground gained within {NOISE_DAYS} days is smaller than the error of the line",
        "in_the_map_already": sorted(int(r) for x in changed.outdated for r in x.records),
    }


def _move(m: Move) -> dict[str, Any]:
    return {
        "gained_by": m.gained_by,
        "lost_by": m.lost_by,
        "bearing": round(m.bearing),
        "direction": COMPASS[round(m.bearing / 45) % 8],
        "km2": round(m.km2, 1),
        "deepest_km": round(m.deepest_km, 1),
        "places": list(m.places),
        "anchor": [round(c, geometry.DIGITS) for c in geometry.anchor(m.area)],
    }
