from datetime import date

import pytest

from geo import geometry
from geo.model import Actor, Displacement, Evidence, Figure, Movement
from geo.settings import Settings
from geo.situation import routes
from geo.situation.records import Moment
from geo.situation.scene import Scene

ARMY = Actor(name="Army", side="government")
EVIDENCE = (Evidence(article_id="a", field="text", start=0, end=1, quote="q"),)


def draw(*records, roads=()):
    told = Scene(
        events=(),
        movements=tuple(r for r in records if isinstance(r, Movement)),
        displacements=tuple(r for r in records if isinstance(r, Displacement)),
        moments=(Moment(day=None),),
        roads={"a": roads},
        by="time",
        published={"a": date(2024, 1, 1)},
        settings=Settings(),
    )
    return routes.draw(told)


def move(kind="deployment", **more):
    fields = {"id": "m", "kind": kind, "status": "asserted", "trigger": kind, "evidence": EVIDENCE, "agents": (ARMY,)}
    return Movement(**{**fields, **more})


def flight(**more):
    return Displacement(
        **{"id": "d", "kind": "flight", "status": "asserted", "trigger": "fled", "evidence": EVIDENCE, **more}
    )


@pytest.fixture
def land(somewhere):
    return somewhere("Land", "country", 0.0, 0.0, "XX")


@pytest.fixture
def one(somewhere):
    return somewhere("One", "settlement", 0.0, 0.0, "XX")


@pytest.fixture
def two(somewhere):
    return somewhere("Two", "settlement", 0.0, 1.0, "XX")


def test_a_movement_runs_from_its_origin_to_its_destination(one, two):
    (route,), left = draw(move(origins=(one,), destinations=(two,)))
    assert (route.line.coords[0], route.line.coords[-1]) == ((0.0, 0.0), (1.0, 0.0))
    assert (route.layer, route.side, route.basis, left) == ("movement", "government", "schematic", ())


def test_an_advance_ends_where_it_is_said_to_have_come(one, two):
    (route,), _ = draw(move("advance", origins=(one,), destinations=(two,), within_km=20))
    assert geometry.distance_km(route.line.coords[-1], two.lonlat) == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize("status", ["historical", "denied"])
def test_the_past_and_the_denied_have_no_line(one, two, status):
    assert draw(move(origins=(one,), destinations=(two,), status=status)) == ((), ())


def test_a_direction_without_a_start_has_no_line_but_a_reason(two):
    found, (left,) = draw(move("advance", destinations=(two,), heading=True))
    assert found == ()
    assert left.reason == "toward Two, but not stated from where"


def test_a_direction_is_short_of_its_destination(one, two):
    (route,), _ = draw(move("advance", origins=(one,), destinations=(two,), heading=True))
    assert route.layer == "heading"
    # 111 km to go, of which at most 50 are drawn.
    assert geometry.length_km(route.line) == pytest.approx(50)


def test_a_road_that_the_article_names_is_a_corridor_and_a_stated_one_is_stated(somewhere, one, two):
    course = {"type": "LineString", "coordinates": [[-0.5, 0.0], [0.5, 0.0], [1.5, 0.0]]}
    road = somewhere("M1", "road", 0.0, 0.5, "XX", geometry=course)
    (named,), _ = draw(move(origins=(one,), destinations=(two,)), roads=(road,))
    (stated,), _ = draw(move(origins=(one,), destinations=(two,), via=(road,)))
    assert (named.basis, stated.basis, stated.why) == ("corridor", "stated", "along M1, as stated")
    assert [lat for _, lat in stated.line.coords] == pytest.approx([0.0] * len(stated.line.coords), abs=1e-6)


def test_every_origin_has_its_own_line_and_no_figure_is_tied_to_one_of_several(somewhere, one, two):
    three = somewhere("Three", "settlement", 1.0, 1.0, "XX")
    people = Figure(metric="displaced", value=500)
    found, _ = draw(flight(origins=(one, two), destinations=(three,), figure=people))
    assert [(r.origin, r.tied) for r in found] == [("One", False), ("Two", False)]
    (alone,), _ = draw(flight(origins=(one,), destinations=(three,), figure=people))
    assert alone.tied


def test_flight_within_one_place_is_no_line(one):
    found, (left,) = draw(flight(origins=(one,), destinations=(one,)))
    assert (found, left.reason) == ((), "origin and destination are the same place")


def test_what_is_told_of_a_country_as_a_whole_says_so(land):
    figure = Figure(metric="displaced", value=500, scope=land)
    for record in (flight(origins=(land,)), flight(figure=figure, unplaced="the article ties it to no place")):
        found, (left,) = draw(record)
        assert (found, left.reason) == ((), "told of Land as a whole: it stands in the figures, not on the map")
    _, (left,) = draw(move(destinations=(land,)))
    assert left.reason == "told of Land as a whole: a country is neither start nor end of a line"


def test_a_line_over_the_antimeridian_takes_the_short_way(somewhere):
    a, b = somewhere("West", "settlement", -17.0, 179.5, "FJ"), somewhere("East", "settlement", -17.0, -179.5, "FJ")
    (route,), _ = draw(move(origins=(a,), destinations=(b,)))
    assert geometry.length_km(route.line) < 120
    west, _, east, _ = geometry.bounds([route.line])
    assert west > 0 > east


def test_a_road_among_the_ends_is_the_way(land, somewhere):
    road = somewhere(
        "M1", "road", 35.0, 36.5, "SY", geometry={"type": "LineString", "coordinates": [[36.0, 35.0], [37.0, 35.0]]}
    )
    west, east = somewhere("West", "settlement", 35.0, 36.1, "SY"), somewhere("East", "settlement", 35.0, 36.9, "SY")
    (found,), left = draw(move("advance", origins=(west,), destinations=(road, east)))
    assert (found.origin, found.destination, found.basis, found.via) == ("West", "East", "stated", ("M1",))
    assert left == ()


def test_a_line_begins_at_the_edge_of_the_area_that_it_comes_from(somewhere):
    square = {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
    province = somewhere("Province", "admin1", 35.5, 36.5, "SY", geometry=square)
    town = somewhere("Town", "settlement", 35.5, 38.0, "SY")
    (found,), _ = draw(flight(origins=(province,), destinations=(town,)))
    assert found.line.coords[0][0] == pytest.approx(37.0, abs=0.01)
    assert found.line.coords[-1] == pytest.approx((38.0, 35.5), abs=0.001)
