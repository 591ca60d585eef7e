"""Fronts and areas that analysts drew, as features beside what is inferred; each says who drew it, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo import geometry
from geo.errors import GeometryError
from geo.geometry import BaseGeometry
from geo.model import Drawing, Review
from geo.situation import words
from geo.situation.moments import Valid
from geo.situation.pen import Feature, Pen, rounded
from geo.situation.records import Situation, Unplaced
from geo.situation.theatres import split

MOST_CORNERS = 5_000
"""Of one drawing; chosen: no hand draws more, and each is looked at again on every day that is shown."""
NOBODY = "analyst"
"""Who drew what nobody put a name to, as the store keeps it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A drawing that this situation shows.

    Parameters
    ----------
    geometry : BaseGeometry
        Degrees, EPSG:4326.
    sides : tuple of str
        Ids as this situation writes them; of a front "" where a side is not known.
    valid : (date or None, date or None) or None
        Days on which it shows, the last not among them; None where no days are told apart.
    """

    drawing: Drawing
    geometry: BaseGeometry
    sides: tuple[str, ...]
    valid: Valid | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """What analysts drew, as far as a situation shows it; ``refused`` says why the rest is left out."""

    shapes: tuple[Shape, ...] = ()
    refused: tuple[Unplaced, ...] = ()

    @property
    def sides(self) -> tuple[str, ...]:
        """Ids of the sides that the shapes name, each once."""
        return tuple(dict.fromkeys(s for shape in self.shapes for s in shape.sides if s))


def check(drawing: Drawing) -> BaseGeometry:
    """Return the shape of a drawing, degrees; an area whose border crosses itself is made whole.

    Raises
    ------
    GeometryError
        If it is no line or area that can be drawn, with the reason.
    """
    found = geometry.unbroken(geometry.flat(geometry.from_geojson(drawing.geometry)))
    kinds = {"front": {"LineString"}, "area": {"Polygon", "MultiPolygon"}}[drawing.shape]
    if found.geom_type not in kinds:
        raise GeometryError(f"a drawn {drawing.shape} is a {' or '.join(sorted(kinds))}, this is a {found.geom_type}")
    if drawing.shape == "front" and found.length == 0:
        raise GeometryError("a front needs two points that differ")
    whole = found if drawing.shape == "front" else geometry.polygons(found)
    if drawing.shape == "area" and whole.area == 0:
        raise GeometryError("an area needs three points that do not lie on one line")
    corners = len(geometry.sampled(whole, 360.0))
    if corners > MOST_CORNERS:
        raise GeometryError(f"the drawing has {corners:,} corners; at most {MOST_CORNERS:,} are drawn")
    return whole


def shown(review: Review, situation: Situation, *, several_days: bool) -> Drawn:
    """Return the drawings that belong on a situation.

    Those of another theatre do not. Where the situation tells no days apart, only those do that hold as of its day.
    """
    shapes: list[Shape] = []
    refused: list[Unplaced] = []
    homes = _theatres(situation)
    as_of = situation.as_of
    for drawing in review.drawings:
        if drawing.theatre not in homes:
            continue
        name = drawing.label or _signed(drawing.shape, drawing)
        try:
            shape = check(drawing)
        except GeometryError as e:
            refused.append(Unplaced(record=None, label=name, reason=str(e)))
            continue
        if as_of and drawing.day and drawing.day > as_of:
            reason = f"it is drawn from {drawing.day} on, after the day that is shown"
            refused.append(Unplaced(record=None, label=name, reason=reason))
            continue
        if not several_days and as_of and drawing.until and drawing.until <= as_of:
            continue
        shapes.append(
            Shape(
                drawing=drawing,
                geometry=shape,
                sides=tuple(_side(s, drawing, situation) for s in drawing.sides),
                valid=(drawing.day, drawing.until) if several_days else None,
            )
        )
    return Drawn(shapes=tuple(shapes), refused=tuple(refused))


def features(shapes: Sequence[Shape], pen: Pen) -> list[Feature]:
    """Return a feature for each drawing."""
    out = []
    for shape in shapes:
        properties = _front(shape, pen) if shape.drawing.shape == "front" else _area(shape, pen)
        drawing = shape.drawing
        properties |= {
            "basis": "drawn",
            "status": "drawn",
            "records": [],
            "drawing": {
                "id": drawing.id,
                "author": drawing.author or NOBODY,
                "at": drawing.at,
                "reason": drawing.reason,
                "label": drawing.label,
                "replaces": drawing.replaces,
                "day": drawing.day.isoformat() if drawing.day else None,
                "until": drawing.until.isoformat() if drawing.until else None,
            },
            "anchor": list(rounded(geometry.anchor(shape.geometry))),
        }
        out.append(pen.valid(pen.feature(drawing.id, shape.geometry, properties), shape.valid))
    return out


def _front(shape: Shape, pen: Pen) -> dict[str, Any]:
    named = _named(shape.sides, pen)
    between = (
        f"Front between {words.listed(named)}" if len(named) == 2 else f"Front of {named[0]}" if named else "Front"
    )
    own = shape.drawing.label or between
    return {"layer": "front", "label": _signed(own, shape.drawing), "sides": list(shape.sides)}


def _area(shape: Shape, pen: Pen) -> dict[str, Any]:
    state, named = shape.drawing.state, _named(shape.sides, pen)
    who = words.listed(named)
    said = {
        "held": f"Area held by {who}" if who else "Area that somebody holds",
        "contested": f"Contested between {who}" if len(named) > 1 else "Contested ground",
        "unknown": "Not known who holds it",
    }[state]
    common = {"label": _signed(shape.drawing.label or said, shape.drawing), "sides": list(shape.sides)}
    if state == "held":
        return {"layer": "control", "state": "held", "holders": named, **common, **pen.side(shape.sides)}
    return {"layer": state, **common}


def _signed(label: str, drawing: Drawing) -> str:
    return f"{label} · drawn by {drawing.author if drawing.author not in ('', NOBODY) else f'an {NOBODY}'}"


def _named(sides: Iterable[str], pen: Pen) -> list[str]:
    return [pen.styles[s].label for s in sides if s in pen.styles]


def _theatres(situation: Situation) -> Mapping[str | None, str]:
    """The theatres that a situation tells of, each with what its sides' ids begin with."""
    others: set[str] = set()
    for moment in situation.moments:
        for holding in moment.holdings:
            others |= {home for s in holding.sides if (home := split(s)[0])}
    return {**{home: f"{home}:" for home in sorted(others)}, situation.theatre: ""}


def _side(side: str, drawing: Drawing, situation: Situation) -> str:
    """Return a side of a drawing as this situation writes it: of a theatre that is not the main one with its name."""
    home, own = split(side)
    if not own:
        return ""
    home = home or drawing.theatre
    return own if home == situation.theatre or home is None else f"{home}:{own}"
