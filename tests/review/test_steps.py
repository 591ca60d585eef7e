"""From what an analyst asks to the steps that are kept."""

from __future__ import annotations

from typing import Any

from geo import review
from geo.model import Extraction
from geo.review import Links, Shown
from geo.review.links import lost_name
from tests.review.made import ELSEWHERE, HAMA, PROVINCE, article, collection, event, extraction, toponym

ONE, TWO, THREE = "Jets struck Hama.", "Shells fell on Hama.", "Hama province was hit."


def shown(*found: Extraction) -> Shown:
    return Shown.of(collection(*found)["records"], Links(found))


def three() -> Extraction:
    a = article("a", ONE, TWO, THREE)
    events = [event(a, ONE, "e1"), event(a, TWO, "e2", type="shelling"), event(a, THREE, "e3", PROVINCE)]
    names = [
        toponym(a, "Hama", HAMA, 0.98),
        toponym(a, "Hama", HAMA, 0.98, nth=1),
        toponym(a, "Hama", PROVINCE, 0.9, nth=2),
    ]
    return extraction(a, events, names)


def moved(found: Shown, *, everywhere: bool, learn: bool = True, old: str | None = "hama") -> dict[str, dict[str, Any]]:
    steps = found.moves("e1", "places", old, "Hama", review.plain(ELSEWHERE), everywhere=everywhere, learn=learn)
    assert {kind for _, kind, _ in steps} == {"place"}
    return {target: body for target, _, body in steps}


def test_a_name_moves_all_records_that_it_put_at_that_place_and_no_other() -> None:
    steps = moved(shown(three()), everywhere=True)
    assert list(steps) == ["e1", "e2"]
    assert {s["from"] for s in steps.values()} == {"hama"} and {s["place"]["id"] for s in steps.values()} == {"alhama"}
    assert [s["learn"] for s in steps.values()] == [True, False]
    assert list(moved(shown(three()), everywhere=False)) == ["e1"]


def test_a_name_that_was_not_found_fills_every_gap_that_it_left() -> None:
    a = article("a", "Jets struck Kibumba.", "Shells fell on Kibumba.", "Jets struck Rumangabo.")
    gaps = [
        event(a, sentence, f"e{n}", None, unplaced=f"no place found for {name!r}", type=kind)
        for n, (sentence, name, kind) in enumerate(
            [("Jets struck Kibumba.", "Kibumba", "airstrike"), ("Shells fell on Kibumba.", "Kibumba", "shelling"), ("Jets struck Rumangabo.", "Rumangabo", "airstrike")], 1
        )
    ]  # fmt: skip
    names = [toponym(a, "Kibumba", None, 0), toponym(a, "Kibumba", None, 0, nth=1), toponym(a, "Rumangabo", None, 0)]
    found = shown(extraction(a, gaps, names))
    steps = found.moves("e1", "places", None, "Kibumba", review.plain(ELSEWHERE), everywhere=True, learn=True)
    assert [target for target, _, _ in steps] == ["e1", "e2"]


def test_all_reports_of_a_record_are_decided_and_an_edited_one_stays_with_the_others() -> None:
    a, b = article("a", ONE), article("b", "Jets have struck Hama.", source="Other Wire")
    found = shown(
        extraction(a, [event(a, ONE, "e1")], [toponym(a, "Hama", HAMA, 0.98)]),
        extraction(b, [event(b, b.text, "e2")], [toponym(b, "Hama", HAMA, 0.98)]),
    )
    assert found.groups["e2"] == ["e1", "e2"]
    assert [t for t, _, _ in found.steps("e2", "reject", {})] == ["e1", "e2"]
    assert found.steps("e1", "edit", {"status": "claimed"})[1] == ("e1", "merge", {"with": ["e2"]})
    assert found.steps("e2", "split", {}) == [("e2", "split", {"from": ["e1"]})]
    kinds = [(t, k) for t, k, _ in found.moves("e1", "places", "hama", "Hama", {}, everywhere=False, learn=False)]
    assert kinds == [("e1", "place"), ("e2", "place"), ("e1", "merge")]


def test_the_lost_name_is_read_from_the_reason_whatever_its_quotes() -> None:
    a = article("a", ONE)
    for name in ("Kibumba", "Qal'at", 'the "old" town'):
        assert lost_name(event(a, ONE, "e", None, unplaced=f"no place found for {name!r}, where they went")) == name
    assert lost_name(event(a, ONE, "e", None, unplaced="the article does not say where")) is None
