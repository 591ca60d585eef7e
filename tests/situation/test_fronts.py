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


def test_a_repeated_report_is_no_second_witness():
    once, twice = infer([TALBISEH, HOMS], REGION), infer([TALBISEH, HOMS, HOMS, HOMS], REGION)
    assert once.areas["north"].equals(twice.areas["north"])


def test_who_holds_a_place_is_no_longer_near_it():
    taken = Statement(lon=HOMS.lon, lat=HOMS.lat, side="north", date=date(2024, 12, 8))
    near = Statement(lon=HOMS.lon, lat=HOMS.lat, side="north", kind="within", within_km=5, date=date(2024, 12, 6))
    rear = Statement(lon=36.7, lat=34.4, side="south", date=date(2024, 12, 6))
    with_old = infer([TALBISEH, taken, near, rear], REGION)
    assert with_old.areas["north"].equals(infer([TALBISEH, taken, rear], REGION).areas["north"])


def test_two_holders_of_one_place_on_one_day_make_it_contested_and_both_suspect():
    day = date(2024, 12, 6)
    spot = {"lon": 36.73, "lat": 34.79, "date": day}
    both = [Statement(side="north", **spot), Statement(side="south", **spot)]
    result = infer([RASTAN, HOMS, *both], REGION)
    assert set(result.suspects) == set(both)
    assert gap_km(result, both[0]) < 2


def test_contested_ground_of_two_is_nothing_to_a_third():
    open_ = Statement(lon=36.73, lat=34.78, side="", kind="contested")
    third = Statement(lon=36.9, lat=34.6, side="third")
    result = infer([RASTAN, HOMS, open_, third], REGION)
    near = [f.sides for f in result.fronts if geometry.off_line_km(f.line, open_.lonlat) < 3]
    assert near
    assert all(set(pair) == {"north", "south"} for pair in near)


def test_a_border_of_two_of_three_sides_is_one_line():
    third = Statement(lon=36.9, lat=34.6, side="third")
    result = infer([RASTAN, HOMS, third], REGION)
    pairs = [f.sides for f in result.fronts]
    assert len(pairs) == len(set(pairs)) == 3
    parts = [p for a in result.areas.values() for p in geometry.parts(a)]
    assert len([p for p in parts if geometry.area_km2(p) > 0.01]) == 3


def test_three_renamed_sides_keep_their_ground():
    towns = [(36.0, 35.5, "a"), (37.0, 35.5, "b"), (36.5, 34.7, "c"), (35.9, 35.7, "a"), (37.1, 35.7, "b")]
    other = {"a": "z", "b": "m", "c": "d"}
    region = box(35.5, 34.4, 37.5, 36.0)
    before = infer([Statement(lon=x, lat=y, side=k) for x, y, k in towns], region)
    after = infer([Statement(lon=x, lat=y, side=other[k]) for x, y, k in towns[::-1]], region)
    assert all(before.areas[k].equals(after.areas[other[k]]) for k in other)


def test_a_front_is_cut_into_pieces_that_know_their_own_statements():
    towns = [(36.0 + 0.2 * i, lat, side) for i in range(10) for lat, side in ((34.9, "north"), (34.5, "south"))]
    said = [Statement(lon=x, lat=y, side=k, records=(f"{k}{n}",)) for n, (x, y, k) in enumerate(towns)]
    result = infer(said, box(35.8, 34.2, 38.0, 35.2), segment_km=30)
    assert len(result.fronts) >= 6
    assert max(geometry.length_km(f.line) for f in result.fronts) <= 30.5
    assert all(2 <= len(f.records) <= 8 for f in result.fronts)


def test_a_front_across_the_antimeridian_is_one_line():
    east = [Statement(lon=179.8, lat=y, side="a") for y in (-17.0, -16.5)]
    west = [Statement(lon=-179.8, lat=y, side="b") for y in (-17.0, -16.5)]
    (front,) = infer([*east, *west]).fronts
    assert all(abs(abs(x) - 180) < 0.1 for x, _ in front.line.coords)


def test_a_region_of_half_the_world_is_refused():
    with pytest.raises(GeometryError, match="give the theatre alone"):
        infer([TALBISEH, HOMS], box(-170, -80, 170, 80))


def test_any_weight_and_age_leaves_a_drawable_front():
    odd = Statement(lon=36.71, lat=34.9, side="north", weight=1e-300)
    sharp = Statement(lon=36.74, lat=34.7, side="south", weight=1e300)
    result = infer([RASTAN, HOMS, odd, sharp], REGION, as_of=date(2024, 12, 6))
    assert len(result.fronts) == 1
