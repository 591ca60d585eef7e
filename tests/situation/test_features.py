import json

import pytest
from shapely.geometry import Point, shape

from geo import geometry
from geo.situation import build, collection, meta
from geo.situation.features import _focus

LAYERS = {
    "event",
    "route",
    "movement",
    "heading",
    "control",
    "front",
    "band",
    "contested",
    "unknown",
    "ring",
    "background",
}
STATUSES = {"asserted", "claimed", "forecast", "historical", "denied"}


@pytest.fixture(scope="module")
def made(war, tell):
    return collection(build([tell(war)]))


def layer(made, name):
    return [f for f in made["features"] if f["properties"]["layer"] == name]


def test_every_feature_is_valid_geojson_and_on_earth(made):
    text = json.dumps(made, allow_nan=False)
    assert json.loads(text) == made
    for f in made["features"]:
        assert f["type"] == "Feature"
        found = geometry.from_geojson(f["geometry"])
        assert found.is_valid, f["id"]
        assert not found.is_empty
    ids = [f["id"] for f in made["features"]]
    assert len(ids) == len(set(ids))


def test_every_mark_leads_to_a_sentence(made):
    records = {r["id"]: r for r in made["records"]}
    articles = {a["id"]: a for a in made["articles"]}
    for f in made["features"]:
        p = f["properties"]
        assert p["layer"] in LAYERS
        assert p["records"], f["id"]
        assert set(p["records"]) <= set(records)
        if p["layer"] not in ("front", "band", "contested") and p.get("basis") != "area":
            assert p["record"] in records
    for r in records.values():
        assert r["evidence"]
        for e in r["evidence"]:
            assert articles[e["article"]][e["field"]][e["start"] : e["end"]] == e["quote"]
    assert {i for h in made["headline"] for i in h["records"]} <= set(records)


def test_only_the_present_and_plans_stand_in_the_main_layers(made):
    for f in made["features"]:
        p = f["properties"]
        if p["layer"] == "background":
            assert p["status"] == "historical"
        elif p["layer"] in ("route", "movement", "heading"):
            assert p["status"] in ("asserted", "claimed", "forecast")
        elif p["layer"] in ("front", "band", "contested") or p.get("basis") == "area":
            assert p["status"] == "inferred"
        else:
            assert p["status"] in ("asserted", "claimed")
    assert {r["status"] for r in made["records"]} == STATUSES


def test_no_country_and_no_place_that_is_only_a_direction_is_marked(made, war):
    for f in made["features"]:
        p = f["properties"]
        assert p.get("place_kind") != "country"
        if p["layer"] in ("event", "control", "ring", "background"):
            assert p.get("place") != war.far.name


def test_the_advance_is_a_ring_with_its_mark_where_the_advance_came_to(made, war):
    (ring,) = [f for f in layer(made, "ring") if f["properties"]["why"] == "within"]
    assert ring["properties"]["radius_km"] == 5
    (mark,) = [f for f in layer(made, "event") if f["properties"]["type"] == "advance"]
    assert mark["properties"]["anchor_basis"] == "direction of advance"
    assert geometry.distance_km(tuple(mark["geometry"]["coordinates"]), war.near.lonlat) == pytest.approx(5, abs=0.05)


def test_an_advance_without_a_known_direction_is_only_a_ring(syria, tell):
    from dataclasses import replace

    told = replace(tell(syria), movements=(), controls=())
    events = tuple(e for e in told.events if e.type == "advance")
    made = collection(build([replace(told, events=events)]))
    assert [f["properties"]["layer"] for f in made["features"] if f["properties"].get("within_km")] == ["ring"]


def test_the_front_and_its_band_name_both_sides_and_their_statements(made, war):
    (front,) = layer(made, "front")
    (band,) = layer(made, "band")
    assert set(front["properties"]["sides"]) == {war.attacker.side, war.defender.side}
    assert shape(band["geometry"]).buffer(1e-4).contains(shape(front["geometry"]))
    assert {war.near.name, war.taken[1].name} <= set(front["properties"]["places"])
    assert not shape(band["geometry"]).contains(Point(war.near.lonlat))


def test_the_flow_ends_at_the_edge_of_the_area(made, war):
    (route,) = layer(made, "route")
    coast = geometry.from_geojson(war.coast.geometry)
    assert coast.boundary.distance(Point(route["geometry"]["coordinates"][-1])) < 1e-3
    assert route["properties"]["width_class"] == 1
    assert route["properties"]["figure_text"].startswith("thousands of people")


def test_sides_of_this_war_have_distinct_colours_and_hatches(made):
    sides = made["sides"]
    assert len({s["colour"] for s in sides}) == len({s["hatch"] for s in sides}) == len(sides) == 3


def test_history_counts_nowhere(made):
    assert not [r for r in made["ledger"]["rows"] if r["background"]]
    assert layer(made, "background")


def test_hostile_text_passes_as_data(syria, tell):
    from dataclasses import replace

    evil = "{{7*7}}</script><img src=x onerror=alert(1)>`${1}`"
    told = tell(syria)
    event = replace(told.events[1], agents=(replace(told.events[1].agents[0], name=evil),))
    made = collection(build([replace(told, events=(event,), movements=(), controls=())]))
    assert any(evil in f["properties"]["label"] for f in made["features"])
    json.dumps(made, allow_nan=False)


def test_the_map_opens_on_what_lies_around_the_front_and_not_on_a_distant_withdrawal(made):
    west, south, east, north = made["focus"]
    front = shape(layer(made, "front")[0]["geometry"])
    assert west < front.bounds[0] < front.bounds[2] < east
    assert south < front.bounds[1] < front.bounds[3] < north
    distant = next(f for f in layer(made, "movement") if f["properties"]["kind"] == "withdrawal")
    ends = shape(distant["geometry"]).coords
    assert not all(west <= x <= east and south <= y <= north for x, y in ends)


def test_a_side_of_another_war_keeps_its_name():
    assert meta.sides("UA", ["rsf"])["rsf"].label == "Rapid Support Forces"
    assert meta.sides("UA", ["nobody_knows"])["nobody_knows"].label == "Nobody knows"


def test_without_a_front_there_is_no_focus(made):
    assert _focus([f for f in made["features"] if f["properties"]["layer"] == "event"], 120.0) is None
