import json
from dataclasses import replace

import pytest
import shapely
from shapely.geometry import Point, shape

from geo import geometry
from geo.model import Article, Evidence, Extraction, Movement, Place
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
    assert meta.sides("UA", ["SD:rsf"])["SD:rsf"].label == "Rapid Support Forces"
    assert meta.sides("UA", ["nobody_knows"])["nobody_knows"].label == "Nobody knows"


def test_without_a_front_there_is_no_focus(made):
    assert _focus([f for f in made["features"] if f["properties"]["layer"] == "event"], 120.0) is None


def test_the_map_of_islands_on_both_sides_of_the_antimeridian_is_small(syria, tell, somewhere):
    """The seed's war, moved to Fiji: its front, its focus and all of its marks lie around 180°."""
    told = tell(syria)

    def moved(value):
        if isinstance(value, Place):
            lon = (value.lon + 143.3 + 180) % 360 - 180
            return replace(value, lon=lon, lat=value.lat - 52, geometry=None)
        if isinstance(value, tuple):
            return tuple(map(moved, value))
        return value

    def record(r):
        names = [n for n in ("places", "origins", "destinations", "via") if hasattr(r, n)]
        return replace(r, **{n: moved(getattr(r, n)) for n in names})

    lists = {n: tuple(map(record, getattr(told, n))) for n in ("events", "displacements", "movements", "controls")}
    made = collection(build([replace(told, toponyms=(), **lists)]))
    assert layer(made, "front")
    for west, south, east, north in (made["bounds"], made["focus"]):
        assert west > east
        assert (east - west) % 360 < 10
        assert north - south < 10
    west, _, east, _ = made["focus"]
    for f in layer(made, "front") + layer(made, "band"):
        for part in shapely.get_parts(shape(f["geometry"])):
            a, _, b, _ = part.bounds
            assert (a - west) % 360 <= (east - west) % 360
            assert (b - west) % 360 <= (east - west) % 360


def test_no_number_is_given_for_how_sure_the_band_is(made):
    (band,) = layer(made, "band")
    assert band["properties"]["label"].endswith("probably runs in here")
    assert not any("%" in f["properties"]["label"] for f in made["features"])
    assert "kriging" not in json.dumps(made["notes"])


def test_every_line_of_a_front_has_an_id_of_its_own(syria, tell):
    situation = build([tell(syria)])
    (front,) = situation.fronts
    twice = replace(front, lines=(*front.lines, *front.lines))
    doubled = replace(situation, moments=(replace(situation.moments[-1], fronts=(twice,)),))
    assert [f["id"] for f in layer(collection(doubled), "front")] == ["front-0-0/0", "front-0-1/0"]


def test_a_movement_names_the_event_that_tells_of_the_same_move(made, war):
    records = {r["id"]: r for r in made["records"]}
    twins = [(r, records[r["twin"]]) for r in records.values() if "twin" in r]
    assert {(r["list"], r["type"]) for r, _ in twins} == {
        ("movement", "advance"),
        ("movement", "withdrawal"),
        ("movement", "deployment"),
    }
    for movement, event in twins:
        assert (event["list"], event["type"]) == ("event", movement["type"])
        assert set(event["places"]) <= {*movement["from"], *movement["to"]}
    # The direction in which it goes on is no twin of how near it came.
    assert not any("twin" in r for r in records.values() if r.get("to") == [war.far.name])


def test_rows_of_the_ledger_name_their_article_when_there_are_several(syria, ukraine, tell):
    one, two = tell(syria), tell(ukraine, article_id="second")
    two = replace(two, article=replace(two.article, title=""))
    assert not [r for r in collection(build([one]))["ledger"]["rows"] if "article_title" in r]
    rows = collection(build([one, two]))["ledger"]["rows"]
    assert {r["article"]: r["article_title"] for r in rows} == {"seed": "A story", "second": "Test"}


def test_a_figure_of_a_country_is_told_of_it_as_a_whole(made, war):
    whole = f"told of {war.country.name} as a whole: it stands in the figures, not on the map"
    (row,) = [r for r in made["ledger"]["rows"] if r["value"] == 280_000]
    assert (row["scope"], row["scope_kind"]) == (war.country.name, "country")
    assert {u["reason"] for u in made["unplaced"] if u["record"] == row["record"]} == {whole}


def test_a_figure_with_a_country_only_for_scope_is_told_of_it_as_a_whole_too(syria, tell):
    told = tell(syria)
    flight = replace(told.displacements[1], origins=(), unplaced="the article ties it to no place")
    made = collection(build([replace(told, displacements=(flight,))]))
    (reason,) = [u["reason"] for u in made["unplaced"] if u["record"] == flight.id]
    assert reason.startswith("told of Syria as a whole")


def test_an_advance_to_where_another_goes_on_from_keeps_its_mark(somewhere):
    a, b = (somewhere(n, "settlement", 34.7 + i / 10, 36.7, "SY") for i, n in enumerate("AB"))
    evidence = (Evidence(article_id="a", field="text", start=0, end=1, quote="x"),)
    fields = {"kind": "advance", "status": "asserted", "trigger": "advance", "evidence": evidence}
    came = Movement(id="came", destinations=(b,), **fields)
    goes = Movement(id="goes", destinations=(a,), heading=True, **fields)
    made = collection(build([Extraction(article=Article(id="a", title="", text="x"), movements=(came, goes))]))
    assert {r for f in made["features"] for r in f["properties"]["records"]} == {"came", "goes"}
