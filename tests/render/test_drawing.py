"""Drawing on the map in a real browser: by mouse, by keys alone, putting a front right; what is drawn opens its card."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.browser_fixtures import Watch
from tests.render.frame_parent import Parent
from tests.render.pages import HOSTILE, SAMPLE, opened

pytestmark = pytest.mark.browser

DESK = {"version": "1", "author": "Ann", "choices": {"sides": [["turkey", "Turkey and allied groups"]]}}
CARD = ".geo-drawcard"
DRAFT = "() => geo.kept.draft"


def drawn(body: Mapping[str, Any], name: str = "draw-0123456789ab", words: str = "") -> dict[str, Any]:
    """Return the sample with what Python makes of a drawing."""
    front = body["shape"] == "front"
    about = {"id": name, "author": words or "Ann", "at": "2024-12-07T10:00:00+00:00", "reason": words or "a video",
             "label": words, "replaces": True, "day": body["day"], "until": None}  # fmt: skip
    properties = {"layer": "front" if front else "control", "basis": "drawn", "status": "drawn", "state": "held", "records": [],
                  "label": words or "Front · drawn by Ann", "sides": body["sides"], "drawing": about, "anchor": [36.7, 34.75]}  # fmt: skip
    feature = {"type": "Feature", "id": f"{name}/0", "geometry": body["geometry"], "properties": properties}
    kept = [f for f in SAMPLE["features"] if f["properties"]["layer"] != "front" or not front]
    return {**SAMPLE, "features": [*kept, feature]}


def test_a_front_drawn_by_mouse_is_painted_at_once_and_replaced_by_what_comes_back(
    watch: Watch, tmp_path: Path
) -> None:
    parent = Parent(watch, tmp_path, SAMPLE, DESK)
    page = watch.page
    page.evaluate("() => geo.panels.mounted.draw.toggle(true)")
    page.click(f"{CARD} button:text-is('Front')")
    page.wait_for_timeout(400)  # the map glides out from under the card
    for x, y in ((760, 300), (860, 340), (960, 310), (960, 310)):
        page.mouse.move(x - 4, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        page.wait_for_timeout(70)  # the handler rests so long after each point
    assert len(page.evaluate(DRAFT)["points"]) == 3
    corner = page.locator(".geo-vertex:not(.between)").nth(1).bounding_box()
    assert corner is not None and min(corner["width"], corner["height"]) >= 24
    page.mouse.move(corner["x"] + 14, corner["y"] + 14)
    page.mouse.down()
    page.mouse.move(corner["x"] + 14, corner["y"] + 64, steps=3)
    page.mouse.up()
    assert page.evaluate(DRAFT)["points"][1][0] < 34.9
    assert page.evaluate("() => geo.store.get().selected") is None, "who draws selects nothing"
    page.fill(f"{CARD} input[maxlength='500']", HOSTILE[0])
    page.click(f"{CARD} button:has-text('Save')")
    assert page.locator(".geo-drawn-pending").count() == 1
    (act,) = parent.acts()
    (item,) = act["items"]
    assert (act["do"], act["reason"], item["kind"]) == ("decide", HOSTILE[0].strip(), "draw")
    assert item["body"]["shape"] == "front" and len(item["body"]["geometry"]["coordinates"]) == 3
    assert item["body"]["theatre"] == "SY" and item["body"]["day"] == "2024-12-06" and item["body"]["replaces"]
    parent.send(drawn(item["body"], item["target"]))
    parent.answer({"batch": "b-1"})
    page.wait_for_function("() => !document.querySelector('.geo-drawn-pending')")
    assert page.evaluate(DRAFT) is None
    watch.assert_quiet()


def test_an_area_is_drawn_and_taken_up_again_by_keys_alone(watch: Watch, tmp_path: Path) -> None:
    parent = Parent(watch, tmp_path, SAMPLE, DESK)
    page = watch.page
    page.evaluate("() => geo.panels.mounted.draw.toggle(true)")
    press = page.keyboard.press
    press("Tab")
    press("Enter")  # Area
    for keys in (["Enter"], ["ArrowRight", "Enter"], ["ArrowDown", "Enter"], ["ArrowDown", "Enter", "Backspace"]):
        for key in keys:
            press(key)
            if key.startswith("Arrow"):
                page.wait_for_timeout(330)  # the map glides
    assert len(page.evaluate(DRAFT)["points"]) == 3
    press("Escape")
    assert page.locator(CARD).is_visible() and len(page.evaluate(DRAFT)["points"]) == 3, "asked before it is put aside"
    press("Escape")
    assert not page.locator(CARD).is_visible() and len(page.evaluate(DRAFT)["points"]) == 3
    parent.send({**SAMPLE, "as_of_basis": "given"})  # other data of the same choice
    page.evaluate("() => geo.panels.mounted.draw.toggle(true)")
    assert page.locator(".geo-vertex").count() == 3
    page.focus(".geo-map")
    press("Control+Enter")
    assert page.evaluate("() => document.activeElement.closest('.geo-drawcard') !== null")
    page.locator(".geo-vertex:not(.between)").nth(0).focus()
    before = page.evaluate(DRAFT)["points"]
    press("ArrowUp")
    after = page.evaluate(DRAFT)["points"]
    assert after[0][0] > before[0][0] and after[1:] == before[1:]
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Corner 1 of 3"
    page.select_option(f"{CARD} select >> nth=1", "turkey")
    page.focus(f"{CARD} button:has-text('Save')")
    press("Enter")
    body = parent.acts()[0]["items"][0]["body"]
    assert body["shape"] == "area" and body["sides"] == ["turkey"] and len(body["geometry"]["coordinates"][0]) == 4
    parent.answer({"error": "The store is busy; try again."})
    assert "busy" in page.inner_text(f"{CARD} .geo-drawhint") and len(page.evaluate(DRAFT)["points"]) == 3
    watch.assert_quiet()


def test_an_inferred_front_is_put_right_and_what_is_drawn_is_edited_and_taken_off(watch: Watch, tmp_path: Path) -> None:
    parent = Parent(watch, tmp_path, SAMPLE, DESK)
    page = watch.page
    page.evaluate("() => geo.panels.mounted.draw.toggle(true)")
    page.click(f"{CARD} button:has-text('Correct a front')")
    draft = page.evaluate(DRAFT)
    assert draft["form"]["sides"] == ["sy_opposition", "sy_government"] and 2 <= len(draft["points"]) <= 12
    page.keyboard.press("ArrowDown")
    page.click(f"{CARD} button:has-text('Save')")
    first = parent.acts()[0]["items"][0]
    parent.send(drawn(first["body"], first["target"]))
    parent.answer({"batch": "b-1"})
    page.evaluate("(id) => geo.bus.emit('drawn', { id })", first["target"])
    page.click(".geo-drawncard button:has-text('Edit')")
    assert page.evaluate(DRAFT)["id"] == first["target"]
    page.click(f"{CARD} button:has-text('Throw away')")
    page.evaluate("(id) => geo.bus.emit('drawn', { id })", first["target"])
    page.click(".geo-drawncard button:has-text('Take off')")
    assert not parent.acts(), "asked twice"
    page.click(".geo-drawncard button:has-text('Really')")
    assert parent.acts()[0]["items"] == [{"target": first["target"], "kind": "draw", "body": {"gone": True}}]
    watch.assert_quiet()


def test_hostile_names_and_reasons_stand_in_the_card_as_text(watch: Watch, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[36.62, 34.79], [36.83, 34.79]]}
    body = {"shape": "front", "geometry": line, "sides": ["sy_opposition", "sy_government"], "day": None}
    opened(watch, tmp_path, drawn(body, words="\n".join(HOSTILE)[:4000]))
    page = watch.page
    page.locator(".gm-marks button", has_text=HOSTILE[0].strip()[:20]).first.evaluate("(button) => button.click()")
    page.wait_for_selector(".geo-drawncard")
    shown = page.locator(".geo-drawncard dd").all_inner_texts()
    asked = page.evaluate("() => geo.live.message.shapes.find((f) => f.properties.drawing).properties.drawing")
    assert " ".join(asked["reason"].split()) in [" ".join(words.split()) for words in shown]
    assert (
        page.locator(".geo-drawncard").evaluate("(card) => card.querySelectorAll('img, script, svg, a, iframe').length")
        == 0
    )
    assert page.locator(".geo-drawncard button").count() == 1, "a saved file only shows"
    page.keyboard.press("Escape")
    assert not page.locator(".geo-drawncard").is_visible()
    watch.assert_quiet()
