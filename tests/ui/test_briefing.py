"""The briefing as Python keeps it: acts on a store of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from geo import pipeline, render
from geo.errors import BriefingError
from geo.gazetteer import Gazetteer
from geo.review.scenes import SCENES, checked
from geo.settings import Settings
from geo.ui import kept, scenes
from tests.render.pages import HOSTILE
from tests.ui.test_desk import ARTICLE, NEXT, Page

SCENE: dict[str, Any] = {
    "id": "s-1a2b3c4d",
    "kind": "view",
    "title": "Homs",
    "query": "c=34.7,36.7,9",
    "records": ["even-1"],
}


def body(*more: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": "Monday", "scenes": [SCENE, *more]}


@pytest.fixture
def page(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path}/own.db")
    return Page(monkeypatch, ARTICLE, NEXT)


def test_a_briefing_is_kept_and_told_to_the_desk(page: Page) -> None:
    assert page.desk()["briefing"] in (None, {"shelf": "briefing:all", "version": 0, "body": None})
    answer = page.do("briefing", body=body(), expected=0)
    told = page.desk()["briefing"]
    assert told == {"shelf": "briefing:all", "version": answer["version"], "body": body()}


def test_who_builds_on_an_old_version_is_given_what_stands_and_nothing_is_lost(page: Page) -> None:
    first = page.do("briefing", body=body(), expected=0)
    theirs = page.do("briefing", body={**body(), "title": "Theirs"}, expected=first["version"])
    refused = page.do("briefing", body={**body(), "title": "Mine"}, expected=first["version"])
    assert refused["theirs"]["title"] == "Theirs" and refused["version"] == theirs["version"]
    assert refused["error"].startswith("Somebody without a name, 20")
    assert scenes.kept("all")["body"]["title"] == "Theirs"
    mine = page.do("briefing", body={**body(), "title": "Mine"}, expected=refused["version"])
    assert mine["version"] > theirs["version"]


def test_keeping_a_briefing_makes_nobody_assemble_the_library_anew(page: Page, gazetteer: Gazetteer) -> None:
    store = kept.door().open()
    store.add(pipeline.extract(NEXT, gazetteer, Settings()), rules="1", origin="test")
    before = kept.glance()
    page.do("briefing", body=body(), expected=0)
    assert kept.glance() is before and kept.glance().version < store.version
    store.add(pipeline.extract(ARTICLE, gazetteer, Settings()), rules="1", origin="test")
    assert kept.glance().version == store.version and kept.glance().count == 2


def test_a_frame_that_went_on_keeps_its_briefing_where_it_belongs(page: Page) -> None:
    page.do("briefing", body=body(), expected=0, shelf="briefing:other")
    assert scenes.kept("other")["body"] == body() and scenes.kept("all")["body"] is None
    page.do("briefing", body=body(), expected=0, shelf="settings:other")
    assert kept.door().open().scenes.get("settings:other") is None


def test_what_changed_since_a_day_is_said_of_what_is_shown(page: Page) -> None:
    changes = page.do("changes", since="2024-12-06")["changes"]
    assert changes["since"] == "2024-12-06" and changes["to"] == "2024-12-07"
    assert any(page.records()[i]["type"] == "shelling" for i in changes["new"])
    assert "no date" in page.do("changes", since="<img src=x>")["error"]


def test_hostile_words_are_kept_as_they_are_but_for_what_cannot_be_seen() -> None:
    given = [{**SCENE, "id": f"s-{n:08x}", "note": text, "lines": [text[:600]]} for n, text in enumerate(HOSTILE)]
    made = checked({"title": "", "scenes": given})["scenes"]
    assert [s["note"] for s in made] == [render.clean(text) for text in HOSTILE]


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], {"scenes": None}, {"scenes": [1]}, {"scenes": [SCENE, SCENE]}, {"title": 1, "scenes": []}, body({**SCENE, "id": "s-<b>"}),
        body({**SCENE, "id": "s-00000001", "kind": "script"}), body({**SCENE, "id": "s-00000001", "records": ["<script>"]}),
        body({**SCENE, "id": "s-00000001", "records": "even-1"}), body({**SCENE, "id": "s-00000001", "box": [1, 2, 3]}),
        body({**SCENE, "id": "s-00000001", "box": [1, 2, 3, float("nan")]}), body({**SCENE, "id": "s-00000001", "box": [1, 2, 3, True]}),
        body({**SCENE, "id": "s-00000001", "note": "x" * 10_001}), body({**SCENE, "id": "s-00000001", "lines": ["x"] * 61}),
        body({**SCENE, "id": "s-00000001", "since": "yesterday"}), body({**SCENE, "id": "s-00000001", "found": {"shapes": [{"line": [[1, 2]]}]}}),
        {"scenes": [{**SCENE, "id": f"s-{n:08x}"} for n in range(SCENES + 1)]},
    ],
)  # fmt: skip
def test_what_no_briefing_can_be_is_refused_in_a_sentence(wrong: Any) -> None:
    with pytest.raises(BriefingError, match="could not be kept"):
        checked(wrong)


def test_members_that_nobody_knows_are_left_out() -> None:
    made = checked(body({**SCENE, "id": "s-00000001", "onload": "alert(1)", "box": [1, 2, 3, 4]}))
    assert "onload" not in made["scenes"][1] and made["scenes"][1]["box"] == [1.0, 2.0, 3.0, 4.0]


def test_what_is_hidden_stands_in_no_scene_and_is_back_when_nobody_hides_it(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path}/own.db")
    page = Page(monkeypatch, NEXT)
    (record,) = page.records()
    own = {
        **SCENE,
        "title": "Shelling of Homs",
        "note": "Begin with the day.\n" + NEXT.text,
        "box": [36.6, 34.6, 36.8, 34.8],
    }
    version = page.do("briefing", body={"title": "Monday", "scenes": [own]}, expected=0)["version"]
    page.decide(record, "sensitive", on=True)
    told = page.desk()["briefing"]
    assert "Homs" not in json.dumps(told) and told["body"]["scenes"][0]["note"] == "Begin with the day.\nwithheld"
    assert "Homs" not in json.dumps(page.do("briefing", body=body(), expected=0)["theirs"])
    moved = {**told["body"], "title": "Tuesday"}
    assert page.do("briefing", body=moved, expected=version)["version"] > version
    page.decide(record, "sensitive", on=False)
    assert page.desk()["briefing"]["body"] == {"title": "Tuesday", "scenes": [own]}
