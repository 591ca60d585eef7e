"""What the desk doubts, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo import review
from geo.events.drafts import LOST
from geo.model import Evidence, Extraction, Mark, Review
from geo.review import signs
from geo.review.weights import weights
from tests.review.made import ELSEWHERE, HAMA, HOMS, PROVINCE, article, collection, event, extraction, killed, toponym

ONE = "Jets struck Hama on Thursday and hit a market there."


def told(*found: Extraction, **asked: Any) -> dict[str, dict[str, Any]]:
    return {i["record"]: i for i in review.queue(collection(*found, **asked), found)}


def kinds(item: dict[str, Any]) -> set[str]:
    return {r["kind"] for r in item["reasons"]}


def of_hama(*others: Any, score: float = 0.98, **more: Any) -> Extraction:
    a = article("a", ONE)
    return extraction(a, [event(a, ONE, "e", **more)], [toponym(a, "Hama", HAMA, score, *others)])


def test_a_record_that_nothing_speaks_against_is_not_in_the_queue() -> None:
    assert told(of_hama()) == {}


def test_a_rival_in_another_country_weighs_more_than_one_at_home_and_that_more_than_the_province_around() -> None:
    at_home = replace(ELSEWHERE, id="other", country="SY", admin1="SY.01")
    doubts = [told(of_hama((rival, 0.8)))["e"]["doubt"] for rival in (ELSEWHERE, at_home, PROVINCE)]
    assert doubts == sorted(doubts, reverse=True) and doubts[2] > 0
    (reason,) = told(of_hama((ELSEWHERE, 0.8)))["e"]["reasons"]
    assert reason == {"kind": "place", "text": "“Hama” could also be Alhama, town in Murcia province, Spain."}


def test_the_chosen_place_is_the_first_candidate_and_the_likeliest_other_the_second() -> None:
    (place,) = told(of_hama((ELSEWHERE, 0.3), (PROVINCE, 0.8)))["e"]["places"]
    assert (place["role"], place["surface"], place["id"]) == ("places", "Hama", "hama")
    assert [c["id"] for c in place["candidates"]] == ["hama", "admin1:SY.10", "alhama"]
    assert [c["chosen"] for c in place["candidates"]] == [True, False, False]
    assert place["candidates"][1]["words"] == "province or state in Syria"
    assert place["candidates"][1]["reasons"] == ["a reason"]


def test_an_unsure_place_a_rough_one_and_a_day_that_nobody_states_are_told() -> None:
    assert kinds(told(of_hama(score=0.4))["e"]) == {"score"}
    rough = replace(HAMA, precision_km=40.0)
    a = article("a", ONE)
    found = extraction(a, [event(a, ONE, "e", rough)], [toponym(a, "Hama", rough, 0.98)])
    assert told(found)["e"]["reasons"] == [{"kind": "rough", "text": "Hama is known to 40 km only."}]
    undated = article("b", ONE, published=None)
    found = extraction(undated, [event(undated, ONE, "e", time=None)], [toponym(undated, "Hama", HAMA, 0.98)])
    assert kinds(told(found)["e"]) == {"time"} and told(found)["e"]["doubtful"] == ["time"]


def test_a_name_without_a_place_comes_before_one_whose_sentence_says_nothing() -> None:
    a = article("a", "Jets struck Kibumba.", "Jets struck again near Hama.", "There was a strike.")
    lost = event(a, "Jets struck Kibumba.", "lost", None, unplaced="no place found for 'Kibumba'")
    missed = event(a, "Jets struck again near Hama.", "missed", None, unplaced="the article does not say where")
    nowhere = event(a, "There was a strike.", "nowhere", None, unplaced="the article does not say where")
    items = told(
        extraction(a, [lost, missed, nowhere], [toponym(a, "Kibumba", None, 0.0), toponym(a, "Hama", HAMA, 0.98)])
    )
    assert list(items) == ["lost", "missed", "nowhere"]
    (gap,) = items["lost"]["places"]
    assert (gap["id"], gap["surface"], gap["candidates"]) == (None, "Kibumba", [])
    (gap,) = items["missed"]["places"]
    assert [c["id"] for c in gap["candidates"]] == ["hama"]


def test_numbers_that_do_not_go_together_are_told_with_both_voices() -> None:
    a, b = article("a", ONE), article("b", "Warplanes bombed a market in Hama on Thursday.", source="Other Wire")
    first = extraction(a, [event(a, ONE, "e1", **killed(5, "the ministry"))], [toponym(a, "Hama", HAMA, 0.98)])
    second = extraction(b, [event(b, b.text, "e2", **killed(9, "the rebels"))], [toponym(b, "Hama", HAMA, 0.98)])
    items = told(first, second)
    figure = next(r for i in items.values() for r in i["reasons"] if r["kind"] == "figure")
    assert "5 people killed (the ministry)" in figure["text"] and "9 people killed (the rebels)" in figure["text"]


def test_what_may_be_told_twice_is_named_until_somebody_says_that_it_is_not() -> None:
    a, b = article("a", ONE), article("b", "Artillery hit Hama on Thursday.", source="Other Wire")
    first = extraction(a, [event(a, ONE, "e1")], [toponym(a, "Hama", HAMA, 0.98)])
    second = extraction(b, [event(b, b.text, "e2", type="shelling")], [toponym(b, "Hama", HAMA, 0.98)])
    assert told(first, second)["e1"]["twins"] == ["e2"] and told(first, second)["e2"]["twins"] == ["e1"]
    whole = collection(first, second)
    assert review.queue(whole, [first, second], apart=[frozenset(("e1", "e2"))]) == []


def test_a_poor_source_alone_is_doubted_and_two_are_not() -> None:
    poor = event(article("a", ONE), ONE, "e")
    poor = replace(poor, evidence=(replace(poor.evidence[0], source_grade="E"),))
    a = article("a", ONE)
    names = [toponym(a, "Hama", HAMA, 0.98)]
    assert kinds(told(extraction(a, [poor], names))["e"]) == {"source"}
    other = Evidence(article_id="b", field="text", start=0, end=len(ONE), quote=ONE, source_grade="E")
    assert told(extraction(a, [replace(poor, evidence=(*poor.evidence, other))], names)) == {}


def test_what_is_decided_stands_last_and_still_says_what_was_doubtful() -> None:
    a = article("a", ONE, "Shells fell on Homs.")
    places = [toponym(a, "Hama", HAMA, 0.98, (ELSEWHERE, 0.8)), toponym(a, "Homs", HOMS, 0.7)]
    found = extraction(a, [event(a, ONE, "e1"), event(a, "Shells fell on Homs.", "e2", HOMS, type="shelling")], places)
    assert list(told(found)) == ["e1", "e2"]
    items = told(found, review=Review(marks={"e1": Mark(confirmed=True, authors=("Ana",))}))
    assert list(items) == ["e2", "e1"] and items["e1"]["decided"] and items["e1"]["reasons"]


def test_a_place_that_an_analyst_chose_still_leads_to_the_name_and_its_candidates() -> None:
    a = article("a", ONE)
    chosen = replace(ELSEWHERE, source="chosen by Ana")
    found = extraction(a, [event(a, ONE, "e", chosen)], [toponym(a, "Hama", HAMA, 0.98, (ELSEWHERE, 0.3))])
    item = review.item(collection(found), [found], "e")
    assert item is not None
    (place,) = item["places"]
    assert (place["surface"], place["score"]) == ("Hama", None)
    assert [c["id"] for c in place["candidates"]] == ["alhama", "hama"]
    assert review.item(collection(found), [found], "nothing") is None


def test_a_blurred_record_gives_no_candidates() -> None:
    found = of_hama((ELSEWHERE, 0.8))
    whole = collection(found)
    whole["records"][0]["blurred_km"] = 20
    item = review.item(whole, [found], "e")
    assert item is not None and item["places"] == [] and "Hama" not in str(item)


def test_doubts_add_up_and_never_pass_one() -> None:
    many = [signs.Sign(name, "place", 1.0, "", "review.why_no_time") for name in weights()]
    record = {"status": "asserted"}
    doubts = [signs.doubt(many[:n], record) for n in range(len(many) + 1)]
    assert doubts[0] == 0 and doubts == sorted(doubts) and doubts[-1] < 1
    assert signs.doubt(many, {"status": "historical"}) == pytest.approx(doubts[-1] * signs.DULL)


def test_hostile_names_are_text_in_words() -> None:
    name = "{other} <img src=x onerror=alert(1)>"
    a = article("a", f"Jets struck {name} today.")
    lost = event(a, a.text, "e", None, unplaced=f"no place found for {name!r}")
    (reason,) = [
        r for r in told(extraction(a, [lost], [toponym(a, name, None, 0.0)]))["e"]["reasons"] if r["kind"] == "unplaced"
    ]
    assert name in reason["text"]


def test_of_a_name_that_was_not_found_the_index_is_asked() -> None:
    a = article("a", ONE)
    lost = event(a, ONE, "e", places=(), unplaced=f"{LOST}'Abu Kamal'")
    source = extraction(a, [lost], [toponym(a, "Hama", HAMA, 0.98)])
    found = review.queue(collection(source), [source], lookup=lambda name: [HOMS] if name == "Abu Kamal" else [])
    (place,) = found[0]["places"]
    assert [c["name"] for c in place["candidates"]] == ["Homs", "Hama"]
