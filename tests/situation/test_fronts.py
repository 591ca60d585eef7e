from datetime import date
from itertools import permutations

import pytest
from shapely.geometry import Point, box

from geo import geometry
from geo.errors import GeometryError
from geo.situation.fronts import Statement, infer

REGION = geometry.circle((36.72, 34.8), 30)
RASTAN = Statement(lon=36.732, lat=34.927, side="north", place="Rastan", records=("r",))
TALBISEH = Statement(lon=36.730, lat=34.841, side="north", place="Talbiseh", records=("t",))
HOMS = Statement(lon=36.723, lat=34.727, side="south", weight=0.5, place="Homs", records=("h",))
NEAR = Statement(lon=36.723, lat=34.727, side="north", kind="within", within_km=5, place="Homs", records=("w",))


def gap_km(result, statement):
    return min(geometry.distance_km(statement.lonlat, c) for f in result.fronts for c in f.line.coords)


def holder(result, statement):
    return next(side for side, area in result.areas.items() if area.contains(Point(statement.lonlat)))


def test_the_front_runs_between_held_towns_at_about_the_stated_distance():
    result = infer([RASTAN, TALBISEH, HOMS, NEAR], REGION)
    assert 3 <= gap_km(result, HOMS) <= 8
    assert [holder(result, x) for x in (RASTAN, TALBISEH, HOMS)] == ["north", "north", "south"]
    (front,) = result.fronts
    assert {"t", "h", "w"} <= set(front.records)
    assert not result.suspects


def test_without_a_stated_distance_the_front_lies_between():
    result = infer([RASTAN, TALBISEH, HOMS], REGION)
    assert gap_km(result, HOMS) > 2
    assert gap_km(result, TALBISEH) > 2
    assert geometry.area_km2(result.band) > 500


@pytest.mark.parametrize("km", [2, 5, 8])
def test_a_nearer_advance_brings_the_front_nearer(km):
    near = Statement(lon=HOMS.lon, lat=HOMS.lat, side="north", kind="within", within_km=km, place="Homs")
    assert gap_km(infer([RASTAN, TALBISEH, HOMS, near], REGION), HOMS) < km + 2.5


def test_areas_cover_the_region_without_overlap():
    result = infer([RASTAN, TALBISEH, HOMS, NEAR], REGION)
    a, b = result.areas.values()
    assert geometry.area_km2(a) + geometry.area_km2(b) == pytest.approx(geometry.area_km2(REGION), rel=0.001)
    assert a.intersection(b).area < 1e-6


def test_the_first_side_lies_to_the_left_of_the_line():
    (front,) = infer([RASTAN, TALBISEH, HOMS, NEAR], REGION).fronts
    assert front.sides == ("north", "south")
    (x0, _), (x1, _) = front.line.coords[0], front.line.coords[-1]
    assert x1 > x0  # the north lies to the left of an east-bound line


def test_the_order_of_statements_changes_nothing():
    results = [infer(list(order), REGION) for order in permutations([RASTAN, TALBISEH, HOMS, NEAR])]
    assert len({r.fronts[0].line.wkt for r in results}) == 1


def test_renaming_the_sides_changes_nothing_but_names():
    def renamed(x):
        return Statement(
            lon=x.lon,
            lat=x.lat,
            side={"north": "z", "south": "a"}[x.side],
            kind=x.kind,
            within_km=x.within_km,
            weight=x.weight,
        )

    before = infer([RASTAN, TALBISEH, HOMS, NEAR], REGION)
    after = infer([renamed(x) for x in (RASTAN, TALBISEH, HOMS, NEAR)], REGION)
    assert geometry.area_km2(after.areas["z"]) == pytest.approx(geometry.area_km2(before.areas["north"]), rel=1e-3)


def test_one_side_only_makes_no_front():
    result = infer([RASTAN, TALBISEH], REGION)
    assert not result.fronts
    assert list(result.areas) == ["north"]
    assert not infer([], REGION).areas


def test_three_sides_meet_without_gaps():
    towns = [(36.0, 35.5, "a"), (37.0, 35.5, "b"), (36.5, 34.7, "c"), (35.9, 35.7, "a"), (37.1, 35.7, "b")]
    statements = [Statement(lon=lon, lat=lat, side=side) for lon, lat, side in towns]
    region = box(35.5, 34.4, 37.5, 36.0)
    result = infer(statements, region)
    assert {f.sides for f in result.fronts} == {("a", "b"), ("a", "c"), ("b", "c")}
    assert all(holder(result, x) == x.side for x in statements)
    total = sum(geometry.area_km2(a) for a in result.areas.values())
    assert total == pytest.approx(geometry.area_km2(region), rel=0.002)


def test_a_newer_statement_supersedes_an_older_one():
    old = Statement(lon=HOMS.lon, lat=HOMS.lat, side="north", date=date(2024, 12, 1))
    new = Statement(lon=HOMS.lon, lat=HOMS.lat, side="south", date=date(2024, 12, 6))
    assert holder(infer([old, new, TALBISEH], REGION), HOMS) == "south"


def test_a_lone_contradiction_is_flagged_and_not_believed():
    south = [Statement(lon=35 + i * 0.3, lat=32 + j * 0.3, side="south") for i in range(9) for j in range(7)]
    north = [Statement(lon=35 + i * 0.3, lat=34.4 + j * 0.3, side="north") for i in range(9) for j in range(4)]
    odd = Statement(lon=36.2, lat=32.6, side="north", place="odd")
    result = infer([*south, *north, odd], box(34.5, 31.5, 38.0, 36.0))
    assert result.suspects == (odd,)


def test_far_from_any_statement_is_unknown():
    result = infer([TALBISEH, HOMS], box(35.0, 33.0, 40.0, 36.0))
    assert result.unknown.contains(Point(39.5, 34.0))
    assert not result.unknown.contains(Point(36.9, 34.8))
    assert all(f.line.bounds[2] < 38 for f in result.fronts)


def test_contested_ground_lies_around_the_place():
    open_ = Statement(lon=36.73, lat=34.78, side="", kind="contested", place="x")
    result = infer([TALBISEH, HOMS, open_], REGION)
    assert result.contested.contains(Point(open_.lonlat))
    assert gap_km(result, open_) < 3


@pytest.mark.parametrize(
    "bad", [{"lat": 99.0}, {"weight": 0.0}, {"kind": "within"}, {"kind": "within", "within_km": -1.0}]
)
def test_a_bad_statement_is_refused(bad):
    with pytest.raises(GeometryError):
        Statement(**{"lon": 36.0, "lat": 34.0, "side": "a", **bad})
