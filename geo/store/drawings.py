"""Fronts and areas that people drew: each a row of decisions on an id of its own, of which the last one stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from geo import geometry
from geo.errors import GeometryError, StoreError
from geo.model import Drawing
from geo.store import codec
from geo.store.entries import Decision

TARGET = re.compile(r"draw-[0-9a-f]{12}")
"""Ids of drawings."""
GONE = {"gone": True}
"""What a decision says that takes a drawing off."""
MOST_POINTS = 2000
LONGEST_LABEL = 160
MOST_SIDES = 8
_SIDE = re.compile(r"(?:[A-Z]{2}:)?[a-z0-9]+(?:[._-][a-z0-9]+)*")
_THEATRE = re.compile(r"[A-Z]{2}")


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    shape: Literal["front", "area"]
    geometry: dict[str, Any]
    sides: tuple[str, ...] = ()
    state: Literal["held", "contested", "unknown"] = "held"
    label: str = ""
    day: date | None = None
    until: date | None = None
    replaces: bool = False
    theatre: str | None = None


def body(raw: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is stored of a drawing: checked, its coordinates rounded; `GONE` for None.

    Raises
    ------
    StoreError
        If it cannot be drawn; the sentence says what to do.
    """
    if raw is None or dict(raw) == GONE:
        return dict(GONE)
    try:
        found = msgspec.convert(dict(raw), _Body)
    except (msgspec.ValidationError, ValueError) as e:
        raise StoreError(f"this drawing cannot be kept: {e}") from e
    _check(found)
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return {**plain, "geometry": _shape(found.shape, found.geometry)}


def standing(found: Iterable[Decision]) -> tuple[Drawing, ...]:
    """Return the drawings that decisions, in their order, leave on the map."""
    last = {d.target: d for d in found if d.kind == "draw"}
    return tuple(_drawing(d) for d in last.values() if dict(d.body) != GONE)


def _drawing(d: Decision) -> Drawing:
    made: Drawing = codec.convert_plain(
        {**d.body, "id": d.target, "author": d.author, "at": d.at.isoformat(timespec="seconds"), "reason": d.reason},
        Drawing,
    )
    return made


def _check(found: _Body) -> None:
    front = found.shape == "front"
    named = [s for s in found.sides if s or not front]
    if len(found.sides) > MOST_SIDES or not all(_SIDE.fullmatch(s) and len(s) <= 64 for s in named):
        raise StoreError(f"sides are at most {MOST_SIDES} ids such as “government”; choose them from the list")
    if front and (len(found.sides) not in (0, 2) or (len(named) == 2 and named[0] == named[1])):
        raise StoreError("a front has two different sides: the one to the left of the line, then the one to its right")
    if not front and found.state == "held" and len(named) > 1:
        raise StoreError("an area that several hold is contested; choose that, or one side")
    if len(found.label) > LONGEST_LABEL:
        raise StoreError(f"a label has at most {LONGEST_LABEL} characters; this one has {len(found.label)}")
    if found.theatre is not None and not _THEATRE.fullmatch(found.theatre):
        raise StoreError(f"{found.theatre!r:.40} is no theatre; expected an ISO country such as SY, or null")
    if found.day and found.until and found.day >= found.until:
        raise StoreError(f"drawn from {found.day} until {found.until}: the last day lies after the first")


def _shape(shape: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the geometry of a drawing with its points on the globe, rounded."""
    kinds = ("LineString",) if shape == "front" else ("Polygon", "MultiPolygon")
    kind, coordinates = raw.get("type"), raw.get("coordinates")
    if kind not in kinds or not isinstance(coordinates, list | tuple):
        raise StoreError(f"{'a front' if shape == 'front' else 'an area'} is drawn as a {' or '.join(kinds)}")
    parts = [[coordinates]] if kind == "LineString" else [coordinates] if kind == "Polygon" else coordinates
    if not parts or not all(isinstance(rings, list | tuple) and rings for rings in parts):
        raise StoreError("this drawing has no points")
    lines = [[_points(line) for line in rings] for rings in parts]
    flat = [p for rings in lines for line in rings for p in line]
    if len(flat) > MOST_POINTS:
        raise StoreError(
            f"{len(flat):,} points are more than the {MOST_POINTS:,} of a drawing; draw it coarser, or in parts"
        )
    # A map that was pushed round the globe counts on: 395° is 35°.
    turns = round(sum(x for x, _ in flat) / len(flat) / 360) * 360
    if any(abs(x - turns) > 180 for x, _ in flat):
        raise StoreError("this drawing crosses the 180th meridian; draw a part on either side of it")
    made = [[_tidy(line, turns, ring=shape == "area") for line in rings] for rings in lines]
    found = {
        "type": kind,
        "coordinates": made[0][0] if kind == "LineString" else made[0] if kind == "Polygon" else made,
    }
    try:
        wrong = geometry.why_invalid(geometry.from_geojson(found)) if shape == "area" else ""
    except GeometryError as e:
        raise StoreError(f"this drawing cannot be kept: {e}") from e
    if wrong:
        raise StoreError(
            f"the outline crosses or touches itself ({wrong:.80}); move the points there apart, or draw it anew"
        )
    return found


def _points(line: Any) -> list[tuple[float, float]]:
    if not isinstance(line, list | tuple) or not 2 <= len(line) <= MOST_POINTS:
        raise StoreError(f"a line of a drawing has at least two points and at most {MOST_POINTS:,}")
    out = []
    for p in line:
        right = isinstance(p, list | tuple) and len(p) in (2, 3)
        if not right or not all(isinstance(x, int | float) and not isinstance(x, bool) for x in p):
            raise StoreError("a point of a drawing is [longitude, latitude] in degrees")
        if not abs(p[0]) <= 3600 or not abs(p[1]) <= 90:  # neither holds for what is no number
            raise StoreError(f"[{p[0]}, {p[1]}] is not on Earth; expected degrees, longitude first")
        out.append((float(p[0]), float(p[1])))
    return out


def _tidy(line: list[tuple[float, float]], turns: float, *, ring: bool) -> list[list[float]]:
    """Return the points of a line, rounded, none twice in a row."""
    rounded = [[round(x - turns, geometry.DIGITS), round(y, geometry.DIGITS)] for x, y in line]
    out = [p for n, p in enumerate(rounded) if n == 0 or p != rounded[n - 1]]
    if ring and (len(out) < 4 or out[0] != out[-1]):
        raise StoreError("an area needs at least three corners, and ends where it begins")
    if not ring and len(out) < 2:
        raise StoreError("a front needs at least two points")
    return out
