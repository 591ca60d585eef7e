from dataclasses import replace
from datetime import date, timedelta

import pytest

from geo.model import Actor, Article, Control, Event, Evidence, Extraction, Place, TimeSpan
from geo.settings import Settings
from geo.situation import build, collection, moments

ARMY = Actor(name="Army", kind="army", side="government")
REBELS = Actor(name="Rebels", kind="armed_group", side="opposition")
ALLIES = Actor(name="Allies", kind="armed_group", side="opposition.sna")
START = date(2024, 3, 1)


def town(name, lat, lon=36.7):
    return Place(id=name, name=name, kind="settlement", lat=lat, lon=lon, country="SY", admin1="SY.11")


NORTH, MIDDLE, SOUTH = town("North", 35.0), town("Middle", 34.85), town("South", 34.7)
FAR, FAR_SOUTH = town("Far", 33.0), town("Far south", 32.8)


def held(place, who, state="held", **more):
    return (place, who, state, more)


def day(n):
    return START + timedelta(days=n)


def told(n, *statements, article=None):
    """An article of day ``n`` that says who holds what; ``on`` is the day it speaks of."""
    name = article or f"day{n}"
    controls = []
    for k, (place, who, state, more) in enumerate(statements):
        own = more.get("on")
        controls.append(
            Control(
                id=f"{name}-{k}",
                state=state,
                status=more.get("status", "asserted"),
                trigger=state,
                evidence=(
                    Evidence(article_id=name, field="text", start=10 * k, end=10 * k + 5, quote=f"sentence {k}"),
                ),
                places=(place,),
                holders=who if isinstance(who, tuple) else (who,),
                as_of=TimeSpan(start=day(own), end=day(own)) if own is not None else None,
            )
        )
    article = Article(id=name, title="t", text="x" * 400, published=day(n))
    return Extraction(article=article, controls=tuple(controls), theatre="SY")


def states(made, name):
    return [
        (f["properties"]["valid"], f["properties"]["state"], f["properties"]["holders"])
        for f in made["features"]
        if f["properties"]["layer"] == "control" and f["properties"].get("place") == name
    ]


def at(situation, n):
    moment = [m for m in situation.moments if m.day is None or m.day <= day(n)][-1]
    return {h.place.name: (h.state, [a.name for a in h.holders]) for h in moment.holdings}


def test_a_town_that_changes_hands_has_one_feature_for_each_stretch_of_days():
    made = collection(build([told(0, held(NORTH, ARMY)), told(2, held(NORTH, REBELS)), told(5, held(SOUTH, ARMY))]))
    assert states(made, "North") == [
        (["2024-03-01", "2024-03-03"], "held", ["Army"]),
        (["2024-03-03", None], "held", ["Rebels"]),
    ]
    assert made["time"] == {
        "from": "2024-03-01",
        "to": "2024-03-06",
        "days": ["2024-03-01", "2024-03-03", "2024-03-06"],
        "basis": "time",
    }


def test_one_day_has_no_timeline_and_nothing_that_comes_and_goes():
    made = collection(build([told(0, held(NORTH, REBELS), held(SOUTH, ARMY))]))
    assert made["time"] is None
    assert not any("valid" in f["properties"] for f in made["features"])


def test_what_was_true_then_and_what_was_known_then_differ():
    articles = [told(0, held(NORTH, ARMY)), told(5, held(NORTH, REBELS, on=2))]
    assert at(build(articles, by="time"), 3)["North"] == ("held", ["Rebels"])
    assert at(build(articles, by="published"), 3)["North"] == ("held", ["Army"])
    assert at(build(articles, by="published"), 5)["North"] == ("held", ["Rebels"])


def test_hindsight_lets_later_articles_tell_of_the_day():
    articles = [told(0, held(NORTH, ARMY)), told(5, held(NORTH, REBELS, on=2), held(SOUTH, ARMY))]
    blind, wise = (build(articles, as_of=day(3), hindsight=h) for h in (False, True))
    assert {h.place.name: h.holders[0].name for h in blind.holdings} == {"North": "Army"}
    assert {h.place.name: h.holders[0].name for h in wise.holdings} == {"North": "Rebels"}
    assert [a.id for a in wise.articles] == ["day0", "day5"]
    assert [r.id for r in wise.records] == ["day0-0", "day5-0"]


