from datetime import date

import pytest
from shapely.geometry import LineString

from geo import geometry
from geo.situation import bundles
from geo.situation.records import Route

ENDS = {"a": (36.7, 35.1), "b": (36.7, 34.7)}
TWO_DAYS = {"one": date(2024, 1, 1), "two": date(2024, 1, 1), "later": date(2024, 1, 2)}


def route(record, start="a", end="b", **more):
    fields = {"layer": "route", "kind": "flight", "status": "claimed", "basis": "corridor"}
    line = LineString([ENDS[start], ENDS[end]])
    names = {"origin": start, "origin_id": start, "destination": end, "destination_id": end}
    return Route(**{**fields, **names, "record": record, "records": (record,), "line": line, **more})


def gathered(*routes):
    return bundles.gathered(routes, lambda r: TWO_DAYS[r.record])


def test_reports_of_one_flow_on_one_day_are_one_line_with_all_their_records():
    (line,) = gathered(route("one"), route("two", tied=True))
    assert (line.record, line.records, line.reports) == ("two", ("one", "two"), 2)


@pytest.mark.parametrize(
    "other",
    [
        route("two", "b", "a"),
        route("two", kind="evacuation"),
        route("two", layer="movement", side="x"),
        route("two", status="forecast"),
        route("later"),
    ],
    ids=["back again", "another kind", "another layer", "a plan", "another day"],
)
def test_different_flows_stay_lines_of_their_own(other):
    assert len(gathered(route("one"), other)) == 2


def side(line, point):
    """On which side of a line a point lies, seen in its direction."""
    (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
    return "left" if (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) > 0 else "right"


def test_opposite_flows_on_a_road_keep_to_their_right():
    there, back = bundles.apart([route("one"), route("two", "b", "a")], 2.0)
    for line in (there.line, back.line):
        middle = line.interpolate(0.5, normalized=True).coords[0]
        assert side(LineString([line.coords[0], line.coords[-1]]), middle) == "right"
    gap = geometry.distance_km(*(r.line.interpolate(0.5, normalized=True).coords[0] for r in (there, back)))
    assert gap == pytest.approx(2.0, abs=0.2)
    assert there.line.coords[0] == back.line.coords[-1] == ENDS["a"]


def test_flows_of_two_kinds_run_side_by_side_and_those_of_one_kind_together():
    flight, again, withdrawal = bundles.apart([route("one"), route("later"), route("two", kind="evacuation")], 2.0)
    assert flight.line.equals(again.line)
    apart = geometry.distance_km(*(r.line.interpolate(0.5, normalized=True).coords[0] for r in (flight, withdrawal)))
    assert apart == pytest.approx(2.0, abs=0.2)


def test_a_line_on_its_own_stays_where_it_is():
    alone = route("one")
    assert bundles.apart([alone], 2.0) == [alone]


def test_flows_beside_each_other_cross_the_antimeridian():
    line = LineString([(-178.0, -8.0), (-182.0, -8.2), (-186.0, -8.4)])
    there, back = bundles.apart([route("one", line=line), route("two", "b", "a", line=line.reverse())], 2.0)
    for made in (there.line, back.line):
        assert -186 <= made.bounds[0] < made.bounds[2] <= -178
    assert there.line.distance(back.line) == 0 < there.line.hausdorff_distance(back.line) < 0.1
