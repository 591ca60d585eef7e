from dataclasses import replace
from datetime import date

import pytest

from geo.model import Actor, Article, Control, Event, Evidence, Extraction, TimeSpan
from geo.situation import build

A, B, C = (Actor(name=f"Army {x}", side=x) for x in "abc")


def evidence(article="a", start=0):
    return (Evidence(article_id=article, field="text", start=start, end=start + 5, quote="quote"),)


def quoted(quote):
    return (Evidence(article_id="a", field="text", start=0, end=5, quote=quote),)


@pytest.fixture
def town(somewhere):
    return somewhere("Town", "settlement", 10.0, 10.0, "XX")


def control(where, state, *holders, start=0, article="a", status="asserted", as_of=None):
    return Control(
        id=f"{article}-{state}-{start}-{where.id}",
        state=state,
        status=status,
        trigger=state,
        evidence=evidence(article, start),
        places=(where,),
        holders=holders,
        as_of=as_of,
    )


def attack(where, *agents, kind="shelling", start=50, targets=()):
    return Event(
        id=f"e-{kind}-{start}",
        type=kind,
        status="asserted",
        trigger=kind,
        evidence=evidence("a", start),
        places=(where,),
        agents=agents,
        targets=targets,
    )


def told(*controls, events=(), article="a", published=date(2024, 1, 5)):
    made = Article(id=article, title="", text="x" * 200, published=published)
    return Extraction(article=made, controls=controls, events=events, theatre="XX")


def holding(town, *extractions):
    return next((h for h in build(extractions).holdings if h.place.id == town.id), None)


def test_newer_supersedes_older_across_articles(town):
    old = told(control(town, "held", A))
    new = told(control(town, "held", B, article="b"), article="b", published=date(2024, 1, 9))
    for order in ((old, new), (new, old)):
        h = holding(town, *order)
        assert (h.holders, h.conflicts) == ((B,), ())


def test_two_holders_of_one_day_are_shown_side_by_side(town):
    h = holding(town, told(control(town, "held", A), control(town, "held", B, start=9)))
    assert (h.state, set(h.holders)) == ("contested", {A, B})
    assert "Army a" in h.conflicts[0]
    assert "Army b" in h.conflicts[0]


def test_a_loss_and_a_capture_by_another_agree(town):
    h = holding(town, told(control(town, "lost", A), control(town, "held", B, start=9)))
    assert (h.state, h.holders, h.conflicts) == ("held", (B,), ())


def test_holding_and_losing_by_the_same_side_is_a_conflict(town):
    h = holding(town, told(control(town, "held", A), control(town, "lost", A, start=9)))
    assert h.state == "lost"
    assert h.conflicts


def test_allies_hold_together(town):
    ally = Actor(name="Ally of a", side="a")
    h = holding(town, told(control(town, "held", A), control(town, "held", ally, start=9)))
    assert (h.state, h.sides) == ("held", ("a",))


def test_the_past_and_the_denied_hold_nothing(town):
    for status in ("historical", "denied", "forecast"):
        assert holding(town, told(control(town, "held", A, status=status))) is None


def test_the_target_of_an_attack_is_its_defender(town):
    h = holding(town, told(events=(attack(town, A, targets=(B,)),)))
    assert h.holders == (B,)
    assert h.inferred.endswith("the attack is said to be on Army b")


def test_the_only_other_side_is_the_defender(town, somewhere):
    other = somewhere("Other", "settlement", 14.0, 10.0, "XX")
    h = holding(town, told(control(other, "held", B), events=(attack(town, A),)))
    assert h.sides == ("b",)
    assert "object of a shelling by Army a" in h.inferred


def test_of_several_sides_only_the_near_one_is_the_defender(town, somewhere):
    near, far = (somewhere(n, "settlement", lat, 10.0, "XX") for n, lat in (("Near", 10.5), ("Far", 19.0)))
    h = holding(town, told(control(near, "held", B), control(far, "held", C), events=(attack(town, A),)))
    assert h.sides == ("b",)
    both = told(control(near, "held", B), control(near, "held", C, start=9), events=(attack(town, A),))
    assert holding(town, both) is None


def test_nobody_is_inferred_when_both_sides_attack(town):
    assert holding(town, told(events=(attack(town, A), attack(town, B, start=80)))) is None


def test_a_stated_holder_is_never_overruled(town):
    h = holding(town, told(control(town, "held", C), events=(attack(town, A, targets=(B,)),)))
    assert (h.holders, h.inferred) == ((C,), "")


def test_the_last_stated_holder_is_the_newest(town):
    past = [
        control(
            town, "held", side, start=i, status="historical", as_of=TimeSpan(start=date(y, 1, 1), end=date(y, 12, 31))
        )
        for i, (side, y) in enumerate([(C, 2012), (B, 2014)])
    ]
    assert holding(town, told(*past, events=(attack(town, A),))).holders == (B,)


def test_a_country_is_not_held(somewhere):
    country = somewhere("Land", "country", 10.0, 10.0, "XX")
    situation = build([told(control(country, "held", A))])
    assert not situation.holdings
    assert "no point on a map" in situation.unplaced[0].reason


def test_an_article_without_a_date_is_older_than_any_with_one(town):
    undated = told(control(town, "held", A), published=None)
    dated = told(control(town, "held", B, article="b"), article="b")
    assert holding(town, undated, dated).holders == (B,)
    assert holding(town, replace(undated)).date is None


def test_towns_captured_in_a_province_do_not_make_its_holder(somewhere):
    province = somewhere("Idlib", "admin1", 36.0, 36.0, "SY")
    said = replace(attack(province, A, kind="capture", start=0), evidence=quoted("A captured three towns in Idlib."))
    held = replace(control(province, "held", A), evidence=said.evidence)
    situation = build([told(held, events=(said,))])
    assert situation.holdings == ()
    assert {u.reason for u in situation.unplaced} == {"told of a part of Idlib, not stated which"}
    whole = quoted("A captured Idlib.")
    situation = build([told(replace(held, evidence=whole), events=(replace(said, evidence=whole),))])
    assert [h.place.name for h in situation.holdings] == ["Idlib"]


def test_a_province_in_which_somebody_keeps_control_is_held(somewhere):
    province = somewhere("Latakia", "admin1", 36.0, 36.0, "SY")
    held = replace(control(province, "held", A), evidence=quoted("They fled to towns in Latakia, which A controls."))
    assert [h.place.name for h in build([told(held)]).holdings] == ["Latakia"]


@pytest.mark.parametrize(("kind", "country"), [("country", "SY"), ("region", None)])
def test_nobody_holds_a_country_or_a_part_of_the_world(somewhere, kind, country):
    wide = somewhere("Sahel", kind, 16.0, 0.0, country)
    situation = build([told(control(wide, "held", A))])
    assert situation.holdings == ()
    assert "told of Sahel as a whole" in situation.unplaced[0].reason
