import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from geo import geometry
from geo.errors import GeometryError
from geo.export import Material, write
from geo.model import Drawing, Review
from geo.situation import build, collection
from geo.situation.drawn import check

DAY = date(2024, 12, 6)
ANN = {"author": "Ann", "at": "2024-12-07T10:00:00+00:00", "reason": "a video of the bridge"}


@pytest.fixture(scope="module")
def told(tell, syria):
    return build([tell(syria)])


@pytest.fixture(scope="module")
def plain(told):
    return collection(told)


def shown(told, *drawings, **more):
    return collection(told, review=Review(drawings=drawings), **more)


def of(found, layer, basis=None, drawn=False):
    features = [f for f in found["features"] if f["properties"]["layer"] == layer]
    if basis:
        features = [f for f in features if f["properties"].get("basis") == basis]
    return [f for f in features if ("drawing" in f["properties"]) == drawn]


def ground(features):
    return geometry.union([geometry.from_geojson(f["geometry"]) for f in features])


def line_of(found):
    (front,) = of(found, "front")
    return np.array(front["geometry"]["coordinates"]), front["properties"]["sides"]


def front(coordinates, sides, **more):
    shape = {"type": "LineString", "coordinates": [[float(x), float(y)] for x, y in coordinates]}
    fields = {"id": "draw-0123456789ab", "shape": "front", "geometry": shape, "sides": tuple(sides), "replaces": True}
    return Drawing(**{**fields, "theatre": "SY", **ANN, **more})


