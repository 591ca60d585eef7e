"""The briefing in the frame: scenes made, kept, presented; nothing else on the screen, and never an empty frame."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from geo.export import html
from tests.browser_fixtures import Watch
from tests.render.pages import HOSTILE, SAMPLE, opened, several_days

pytestmark = pytest.mark.browser

SETTLED = "() => !document.getAnimations().length && !document.querySelector('.gm-last')"
MAGENTA = """async ([shot, left, top, width, height]) => {
    const bytes = Uint8Array.from(atob(shot), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(width, height);
    const ctx = canvas.getContext('2d');
    ctx.drawImage(image, -left, -top);
    const data = ctx.getImageData(0, 0, width, height).data;
    let empty = 0;
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) {
        if (data[i] > data[i + 1] + 50 && data[i + 2] > data[i + 1] + 50) empty += 1;
        if (i % 64 === 0) colours.add((data[i] >> 3) + ',' + (data[i + 1] >> 3) + ',' + (data[i + 2] >> 3));
    }
    return [empty, colours.size];
}"""
BARE = "() => { document.querySelector('.geo-map').style.setProperty('background', '#ff00ff', 'important'); }"


def starter(page: Page) -> list[dict[str, Any]]:
    page.evaluate("() => geo.briefing.add(geo.briefing.starter())")
    scenes: list[dict[str, Any]] = page.evaluate("() => geo.briefing.scenes()")
    return scenes


def picture(page: Page) -> tuple[int, int]:
    """Return how many pixels of the map's area are empty, and how many colours it has."""
    box = page.evaluate(
        "() => { const c = geo.present.covers(); return [c.left, c.top, innerWidth - c.left - c.right, innerHeight - c.top - c.bottom]; }"
    )
    empty, colours = page.evaluate(MAGENTA, [base64.b64encode(page.screenshot()).decode(), *box])
    return empty, colours


