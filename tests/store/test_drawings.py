"""Fronts and areas that people drew: kept as drawn, refused where they cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geo.errors import StoreError
from geo.store import Store

ID = "draw-0123456789ab"
LINE = {"type": "LineString", "coordinates": [[36.5, 34.5], [36.7, 34.7], [36.9, 34.6]]}
FRONT: dict[str, Any] = {
    "shape": "front", "geometry": LINE, "sides": ["government", "opposition.sna"], "label": "Line of the 5th <b>", "day": "2024-12-05",
    "until": "2024-12-09", "replaces": True, "theatre": "SY",
}  # fmt: skip
SQUARE = [[36, 34], [37, 34], [37, 35], [36, 35], [36, 34]]


def area(*rings: list[list[float]], **more: object) -> dict[str, Any]:
    return {"shape": "area", "geometry": {"type": "Polygon", "coordinates": list(rings)}, **more}


def test_a_drawing_comes_back_as_it_was_drawn_with_who_drew_it_and_why(store: Store) -> None:
    store.decide(ID, "draw", FRONT, author="Ann", reason="seen from the road")
    (drawing,) = store.reviewed()[1].drawings
    assert (drawing.id, drawing.shape, drawing.sides) == (ID, "front", ("government", "opposition.sna"))
    assert drawing.geometry == LINE
    assert (drawing.day, drawing.until, drawing.replaces) == (date(2024, 12, 5), date(2024, 12, 9), True)
    assert (drawing.theatre, drawing.label) == ("SY", "Line of the 5th <b>")
    assert (drawing.author, drawing.reason, drawing.at[:4].isdigit()) == ("Ann", "seen from the road", True)
    assert store.review_of([])[1].drawings == (drawing,)
    assert store.check() == []


def test_the_last_drawing_of_an_id_stands_until_it_is_taken_off_or_back(store: Store) -> None:
    store.decide(ID, "draw", FRONT, author="Ann")
    moved = store.decide(ID, "draw", {**FRONT, "label": "moved"}, author="Bo")
    off = store.decide(ID, "draw", None, author="Ann")
    assert store.reviewed()[1].drawings == ()
    store.undo(off.id, author="Ann")
    assert [(d.label, d.author) for d in store.reviewed()[1].drawings] == [("moved", "Bo")]
    store.undo(moved.id, author="Bo")
    assert [d.author for d in store.reviewed()[1].drawings] == ["Ann"]
    assert [d.kind for d in store.decisions(ID)] == ["draw"]
    with pytest.raises(StoreError, match="no such drawing"):
        store.decide("draw-ffffffffffff", "draw", {"gone": True}, author="Ann")


def test_an_area_of_several_parts_with_holes_is_kept(store: Store) -> None:
    hole = [[36.2, 34.2], [36.2, 34.4], [36.4, 34.4], [36.4, 34.2], [36.2, 34.2]]
    far = [[x + 5, y] for x, y in SQUARE]
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [far]]}
    store.decide(ID, "draw", {"shape": "area", "geometry": both, "state": "contested", "sides": ["a", "b"]}, author="")
    (drawing,) = store.reviewed()[1].drawings
    assert drawing.geometry == both
    assert (drawing.state, drawing.author) == ("contested", "")


def test_a_map_pushed_round_the_globe_draws_at_the_same_place(store: Store) -> None:
    round_it = {"type": "LineString", "coordinates": [[x + 360, y] for x, y in LINE["coordinates"]]}  # type: ignore[misc]
    store.decide(ID, "draw", {"shape": "front", "geometry": round_it}, author="Ann")
    assert store.reviewed()[1].drawings[0].geometry == LINE


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "shape"),
        ({"shape": "front"}, "geometry"),
        ({**FRONT, "shape": "arrow"}, "shape"),
        ({**FRONT, "colour": "red"}, "colour"),
        ({**FRONT, "geometry": {"type": "Point", "coordinates": [36, 34]}}, "LineString"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[36, 34]]}}, "two points"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[36, 34], [36.0000001, 34]]}}, "two points"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": []}}, "two points"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[36, 34], [36, 94]]}}, "not on Earth"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[36, 34], [float("nan"), 34]]}}, "not on Earth"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[36, 34], ["37", 34]]}}, "longitude, latitude"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[179, 34], [186, 34]]}}, "180th meridian"),
        ({**FRONT, "geometry": {"type": "LineString", "coordinates": [[n / 100, 34] for n in range(2001)]}}, "2,000"),
        ({**FRONT, "sides": ["government"]}, "two different sides"),
        ({**FRONT, "sides": ["government", "government"]}, "two different sides"),
        ({**FRONT, "sides": ["government", "<script>"]}, "sides are"),
        ({**FRONT, "label": "x" * 161}, "160"),
        ({**FRONT, "theatre": "syria"}, "theatre"),
        ({**FRONT, "day": "5 December"}, "day"),
        ({**FRONT, "until": "2024-12-05"}, "lies after"),
        (area(SQUARE[:4]), "ends where it begins"),
        (area([SQUARE[0], SQUARE[1], SQUARE[0]]), "three corners"),
        (area([[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]), "crosses or touches itself"),
        (area(SQUARE, sides=["a", "b"]), "contested"),
        (area(), "no points"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(store: Store, body: dict[str, Any], words: str) -> None:
    with pytest.raises(StoreError, match=words):
        store.decide(ID, "draw", body, author="Ann")
    assert store.decisions() == []


@pytest.mark.parametrize("target", ["draw-1", "draw-0123456789AB", "front", "draw-0123456789ab\n", ""])
def test_a_drawing_needs_an_id_of_its_own(store: Store, target: str) -> None:
    with pytest.raises(StoreError, match="no drawing"):
        store.decide(target, "draw", FRONT, author="Ann")