def test_a_front_that_nothing_is_said_of_does_not_move():
    articles = [
        told(0, held(NORTH, REBELS), held(SOUTH, ARMY)),
        told(40, held(FAR, REBELS), held(FAR_SOUTH, ARMY)),
        told(90, held(FAR_SOUTH, REBELS)),
    ]
    found = build(articles).moments
    (first,) = found[0].fronts
    assert all(any(f is first for f in m.fronts) for m in found)
    fronts = [f["properties"] for f in collection(build(articles))["features"] if f["properties"]["layer"] == "front"]
    assert [p["valid"] for p in fronts if "North" in p["places"]] == [["2024-03-01", None]]
    assert {p["valid"][1] for p in fronts if "Far" in p["places"]} == {day(90).isoformat()}


def test_no_front_runs_between_sides_of_one_bloc():
    apart = build([told(0, held(NORTH, REBELS), held(SOUTH, ARMY))])
    together = build([told(0, held(NORTH, REBELS), held(SOUTH, ALLIES))])
    assert len(apart.fronts) == 1
    assert together.fronts == ()
    assert [h.state for h in build([told(0, held(NORTH, REBELS), held(NORTH, ALLIES))]).holdings] == ["held"]


@pytest.mark.parametrize(
    ("newest", "state", "holders"),
    [
        (held(NORTH, ARMY, "lost"), "lost", ["Army"]),
        (held(NORTH, REBELS, "lost"), "held", ["Army"]),
        (held(NORTH, (), "besieged"), "besieged", ["Army"]),
        (held(NORTH, REBELS, "contested"), "contested", ["Rebels", "Army"]),
    ],
    ids=[
        "its holder left: nobody holds it",
        "somebody else left: its holder stays",
        "besieged: its holder stays",
        "contested by one: with its holder",
    ],
)
def test_the_newest_word_on_a_place_is_read_with_what_was_said_before(newest, state, holders):
    found = build([told(0, held(NORTH, ARMY)), told(2, newest)])
    assert at(found, 2)["North"] == (state, holders)
    assert at(found, 1)["North"] == ("held", ["Army"])


def test_many_days_are_taken_together_and_the_step_is_said():
    articles = [told(n, held(town(f"T{n}", 30 + n / 10), REBELS)) for n in range(40)]
    made = build(articles, settings=Settings(time_steps=10))
    assert len(made.moments) <= 10
    assert collection(made)["time"]["step_days"] == made.step_days > 1
    assert len(made.holdings) == 40


def test_what_is_told_as_current_is_not_newer_than_its_article():
    (record,) = collection(build([told(0, held(NORTH, ARMY, on=9))]))["records"]
    assert (record["day"], record["known"]) == ("2024-03-01", "2024-03-01")


def test_a_ring_lasts_until_its_side_comes_nearer_or_takes_the_place():
    def advance(n, km):
        e = Evidence(article_id=f"day{n}", field="text", start=0, end=5, quote="q")
        return Event(
            id=f"adv{n}", type="advance", status="asserted", trigger="t", evidence=(e,),
            places=(SOUTH,), within_km=km, agents=(REBELS,),
        )  # fmt: skip

    first = told(0, held(NORTH, REBELS), held(SOUTH, ARMY))
    near = [replace(told(n, held(NORTH, REBELS)), events=(advance(n, km),)) for n, km in ((2, 10.0), (4, 5.0))]
    made = collection(build([first, *near, told(7, held(SOUTH, REBELS))]))
    rings = [f["properties"] for f in made["features"] if f["properties"].get("why") == "within"]
    assert [(p["radius_km"], p["valid"]) for p in rings] == [
        (10.0, ["2024-03-03", "2024-03-05"]),
        (5.0, ["2024-03-05", "2024-03-08"]),
    ]


def test_an_area_is_nobodys_any_more_once_a_town_in_it_was_taken_by_others():
    square = {"type": "Polygon", "coordinates": [[[36, 34], [38, 34], [38, 36], [36, 36], [36, 34]]]}
    province = replace(NORTH, id="province", name="Province", kind="admin1", geometry=square)
    found = build([told(0, held(province, ARMY)), told(2, held(NORTH, REBELS)), told(4, held(SOUTH, ARMY))])
    assert at(found, 0) == {"Province": ("held", ["Army"])}
    assert at(found, 2) == {"North": ("held", ["Rebels"])}
    assert found.conflicts == ()  # what was true and is no longer does not contradict


def test_fronts_of_days_of_which_the_same_is_said_again_are_not_worked_out_anew():
    made = []
    kept = moments._Remembered()
    for last in ("c", "d", "c"):
        chain = ("settings",)
        for said in ("a", "b", last, "e"):
            chain, _ = kept.fronts((*chain[-1:], None, said), lambda said=said: made.append(said) or ())
    assert made == ["a", "b", "c", "e", "d", "e"], "what follows another day is another day"
