"""The analyst's desk: decisions through the page's acts on a store of their own, and once by keyboard in a browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from geo import articles
from geo.cli import main
from geo.gazetteer import Gazetteer
from geo.model import Article
from geo.store import Store, ingest
from geo.ui import desk, kept, page, shown, state
from geo.ui.channel import Link
from geo.ui.shown import Shown
from tests.ui.test_page import SEED

ARTICLE = articles.read_all([SEED]).articles[0]
NEXT = Article(
    id="next",
    title="Shelling",
    text="Government forces shelled Homs on Saturday, residents said.",
    published=date(2024, 12, 7),
)
HOMS, PROVINCE = "geonames:169577", "admin1:SY.11"
assert page.ACTING  # the modules that add acts


class Page:
    """A session of the page without Streamlit around it: what is shown, and its acts."""

    def __init__(self, patch: pytest.MonkeyPatch, *given: Article, stored: tuple[str, ...] = ()) -> None:
        self.state: dict[str, Any] = {"link": Link()}
        self._patch = patch
        self._shown = Shown(articles=given, stored=stored)

    @property
    def now(self) -> desk.Now:
        self._patch.setattr(st, "session_state", self.state)
        version = kept.glance().version if self._shown.stored != () else 0
        as_decided = replace(self._shown, decided=kept.decided(), version=version)
        return desk.Now(as_decided, shown.made(as_decided, "time", None), "all")

    def desk(self, *wants: str) -> dict[str, Any]:
        told = desk.kept(self.now, frozenset(wants))
        self.state["link"].desk = told["version"]
        return told

    def do(self, what: str, **of: Any) -> Mapping[str, Any]:
        return desk.perform(self.now, {"do": what, "k": 1, **of})

    def decide(self, target: str, kind: str, reason: str = "", **body: Any) -> Mapping[str, Any]:
        return self.do("decide", items=[{"target": target, "kind": kind, "body": body}], reason=reason)

    def move(self, target: str, place: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
        return self.decide(
            target, "place", **{"role": "places", "from": HOMS, "surface": "Homs", "place": place, **more}
        )

    def records(self) -> dict[str, dict[str, Any]]:
        return {r["id"]: r for r in self.now.ready.collection()["records"]}

    def find(self, label: str) -> str:
        return next(r["id"] for r in self.records().values() if r["label"].startswith(label))

    def places(self, target: str) -> list[str]:
        """Return ids of the places of a record."""
        now = self.now
        with Gazetteer.open() as gazetteer:
            found = [r for e in now.shown.gathered(gazetteer).extractions for r in e.records if r.id == target]
        return [p.id for p in found[0].places]  # type: ignore[union-attr]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer) -> pytest.MonkeyPatch:
    """A data folder of its own, in which nothing is stored yet."""
    monkeypatch.setenv("SITUATION_DATA", str(tmp_path))
    return monkeypatch


@pytest.fixture
def seed(own: pytest.MonkeyPatch) -> Page:
    return Page(own, ARTICLE)


def test_before_anybody_decides_the_desk_waits_for_no_store(own: pytest.MonkeyPatch) -> None:
    told = Page(own, ARTICLE).desk("queue")
    assert told["decisions"] == [] and told["can"] == {"undo": None, "redo": None} and len(told["queue"]) > 20
    assert not kept.exists() and not kept.door().is_open


def test_a_misplaced_name_moves_everywhere_is_undone_and_done_again(seed: Page) -> None:
    clash = seed.find("Clash at Homs")
    (place,) = next(i for i in seed.desk("queue")["queue"] if i["record"] == clash)["places"]
    assert [c["id"] for c in place["candidates"][:2]] == [HOMS, PROVINCE]
    before = seed.records()
    done = seed.move(clash, {"candidate": 2})
    assert done["moved"] > 5 and "province or state in Syria" in done["words"]
    assert seed.records()[clash]["label"] == "Clash in Homs"
    told = seed.desk()
    assert told["can"]["undo"] == done["words"] and {d["batch"] for d in told["decisions"]} == {done["batch"]}
    assert seed.do("undo")["batch"] == done["batch"] and seed.records() == before
    assert seed.desk()["can"] == {"undo": None, "redo": done["words"]}
    assert "error" not in seed.do("redo") and seed.records()[clash]["label"] == "Clash in Homs"
    assert "error" in seed.do("redo") and "error" not in seed.do("undo") and "error" in seed.do("undo")


def test_a_point_of_the_map_is_a_place_in_its_province(seed: Page) -> None:
    clash = seed.find("Clash at Homs")
    done = seed.move(clash, {"lat": 34.9, "lon": 36.8, "precision_km": 2}, everywhere=False)
    assert (done["moved"], seed.places(clash)) == (1, ["point:34.9000,36.8000"])
    assert seed.records()[clash]["places"] == ["Homs"]


def test_a_decision_outlives_another_reading_a_restart_and_a_restored_backup(
    own: pytest.MonkeyPatch, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    def stands(page: Page) -> bool:
        return page.places(clash) == [PROVINCE] and page.records()[clash]["review"]["edited"] == ["places"]

    seed = Page(own, ARTICLE)
    clash = seed.find("Clash at Homs")
    seed.move(clash, {"id": PROVINCE}, learn=False)
    assert stands(seed) and stands(Page(own, stored=(ARTICLE.id,)))
    store = kept.door().open()
    store.backup(tmp_path / "backup.db")
    assert ingest.reread(store, gazetteer, ids=[ARTICLE.id]).reread == 1
    assert stands(seed) and stands(Page(own, stored=(ARTICLE.id,)))
    store.close()
    st.cache_resource.clear()  # what a new process begins with
    assert stands(Page(own, ARTICLE))
    seed.do("undo")
    assert not stands(seed)
    kept.door().open().close()
    Store.restore(tmp_path / "backup.db", force=True)
    st.cache_resource.clear()
    assert stands(Page(own, ARTICLE)) and stands(Page(own, stored=(ARTICLE.id,)))


def test_a_corrected_name_is_learnt_for_the_next_article_and_forgotten_with_the_correction(
    own: pytest.MonkeyPatch,
) -> None:
    seed, following = Page(own, ARTICLE), Page(own, NEXT)
    shelling = following.find("Shelling of Homs")
    assert following.places(shelling) == [HOMS]
    seed.move(seed.find("Clash at Homs"), {"lat": 34.9, "lon": 36.8})
    assert following.places(following.find("Shelling of Homs")) == ["point:34.9000,36.8000"]
    seed.do("undo")
    assert following.places(shelling) == [HOMS]


def test_two_analysts_who_decide_on_one_record_both_hear_of_it(own: pytest.MonkeyPatch) -> None:
    ana, ben = Page(own, ARTICLE), Page(own, ARTICLE)
    for page_, name in ((ana, "Ana"), (ben, "Ben")):
        page_.do("author", name=name)
        page_.desk()
    clash = ana.find("Clash at Homs")
    assert "error" not in ana.decide(clash, "confirm")
    assert "error" not in ana.decide(clash, "note", text="Her own step is nothing new to her.")
    answer = ben.decide(clash, "reject")
    assert answer["error"] and [(t["author"], t["kind"]) for t in answer["theirs"]] == [("Ana", "note")]
    ben.desk()
    assert "error" not in ben.decide(clash, "reject") and clash not in ben.records() and clash not in ana.records()


def test_a_place_is_found_by_name_nearby_first_and_by_two_numbers(seed: Page) -> None:
    found = seed.do("find", text="tripoli")["places"]
    assert [p["country"] for p in found][:1] == ["LB"] and {p["country"] for p in found} > {"LB", "LY"}
    (point,) = seed.do("find", text="34.9, 36.8")["places"]
    assert (point["lat"], point["lon"], point["admin1"]) == (34.9, 36.8, "SY.11")
    assert seed.do("find", text="Xyzzyqq")["places"] == [] and "error" in seed.do("find", text=" ")
    clash = seed.find("Clash at Homs")
    seed.move(clash, {"id": found[0]["id"]}, everywhere=False)
    assert seed.records()[clash]["places"] == [found[0]["name"]]


def test_the_digit_of_the_place_that_stands_confirms_it(seed: Page) -> None:
    clash = seed.find("Clash at Homs")
    assert seed.move(clash, {"candidate": 1})["words"] == "Confirmed"
    assert seed.records()[clash]["review"]["confirmed"]


def test_the_same_decision_twice_is_one(seed: Page) -> None:
    clash = seed.find("Clash at Homs")
    first, again = seed.decide(clash, "confirm"), seed.decide(clash, "confirm")
    assert first["batch"] == again["batch"] and len(seed.desk()["decisions"]) == 1


def test_a_blurred_record_is_blurred_on_the_desk_and_in_what_is_saved(seed: Page) -> None:
    strike = seed.find("Airstrike at Rastan bridge")
    seed.decide(strike, "note", text="near Rastan bridge", reason="Rastan")
    seed.decide(strike, "sensitive", on=True)
    told = seed.desk("queue")
    item = seed.do("look", record=strike)["item"]
    assert item["places"] == [] and "Rastan" not in str([d for d in told["decisions"] if d["target"] == strike]) + str(
        item
    )
    with Gazetteer.open() as gazetteer:
        saved = seed.now.shown.gathered(gazetteer).blurred
    (kept_strike,) = [e for x in saved for e in x.events if e.id == strike]
    assert [p.id for p in kept_strike.places] == ["blurred-1"]
    assert "error" in seed.decide(strike, "place", role="places", place={"id": HOMS}, **{"from": "blurred-1"})
    seed.decide(strike, "sensitive", on=False)
    assert seed.records()[strike]["places"] == ["Rastan bridge"]


def test_a_drawing_stands_on_the_map_and_goes_again(seed: Page) -> None:
    line = {"type": "LineString", "coordinates": [[36.6, 34.8], [36.8, 34.85], [36.9, 34.8]]}
    body = {"shape": "front", "geometry": line, "sides": ["opposition", "government"], "theatre": "SY"}

    def fronts() -> list[str]:
        return [f["id"] for f in seed.now.ready.collection()["features"] if f["properties"].get("basis") == "drawn"]

    assert "error" not in seed.decide("draw-0123456789ab", "draw", **body)
    assert fronts() and seed.desk()["decisions"][0]["words"] == "Front drawn"
    assert "error" not in seed.decide("draw-0123456789ab", "draw", removed=True)
    assert not fronts()


def test_the_commands_and_what_is_saved_show_what_was_decided(seed: Page, tmp_path: Path) -> None:
    clash, rejected = seed.find("Clash at Homs"), seed.find("Airstrike at Rastan bridge")
    seed.move(clash, {"id": PROVINCE}, learn=False)
    seed.decide(rejected, "reject")
    out = tmp_path / "out.geojson"
    assert main(["situation", "db:", "--out", str(out)]) == 0
    told = {r["id"]: r for r in json.loads(out.read_text("utf-8"))["records"]}
    assert told[clash]["label"] == "Clash in Homs" and rejected not in told
    shapes = [
        f["geometry"]["type"]
        for f in json.loads(out.read_text("utf-8"))["features"]
        if f["properties"].get("record") == clash
    ]
    assert any("Polygon" in shape for shape in shapes), "the province has its outline"
    with Gazetteer.open() as gazetteer:
        saved = [r for e in seed.now.shown.gathered(gazetteer).blurred for r in e.records]
    assert rejected not in {r.id for r in saved}


def test_a_library_that_cannot_be_opened_takes_no_map_away(own: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seed = Page(own, ARTICLE)
    clash = seed.find("Clash at Homs")
    seed.decide(clash, "confirm")
    kept.door().open().close()
    st.cache_resource.clear()
    broken = tmp_path / "situation.db"
    broken.write_bytes(broken.read_bytes()[:2000] + b"\xff" * 3000)
    assert "review" not in seed.records()[clash]
    assert seed.decide(clash, "reject")["error"]
    as_decided = replace(seed.now.shown, decided=(1, 1))  # it broke after the page had looked
    assert shown.made(as_decided, "time", None).version


RUBBISH = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
KEYS = some.sampled_from(
    [
        "items",
        "reason",
        "text",
        "record",
        "batch",
        "name",
        "since",
        "body",
        "expected",
        "target",
        "kind",
        "place",
        "role",
        "from",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=RUBBISH, more=some.dictionaries(KEYS, RUBBISH, max_size=5))
def test_whatever_a_frame_reports_raises_nothing(value: Any, more: dict[str, Any]) -> None:
    whole = {"v": None, "n": 1, "s": "", "f": "0" * 16, "d": None, "w": ["queue"], "acts": [{"k": 1, "do": "decide"}]}
    for key in ("v", "n", "s", "f", "d", "w", "acts"):
        state.report({**whole, key: value})
        state.report({**whole, "acts": [{"k": 1, "do": "decide", **more}, {"k": value, "do": value}, value]})
    assert state.report(whole) is not None


def test_whatever_the_browser_asks_is_answered_with_one_sentence(seed: Page) -> None:
    clash = seed.find("Clash at Homs")
    now, asked = seed.now, 0

    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        what=some.sampled_from(sorted(desk.ACTS)),
        of=some.dictionaries(KEYS, RUBBISH, max_size=5),
        items=some.lists(
            some.dictionaries(KEYS, RUBBISH | some.sampled_from([clash, "place", "edit"]), max_size=4), max_size=2
        ),
        body=RUBBISH
        | some.dictionaries(some.sampled_from(["role", "from", "place", "text", "on", "with", "shape"]), RUBBISH),
        kind=some.sampled_from([*desk.PLAIN, "place", "draw", "undo"]) | RUBBISH,
    )
    def ask(what: str, of: dict[str, Any], items: list[Any], body: Any, kind: Any) -> None:
        nonlocal asked
        whole = {"target": clash, "kind": kind, "body": body}
        for given_items in (items, [whole]):
            answer = desk.perform(now, {**of, "do": what, "k": 1, "items": given_items})
            assert isinstance(answer, dict) and "fault of ours" not in answer.get("error", "")
            asked += "error" in answer

    ask()
    assert asked > 100
    assert "too long" in seed.decide(clash, "note", reason="x" * 10_001)["error"]
    assert "too much" in seed.decide(clash, "edit", figures=["x" * 500_000])["error"]
    assert "not shown" in seed.decide("even-000000000000", "confirm")["error"]
