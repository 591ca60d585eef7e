"""The review desk in a real browser: deciding by keyboard, painted before the answer; what stays while new data come in."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.browser_fixtures import Watch
from tests.render.frame_parent import Parent
from tests.render.pages import HOSTILE, opened, several_days
from tests.render.test_explore import AXE, SERIOUS

pytestmark = pytest.mark.browser

FOUND = {"id": "geonames:9", "name": "Rastan al-Fawqa", "kind": "settlement", "lat": 35.0, "lon": 36.9, "country": "SY",
         "admin1": "Hama", "words": "village, Hama, Syria"}  # fmt: skip
MARK = """(id) => {
    const [item] = geo.itemsOf(geo.live.scene, id).filter(geo.live.scene.shows);
    return [item.p.place, Math.round((item.parts[0][0] * 360 - 180) * 100) / 100];
}"""
SHOWN = """() => Object.fromEntries(Object.entries({
    label: '.geo-case.open .geo-label', choice: '.geo-choice bdi', drawer: '.geo-drawer h2', history: '.geo-history .geo-reason',
}).map(([name, where]) => [name, document.querySelector(where).textContent]))"""
FOCUS = "() => [document.activeElement.dataset.record || null, document.activeElement.value ?? null]"


def candidates() -> list[dict[str, Any]]:
    """Return Rastan in Homs, which was chosen, and a namesake north of it."""
    rows = (("geonames:1", "Rastan", 34.92, 36.73, "Homs"), ("geonames:2", "Ar Rastan", 35.6, 36.3, "Idlib"))
    return [{"id": key, "name": name, "kind": "settlement", "lat": lat, "lon": lon, "country": "SY", "admin1": province,
             "precision_km": 1.0, "words": f"town, {province}, Syria", "score": 0.8, "reasons": ["named in the title"],
             "chosen": key == "geonames:1"} for key, name, lat, lon, province in rows]  # fmt: skip


def desk(**over: Any) -> dict[str, Any]:
    """Return what Python keeps: two places in doubt, one record that may be told twice, one that was looked at."""
    place = {"role": "places", "id": "geonames:1", "name": "Rastan", "surface": "Rastan", "score": 0.8}

    def item(record: str, doubt: float, kind: str, **more: Any) -> dict[str, Any]:
        base: dict[str, Any] = {
            "reasons": [{"kind": kind, "text": f"why {record}"}],
            "decided": False,
            "places": [],
            "twins": [],
        }
        return {"record": record, "doubt": doubt, "doubtful": [], **base, **more}

    queue = [
        item("even-0-1", 0.9, "place", places=[{**place, "candidates": candidates()}]),
        item("even-1-1", 0.7, "place", places=[{**place, "candidates": candidates()}]),
        item("even-1-3", 0.5, "twin", twins=["even-4-3"]),
        item("even-3-0", 0.3, "time"),
        item("even-5-1", 0.1, "score", decided=True),
    ]
    decided = {"id": "d-1", "batch": "b-1", "target": "even-5-1", "record": "even-5-1", "kind": "confirm", "words": "Clash",
               "author": "Jane Doe", "at": "2026-11-22T20:14:00+00:00", "reason": "seen on footage", "quote": "Fighting"}  # fmt: skip
    choices = {
        "types": {"event": [["clash", "Clash"], ["airstrike", "Airstrike"]]},
        "states": [],
        "statuses": [],
        "sides": [],
    }
    return {"version": "d1", "author": "Jane Doe", "can": {"undo": None, "redo": None}, "decisions": [decided], "queue": queue,
            "briefing": None, "choices": choices} | over  # fmt: skip


def moved(features: dict[str, Any], *records: str) -> dict[str, Any]:
    """Return the same with the marks of records at the namesake."""
    made = copy.deepcopy(features)
    for feature in made["features"]:
        if feature["properties"]["record"] in records:
            feature["geometry"]["coordinates"] = [36.3, 35.6]
            feature["properties"]["place"] = "Ar Rastan"
    return made


def test_two_keys_correct_a_place_on_the_map_before_python_has_answered(watch: Watch, tmp_path: Path) -> None:
    parent = Parent(watch, tmp_path, several_days(), desk())
    page = watch.page
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert page.evaluate(FOCUS)[0] == "even-0-1", "the most doubtful is open and has the focus"
    assert page.evaluate("() => geo.store.get().selected") == "even-0-1"
    assert page.locator(".geo-ghost").all_inner_texts() == ["1", "2"]
    page.locator(".geo-choice").nth(1).hover()
    assert page.locator(".geo-ghost.pointed").inner_text() == "2", "pointed out on the map"
    page.evaluate(
        """() => window.addEventListener('keydown', () => {
            const [began, paints] = [performance.now(), geo.paints];
            const look = () => (geo.paints > paints ? (window.took = performance.now() - began) : requestAnimationFrame(look));
            requestAnimationFrame(look);
        }, { capture: true, once: true })"""
    )
    page.keyboard.press("2")
    page.wait_for_function("() => window.took !== undefined", timeout=3_000)
    assert page.evaluate("() => window.took") < 250
    assert page.evaluate(MARK, "even-0-1") == ["Ar Rastan", 36.3]
    assert page.evaluate(MARK, "even-1-1") == ["Ar Rastan", 36.3], "everywhere this name was put there"
    (asked,) = parent.acts()
    assert asked["items"] == [{"target": "even-0-1", "kind": "place", "body": {
        "role": "places", "from": "geonames:1", "surface": "Rastan", "everywhere": True, "learn": True, "place": {"id": "geonames:2"}}}]  # fmt: skip
    parent.answer({"error": "The library is locked by another program."})
    page.wait_for_timeout(150)
    assert page.evaluate(MARK, "even-0-1") == ["Rastan", 36.73], "taken back"
    assert "locked by another program" in page.inner_text(".geo-toast")
    page.keyboard.press("2")
    parent.answer(
        {"batch": "b-2", "words": "Put at Ar Rastan"},
        features=moved(several_days(), "even-0-1", "even-1-1"),
        desk=desk(version="d2"),
    )
    page.wait_for_timeout(150)
    assert page.evaluate(MARK, "even-0-1") == ["Ar Rastan", 36.3]
    assert page.inner_text(".geo-toast") == "Put at Ar Rastan"
    watch.assert_quiet()


def test_new_data_leave_tab_focus_typing_view_and_scrolling_as_they_were(watch: Watch, tmp_path: Path) -> None:
    features = several_days(days=8, each=8)
    parent = Parent(watch, tmp_path, features, desk())
    page = watch.page
    page.evaluate("() => { geo.panels.mounted.rail.scroll.scrollTop = 340; geo.panels.mounted.sheet.toggle(true); }")
    page.keyboard.press("r")
    page.keyboard.press("j")
    page.wait_for_timeout(700)
    view = "() => { const { x, y } = geo.live.map.latLngToContainerPoint([34.9, 36.7]); return [x, y, geo.live.map.getZoom()]; }"
    before = page.evaluate(view)
    page.keyboard.press("n")
    page.keyboard.type("not near")
    page.keyboard.press("ArrowLeft")
    parent.send(features, desk=desk(version="d2"))
    page.wait_for_timeout(400)
    assert page.evaluate(view) == pytest.approx(before, abs=1), "pixels"
    assert page.locator(".geo-sheet").is_visible()
    assert page.evaluate(FOCUS) == [None, "not near"]
    page.keyboard.type("X")
    page.keyboard.press("Enter")
    assert parent.acts()[0]["reason"] == "not neaXr", "the cursor stood where it was"
    assert page.evaluate(FOCUS)[0] == "even-1-3", "and on to the next"
    parent.answer({"batch": "b-2", "words": "Rejected"}, features=features, desk=desk(version="d3"))
    page.keyboard.press("j")
    assert page.evaluate(FOCUS)[0] == "even-3-0", "one goes on typing"
    page.locator("#geo-tab-situation").click()
    assert page.evaluate("() => geo.panels.mounted.rail.scroll.scrollTop") == 340
    watch.assert_quiet()


def test_confirming_goes_on_and_notes_edits_merges_are_asked_for_by_key(watch: Watch, tmp_path: Path) -> None:
    parent = Parent(watch, tmp_path, several_days(), desk())
    page = watch.page
    for key in ("r", "y", "y"):
        page.keyboard.press(key)
    assert [(a["items"][0]["target"], a["items"][0]["kind"]) for a in parent.acts()] == [
        ("even-0-1", "confirm"),
        ("even-1-1", "confirm"),
    ]
    assert page.inner_text(".geo-progress-words") == "3 of 5 looked at"
    assert "Tick: confirmed by an analyst" in page.evaluate("() => document.querySelector('.gm-legend').textContent")
    parent.answer({})
    parent.answer({})
    page.keyboard.press("i")
    assert parent.answer({})["items"] == [{"target": "even-1-3", "kind": "merge", "body": {"with": ["even-4-3"]}}]
    page.keyboard.press("w")
    page.keyboard.type("look at the video")
    page.keyboard.press("Enter")
    assert parent.answer({})["items"][0]["body"] == {"text": "look at the video"}
    page.keyboard.press("e")
    page.locator("#geo-edit-to").fill("2020-01-01")
    page.keyboard.press("Enter")
    assert page.inner_text("#geo-edit-to-error") == "The last day is before the first."
    assert parent.acts() == []
    page.locator("#geo-edit-to").fill("")
    page.locator("#geo-edit-type").select_option("clash")
    page.keyboard.press("Enter")
    assert parent.answer({"error": "clash: not here"})["items"][0]["body"] == {"type": "clash"}
    assert page.inner_text(".geo-edit > .geo-field-error") == "clash: not here"
    assert page.locator("#geo-edit-type").input_value() == "clash", "nothing typed is lost"
    page.keyboard.press("Escape")
    assert "not saved" in page.inner_text(".geo-edit > .geo-field-error"), "said once"
    page.keyboard.press("Escape")
    assert page.locator(".geo-edit").count() == 0
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("/")
    page.keyboard.type("fawqa")
    assert parent.answer({"places": [FOUND]})["text"] == "fawqa"
    page.keyboard.press("Enter")
    assert parent.answer({})["items"][0]["body"]["place"] == {"id": "geonames:9"}
    page.keyboard.press("g")
    page.wait_for_timeout(50)
    for key in ("ArrowUp", "Shift+ArrowLeft", "Enter"):
        page.keyboard.press(key)
    place = parent.answer({})["items"][0]["body"]["place"]
    assert set(place) == {"lat", "lon", "precision_km"}
    page.keyboard.press("u")
    assert parent.answer({"words": "Taken back: Rastan"})["do"] == "undo"
    watch.assert_quiet()


def test_who_decides_is_asked_once_and_the_decision_waits_for_the_name(watch: Watch, tmp_path: Path) -> None:
    parent = Parent(watch, tmp_path, several_days(), desk(author=""))
    page = watch.page
    page.keyboard.press("r")
    page.keyboard.press("2")
    assert page.evaluate(MARK, "even-0-1") == ["Ar Rastan", 36.3], "painted already"
    assert parent.acts() == []
    page.keyboard.type("Ayşe")
    page.keyboard.press("Enter")
    page.wait_for_function("() => geo.acts.waiting().length === 2")
    assert [a["do"] for a in parent.acts()] == ["author", "decide"]
    assert parent.acts()[0]["name"] == "Ayşe"
    assert page.evaluate(FOCUS)[0] == "even-0-1"
    watch.assert_quiet()


def test_hostile_texts_stay_text_in_queue_candidates_notes_form_and_history(watch: Watch, tmp_path: Path) -> None:
    features = several_days(days=9, each=6)
    records = [r for r in features["records"] if r["list"] == "event"]
    told = desk(queue=[], decisions=[])
    for record, text in zip(records, HOSTILE, strict=False):
        review = {"confirmed": True, "notes": [text], "edited": [text], "authors": [text]}
        record |= {"label": text, "agents": [text], "review": review}
        one = candidates()[1] | {"name": text, "words": text, "reasons": [text]}
        place = {"role": text, "id": text, "name": text, "surface": text, "score": 0.1, "candidates": [one]}
        reasons = [{"kind": "place", "text": text}, {"kind": text, "text": text}]
        told["queue"].append({"record": record["id"], "doubt": 0.5, "reasons": reasons, "decided": False, "places": [place],
                              "twins": [records[0]["id"]], "doubtful": [text]})  # fmt: skip
        told["decisions"].append({"id": text, "batch": text, "target": record["id"], "record": record["id"], "kind": text,
                                  "words": text, "author": text, "at": text, "reason": text, "quote": text})  # fmt: skip
    told |= {"author": HOSTILE[0], "can": {"undo": HOSTILE[1], "redo": HOSTILE[2]}}
    parent = Parent(watch, tmp_path, features, told)
    page = watch.page
    page.keyboard.press("r")
    page.evaluate("() => { geo.review.now.past.open = true; }")
    shown: dict[str, list[str]] = {"label": [], "choice": [], "drawer": [], "history": [], "form": []}
    for n in range(len(told["queue"])):
        for name, text in page.evaluate(SHOWN).items():
            shown[name].append(text)
        if n % 8 == 0:
            page.keyboard.press("e")
            shown["form"].append(page.locator("#geo-edit-agents").input_value())
            page.keyboard.press("Escape")
        page.keyboard.press("j")
    clean = page.evaluate(
        "(ids) => ids.map((id) => geo.live.table.at('label', geo.live.table.index(id)))",
        [q["record"] for q in told["queue"]],
    )
    assert shown["label"] == shown["drawer"] == clean, "as the message has them: control characters aside, as they came"
    assert all(text in {*clean, *HOSTILE} for name in ("choice", "history") for text in shown[name])
    assert [text.split() for text in shown["form"]] == [text.split() for text in clean[::8]]
    assert page.locator(".geo-case.open .geo-label").first.get_attribute("dir") == "auto"
    page.keyboard.press("1")
    parent.answer({"error": HOSTILE[-1]})
    page.keyboard.press("u")
    parent.answer({"words": HOSTILE[-1]})
    assert page.locator(".geo-toast").inner_text().split() == HOSTILE[-1].split()
    assert page.locator(":is(.geo-review, .geo-toast) :is(img, script, svg, iframe, a)").count() == 0
    watch.assert_quiet()


def test_a_saved_file_shows_what_was_decided_and_has_no_desk(watch: Watch, tmp_path: Path) -> None:
    features = several_days()
    for record in features["records"]:
        if record["id"] == "even-0-1":
            record["review"] = {
                "confirmed": True,
                "notes": ["seen on footage"],
                "edited": ["places"],
                "authors": ["Jane Doe"],
            }
    opened(watch, tmp_path, features)
    page = watch.page
    page.keyboard.press("r")
    assert page.locator("#geo-tab-review").count() == 0
    page.evaluate("() => geo.store.set({ selected: 'even-0-1' }, 'panel')")
    text = page.inner_text(".geo-drawer")
    assert all(words in text for words in ("✓ confirmed", "Jane Doe", "seen on footage", "place · Jane Doe"))
    assert page.locator(".geo-deciding").count() == 0
    watch.assert_quiet()


def test_no_state_of_the_desk_has_a_serious_fault_of_accessibility(watch: Watch, tmp_path: Path) -> None:
    Parent(watch, tmp_path, several_days(), desk())
    page = watch.page
    page.evaluate(AXE)
    page.keyboard.press("r")
    page.evaluate("() => { geo.review.now.past.open = geo.review.now.done.open = true; }")
    for state, keys in (
        ("open", ""),
        ("edit", "e"),
        ("reason", "n"),
        ("note", "w"),
        ("pick", "g"),
        ("twin", "jj"),
        ("merge", "ji"),
    ):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(60)
        found = page.evaluate(SERIOUS)
        page.evaluate("() => geo.bus.emit('theme', 'dark')")
        found += page.evaluate(SERIOUS, ["color-contrast"])
        page.evaluate("() => geo.bus.emit('theme', 'light')")
        assert not found, (state, found)
        page.keyboard.press("Escape")
    watch.assert_quiet()
