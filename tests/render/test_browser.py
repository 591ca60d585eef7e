"""The map in a real browser, exported to a file and opened from disk."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import folium
import pytest

from geo.export import html
from geo.render import serve
from tests.browser_fixtures import Watch

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SAMPLE = json.loads((HERE / "sample.json").read_text("utf-8"))
HOSTILE = [json.loads(line)["text"] for line in (HERE.parent / "hostile.jsonl").read_text("utf-8").splitlines()]
FIXED = {
    "type", "layer", "hatch", "colour", "key", "status", "state", "list", "side", "field", "class", "why", "basis",
    "version", "time", "as_of", "as_of_basis", "published", "day", "period", "qualifier", "unit", "measure", "kind",
}  # fmt: skip
"""ISO days and values from closed lists of our own; article text never reaches them."""


def opened(watch: Watch, folder: Path, features: Mapping[str, Any], **options: Any) -> None:
    watch.page.goto(html.write(features, folder / "map.html", **options).as_uri())
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)


def poisoned(value: Any, text: str, key: str = "") -> Any:
    """Return a copy whose every free text is a payload; ids stay linked because all equal ids turn alike."""
    if isinstance(value, str):
        return (
            value
            if key in FIXED
            else f"{value} {text}"
            if key in {"record", "id", "records", "article", "sides"}
            else text
        )
    if isinstance(value, dict):
        return {k: poisoned(v, text, k) for k, v in value.items() if k not in {"geometry", "bounds"}} | {
            k: v for k, v in value.items() if k in {"geometry", "bounds"}
        }
    return [poisoned(v, text, key) for v in value] if isinstance(value, list) else value


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


@pytest.mark.parametrize("batch", range(0, len(HOSTILE), 12))
def test_hostile_text_in_every_field_never_runs(watch: Watch, tmp_path: Path, batch: int) -> None:
    for text in HOSTILE[batch : batch + 12]:
        opened(watch, tmp_path, poisoned(SAMPLE, text))
        watch.page.evaluate(
            "() => { const m = geo.marks.positions()[0]; geo.bus.emit('layers', { background: true });"
            " geo.bus.emit('select', { record: m.record, from: 'panel' }); }"
        )
        mark = watch.page.evaluate("() => geo.marks.positions()[0]")
        watch.page.mouse.move(mark["x"], mark["y"])
        watch.page.wait_for_timeout(120)
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