def test_a_scene_is_made_edited_moved_and_taken_back_by_keyboard(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.evaluate(
        "() => geo.store.set({ time: { from: '2024-11-28', to: '2024-11-28' }, filters: { type: ['clash'] } })"
    )
    page.keyboard.press("Enter")
    first, second = page.evaluate("() => geo.briefing.scenes()")
    assert first["box"] and "c=" in first["query"] and first["as_of"] == "2024-12-02"
    assert second["as_of"] == "2024-11-28" and "Clash" in second["title"] and "28 November 2024" in second["title"]
    page.locator(f"[data-scene={second['id']}] .geo-scene-go").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert [s["id"] for s in page.evaluate("() => geo.briefing.scenes()")] == [second["id"], first["id"]]
    page.keyboard.press("F2")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("The bridge")
    assert page.evaluate("(id) => geo.briefing.scene(id).title", second["id"]) == "The bridge"
    page.locator(f"[data-scene={second['id']}] .geo-scene-go").focus()
    page.keyboard.press("Delete")
    assert page.evaluate("() => geo.briefing.length") == 1
    page.keyboard.press("Enter")
    assert page.evaluate("() => geo.briefing.scenes().map((s) => s.title)")[0] == "The bridge", "the focus is on Undo"
    watch.assert_quiet()


def test_a_starter_briefing_says_what_the_records_say_and_adds_nothing_up(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    scenes = {s["kind"]: s for s in starter(watch.page)}
    assert list(scenes) == ["overview", "front", "displacement", "figures", "sources"]
    assert scenes["front"]["title"] == "Opposition forces have captured Rastan and Talbiseh"
    assert any("280,000" in line and "World Food Programme" in line for line in scenes["displacement"]["lines"])
    assert [r["status"] for r in scenes["figures"]["rows"]] == ["claimed", "forecast"]
    assert "never" not in scenes["figures"] and "Not added up" in scenes["figures"]["small"]
    assert "1,780,000" not in str(scenes)
    assert "“Thousands of residents have fled the Syrian city of Homs”" in scenes["displacement"]["note"]
    watch.assert_quiet()


def test_words_of_a_made_scene_follow_a_correction_and_an_analysts_own_words_stay(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    starter(page)
    overview, front = page.evaluate("() => geo.briefing.scenes().slice(0, 2).map((s) => s.id)")
    page.evaluate("(id) => geo.briefing.change(id, { title: 'Mine' })", overview)
    page.evaluate(
        """async () => {
            const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
            const message = await geo.decode(document.scripts[document.scripts.length - 1].textContent.match(/geo\\.layer\\("([^"]+)"/)[1]);
            message.headline[0].text = 'Opposition forces have captured Hama';
            geo.mount(map, message, geo.store.get());
        }"""
    )
    assert page.evaluate("(id) => geo.briefing.scene(id).title", overview) == "Mine"
    assert page.evaluate("(id) => geo.briefing.scene(id).title", front) == "Opposition forces have captured Hama"
    assert "Hama" in page.evaluate("(id) => geo.briefing.scene(id).lines[0]", overview)
    watch.assert_quiet()


def test_new_data_leave_a_half_written_note_its_focus_and_its_place(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    scenes = starter(page)
    page.keyboard.press("b")
    page.evaluate("(id) => document.querySelector(`[data-scene=${id}] .geo-scene-edit`).click()", scenes[1]["id"])
    page.locator("textarea[data-field=note]").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Say that nob")
    page.evaluate(
        """async () => {
            const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
            geo.kept.same = true;
            geo.mount(map, await geo.decode(document.scripts[document.scripts.length - 1].textContent.match(/geo\\.layer\\("([^"]+)"/)[1]), geo.store.get());
        }"""
    )
    page.keyboard.type("ody knows")
    assert page.evaluate("(id) => geo.briefing.scene(id).note", scenes[1]["id"]) == "Say that nobody knows"
    assert page.locator(".geo-tabs [aria-selected=true]").inner_text() == "Briefing"
    watch.assert_quiet()


def test_presenting_shows_the_briefing_alone_in_large_type_and_gives_everything_back(
    watch: Watch, tmp_path: Path
) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    starter(page)
    page.keyboard.press("]")
    page.wait_for_timeout(400)
    before = page.evaluate(
        "() => [geo.store.get().selected, geo.view.scale, document.activeElement.className, geo.view.standing()]"
    )
    page.keyboard.press("Shift+B")
    page.wait_for_function(SETTLED)
    for n in range(5):
        small = page.evaluate(
            """() => [...document.querySelectorAll('.pr-stage *, .leaflet-control-scale-line')].filter((e) => [...e.childNodes].some((c) => c.nodeType === 3 && c.data.trim())
                && e.getClientRects().length && !e.closest('.pr-said, .pr-tools') && parseFloat(getComputedStyle(e).fontSize) < 23.99).map((e) => e.className)"""
        )
        assert not small, n
        seen = page.evaluate(
            """() => [...document.body.children, ...document.querySelectorAll('.gm-frame > *')].filter((e) => !e.matches('.pr-stage, script, style, [id^=map], .folium-map, .leaflet-control-scale')
                && e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden' && e.offsetWidth > 1).map((e) => e.className)"""
        )
        assert not seen, n
        assert page.locator(".pr-slide:not(.out) .pr-legend li").count() > 0
        assert "As of" in page.inner_text(".pr-slide:not(.out) .pr-asof") and "Natural Earth" in page.inner_text(
            ".pr-foot"
        )
        assert page.inner_text(".pr-count") == f"{n + 1} / 5"
        page.keyboard.press("ArrowRight")
        page.wait_for_function(SETTLED)
    page.keyboard.press("Home")
    assert page.inner_text(".pr-count") == "1 / 5"
    page.keyboard.press("t")
    page.keyboard.press(".")
    assert page.locator(".pr-black").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert not page.evaluate("() => geo.present.on") and page.locator(".geo-rail").is_visible()
    after = page.evaluate(
        "() => [geo.store.get().selected, geo.view.scale, document.activeElement.className, geo.view.standing()]"
    )
    assert after[:3] == before[:3]
    assert after[3] == pytest.approx(before[3], abs=0.01)
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
    watch.assert_quiet()


WAYS = {
    "all": (35.6, 33.6, 38.4, 36.0),
    "near": (36.5, 34.6, 37.0, 34.95),
    "beside": (36.9, 34.7, 37.4, 35.05),
    "far": (40.0, 35.1, 40.4, 35.5),
}


def test_no_frame_between_two_scenes_is_empty(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    page.set_viewport_size({"width": 960, "height": 600})
    scenes = [
        {"id": f"s-0000000{n}", "kind": "view", "title": name, "query": "", "box": box, "records": []}
        for n, (name, box) in enumerate(WAYS.items())
    ]
    page.evaluate("(scenes) => geo.briefing.add(scenes)", scenes)
    page.evaluate(BARE)
    page.keyboard.press("Shift+B")
    page.wait_for_function(SETTLED)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Home"):
        page.keyboard.press(key)
        assert page.evaluate("() => document.querySelectorAll('.gm-last').length") == 1
        for at in (0, 150, 300, 500):
            page.evaluate("(at) => document.getAnimations().forEach((a) => { a.pause(); a.currentTime = at; })", at)
            empty, colours = picture(page)
            assert empty == 0 and colours > 5, (key, at)
        page.evaluate("() => document.getAnimations().forEach((a) => a.finish())")
        page.wait_for_function(SETTLED)
    watch.assert_quiet()


def test_new_data_while_presenting_neither_end_it_nor_flash(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    starter(page)
    page.keyboard.press("Shift+B")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(SETTLED)
    page.evaluate(BARE)
    frames = page.evaluate(
        """async () => {
            const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
            const message = await geo.decode(document.scripts[document.scripts.length - 1].textContent.match(/geo\\.layer\\("([^"]+)"/)[1]);
            const frames = [];
            let going = true;
            const look = () => {
                const base = document.querySelector('canvas.geo-base');
                const at = (x, y) => base && base.getContext('2d').getImageData(base.width * x, base.height * y, 1, 1).data[3];
                frames.push([at(0.3, 0.3), at(0.5, 0.5), at(0.8, 0.7), document.querySelectorAll('.pr-slide .pr-title').length, document.querySelectorAll('.geo-rail').length && document.querySelector('.geo-rail').offsetWidth]);
                if (going) requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
            await new Promise((done) => setTimeout(done, 60));
            geo.mount(map, message, geo.store.get());
            await new Promise((done) => setTimeout(done, 250));
            going = false;
            return frames;
        }"""
    )
    assert len(frames) > 4 and all(f[:3] == [255, 255, 255] and f[3] >= 1 and f[4] == 0 for f in frames), frames
    assert page.locator(".pr-stage").count() == 1 and page.inner_text(".pr-count") == "2 / 5"
    assert picture(page)[0] == 0
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    assert page.locator(".geo-drawer").is_visible()
    watch.assert_quiet()


def test_the_speakers_window_follows_leads_and_may_be_closed(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    starter(page)
    page.keyboard.press("Shift+B")
    with watch.context.expect_page() as opening:
        page.keyboard.press("n")
    other = opening.value
    assert "Opposition forces have captured" in other.inner_text("body"), "the next scene's title"
    other.keyboard.press("ArrowRight")
    page.locator(".pr-count:text-is('2 / 5')").wait_for()
    other.locator("header:has-text('2 / 5')").wait_for()
    assert other.locator("canvas").is_visible()
    page.keyboard.press("End")
    other.locator("header:has-text('5 / 5')").wait_for()
    page.keyboard.press("Escape")
    other.locator("header:has-text('Not presenting')").wait_for()
    other.keyboard.press("ArrowRight")
    page.wait_for_function("() => geo.present.on")
    other.close()
    page.wait_for_function("() => !geo.presenter.open_")  # the browser tells of it a moment later
    page.evaluate("() => { window.open = () => null; }")
    page.keyboard.press("n")
    page.locator(".pr-notes:has-text('Allow pop-ups')").wait_for()
    watch.assert_quiet()


def test_two_who_change_it_are_shown_both_and_lose_nothing(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    page.evaluate(
        """() => {
            window.asked = [];
            const theirs = { title: 'Theirs', scenes: [{ id: 's-00000001', kind: 'view', title: 'Their scene', query: '', records: [] }] };
            geo.acts.live = true;
            geo.acts.do = async (what, of) => {
                window.asked.push(of);
                return of.expected === 7 ? { version: 8 } : { error: 'changed meanwhile by Ada', theirs, version: 7 };
            };
        }"""
    )
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.wait_for_selector(".geo-standing.conflict")
    assert "Ada" in page.inner_text(".geo-standing") and "Their scene" in page.inner_text(".geo-standing")
    page.click("text=Keep both")
    page.wait_for_function("() => geo.briefing.standing.kind === 'kept'")
    last = page.evaluate("() => window.asked.at(-1)")
    assert last["expected"] == 7 and last["body"]["scenes"][0]["title"] == "Their scene"
    assert len(last["body"]["scenes"]) == 2
    watch.assert_quiet()


def test_hostile_words_of_scenes_run_nowhere_and_stay_as_they_are(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    page = watch.page
    scenes = [
        {
            "id": f"s-{n:08x}",
            "kind": "view",
            "title": text[:300],
            "note": text,
            "lines": [text],
            "query": text,
            "records": [text],
        }
        for n, text in enumerate(HOSTILE)
    ]
    page.evaluate("(scenes) => { geo.briefing.title = scenes[0].title; geo.briefing.add(scenes); }", scenes)
    page.keyboard.press("b")
    page.wait_for_timeout(200)
    shown = page.evaluate("() => [...document.querySelectorAll('.geo-scene-title')].map((n) => n.textContent)")
    assert shown == [s["title"] for s in scenes]
    page.evaluate("() => document.querySelector('.geo-scene-edit').click()")
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("Shift+B")
    with watch.context.expect_page() as opening:
        page.keyboard.press("n")
    other = opening.value
    for n in range(0, len(scenes), 6):
        page.evaluate("(n) => geo.present.go(n)", n)
        assert (
            page.evaluate("() => document.querySelector('.pr-slide:not(.out) .pr-title').textContent")
            == scenes[n]["title"]
        )
        assert other.evaluate("() => document.querySelector('main div').textContent") == scenes[n]["note"]
    other.wait_for_timeout(100)
    watch.assert_quiet()


OUTER = """<!doctype html><html><body style="margin:0"><header id="chrome" style="height:60px;background:#c00">Chrome</header>
<div style="opacity:.5;transform:translateX(0);overflow:hidden"><iframe src="/map.html" style="width:900px;height:500px;border:0" sandbox="allow-scripts allow-same-origin allow-popups"></iframe></div></body></html>"""


def test_inside_another_page_it_covers_all_of_it_and_goes_back_to_its_place(watch: Watch) -> None:
    page = watch.page
    body = html.page(several_days(days=3), full_text=True)
    page.route("http://127.0.0.1:9/", lambda route: route.fulfill(body=OUTER, content_type="text/html"))
    page.route("http://127.0.0.1:9/map.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("http://127.0.0.1:9/")
    frame = page.wait_for_selector("iframe").content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.geo && geo.drawn === true")
    frame.evaluate("() => geo.present.start()")
    page.wait_for_timeout(500)
    covered = "() => { const f = document.querySelector('iframe'); const b = f.getBoundingClientRect(); return [b.x, b.y, b.width, b.height, document.elementFromPoint(20, 20) === f]; }"
    assert page.evaluate(covered) == [0, 0, 1280, 800, True]
    frame.evaluate("() => geo.present.leave()")
    page.wait_for_timeout(200)
    assert page.evaluate(covered) == [0, 60, 900, 500, False]
    assert (
        page.evaluate("() => document.querySelector('iframe').getAttribute('style')")
        == "width:900px;height:500px;border:0"
    )
