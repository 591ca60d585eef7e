"""The map in a real browser, exported to a file and opened from disk."""

from __future__ import annotations

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import folium
import pytest

from geo.render import message as messages
from geo.render import serve
from geo.render.basemap import basemap
from tests.browser_fixtures import Watch
from tests.render.pages import HOSTILE, SAMPLE, opened, poisoned, several_days

pytestmark = pytest.mark.browser


def colours(watch: Watch, canvas: str) -> int:
    """Count the different colours that a canvas shows."""
    return watch.page.evaluate(
        """(name) => {
            const c = document.querySelector(name);
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            const seen = new Set();
            for (let i = 0; i < d.length; i += 4) seen.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]);
            return seen.size;
        }""",
        canvas,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sample_draws_from_disk_without_a_request(watch: Watch, tmp_path: Path, theme: str) -> None:
    opened(watch, tmp_path, SAMPLE, theme=theme)
    assert colours(watch, ".geo-base") > 20
    assert colours(watch, ".geo-over") > 50
    assert len(watch.requests) == 1
    watch.assert_quiet()


def test_a_click_on_a_mark_selects_its_record_and_escape_clears(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    mark = watch.page.evaluate("() => geo.marks.positions().find((m) => m.record === 'even-withdraw')")
    watch.page.mouse.click(mark["x"], mark["y"])
    pressed = watch.page.locator(".gm-marks [aria-pressed='true']")
    assert "Withdrawal from Deir ez-Zor" in pressed.inner_text()
    watch.page.keyboard.press("Escape")
    assert pressed.count() == 0
    watch.assert_quiet()


def test_marks_are_reached_by_keyboard(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    watch.page.evaluate("() => document.querySelector('.gm-marks button').focus()")
    name = watch.page.evaluate("() => document.activeElement.textContent")
    watch.page.keyboard.press("Enter")
    assert watch.page.locator(".gm-marks [aria-pressed='true']").inner_text() == name
    watch.assert_quiet()


def test_background_is_off_until_asked_for(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    layers = "() => [...new Set(geo.marks.positions().map((m) => m.layer))]"
    assert "background" not in watch.page.evaluate(layers)
    watch.page.evaluate("() => geo.bus.emit('layers', { background: true })")
    watch.page.wait_for_timeout(200)
    assert "background" in watch.page.evaluate(layers)
    watch.assert_quiet()


def test_no_coordinate_is_moved_when_marks_coincide(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    squares = {
        m["record"]: (m["x"], m["y"])
        for m in watch.page.evaluate("() => geo.marks.positions()")
        if m["layer"] == "control"
    }
    assert squares["cont-talb"][1] < squares["even-advance"][1], "Talbiseh lies north of Homs"
    assert abs(squares["cont-talb"][0] - squares["even-advance"][0]) < 3, "and on the same meridian"


def test_a_selected_mark_is_brought_out_from_under_the_panels(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    watch.page.evaluate("() => geo.bus.emit('select', { record: 'even-withdraw', from: 'panel' })")
    watch.page.wait_for_timeout(900)
    x = watch.page.evaluate("() => geo.marks.positions().find((m) => m.record === 'even-withdraw').x")
    right = watch.page.evaluate("() => window.innerWidth - geo.view.padding().right")
    assert x < right


def test_nothing_placed_says_so_on_a_map_of_the_world(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, {**SAMPLE, "features": [], "bounds": None})
    assert "could be placed" in watch.page.inner_text(".gm-empty")
    watch.assert_quiet()


def test_a_situation_across_the_antimeridian_lies_side_by_side(watch: Watch, tmp_path: Path) -> None:
    west, east = copy.deepcopy(SAMPLE["features"][0]), copy.deepcopy(SAMPLE["features"][1])
    west["geometry"]["coordinates"], east["geometry"]["coordinates"] = [178.44, -18.14], [-175.2, -21.13]
    opened(watch, tmp_path, {**SAMPLE, "features": [west, east], "bounds": [178.44, -21.13, -175.2, -18.14]})
    found = watch.page.evaluate("() => geo.marks.positions().map((m) => m.x)")
    assert len(found) == 2
    assert abs(found[0] - found[1]) < 1280
    watch.assert_quiet()


def hostile() -> dict[str, Any]:
    """Return the sample with several days beside it, so that every panel has something to show."""
    more = several_days(days=3, each=3)
    ledger = {"rows": SAMPLE["ledger"]["rows"] + more["ledger"]["rows"], "totals": SAMPLE["ledger"]["totals"]}
    lists = {k: SAMPLE[k] + more[k] for k in ("records", "features", "articles")}
    return {**SAMPLE, "time": more["time"], "ledger": ledger, **lists}


def payload(situation: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the situation with a payload in every field of an article's; one record stays as it is: a facet shows only where
    its values differ."""
    poison = {**poisoned(situation, text), "time": situation["time"]}
    plain = {"agents": ["Plain"], "places": ["Plain"], "speaker": "Plain", "type": "plain", "type_label": "Plain"}
    poison["records"][0] |= plain
    return poison


SHOW_ALL = """async ([packed, text]) => {
    const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
    if (packed) geo.mount(map, await geo.decode(packed));
    await new Promise(requestAnimationFrame);
    const mark = geo.marks.positions().find((p) => p.record);
    geo.bus.emit('layers', { background: true });
    geo.bus.emit('select', { record: mark.record, from: 'panel' });
    const panels = geo.panels.mounted;
    const facet = (name) => panels.explore.table.facet(name).values.slice(0, 2);
    panels.filters.show(true);
    panels.sheet.toggle(true);
    document.querySelectorAll('details').forEach((d) => (d.open = true));
    panels.search.input.focus();
    panels.search.input.value = text.slice(0, 40);
    panels.search.offer();
    geo.store.set({ filters: { actor: facet('actor'), place: facet('place'), source: facet('source') } });
    const { x, y } = geo.marks.positions()[0];
    document.querySelector('.geo-map').dispatchEvent(new MouseEvent('mousemove', { clientX: x, clientY: y, bubbles: true }));
    panels.follow();
    const values = document.querySelectorAll('.geo-facet li').length;
    geo.store.set({ text: 'nowhere ' + text });
    panels.follow();
    return [values, document.querySelector('.geo-none b').textContent];
}"""


def test_hostile_text_in_every_field_never_runs(watch: Watch, tmp_path: Path) -> None:
    """The payloads, two at a time, as the data of the living page, as the app sends them; the page itself has the first."""
    situation = hostile()
    ground = basemap(situation["bounds"], [])
    opened(watch, tmp_path, payload(situation, HOSTILE[0]))
    for text in map(" ".join, itertools.zip_longest(HOSTILE[::2], HOSTILE[1::2], fillvalue="")):
        packed = messages.encode(messages.message(payload(situation, text), ground))
        values, none = watch.page.evaluate(SHOW_ALL, [packed, text])
        assert values > 8
        assert none == "No record matches"
        watch.assert_quiet()
    watch.page.wait_for_timeout(300)
    watch.assert_quiet()


def test_hostile_text_in_a_saved_file_never_runs(watch: Watch, tmp_path: Path) -> None:
    """All payloads in one file: markup that would end the script, a template, an address."""
    text = " ".join(HOSTILE)
    opened(watch, tmp_path, payload(hostile(), text))
    watch.page.evaluate(SHOW_ALL, [None, text])
    watch.page.wait_for_timeout(300)
    watch.assert_quiet()


def test_the_same_text_through_plain_folium_does_run(watch: Watch, tmp_path: Path) -> None:
    """The control: without our layer the payload fires, so the watch does see executions."""
    plain = folium.Map(location=(34.7, 36.7), tiles=None, max_zoom=18)
    plain.default_js, plain.default_css = [("leaflet", "LEAFLET")], []
    plain.options["maxZoom"] = 18
    folium.Marker((34.7, 36.7), tooltip="${console.log('PWN')}").add_to(plain)
    page = plain.get_root().render().replace('<script src="LEAFLET"></script>', f"<script>{serve.script()}</script>")
    (tmp_path / "plain.html").write_text(page, encoding="utf-8")
    watch.page.goto((tmp_path / "plain.html").as_uri())
    watch.page.wait_for_timeout(300)
    assert watch.executions


FOCUS = {**SAMPLE, "focus": [36.4, 34.6, 37.0, 35.0]}
"""The sample as it opens: around the front at Homs; Deir ez-Zor lies 300 km to the east."""


def test_it_opens_on_the_front_and_the_button_shows_everything_and_leads_back(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, FOCUS)
    seen = "() => geo.marks.positions().filter((m) => m.x > 0 && m.x < innerWidth).map((m) => m.record)"
    assert "even-rastan" in watch.page.evaluate(seen)
    assert "even-withdraw" not in watch.page.evaluate(seen)
    for title, there in (("Show everything", True), ("Back to the front", False)):
        watch.page.get_by_title(title).click()
        watch.page.wait_for_timeout(900)
        assert ("even-withdraw" in watch.page.evaluate(seen)) is there
    watch.assert_quiet()


def test_what_lies_outside_the_view_stands_at_its_edge_and_leads_there(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, FOCUS)
    watch.page.wait_for_timeout(400)  # chips are made anew while panels find their room
    chip = watch.page.locator(".gm-chip", has_text="Deir ez-Zor")
    assert "→" in chip.inner_text()
    assert chip.bounding_box()["x"] > 900
    chip.click()
    watch.page.wait_for_timeout(900)
    assert "even-withdraw" in watch.page.evaluate("() => geo.marks.positions().map((m) => m.record)")
    assert watch.page.locator(".gm-chip").filter(has_text="←").count() == 1
    watch.page.get_by_title("Show everything").click()
    watch.page.wait_for_timeout(900)
    assert watch.page.locator(".gm-chip").count() == 0
    watch.assert_quiet()


def test_chips_cover_neither_controls_nor_one_another(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, {**SAMPLE, "focus": [38.2, 34.9, 38.6, 35.2]})
    watch.page.wait_for_timeout(300)
    boxes = watch.page.evaluate(
        """() => [...document.querySelectorAll('.gm-chip, .gm-tools, .gm-card, .leaflet-control-scale, .geo-toggle')]
            .map((n) => n.getBoundingClientRect()).filter((r) => r.width).map((r) => [r.left, r.top, r.right, r.bottom])"""
    )
    assert watch.page.locator(".gm-chip").count() >= 2
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)


def test_panels_get_the_marks_of_the_map_as_pictures(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    found = watch.page.evaluate(
        """() => SAMPLE_RECORDS.map((record) => {
            const c = geo.glyphs.icon(record, 22);
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            let painted = 0;
            for (let i = 3; i < d.length; i += 4) painted += d[i] > 128;
            return [c.tagName, c.getAttribute('aria-hidden'), c.style.width, c.width >= 44, painted > 60];
        })""".replace("SAMPLE_RECORDS", json.dumps(SAMPLE["records"]))
    )
    assert found == [["CANVAS", "true", "22px", True, True]] * len(SAMPLE["records"])
    assert watch.page.locator(".geo-rail .geo-row canvas").count() > 5
    watch.assert_quiet()


def test_the_list_of_marks_holds_what_the_map_shows(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    shown = watch.page.locator(".gm-marks li:not([hidden]) button")
    before = shown.count()
    watch.page.get_by_role("button", name="Layers").click()
    watch.page.get_by_role("checkbox", name="Events").uncheck()
    assert shown.count() < before
    watch.page.get_by_role("checkbox", name="Events").check()
    assert shown.count() == before


def test_the_legend_folds_and_still_names_the_sides_when_the_rail_is_hidden(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    card, rows = watch.page.locator(".gm-card[data-level]"), watch.page.locator(".gm-legend li:visible")
    assert card.bounding_box()["width"] <= 300
    assert card.bounding_box()["height"] <= 0.47 * 800
    short = rows.count()
    watch.page.get_by_title("Show the whole legend").click()
    assert rows.count() > short
    watch.page.get_by_role("button", name="Legend").click()
    assert rows.count() == 0
    watch.page.locator(".geo-toggle").click()
    assert rows.count() == len(SAMPLE["sides"])
    watch.page.set_viewport_size({"width": 1920, "height": 1080})
    watch.page.get_by_role("button", name="Legend").click()
    watch.page.wait_for_timeout(200)
    hidden = watch.page.evaluate(
        "() => { const b = document.querySelector('.gm-legend'); return b.scrollHeight - b.clientHeight; }"
    )
    assert hidden <= 1
    watch.assert_quiet()


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_larger_marks_and_small_windows_break_nothing(watch: Watch, tmp_path: Path, size: tuple[int, int]) -> None:
    watch.page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(watch, tmp_path, FOCUS)
    watch.page.evaluate("() => geo.view.setScale(2)")
    watch.page.evaluate("() => geo.bus.emit('select', { record: 'disp-flight', from: 'map' })")
    watch.page.wait_for_timeout(500)
    assert colours(watch, ".geo-over") > 50
    watch.assert_quiet()
