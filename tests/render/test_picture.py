"""Pictures of scenes, and links to a view, made in a saved file: no network, no server, the living map untouched."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser_fixtures import Watch
from tests.render.pages import HOSTILE, opened, several_days

pytestmark = pytest.mark.browser

WRITTEN = """async ([scene, options]) => {
    const words = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        words.push([text, this.direction, this.textAlign]);
        return fillText.call(this, text, x, y);
    };
    const canvas = await geo.picture(scene, options);
    CanvasRenderingContext2D.prototype.fillText = fillText;
    const ctx = canvas.getContext('2d');
    const colours = (x, y, w, h) => {
        const { data } = ctx.getImageData(x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
    };
    return { words, size: [canvas.width, canvas.height], map: colours(0.05, 0.3, 0.4, 0.4), legend: colours(0.6, 0.12, 0.16, 0.25),
             head: colours(0.75, 0.02, 0.24, 0.06), foot: colours(0.02, 0.9, 0.6, 0.09) };
}"""
SCENE = {
    "title": "The front", "as_of_words": "As of 2 December 2024", "query": "t=2024-11-27..2024-12-02", "lines": ["Clash at Homs", "سقطت حمص"],
    "sources": ["Reuters, 2 December 2024"], "records": [], "shapes": [], "box": [36.5, 34.5, 37.5, 36.5], "number": 3,
}  # fmt: skip


def made(watch: Watch, scene: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = watch.page.evaluate(WRITTEN, [scene, options])
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_shows_map_legend_day_lines_and_sources_and_leaves_the_screen_alone(
    watch: Watch, tmp_path: Path, theme: str
) -> None:
    opened(watch, tmp_path, several_days())
    watch.page.wait_for_timeout(400)
    before = watch.page.evaluate("() => [geo.paints, geo.store.encode(), geo.view.standing()]")
    found = made(watch, SCENE, width=1920, height=1080, theme=theme)
    assert found["size"] == [1920, 1080]
    assert min(found[part] for part in ("map", "legend", "head", "foot")) > 8
    words = [text for text, _, _ in found["words"]]
    for text in (
        "The front",
        "As of 2 December 2024",
        "Clash at Homs",
        "Opposition forces",
        "Sources: Reuters, 2 December 2024",
    ):
        assert text in words
    assert any(re.fullmatch(r"\d+ km", text) for text in words), "the scale"
    assert ["سقطت حمص", "rtl", "right"] in found["words"]
    assert any("do not imply recognition" in text for text in words)
    assert watch.page.evaluate("() => [geo.paints, geo.store.encode(), geo.view.standing()]") == before
    watch.assert_quiet()


def test_a_bare_picture_has_no_words_but_those_of_the_map_and_its_legend(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    found = made(watch, SCENE, width=1624, height=1028, scale=2, bare=True)
    words = [text for text, _, _ in found["words"]]
    assert "Opposition forces" in words and "The front" not in words and "Clash at Homs" not in words


def test_long_and_hostile_words_are_wrapped_cut_and_never_run(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    for payload in HOSTILE:
        made(
            watch,
            {**SCENE, "title": payload, "lines": [payload] * 3, "sources": [payload], "as_of_words": payload},
            width=640,
            height=360,
        )
    found = made(
        watch,
        {**SCENE, "title": "word " * 400, "lines": ["x" * 20_000] * 50, "sources": ["y" * 900]},
        width=1280,
        height=720,
    )
    assert any(text.endswith("…") for text, _, _ in found["words"])
    assert max(len(text) for text, _, _ in found["words"]) < 400
    watch.assert_quiet()


def test_a_saved_file_saves_its_picture_and_its_scenes(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    page.click(".geo-take-open")
    with page.expect_download() as download:
        page.click(".geo-take-row >> nth=0")
    with Image.open(io.BytesIO(download.value.path().read_bytes())) as picture:
        assert picture.format == "PNG" and picture.size == (1920, 1080)
    assert not page.get_by_text("PowerPoint deck").count(), "that needs the app"
    page.keyboard.press("Escape")
    assert page.locator(".geo-take").is_hidden()
    assert page.evaluate("() => document.activeElement.className").startswith("geo-open")
    watch.assert_quiet()


def test_a_link_shows_the_same_ground_filters_and_selection_in_a_window_of_any_size(
    watch: Watch, tmp_path: Path
) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    page.evaluate("""() => {
        geo.store.set({ time: { from: '2024-11-28', to: '2024-12-01' }, filters: { type: ['clash'] }, selected: 'even-1-2' });
        geo.view.restore({ lat: 35.2, lon: 36.9, zoom: 8 });
    }""")
    page.wait_for_timeout(700)
    link = page.evaluate("() => geo.takeaway.link()")
    west, south, east, north = page.evaluate("() => geo.view.box()")
    for size in ({"width": 1900, "height": 1000}, {"width": 800, "height": 900}):
        page.goto("about:blank")
        page.set_viewport_size(size)
        page.goto(link)
        page.wait_for_function("() => window.geo && window.geo.drawn === true")
        page.wait_for_timeout(500)
        w, s, e, n = page.evaluate("() => geo.view.box()")
        assert w <= west + 0.02 and s <= south + 0.02 and e >= east - 0.02 and n >= north - 0.02, size
        assert abs((w + e) / 2 - (west + east) / 2) < 0.05, "in the middle"
        state = page.evaluate("() => geo.store.get()")
        assert state["time"] == {"from": "2024-11-28", "to": "2024-12-01"}
        assert state["filters"]["type"] == ["clash"] and state["selected"] == "even-1-2"
    watch.assert_quiet()


def test_a_file_with_a_briefing_opens_with_its_scenes(watch: Watch, tmp_path: Path) -> None:
    scenes = [
        {"id": f"s-0000000{n}", "kind": "view", "title": f"Scene {n}", "query": "c=35,37,8", "records": []}
        for n in range(3)
    ]
    opened(watch, tmp_path, several_days(), briefing={"title": "Monday", "scenes": scenes})
    assert watch.page.evaluate("() => [geo.briefing.title, geo.briefing.scenes().map((s) => s.title)]") == [
        "Monday",
        ["Scene 0", "Scene 1", "Scene 2"],
    ]
    watch.assert_quiet()
