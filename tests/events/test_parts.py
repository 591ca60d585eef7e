"""Figures, times, sentences, actors and speakers, each on its own."""

from datetime import date

import pytest

from geo.events.actors import Cast
from geo.events.clauses import clauses, sentences
from geo.events.figures import quantities
from geo.events.speakers import speeches
from geo.events.times import times

FRIDAY = date(2024, 12, 6)


@pytest.mark.parametrize(
    ("text", "value", "top", "qualifier", "unit"),
    [
        ("at least 24 civilians", 24, None, "at_least", "persons"),
        ("more than 100 people", 100, None, "at_least", "persons"),
        ("up to 1.5 million people", 1.5e6, None, "at_most", "persons"),
        ("approximately 280,000 people", 280000, None, "approx", "persons"),
        ("dozens of soldiers", 12, 119, "order", "persons"),
        ("thousands of residents", 1000, 9999, "order", "persons"),
        ("tens of thousands of civilians", 10000, 99999, "order", "persons"),
        ("24 Turkish-backed Syrian militiamen", 24, None, "exact", "persons"),
        ("some 7,000 families", 7000, None, "approx", "households"),
        ("between 90 and 230 refugees", 90, 230, "approx", "persons"),
        ("twenty-four people", 24, None, "exact", "persons"),
        ("two dozen people", 24, None, "approx", "persons"),
        ("3 385 people", 3385, None, "exact", "persons"),
        ("1,320 houses", 1320, None, "exact", "buildings"),
    ],
)
def test_a_count(text, value, top, qualifier, unit):
    [q] = quantities(sentences(f"They saw {text} there.")[0])
    assert (q.value, q.max, q.qualifier, q.unit) == (value, top, qualifier, unit)


@pytest.mark.parametrize(
    "text",
    [
        "5 kilometers (3 miles) away",
        "$300 million",
        "40 percent",
        "in 2014",
        "on 6 March",
        "aged 45",
        "the 3rd day",
        "within 20 km",
    ],
)
def test_no_count(text):
    assert not [q for q in quantities(sentences(f"It was {text}.")[0]) if q.unit == "persons" or q.value > 10]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("overnight", "2024-12-05/2024-12-06"),
        ("on Tuesday", "2024-12-03"),
        ("on Friday", "2024-12-06"),
        ("since Saturday", "2024-11-30/2024-12-06"),
        ("within a week", "2024-11-29/2024-12-06"),
        ("in the past 24 hours", "2024-12-05/2024-12-06"),
        ("in 2014", "2014-01-01/2014-12-31"),
        ("during the 2011 uprising", "2011-01-01/2011-12-31"),
        ("last week", "2024-11-25/2024-12-01"),
        ("two days ago", "2024-12-04"),
        ("yesterday", "2024-12-05"),
        ("on 17 October 2016", "2016-10-17"),
        ("on Dec. 3", "2024-12-03"),
        ("in November 2015", "2015-11-01/2015-11-30"),
        ("in July", "2024-07-01/2024-07-31"),
        ("between 18 and 22 June 2014", "2014-06-18/2014-06-22"),
        ("next Tuesday", "2024-12-10"),
        ("tomorrow", "2024-12-07/2024-12-07"),
    ],
)
def test_a_time(text, iso):
    found = times(sentences(f"It happened {text} there.")[0], FRIDAY)
    assert found[0].span.iso == iso or f"{found[0].span.start}/{found[0].span.end}" == iso


def test_without_a_date_only_calendar_years_have_days():
    found = times(sentences("It began overnight and not in 2014.")[0], None)
    assert [(t.span.text, t.span.iso) for t in found] == [("overnight", ""), ("in 2014", "2014-01-01/2014-12-31")]


def test_titles_and_abbreviations_end_no_sentence():
    text = "Gen. Smith met Mr. Jones in the U.S. on Jan. 5. They left. “Stop!” he said.\nNew paragraph"
    found = sentences(text)
    assert [s.text for s in found][-1] == "New paragraph"
    assert found[0].text == "Gen. Smith met Mr. Jones in the U.S. on Jan. 5."
    assert found[-1].paragraph == 1


def test_a_bracketed_aside_does_not_cut_a_clause():
    [s] = sentences("They advanced to within 5 kilometers (3 miles) of Homs after capturing Rastan.")
    assert [c.opener for c in clauses(s)] == ["", "after"]


def actors_of(text, theatre="SY"):
    found = sentences(text)
    cast = Cast(found, theatre)
    return [r.actor.name for s in found for r in cast.refs(s) if not r.adjective]


@pytest.mark.parametrize(
    ("text", "theatre", "names"),
    [
        ("Syrian troops left.", "SY", ["Syrian army"]),
        ("Russian troops left.", "SY", ["Russia"]),
        ("Russian troops left.", "UA", ["Russia"]),
        ("the IDF left", "LB", ["Israel"]),
        ("Iran-backed Syrian government units left.", "SY", ["Syrian army"]),
        ("US-supported Kurdish forces left.", "SY", ["Kurdish forces"]),
        ("Kenyan police left.", "KE", ["Kenyan police"]),
        ("President Bashar al-Assad left.", "SY", ["Syrian government"]),
        ("the rebels left", "SY", ["Rebels"]),
        ("opposition fighters left", "SY", ["Opposition forces"]),
        ("SAF troops and RSF fighters left", "SD", ["Sudanese Armed Forces", "Rapid Support Forces"]),
        ("M23 rebels came. Later the rebels left.", "CD", ["M23", "M23"]),
        ("the Green River Front (GRF) came. GRF fighters left.", "FR", ["Green River Front", "Green River Front"]),
        ("Lebanon's health ministry spoke.", "LB", ["Lebanon's health ministry"]),
    ],
)
def test_an_actor(text, theatre, names):
    assert actors_of(text, theatre) == names


def test_an_actor_knows_its_side_in_the_theatre():
    [s] = sentences("Hezbollah and Turkish troops fought the Sudanese army.")
    there = {r.actor.name: r.actor.side for r in Cast([s], "SY").refs(s)}
    assert there["Hezbollah"] == "government"
    assert there["Turkey"] == "turkey"


def speakers_of(text):
    found = sentences(text)
    cast = Cast(found, "SY")
    last, names = None, []
    for s in found:
        said = speeches(s, cast.refs(s), last)
        last = said[-1].speaker if said else last
        names.append(said[-1].speaker.name if said else None)
    return names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Clashes broke out, according to the Syrian Observatory for Human Rights.",
            ["Syrian Observatory for Human Rights"],
        ),
        ("Reuters reported that clashes broke out.", ["Reuters"]),
        ("Clashes broke out, the UN said on Monday.", ["United Nations"]),
        ("Clashes broke out, AFP reported, citing UNICEF.", ["UNICEF"]),
        (
            "Jane Doe, of the World Food Programme, reported losses. She warned that it would worsen.",
            ["World Food Programme"] * 2,
        ),
        ("Hamas spokesman Abu Karim said it was true.", ["Hamas"]),
        ("Clashes broke out.", [None]),
    ],
)
def test_a_speaker(text, names):
    assert speakers_of(text) == names
