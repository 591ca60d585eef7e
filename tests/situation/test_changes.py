from dataclasses import replace
from datetime import date, timedelta

import pytest

from geo import geometry
from geo.model import Actor, Article, Control, Displacement, Evidence, Extraction, Figure, Place
from geo.situation import build, collection

ARMY = Actor(name="Army", kind="army", side="government")
REBELS = Actor(name="Rebels", kind="armed_group", side="opposition")
MONITOR = Actor(name="Monitor", kind="monitor")
START = date(2024, 3, 1)
NAMES = ("A", "B", "C", "D", "E")
TOWNS = {
    n: Place(id=n, name=n, kind="settlement", lat=35.0 - k * 0.1, lon=36.7, country="SY") for k, n in enumerate(NAMES)
}


def said(name, k, *, status="asserted", speaker=None):
    e = Evidence(article_id=name, field="text", start=10 * k, end=10 * k + 5, quote=f"sentence {k}", speaker=speaker)
    return {"status": status, "trigger": "t", "evidence": (e,), "source": speaker}


def told(n, holders=(), displaced=(), **more):
    """An article of day ``n``: towns and their holders, and flights as (origin, destination, figure)."""
    name = f"day{n}"
    controls = tuple(
        Control(id=f"{name}-c{k}", state="held", places=(TOWNS[t],), holders=(who,), **said(name, k, **more))
        for k, (t, who) in enumerate(holders)
    )
    flights = tuple(
        Displacement(
            id=f"{name}-d{k}", kind="flight", origins=(TOWNS[a],), destinations=(TOWNS[b],),
            figure=Figure(metric="displaced", value=value), **said(name, 50 + k, speaker=MONITOR),
        )
        for k, (a, b, value) in enumerate(displaced)
    )  # fmt: skip
    article = Article(id=name, title="t", text="x" * 900, published=START + timedelta(days=n))
    return Extraction(article=article, controls=controls, displacements=flights, theatre="SY")


def changes(*articles, since=1):
    return collection(build(articles), since=START + timedelta(days=since))["changes"]


LINE = told(0, [("A", REBELS), ("B", REBELS), ("C", ARMY), ("D", ARMY)])


def test_places_that_changed_hands_stand_apart_from_those_spoken_of_for_the_first_time():
    found = changes(LINE, told(3, [("C", REBELS), ("E", ARMY), ("D", ARMY)]))
    (hand,) = found["hands"]
    assert (hand["place"], hand["before"]["holders"], hand["after"]["holders"]) == ("C", ["Army"], ["Rebels"])
    assert hand["text"] == "C · held by Rebels (before: held by Army)"
    assert [h["place"] for h in found["first_told"]] == ["E"]
    assert found["new"] == ["day3-c0", "day3-c1", "day3-c2"]


def test_a_front_that_followed_the_capture_moved_that_way():
    found = changes(LINE, told(3, [("C", REBELS)]))
    assert found["moved"]
    for shift in found["moved"]:
        assert shift["direction"] == "south"
        assert 7 < shift["km"] < 15
        assert geometry.distance_km(shift["start"], shift["end"]) == pytest.approx(shift["km"], rel=0.5)
        assert set(shift["records"]) <= {"day0-c0", "day0-c1", "day0-c3", "day3-c0"}
    assert found["appeared"] == found["gone"] == []


def test_nothing_new_means_no_change():
    found = changes(LINE, since=0)
    assert {k: v for k, v in found.items() if isinstance(v, list) and v} == {}


def test_a_front_that_ended_is_gone():
    (gone,) = changes(LINE, told(3, [("C", REBELS), ("D", REBELS)]))["gone"]
    assert gone["places"] == ["B", "C"]


def test_a_claim_that_another_voice_makes_its_own_is_upgraded():
    claim = told(0, [("A", REBELS)], status="claimed", speaker=REBELS)
    (turn,) = changes(claim, told(2, [("A", REBELS)]))["upgraded"]
    assert turn["text"] == "A held by Rebels: claimed by rebels, now also said by the article itself"
    assert turn["records"] == ["day0-c0", "day2-c0"]
    assert changes(claim, told(2, [("A", REBELS)], status="claimed", speaker=REBELS))["upgraded"] == []


def test_a_statement_that_is_denied_later_is_withdrawn():
    denied = told(2, [("A", REBELS)], status="denied", speaker=ARMY)
    (turn,) = changes(told(0, [("A", REBELS)]), denied)["withdrawn"]
    assert turn["text"] == "A held by Rebels: denied by army"


def test_statements_of_a_day_that_do_not_go_together_are_contradicted():
    both = told(2, [("A", REBELS), ("A", ARMY)])
    (conflict,) = changes(told(0, [("A", ARMY)]), both)["contradicted"]
    assert conflict["places"] == ["A"]
    assert "nobody holds it undisputed" in conflict["text"]


def test_displacement_stands_by_origin_and_destination_and_is_never_added_up():
    old = replace(told(0, displaced=[("A", "B", 5)]))
    first, second = told(2, displaced=[("A", "B", 1000), ("C", "D", 70)]), told(3, displaced=[("A", "B", 1200)])
    found = changes(old, first, second)["displacement"]
    assert [(f["from"], f["to"], [r["figure_text"] for r in f["reports"]]) for f in found] == [
        ("A", "B", ["1,000 people displaced", "1,200 people displaced"]),
        ("C", "D", ["70 people displaced"]),
    ]
    assert found[0]["reports"][0] == {
        "record": "day2-d0",
        "figure_text": "1,000 people displaced",
        "speaker": "Monitor",
        "day": "2024-03-03",
    }


def test_changes_are_only_there_when_asked_for():
    assert "changes" not in collection(build([LINE]))
