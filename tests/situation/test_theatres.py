from datetime import date

import pytest

from geo.model import Actor, Article, Control, Event, Evidence, Extraction
from geo.situation import build, collection, meta, theatres

ARMY = Actor(name="Army", side="government")
REBELS = Actor(name="Rebels", side="opposition")


def said(theatre, *holdings, name=None):
    """An extraction in which each (place, actor) is a held place."""
    article_id = name or theatre

    def evidence(n):
        return (Evidence(article_id=article_id, field="text", start=n, end=n + 1, quote="x"),)

    controls = tuple(
        Control(
            id=f"{article_id}{n}",
            state="held",
            status="asserted",
            trigger="held",
            evidence=evidence(n),
            places=(place,),
            holders=(actor,),
        )
        for n, (place, actor) in enumerate(holdings)
    )
    article = Article(id=article_id, title="", text="x" * 20, published=date(2024, 12, 6))
    return Extraction(article=article, controls=controls, theatre=theatre)


@pytest.fixture
def two_wars(syria, tell, somewhere):
    """The seed, and an article of another war whose government holds a town beside Syria's opposition."""
    beside = somewhere("Beside", "settlement", 34.75, 36.6, "CD")
    later = tell(syria, article_id="second", published=date(2024, 12, 10))
    return [tell(syria), later, said("CD", (beside, ARMY))]


def test_each_war_keeps_its_labels_and_no_front_runs_between_two_wars(two_wars):
    made = collection(build(two_wars))
    assert made["theatre"] == "SY"
    labels = {s["id"]: s["label"] for s in made["sides"]}
    assert labels["government"] == "Syrian government and allies"
    assert labels["CD:government"] == "Congolese army and allies"
    assert len({s["colour"] for s in made["sides"]}) == len(made["sides"])
    fronts = [f["properties"]["sides"] for f in made["features"] if f["properties"]["layer"] == "front"]
    assert fronts
    assert all(set(sides) == {"government", "opposition"} for sides in fronts)
    (held,) = [f["properties"] for f in made["features"] if f["properties"].get("place") == "Beside"]
    assert held["side"] == "CD:government"


def test_the_main_war_has_the_same_fronts_with_and_without_the_other(two_wars):
    alone, both = build(two_wars[:2]), build(two_wars)
    assert [f.lines for f in alone.fronts] == [f.lines for f in both.fronts]


def test_one_war_is_passed_through_as_it_is(syria, tell):
    told = [tell(syria), tell(syria, article_id="second")]
    assert all(a is b for a, b in zip(theatres.told_apart(told), told, strict=True))


def test_a_named_side_of_two_theatres_stays_one_side(somewhere):
    russia = Actor(name="Russian army", side="russia")
    places = [somewhere(n, "settlement", 50.0 + i, 36.0, c) for i, (n, c) in enumerate((("One", "UA"), ("Two", "RU")))]
    told = [said("UA", (places[0], russia)), said("UA", name="more"), said("RU", (places[1], russia))]
    assert {h.sides for h in build(told).holdings} == {("russia",)}
    # Two wars that are not the main one share it too.
    syria = [said("SY", name=f"s{n}") for n in range(3)]
    assert {h.sides for h in build([*told, *syria]).holdings} == {("UA:russia",)}


def test_actors_of_no_party_are_of_no_war(somewhere):
    other = Actor(name="Gang", side="other")
    congo = said("CD", (somewhere("One", "settlement", 0.0, 0.0, "CD"), other))
    *_, told = theatres.told_apart([said("SY"), said("SY", name="more"), congo])
    assert told.controls[0].holders[0].side == "other"


def test_the_likely_defender_is_of_the_same_war(somewhere):
    town, far = somewhere("Town", "settlement", 34.0, 36.0, "SY"), somewhere("Far", "settlement", 0.0, 29.0, "CD")
    attack = Event(
        id="attack",
        type="shelling",
        status="asserted",
        trigger="shelled",
        evidence=(Evidence(article_id="SY", field="text", start=0, end=1, quote="x"),),
        places=(town,),
        agents=(REBELS,),
    )
    sy = Extraction(article=said("SY").article, events=(attack,), theatre="SY")
    found = build([sy, said("SY", name="more"), said("CD", (far, ARMY))])
    assert [h.place.name for h in found.holdings] == ["Far"]


def test_namesakes_of_two_countries_name_their_country():
    found = meta.sides("NG", ["government", "CM:government"])
    assert [s.label for s in found.values()] == ["Government (Nigeria)", "Government (Cameroon)"]
    assert len({s.colour for s in found.values()}) == 2


def test_whether_the_state_took_a_place_is_asked_of_its_own_war():
    capture = meta.event_type("capture")
    assert meta.acled_sub(capture, "SY", "CD:government").startswith("Government")
    assert not meta.acled_sub(capture, "CD", "SY:opposition").startswith("Government")


def test_more_sides_than_colours_still_look_different():
    found = meta.sides("SY", [f"{t}:government" for t in ("CD", "SD", "ML", "BF", "NE", "NG", "CM", "TD")])
    assert len({(s.colour, s.hatch) for s in found.values()}) == len(found)
