from dataclasses import replace
from datetime import date

import pytest

from geo.model import Actor, Event, Evidence, Movement
from geo.situation import headline, words

REBELS = Actor(name="Rebels", kind="armed_group", side="opposition")


def event(kind, *places, quote="", status="asserted", agents=(REBELS,), **more):
    evidence = (Evidence(article_id="a", field="text", start=0, end=1, quote=quote or "q"),)
    return Event(
        id=kind, type=kind, status=status, trigger=kind, evidence=evidence, places=places, agents=agents, **more
    )


def text(*events, movements=()):
    return "".join(c.text for c in headline.compose(events, (), movements))


@pytest.fixture
def syria(somewhere):
    return somewhere("Syria", "country", 35.0, 38.5, "SY")


@pytest.fixture
def idlib(somewhere):
    return somewhere("Idlib", "admin1", 35.8, 36.7, "SY", "SY.12")


@pytest.fixture
def town(somewhere):
    return somewhere("Rastan", "settlement", 34.9, 36.7, "SY", "SY.11")


def test_towns_in_a_country_are_not_the_country(syria):
    assert text(event("capture", syria)) == "Capture in Syria: Rebels."


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Rebels captured three towns in Idlib province.", "Capture in Idlib: Rebels."),
        ("Rebels captured parts of Idlib.", "Capture in Idlib: Rebels."),
        ("Rebels captured large areas of northern Idlib.", "Capture in Idlib: Rebels."),
        ("Rebels captured the province of Idlib.", "Rebels captured Idlib."),
        ("Rebels captured Idlib.", "Rebels captured Idlib."),
    ],
)
def test_a_province_is_captured_only_when_it_is_said_of_itself(idlib, quote, said):
    assert text(event("capture", idlib, quote=quote)) == said


def test_a_captured_town_stays_beside_a_country(syria, town):
    assert text(event("capture", town, syria)) == "Rebels captured Rastan."


def test_nobody_advances_on_a_country(syria):
    evidence = (Evidence(article_id="a", field="text", start=0, end=1, quote="q"),)
    move = Movement(
        id="m",
        kind="advance",
        status="asserted",
        trigger="advance",
        evidence=evidence,
        agents=(REBELS,),
        destinations=(syria,),
    )
    assert text(event("advance", syria), movements=(move,)) == "Advance in Syria: Rebels."


def test_background_makes_no_headline(town):
    assert text(event("capture", town, status="historical")) == "No current event is reported."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Residents", "residents"),
        ("Local officials", "local officials"),
        ("Military source", "military source"),
        ("Syrian officials", "Syrian officials"),
        ("Hamas officials", "Hamas officials"),
        ("Reuters", "Reuters"),
        ("Syrian Observatory for Human Rights", "Syrian Observatory for Human Rights"),
    ],
)
def test_a_speaker_whom_nobody_names_has_no_capital(town, name, said):
    capture = event("capture", town, source=Actor(name=name), status="claimed")
    assert words.speaker(capture) == said
    assert text(capture) == f"Rebels captured Rastan, according to {said}."


def test_of_several_days_the_newest_speaks(town, somewhere):
    old = event("capture", somewhere("Hama", "settlement", 35.1, 36.7, "SY"), quote="old")
    old = replace(old, id="old", evidence=(replace(old.evidence[0], article_id="before"),))
    days = {"a": date(2024, 12, 6), "before": date(2024, 12, 5)}
    clauses = headline.compose([old, event("capture", town)], (), (), published=days)
    assert "".join(c.text for c in clauses) == "Rebels captured Rastan."


def test_of_several_wars_each_has_a_sentence_that_names_it(town, somewhere):
    other = event("capture", somewhere("Sake", "settlement", -1.6, 29.0, "CD"))
    other = replace(other, id="other", evidence=(replace(other.evidence[0], article_id="b"),))
    wars = [("Syria", {"a"}), ("DR Congo", {"b"})]
    clauses = headline.compose([event("capture", town), other], (), (), wars=wars)
    assert "".join(c.text for c in clauses) == "Syria: Rebels captured Rastan. DR Congo: Rebels captured Sake."
