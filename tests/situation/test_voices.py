"""Two sources are two only where neither rests on the other: copies, shared speakers, one party's mouths and strangers are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from geo.model import Actor, Article, Control, Event, Evidence, Extraction, Place, TimeSpan
from geo.situation import build, collection, voices, whose
from geo.situation.voices import heard

DAY = date(2024, 12, 5)
TOWN = Place(id="hama", name="Hama", kind="settlement", lat=35.13, lon=36.75, country="SY", population=460_000)
ARMY = Actor(name="Syrian army", kind="army", country="SY", side="government")
MINISTRY = Actor(name="Defence Ministry", kind="official", country="SY")
REBELS = Actor(name="Hayat Tahrir al-Sham", kind="armed_group", country="SY", side="opposition")
MONITOR = Actor(name="Syrian Observatory for Human Rights", kind="monitor", country="GB")
UN, OCHA = Actor(name="United Nations", kind="igo"), Actor(name="OCHA", kind="igo")
MSF = Actor(name="Médecins Sans Frontières", kind="ngo")
A_MONITOR = Actor(name="war monitor", kind="official")
GOVERNOR = Actor(name="regional governor", kind="official")
RESIDENTS = Actor(name="residents", kind="civilians")
SENTENCES = {
    name: " ".join(f"{name}{n}" for n in "abcdefghijklmnopqrst") for name in ("one", "two", "three", "four", "data")
}
"""Sentences without a run of words in common."""


def paper(name: str, source: str | None, *speakers: Actor, **more: Any) -> Extraction:
    """An article that tells of one strike: on the word of speakers, or as its own."""
    article = more.pop("id", name)
    quote = more.pop("quote", SENTENCES[name])
    text = more.pop("text", quote)
    evidence = tuple(
        Evidence(article_id=article, field="text", start=n, end=n + len(quote), quote=quote, speaker=s)
        for n, s in enumerate(speakers or (None,))
    )
    event: dict[str, Any] = {
        "id": f"{name}-e", "type": "airstrike", "status": "claimed" if speakers else "asserted", "trigger": "struck", "places": (TOWN,),
        "agents": (ARMY,), "time": TimeSpan(start=DAY, end=DAY, text="on Thursday"), "source": speakers[0] if speakers else None,
    }  # fmt: skip
    made = Article(id=article, title=name, text=text, published=DAY, source=source, url=more.pop("url", None))
    return Extraction(article=made, events=(Event(evidence=evidence, **{**event, **more}),), theatre="SY")


def said_by(*papers: Extraction) -> list[str | None]:
    situation = build(papers)
    assert len(situation.records) == 1, "one thing"
    return [v.name for v in heard(situation)[situation.records[0].id]]


@pytest.mark.parametrize(("told", "expected"), [
    pytest.param([paper("one", "Reuters"), paper("two", "BBC")], ["Reuters", "BBC"], id="two publishers in their own voice"),
    pytest.param([paper("one", "Reuters", MONITOR), paper("two", "BBC", MONITOR)], [MONITOR.name], id="one speaker in two papers"),
    pytest.param([paper("one", "Reuters", MONITOR), paper("two", "BBC")], [MONITOR.name, "BBC"], id="a speaker and another paper"),
    pytest.param([paper("one", "Reuters"), paper("two", "reuters.com")], ["Reuters"], id="two articles of one publisher"),
    pytest.param([paper("one", "Reuters"), paper("two", "Reuters Staff")], ["Reuters"], id="a paper and its staff"),
    pytest.param([paper("one", "Sudan Tribune"), paper("two", "Sudan Tribune's correspondent")], ["Sudan Tribune"], id="an unknown paper and its staff"),
    pytest.param([paper("one", "AFP"), paper("two", "Le Monde", text=SENTENCES["two"] + ". With AFP.")], ["Agence France-Presse"], id="a paper that credits an agency"),
    pytest.param([paper("one", "Reuters"), paper("two", "Daily Star", text=SENTENCES["two"] + ". (Editing by A. Smith) Reuters")], ["Reuters"], id="an agency's own credit"),
    pytest.param([paper("one", "Associated Press"), paper("two", "apnews.com")], ["Associated Press"], id="an agency and its site"),
    pytest.param([paper("one", "Al Jazeera English"), paper("two", "Al Jazeera Arabic")], ["Al Jazeera"], id="two editions of one outlet"),
    pytest.param([paper("one", "The Guardian"), paper("two", "Guardian Nigeria")], ["The Guardian", "Guardian Nigeria"], id="another country's paper of that name"),
    pytest.param([paper("one", "Reuters", MONITOR), paper("two", "Reuters")], [MONITOR.name], id="a publisher that names its source later drops the name"),
    pytest.param([paper("one", "Reuters", ARMY, REBELS)], ["Syrian army", REBELS.name], id="both parties in one article"),
    pytest.param([paper("one", "Reuters", ARMY), paper("two", "BBC", MINISTRY)], ["Syrian army"], id="two mouths of one party"),
    pytest.param([paper("one", "Reuters", ARMY), paper("two", "SANA")], ["Syrian army"], id="a party and its news agency"),
    pytest.param([paper("one", "Reuters", UN), paper("two", "BBC", OCHA)], ["United Nations"], id="the UN and one of its agencies"),
    pytest.param([paper("one", None), paper("two", None)], [None], id="two unknown publishers"),
    pytest.param([paper("one", None), paper("two", "BBC")], ["BBC"], id="an unknown publisher and a known one"),
    pytest.param([paper("one", None, MONITOR), paper("two", None, ARMY)], [MONITOR.name, "Syrian army"], id="known speakers in unknown papers"),
    pytest.param([paper("one", None, url="https://www.bbc.co.uk/news/1"), paper("two", "BBC")], ["BBC"], id="a publisher known by its address"),
    pytest.param([paper("one", "Reuters", RESIDENTS), paper("two", "Reuters")], ["residents (Reuters)"], id="nobody in particular in one publisher"),
    pytest.param([paper("one", "Reuters", RESIDENTS), paper("two", "BBC", RESIDENTS)], ["residents (Reuters)", "residents (BBC)"], id="residents of two publishers"),
    pytest.param([paper("one", "Channel NewsAsia/AFP"), paper("two", "AFP")], ["Agence France-Presse"], id="a paper that prints an agency"),
    pytest.param([paper("one", "Daily Star", text="HAMA, Dec 5 (Reuters) - " + SENTENCES["one"]), paper("two", "Reuters")], ["Reuters"], id="the agency in the dateline"),
    pytest.param([paper("one", "Daily Star", quote="A resident told Reuters " + SENTENCES["one"]), paper("two", "Reuters")], ["Daily Star"], id="what somebody told an agency"),
    pytest.param([paper("one", "Reuters", MONITOR), paper("two", "BBC", A_MONITOR)], [MONITOR.name], id="a monitor that one paper names and the other does not"),
    pytest.param([paper("one", "Reuters", ARMY), paper("two", "BBC", GOVERNOR)], ["Syrian army"], id="an official of nobody knows whom may be the party's"),
    pytest.param([paper("one", "Reuters", MONITOR), paper("two", "BBC", GOVERNOR)], [MONITOR.name, "regional governor (BBC)"], id="an official is no monitor"),
    pytest.param([paper("one", "Reuters", GOVERNOR), paper("two", "BBC", Actor(name="prosecutors", kind="official"))], ["regional governor (Reuters)"], id="officials of two papers may be of one government"),
    pytest.param([paper("one", "Reuters", ARMY), paper("two", "BBC", RESIDENTS)], ["Syrian army", "residents (BBC)"], id="a party and residents"),
    pytest.param([paper("one", "Reuters", MSF), paper("two", "BBC", quote="Doctors Without Borders counted the wounded " + SENTENCES["two"])], [MSF.name], id="a sentence that names who counted"),
    pytest.param([paper("one", "Daily Star"), paper("two", "Evening Sun", quote=SENTENCES["one"] + " on Thursday night in the town")], ["Daily Star"], id="one sentence in two papers"),
])  # fmt: skip
def test_what_may_rest_on_one_source_counts_once(told: list[Extraction], expected: list[str]) -> None:
    assert sorted(map(str, said_by(*told))) == sorted(map(str, expected))


def test_a_data_set_is_a_voice_of_its_own_unless_the_article_has_it_from_there() -> None:
    rows = paper("data", "ACLED", id="data-acled-0123456789abcdef")
    said = heard(build([paper("one", "Reuters"), rows]))
    assert [[v.name for v in said[i]] for i in ("one-e", "data-e")] == [["Reuters", "ACLED"], ["ACLED", "Reuters"]]
    quoting = heard(build([paper("one", "BBC", Actor(name="ACLED", kind="monitor")), rows]))
    assert [v.name for v in quoting["one-e"]] == ["ACLED"]


def test_the_order_of_articles_changes_nothing() -> None:
    told = [paper("one", "Reuters", MONITOR), paper("two", "BBC"), paper("three", None), paper("four", "SANA", ARMY)]
    found = {tuple(said_by(*some)) for some in permutations(told)}
    assert len(found) == 1
    assert len(found.pop()) == 3


def test_a_copy_and_a_headline_are_no_voices() -> None:
    text = SENTENCES["one"] + " " + SENTENCES["two"] + "."
    copy = paper("one", "Evening Sun", text=text, id="z")
    copy = replace(copy, events=(replace(copy.events[0], id="z-e"),))
    assert said_by(paper("one", "Daily Star", text=text), copy) == ["Daily Star"]
    first = paper("one", "Daily Star", MONITOR)
    headline = Evidence(article_id="one", field="title", start=0, end=3, quote="one")
    event = replace(first.events[0], evidence=(*first.events[0].evidence, headline))
    assert said_by(replace(first, events=(event,))) == [MONITOR.name]


def test_the_party_whose_word_it_is_is_known_through_its_officials_and_agencies() -> None:
    assert whose.war("SY", ["government", "opposition"]) == "SY"
    assert whose.war("UA", ["SY:government"]) == "SY"
    assert whose.war("SY", ["government", "UA:ukraine"]) is None, "of two wars nobody knows whose ministry"
    assert whose.party(MINISTRY, "SY", "SY") == "government"
    assert whose.party(Actor(name="army sources", kind="official"), "SY", "SY") == "government"
    assert whose.party(Actor(name="rebel commanders", kind="official"), "SY", "SY") == "opposition"
    assert whose.party(Actor(name="Turkish officials", kind="official", country="TR"), "SY", "SY") == "turkey"
    assert whose.party(Actor(name="SANA", kind="media"), "SY", "SY") == "government"
    assert whose.party(MINISTRY, "SY", "UA") == "SY:government", "of the war that the article tells of"
    assert whose.party(MONITOR, "SY", "SY") is None
    assert whose.party(Actor(name="local officials", kind="official"), "SY", "SY") is None


def held(by: Actor, name: str, source: str, *speakers: Actor) -> Extraction:
    told = paper(name, source, *speakers)
    event = told.events[0]
    control = Control(id=f"{name}-c", state="held", status=event.status, trigger="holds", evidence=event.evidence, places=(TOWN,), holders=(by,), source=event.source)  # fmt: skip
    return replace(told, events=(), controls=(control,))


def switch(*papers: Extraction) -> list[list[str]]:
    return [f["properties"]["claims"] for f in collection(build(papers))["features"] if "claims" in f["properties"]]


def test_who_holds_a_place_goes_by_all_who_say_so_together() -> None:
    assert switch(held(REBELS, "one", "Reuters"), held(REBELS, "two", "BBC", REBELS)) == [["two", "party:opposition"]]
    assert switch(held(REBELS, "one", "Reuters")) == [[]]


def test_a_place_that_is_at_odds_passes_only_with_each_statement() -> None:
    found = switch(held(REBELS, "one", "Reuters"), held(REBELS, "two", "BBC"), held(ARMY, "three", "AFP", ARMY))
    assert found == [[]], "two say the one thing, the army alone the other"


def test_a_capture_and_the_holding_that_the_same_sentence_gave_have_the_same_voices() -> None:
    first, second = paper("one", "Reuters", type="capture", agents=(REBELS,)), paper("two", "BBC", type="capture", agents=(REBELS,))  # fmt: skip
    both = replace(first, controls=held(REBELS, "one", "Reuters").controls)
    said = heard(build([both, second]))
    assert [v.name for v in said["one-c"]] == ["Reuters", "BBC"]


def test_records_carry_their_voices_and_the_parties_among_them() -> None:
    (record,) = collection(build([paper("one", "Reuters", ARMY), paper("two", "BBC", MONITOR)]))["records"]
    assert record["independent"] == 2
    assert record["parties"] == ["government"]
    assert record["voices"][0] == {"name": "Syrian army", "kind": "speaker", "party": "government"}


def test_hostile_names_stay_names() -> None:
    bad = '<img src=x onerror=alert(1)>"); DROP'
    name = said_by(paper("one", bad, Actor(name=f"residents of {bad}", kind="civilians")))[0]
    assert name is not None
    assert bad in name
    assert voices.passes([voices.Voice(name=bad, kind="speaker", party=bad, keys=frozenset("x"))]) == [f"party:{bad}"]


@pytest.mark.parametrize("url", ["", "file", "http://", "http://[::1", "https://xn--80ak6aa92e.com/x", "//a.b"])
def test_no_address_of_an_article_breaks_the_search_for_its_publisher(url: str) -> None:
    assert len(whose.publishers(paper("one", None, url=url).article)) <= 1