def area(west, south, east, north, **more):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    fields = {"id": "draw-ba9876543210", "shape": "area", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return Drawing(**{**fields, "replaces": True, "theatre": "SY", **ANN, **more})


def moved(found, north_km, share=1.0):
    """The inferred front with six corners, moved north; only its first share."""
    points, sides = line_of(found)
    points = points[: max(2, round(share * len(points)))]
    return front(points[:: max(1, len(points) // 5)] + np.array([0.0, north_km / 111.0]), sides)


def test_without_drawings_nothing_changes(told, plain):
    assert collection(told, review=Review()) == plain


def test_a_drawn_front_says_who_drew_it_when_and_why(told, plain):
    (f,) = of(shown(told, moved(plain, 6)), "front", drawn=True)
    p = f["properties"]
    assert p["basis"] == p["status"] == "drawn" and p["records"] == []
    assert {k: p["drawing"][k] for k in ("id", "author", "at", "reason")} == {"id": "draw-0123456789ab", **ANN}
    assert p["label"].endswith("drawn by Ann") and p["sides"] == line_of(plain)[1]
    assert f["id"] == "draw-0123456789ab/0" and "valid" not in p


@pytest.mark.parametrize("north_km", [-7, -2, 6, 15])
def test_a_drawn_front_stands_in_place_of_the_inferred_one(told, plain, north_km):
    drawing = moved(plain, north_km)
    found = shown(told, drawing)
    assert not of(found, "front") and not of(found, "band")
    # What a side held deep in its own ground is there as before; what is stated is all there.
    assert of(found, "control", "place") == of(plain, "control", "place")
    corners = np.array(drawing.geometry["coordinates"])
    middle = corners.mean(axis=0)
    normal = np.array([-(corners[-1] - corners[0])[1], (corners[-1] - corners[0])[0]])
    for feature in of(found, "control", "area"):
        (side,) = feature["properties"]["sides"]
        hand = 1 if side == drawing.sides[0] else -1
        here = geometry.from_geojson(feature["geometry"])
        close = middle + hand * normal / np.hypot(*normal) * 0.01
        beyond = middle - hand * normal / np.hypot(*normal) * 0.01
        assert here.contains(geometry.Point(close)), f"{side} reaches the drawn line"
        assert not here.contains(geometry.Point(beyond)), f"{side} ends at the drawn line"


def test_the_way_a_front_is_drawn_makes_no_difference(told, plain):
    drawing = moved(plain, 6)
    back = replace(
        drawing,
        sides=drawing.sides[::-1],
        geometry={**drawing.geometry, "coordinates": drawing.geometry["coordinates"][::-1]},
    )
    for one, other in zip(
        of(shown(told, drawing), "control", "area"), of(shown(told, back), "control", "area"), strict=True
    ):
        a, b = (geometry.from_geojson(f["geometry"]) for f in (one, other))
        assert geometry.area_km2(a.symmetric_difference(b)) < 0.01 * geometry.area_km2(a)


def test_half_a_front_redrawn_leaves_the_other_half_as_it_was(told, plain):
    points, _ = line_of(plain)
    found = shown(told, moved(plain, 5, share=0.5))
    left = ground(of(found, "front"))
    whole = ground(of(plain, "front"))
    assert 0.3 < geometry.length_km(left) / geometry.length_km(whole) < 0.7
    assert left.distance(geometry.Point(points[-1])) < 1e-4
    assert of(found, "band")


def test_a_front_drawn_elsewhere_or_beside_what_is_inferred_takes_nothing_away(told, plain):
    kept = plain["features"]
    for drawing in (
        front([[40.0, 36.0], [40.5, 36.2]], ("government", "opposition")),
        replace(moved(plain, 3), replaces=False),
    ):
        found = shown(told, drawing)
        assert [f for f in found["features"] if "drawing" not in f["properties"]] == kept


def test_within_a_drawn_area_nothing_inferred_is_left(told, plain):
    points, _ = line_of(plain)
    west, south = points.min(axis=0) + np.array([0.05, -0.08])
    drawing = area(west, south, west + 0.12, south + 0.15, state="contested", sides=("opposition", "government"))
    found = shown(told, drawing)
    inside = geometry.buffer_km(geometry.from_geojson(drawing.geometry), -0.1)
    inferred = [*of(found, "front"), *of(found, "band"), *of(found, "control", "area")]
    assert inferred and not any(inside.intersects(geometry.from_geojson(f["geometry"])) for f in inferred)
    assert of(found, "control", "place") == of(plain, "control", "place")
    ids = [f["id"] for f in found["features"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("state", "sides", "layer"),
    [
        ("held", ("opposition",), "control"),
        ("contested", ("opposition", "government"), "contested"),
        ("unknown", (), "unknown"),
    ],
)
def test_a_drawn_area_lies_in_the_layer_of_what_it_says(told, state, sides, layer):
    (f,) = of(shown(told, area(36.0, 34.0, 36.2, 34.2, state=state, sides=sides)), layer, drawn=True)
    assert f["properties"]["basis"] == "drawn" and f["properties"]["sides"] == list(sides)
    assert ("colour" in f["properties"]) == (state == "held")


def test_a_drawing_counts_on_its_days_alone(tell, syria):
    first = tell(syria, article_id="one", published=date(2024, 12, 1))
    second = tell(syria, article_id="two", published=date(2024, 12, 9))
    told = build([first, second])
    plain = collection(told)
    before = of(plain, "front")
    points = np.array(before[0]["geometry"]["coordinates"])
    drawing = front(
        points[::8] + np.array([0.0, 0.05]),
        before[0]["properties"]["sides"],
        day=date(2024, 12, 4),
        until=date(2024, 12, 7),
    )
    found = shown(told, drawing)
    (own,) = of(found, "front", drawn=True)
    assert own["properties"]["valid"] == ["2024-12-04", "2024-12-07"]

    def on(day, features):
        spans = [(f, f["properties"].get("valid") or [None, None]) for f in features]
        return [f for f, (a, b) in spans if (a is None or a <= day) and (b is None or day < b)]

    for day in ("2024-12-03", "2024-12-08"):
        assert [f["geometry"] for f in on(day, of(found, "front"))] == [f["geometry"] for f in on(day, before)]
    assert on("2024-12-03", before) and not on("2024-12-05", of(found, "front"))
    inferred = of(found, "front")
    assert len({f["id"] for f in found["features"]}) == len(found["features"])
    ends = sorted(tuple(f["properties"]["valid"]) for f in inferred if f["properties"].get("valid"))
    assert all(a[1] is not None and a[1] <= b[0] for a, b in pairwise(ends))


def test_where_no_days_are_told_apart_only_what_holds_on_the_day_is_shown(told):
    assert of(shown(told, area(36, 34, 36.2, 34.2, day=DAY)), "control", drawn=True)
    assert not of(shown(told, area(36, 34, 36.2, 34.2, until=DAY)), "control", drawn=True)
    late = shown(told, area(36, 34, 36.2, 34.2, day=date(2024, 12, 8), label="East bank"))
    assert not of(late, "control", drawn=True)
    assert [(u["label"], u["reason"]) for u in late["unplaced"]][-1] == (
        "East bank", "it is drawn from 2024-12-08 on, after the day that is shown",
    )  # fmt: skip


@pytest.mark.parametrize("theatre", ["UA", None])
def test_a_drawing_of_another_theatre_is_not_shown(told, plain, theatre):
    assert shown(told, area(36, 34, 36.2, 34.2, theatre=theatre)) == plain


def test_a_side_that_is_only_drawn_is_styled_and_stands_last(told, plain):
    found = shown(told, area(36, 34, 36.2, 34.2, sides=("turkey",)))
    assert [s["id"] for s in found["sides"]] == [*(s["id"] for s in plain["sides"]), "turkey"]
    assert of(found, "control", drawn=True)[0]["properties"]["colour"] == found["sides"][-1]["colour"]


@pytest.mark.parametrize(
    ("shape", "made", "words"),
    [
        ("front", {"type": "LineString", "coordinates": [[36, 34], [36, 34]]}, "two points that differ"),
        ("front", {"type": "Point", "coordinates": [36, 34]}, "is a LineString"),
        (
            "area",
            {"type": "Polygon", "coordinates": [[[36, 34], [37, 34], [36, 34]]]},
            "not a GeoJSON geometry|one line",
        ),
        (
            "area",
            {"type": "Polygon", "coordinates": [[[36, 34], [37, 34], [38, 34], [36, 34]]]},
            "do not lie on one line",
        ),
        ("front", {"type": "LineString", "coordinates": [[k / 100, 0] for k in range(6000)]}, "at most 5,000"),
        ("area", {"type": "Polygon", "coordinates": "no"}, "not a GeoJSON geometry"),
    ],
)
def test_what_cannot_be_drawn_is_listed_with_its_reason(told, shape, made, words):
    drawing = replace(area(0, 0, 1, 1), shape=shape, geometry=made, label="Mine")
    with pytest.raises(GeometryError, match=words):
        check(drawing)
    found = shown(told, drawing)
    assert found["unplaced"][-1]["label"] == "Mine" and re.search(words, found["unplaced"][-1]["reason"])


def test_an_area_whose_border_crosses_itself_is_made_whole():
    bow = {"type": "Polygon", "coordinates": [[[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]]}
    assert check(replace(area(0, 0, 1, 1), geometry=bow)).is_valid


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_drawn_across_the_front_every_shape_stays_whole(told, plain, seed):
    points, sides = line_of(plain)
    random = np.random.default_rng(seed)
    low, high = points.min(axis=0) - 0.2, points.max(axis=0) + 0.2
    scribble = front(random.uniform(low, high, size=(7, 2)), sides)
    west, south = random.uniform(low, high)
    found = shown(told, scribble, area(west, south, west + 0.3, south + 0.2, sides=sides[:1]))
    for f in found["features"]:
        shape = geometry.from_geojson(f["geometry"])
        assert shape.is_valid and not shape.is_empty, f["id"]


def test_names_and_reasons_come_through_as_they_were_written(told, tmp_path):
    hostile = "<img src=x onerror=alert(1)> ]]> ${x} \u202e=cmd|'/c'!A1"
    found = shown(told, area(36, 34, 36.2, 34.2, sides=("opposition",), label=hostile, author=hostile, reason=hostile))
    (f,) = of(found, "control", drawn=True)
    assert f["properties"]["drawing"]["reason"] == hostile and f["properties"]["label"].startswith(hostile)
    for name in ("a.geojson", "a.kml", "a.gpkg"):
        write(Material(found), tmp_path / name)
        assert (tmp_path / name).stat().st_size > 0


def test_drawings_count_for_where_the_map_opens(told, plain):
    far = front([[38.0, 36.0], [38.4, 36.1]], ("opposition", "kurdish"))
    found = shown(told, far)
    assert found["bounds"][2] >= plain["bounds"][2] and found["focus"][2] >= 38.4


def test_what_is_drawn_across_the_antimeridian_is_cut_there(told):
    line = front([[179.0, -17.0], [-179.0, -17.5]], ("opposition", "government"))
    (f,) = of(shown(told, line), "front", drawn=True)
    assert f["geometry"]["type"] == "MultiLineString"
    assert geometry.length_km(check(line)) == pytest.approx(220, rel=0.05)
