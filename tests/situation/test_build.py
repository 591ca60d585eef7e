from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from shapely.geometry import Point

from geo import geometry
from geo.situation import build, collection


def names(holdings):
    return {h.place.name: (h.state, h.holders[0].name if h.holders else None, bool(h.inferred)) for h in holdings}


def test_the_captured_towns_are_held_and_the_attacked_one_is_inferred(war, tell):
    found = names(build([tell(war)]).holdings)
    for town in war.taken:
        assert found[town.name] == ("held", war.attacker.name, False)
    assert found[war.near.name] == ("held", war.defender.name, True)
    assert found[war.coast.name] == ("held", war.defender.name, False)


def test_the_inference_says_why_in_words(syria, tell):
    homs = next(h for h in build([tell(syria)]).holdings if h.place.name == "Homs")
    assert homs.inferred == (
        "not stated who holds Homs; it is the object of an advance by Opposition forces; "
        "last stated holder Syrian government, 2014"
    )


def test_the_front_passes_3_to_8_km_on_the_side_of_the_captured_towns(war, tell):
    (front,) = build([tell(war)]).fronts
    (line,) = front.lines
    gaps = [geometry.distance_km(war.near.lonlat, c) for c in line.line.coords]
    assert 3 <= min(gaps) <= 8
    nearest = line.line.coords[gaps.index(min(gaps))]
    before_town = geometry.bearing(war.near.lonlat, war.taken[1].lonlat)
    assert abs((geometry.bearing(war.near.lonlat, nearest) - before_town + 180) % 360 - 180) < 45
    ours, theirs = front.areas[war.attacker.side], front.areas[war.defender.side]
    assert not ours.contains(Point(war.near.lonlat))
    assert theirs.contains(Point(war.near.lonlat))
    assert all(ours.contains(Point(t.lonlat)) for t in war.taken)
    assert geometry.length_km(line.line) < 60
    assert sum(map(geometry.area_km2, front.areas.values())) < 3000


def test_a_withdrawal_leaves_a_place_without_holder_and_in_tension_with_divided(war, tell):
    situation = build([tell(war)])
    left = next(h for h in situation.holdings if h.place.id == war.left.id)
    assert left.state == "lost"
    (conflict,) = situation.conflicts
    assert {p.id for p in conflict.places} == {war.left.id, war.left_region.id}
    assert "divided between" in conflict.text


def test_figures_stand_side_by_side_and_no_total_is_made(war, tell):
    situation = build([tell(war)])
    scopes = {r.figure.value: r.scope.kind for r in situation.ledger}
    assert scopes == {1000: "settlement", 280_000: "country", 1_500_000: "country"}
    (total,) = situation.totals
    assert total.refused
    for word in ("forecast", "speakers differ", "rough size"):
        assert word in total.reason
    assert ("about 280,000 people displaced in a week", war.relief.name) in [
        (r.text, r.speaker) for r in situation.ledger
    ]


def test_only_the_flow_between_two_places_is_a_route(war, tell):
    situation = build([tell(war)])
    (route,) = [r for r in situation.routes if r.layer == "route"]
    assert (route.origin, route.destination, route.tied) == (war.near.name, war.coast.name, True)
    whole = [u.reason for u in situation.unplaced if f"told of {war.country.name} as a whole" in u.reason]
    assert len(whole) == 3
    assert sum("it stands in the figures" in reason for reason in whole) == 2


def test_the_advance_stops_short_and_the_heading_does_not_arrive(war, tell):
    situation = build([tell(war)])
    (advance,) = [r for r in situation.routes if r.kind == "advance" and r.layer == "movement"]
    assert geometry.distance_km(advance.line.coords[-1], war.near.lonlat) == pytest.approx(5, abs=0.05)
    assert (advance.origin, advance.via[0], advance.basis) == (war.taken[0].name, war.taken[1].name, "corridor")
    assert advance.opposed_to == war.defender.side
    (heading,) = [r for r in situation.routes if r.layer == "heading"]
    assert geometry.length_km(heading.line) <= 60
    assert geometry.distance_km(heading.line.coords[-1], war.far.lonlat) > 20


def test_a_deployment_without_origin_has_no_line(war, tell):
    assert not [r for r in build([tell(war)]).routes if r.kind == "deployment"]


def test_the_headline_is_made_of_records(syria, tell):
    situation = build([tell(syria)])
    assert "".join(c.text for c in situation.headline) == (
        "Opposition forces advanced to within 5 km of Homs and captured Rastan and Talbiseh. "
        "Thousands of people fled Homs for Syria's western coast, according to Syrian Observatory for Human Rights."
    )
    known = {r.id for r in situation.records}
    assert all(set(c.records) <= known for c in situation.headline)


def test_the_order_of_articles_changes_nothing(syria, ukraine, tell):
    day = syria.published
    stories = [
        tell(syria),
        tell(syria, article_id="second", published=day + timedelta(days=1)),
        tell(ukraine),
    ]
    found = [collection(build(list(order))) for order in permutations(stories)]
    assert all(f == found[0] for f in found)


def test_an_article_that_comes_twice_counts_once(syria, tell):
    assert collection(build([tell(syria), tell(syria)])) == collection(build([tell(syria)]))


def test_what_was_published_later_is_left_out(syria, tell):
    later = tell(syria, article_id="later", published=syria.published + timedelta(days=3))
    situation = build([tell(syria), later], as_of=syria.published)
    assert [a.id for a in situation.articles] == ["seed"]
    assert (situation.as_of, situation.as_of_basis) == (syria.published, "given")
    assert build([tell(syria), later]).as_of == later.article.published


def test_no_article_makes_an_empty_situation():
    made = collection(build([]))
    assert (made["features"], made["bounds"], made["as_of"]) == ([], None, None)
    assert build([], as_of=date(2024, 1, 1)).as_of == date(2024, 1, 1)


def test_who_flees_a_front_does_not_seem_to_cross_it(war, tell):
    situation = build([tell(war)])
    (flight,) = [r for r in situation.routes if r.layer == "route"]
    assert not any(line.line.intersects(flight.line) for front in situation.fronts for line in front.lines)


def test_an_article_that_repeats_a_figure_has_one_row_of_it(syria, tell):
    told = tell(syria)
    twin = replace(told.displacements[0], id="twin", destinations=())
    situation = build([replace(told, displacements=(*told.displacements, twin))])
    assert len(situation.ledger) == 3
    made = collection(situation)
    (route,) = [f for f in made["features"] if f["properties"]["layer"] == "route"]
    assert "twin" in route["properties"]["records"]


def test_a_heading_with_a_stated_distance_is_an_advance(syria, tell):
    told = tell(syria)
    toward = replace(told.movements[0], heading=True, within_km=None)
    situation = build([replace(told, movements=(toward, *told.movements[1:]))])
    (advance,) = [r for r in situation.routes if r.record == toward.id]
    assert (advance.layer, advance.within_km) == ("movement", 5.0)


def test_a_historical_capture_names_the_last_holder_too(syria, tell):
    told = tell(syria)
    past = replace(told.events[-2], type="capture", agents=(syria.defender,))
    controls = tuple(c for c in told.controls if c.status != "historical")
    situation = build([replace(told, controls=controls, events=(*told.events[:-2], past))])
    homs = next(h for h in situation.holdings if h.place.name == "Homs")
    assert homs.inferred.endswith("last stated holder Syrian government, 2014")
