"""The gold of the dispatches is sound: it holds to the schema, quotes its text, and covers what it was written to cover."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

EVAL = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[3] / "shared" / "eval"))
FOLDER = Path(__file__).parents[1] / "data" / "dispatches"
HALVES = {
    name: [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for name in ("first", "second")
}
DISPATCHES = [d for half in HALVES.values() for d in half]

LISTS = ("events", "displacements", "movements", "controls")
PLACE_SLOTS = ("places", "origins", "destinations", "via")
WORDS = {
    "type": "advance clash capture airstrike drone_strike shelling bombing rocket_attack chemical_attack mine_blast attack abduction siege "
    "protest riot labour_strike withdrawal deployment arrest sanction agreement breakdown talks aid humanitarian_alarm threat support "
    "condemnation demand earthquake flood landslide storm epidemic",
    "status": "asserted claimed forecast historical denied",
    "state": "held divided contested besieged lost",
    "displacements": "flight evacuation influx stock migration return",
    "movements": "advance withdrawal deployment transfer",
    "metric": "killed wounded missing arrested participants affected infected troops destroyed other displaced",
    "qualifier": "exact approx at_least at_most order",
}
ALLOWED = {key: set(words.split()) for key, words in WORDS.items()}
SCHEMA_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?")


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def items(dispatch: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in LISTS:
        for item in dispatch["gold"][name]:
            yield name, item


def kinds(name: str, item: dict[str, Any]) -> list[str]:
    return as_list(item[{"events": "type", "controls": "state"}.get(name, "kind")])


def times(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [t for t in (item.get("time"), item.get("as_of")) if t]


@pytest.mark.parametrize("dispatch", DISPATCHES, ids=lambda d: d["doc_id"])
class TestEachDispatch:
    def test_is_a_short_dated_text_with_a_gold_of_its_own(self, dispatch):
        assert 120 <= len(dispatch["text"].split()) <= 350
        assert date.fromisoformat(dispatch["doc_date"]).year >= 2023
        assert all(dispatch[key].strip() for key in ("title", "style", "war"))
        assert {key: dispatch["gold"][key] for key in ("doc_id", "title", "doc_date")} == {
            key: dispatch[key] for key in ("doc_id", "title", "doc_date")
        }

    def test_quotes_its_text(self, dispatch):
        for _, item in items(dispatch):
            start, end = item["span"]
            assert dispatch["text"][start:end] == item["trigger"], item["id"]
            for time in times(item):
                assert time["text"] is None or time["text"] in dispatch["text"], item["id"]

    def test_uses_the_words_of_the_schema(self, dispatch):
        for name, item in items(dispatch):
            vocabulary = {"events": "type", "controls": "state"}.get(name, name)
            assert set(kinds(name, item)) <= ALLOWED[vocabulary], item["id"]
            assert set(as_list(item["status"])) <= ALLOWED["status"], item["id"]
            for figure in as_list(item.get("figures")) + as_list(item.get("figure")):
                assert figure["metric"] in ALLOWED["metric"], item["id"]
                assert set(as_list(figure["qualifier"])) <= ALLOWED["qualifier"], item["id"]
                assert figure["max"] is None or figure["max"] > figure["value"] >= 0, item["id"]
            for time in times(item):
                assert time["value"] is None or SCHEMA_DATE.fullmatch(time["value"]), item["id"]

    def test_names_only_places_that_its_table_locates_and_its_text_mentions(self, dispatch):
        gold, words = dispatch["gold"], f"{dispatch['title']}\n{dispatch['text']}".lower()
        table = {place["name"] for place in gold["places"]}
        for _, item in items(dispatch):
            for slot in PLACE_SLOTS:
                for place in as_list(item.get(slot)):
                    assert (place if isinstance(place, str) else place["name"]) in table, item["id"]
        for place in gold["places"]:
            assert -90 <= place["lat"] <= 90 and -180 <= place["lon"] <= 180, place["name"]
            assert any(surface.lower() in words for surface in place["surfaces"]), place["name"]

    def test_names_only_actors_that_its_table_knows(self, dispatch):
        table = {a.lower() for actor in dispatch["gold"]["actors"] for a in (actor["name"], *actor["aliases"])}
        for _, item in items(dispatch):
            for slot in ("agents", "targets", "source"):
                required = [name for name in as_list(item.get(slot)) if isinstance(name, str)]
                assert all(name.lower() in table for name in required), item["id"]

    def test_says_who_claims_what_is_only_claimed(self, dispatch):
        for _, item in items(dispatch):
            if as_list(item["status"]) == ["claimed"]:
                assert item["source"], item["id"]


def test_the_halves_are_even_and_share_no_text():
    assert [len(half) for half in HALVES.values()] == [17, 17]
    assert len({d["doc_id"] for d in DISPATCHES}) == len({d["text"] for d in DISPATCHES}) == 34


def test_the_halves_cover_many_wars_and_styles():
    assert len({d["war"] for d in DISPATCHES}) >= 11
    assert all(len({d["style"] for d in half}) >= 8 for half in HALVES.values())


def test_every_word_of_the_schema_is_asked_for_somewhere():
    required = [(name, item) for d in DISPATCHES for name, item in items(d) if not item.get("optional")]
    seen = {(name, kind) for name, item in required for kind in kinds(name, item)}
    for name, vocabulary in (("events", "type"), ("controls", "state"), ("displacements",) * 2, ("movements",) * 2):
        assert {kind for n, kind in seen if n == name} == ALLOWED[vocabulary]
    assert {status for _, item in required for status in as_list(item["status"])} == ALLOWED["status"]


@pytest.mark.parametrize("half", HALVES)
def test_movements_controls_and_displacements_are_many_enough_to_steer_by(half):
    required = Counter(name for d in HALVES[half] for name, item in items(d) if not item.get("optional"))
    assert required["movements"] >= 15
    assert required["controls"] >= 20
    assert required["displacements"] >= 30


@pytest.mark.skipif(not (EVAL / "score_events.py").is_file(), reason="the scorer is not here (SITUATION_EVAL)")
@pytest.mark.parametrize("half", HALVES)
def test_the_scorer_finds_the_gold_perfect_against_itself_and_damage_worse(half, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(d["gold"]) + "\n" for d in HALVES[half]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(EVAL / "score_events.py"), "--self-test", str(gold)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
