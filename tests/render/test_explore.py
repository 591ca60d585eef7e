"""Exploring in a real browser: time, filters, search, table, charts, measuring, keys, accessibility."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from geo.export import html
from tests.browser_fixtures import Watch
from tests.render.pages import SAMPLE, opened, several_days

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
MARKS = "() => geo.marks.positions().map((m) => m.record).sort()"
TIME = "() => geo.store.get().time"
SETTLED = 450  # ms: lists and counts follow the map within 300


@pytest.fixture(scope="module")
def six_days(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the page once; return its address."""
    path = tmp_path_factory.mktemp("explore") / "map.html"
    path.write_text(html.page(several_days()), "utf-8")
    return path.as_uri()


@pytest.fixture
def page(watch: Watch, six_days: str) -> Any:
    """Give six days, opened."""
    watch.page.goto(six_days)
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)
    return watch.page


def rows(page: Any) -> list[str]:
    page.wait_for_timeout(SETTLED)
    return page.locator(".geo-rail .geo-events .geo-label").all_inner_texts()


def test_one_day_needs_no_timeline(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, SAMPLE)
    assert watch.page.locator(".geo-time").count() == 0
    assert watch.page.evaluate("() => geo.view.padding().bottom") == 0
    watch.assert_quiet()


def test_a_chosen_day_is_obeyed_by_map_list_figures_and_as_of(watch: Watch, page: Any) -> None:
    every = len(rows(page))
    bars = page.locator(".geo-plot").bounding_box()
    page.mouse.click(bars["x"] + bars["width"] * 1.5 / 6, bars["y"] + 20)
    assert page.evaluate(TIME) == {"from": "2024-11-28", "to": "2024-11-28"}
    shown = rows(page)
    assert 0 < len(shown) == every // 5
    assert page.evaluate(MARKS) == [f"even-1-{n}" for n in range(4)]
    assert page.locator(".geo-figure").all_inner_texts()[0].startswith("about 49,000")
    assert "As of 28 November 2024" in page.inner_text(".geo-asof")
    assert page.inner_text(".geo-when") == "28 November 2024"
    page.get_by_role("button", name="All days").click()
    assert page.evaluate(TIME) is None
    assert len(rows(page)) == every
    watch.assert_quiet()


def test_handles_move_by_keyboard_and_say_their_day(watch: Watch, page: Any) -> None:
    first, last = page.get_by_role("slider").all()
    first.focus()
    page.keyboard.press("ArrowRight")
    assert first.get_attribute("aria-valuetext") == "28 November 2024"
    page.keyboard.press("End")
    assert page.evaluate(TIME) == {"from": "2024-12-02", "to": "2024-12-02"}, "never beyond the other"
    last.focus()
    page.keyboard.press("Home")
    assert page.evaluate(TIME) == {"from": "2024-12-02", "to": "2024-12-02"}
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate(TIME) == {"from": "2024-12-01", "to": "2024-12-01"}
    watch.assert_quiet()


def test_the_range_is_dragged_as_a_whole_and_by_its_ends(page: Any) -> None:
    bars = page.locator(".geo-plot").bounding_box()

    def drag(start: float, end: float) -> None:
        page.mouse.move(bars["x"] + bars["width"] * start, bars["y"] + 20)
        page.mouse.down()
        page.mouse.move(bars["x"] + bars["width"] * end, bars["y"] + 20, steps=4)
        page.mouse.up()

    drag(0.5 / 6, 1.6 / 6)
    assert page.evaluate(TIME) == {"from": "2024-11-27", "to": "2024-11-28"}
    drag(1.1 / 6, 4.1 / 6)
    assert page.evaluate(TIME) == {"from": "2024-11-30", "to": "2024-12-01"}
    end = page.locator(".geo-handle[data-end=to]").bounding_box()
    drag((end["x"] + end["width"] / 2 - bars["x"]) / bars["width"], 5.8 / 6)
    assert page.evaluate(TIME) == {"from": "2024-11-30", "to": "2024-12-02"}


def test_playing_goes_from_day_to_day_and_stops_at_the_last(watch: Watch, page: Any) -> None:
    page.get_by_label("Speed").select_option("4")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => geo.store.get().time && geo.store.get().time.from === '2024-11-28'", timeout=3000)
    page.get_by_role("button", name="Pause").click()
    stands = page.evaluate(TIME)
    page.wait_for_timeout(400)
    assert page.evaluate(TIME) == stands
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for(timeout=4000)
    assert page.evaluate(TIME) == {"from": "2024-12-02", "to": "2024-12-02"}
    watch.assert_quiet()


def test_a_filter_reaches_everything_and_its_own_counts_ignore_it(watch: Watch, page: Any) -> None:
    page.get_by_role("button", name="Filters").click()
    clash, strike = (page.get_by_role("checkbox", name=n) for n in ("Clash", "Airstrike"))
    before = strike.locator("xpath=..").inner_text()
    clash.check()
    assert all("Clash" in row for row in rows(page))
    assert strike.locator("xpath=..").inner_text() == before
    assert len(page.evaluate(MARKS)) == len(rows(page))
    strike.check()
    assert {row.split()[0] for row in rows(page)} == {"Clash", "Airstrike"}
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove the filter Type: Clash").click()
    assert {row.split()[0] for row in rows(page)} == {"Airstrike"}
    page.keyboard.press("x")
    assert len(rows(page)) == 26
    assert page.locator(".geo-active").is_hidden()
    watch.assert_quiet()


def test_words_filter_while_typing_and_an_actor_is_offered(watch: Watch, page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("syrian ar")
    assert all("Syrian army" in row for row in rows(page))
    page.keyboard.press("ArrowDown")
    assert "Syrian army" in page.locator(".geo-option[aria-selected=true]").inner_text()
    page.keyboard.press("Enter")
    state = page.evaluate("() => geo.store.get()")
    assert (state["text"], state["filters"]["actor"]) == ("", ["Syrian army"])
    page.keyboard.press("/")
    page.keyboard.type("nowhere")
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.evaluate("() => geo.store.get().text") == ""
    watch.assert_quiet()


def test_a_place_in_the_search_leads_the_map_there(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("Aleppo")
    page.keyboard.press("Enter")
    page.wait_for_timeout(900)
    centre = page.evaluate("() => geo.view.current()")
    assert abs(centre["lat"] - 36.2) < 0.1
    assert abs(centre["lon"] - 37.16) < 0.1


def test_nothing_found_says_by_what_and_how_to_get_back(page: Any) -> None:
    page.evaluate("() => geo.store.set({ text: 'no such word', filters: { type: ['clash'] } })")
    page.wait_for_timeout(SETTLED)
    words = page.locator(".geo-none").inner_text()
    assert "Type: Clash" in words
    assert "no such word" in words
    page.get_by_role("button", name="Clear filters").click()
    page.locator(".geo-none").wait_for(state="hidden")
    assert len(rows(page)) == 26


def test_the_table_sorts_selects_and_closes(watch: Watch, page: Any) -> None:
    page.keyboard.press("t")
    cells = page.locator(".geo-sheet tbody tr")
    assert cells.count() == 26
    assert cells.first.locator("td").first.inner_text() == "2024-12-02", "the newest first"
    page.locator(".geo-sheet thead button", has_text="Place").click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Place")
    assert cells.first.locator(".c-place").inner_text() == "Aleppo"
    cells.nth(1).locator("button").focus()
    page.keyboard.press("Enter")
    chosen = page.evaluate("() => geo.store.get().selected")
    assert page.locator("tbody tr.on button").get_attribute("data-record") == chosen
    assert page.inner_text(".geo-drawer h2") == cells.nth(1).locator("button").inner_text()
    assert page.locator(f".geo-rail [data-record='{chosen}'][aria-pressed=true]").count() == 1
    assert page.locator(".geo-tick").count() == 1, "its day stands on the timeline"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator(".geo-sheet").is_hidden()
    watch.assert_quiet()


def test_the_next_record_is_the_next_of_what_is_shown(page: Any) -> None:
    page.evaluate("() => geo.store.set({ filters: { type: ['protest'] } })")
    shown = rows(page)
    walked = []
    for _ in shown:
        page.keyboard.press("]")
        walked.append(page.inner_text(".geo-drawer h2"))
    assert walked == shown
    page.keyboard.press("[")
    assert page.inner_text(".geo-drawer h2") == shown[-2]
    assert page.locator(".geo-steps .geo-meta").inner_text() == f"{len(shown) - 1} of {len(shown)}"


def test_measuring_takes_the_clicks_and_gives_length_and_area(watch: Watch, page: Any) -> None:
    mark = page.evaluate("() => geo.marks.positions()[0]")
    page.keyboard.press("m")
    corners = [(mark["x"], mark["y"]), (mark["x"] + 120, mark["y"]), (mark["x"] + 60, mark["y"] + 90)]
    for x, y in corners:
        page.mouse.click(x, y)
        page.wait_for_timeout(30)
    assert "km along 3 points" in page.inner_text(".geo-hint")
    page.mouse.click(*corners[0])
    assert "km²" in page.inner_text(".geo-hint")
    assert page.evaluate("() => geo.store.get().selected") is None
    page.keyboard.press("Escape")
    assert page.locator(".geo-measured").count() == 0
    page.mouse.click(*corners[0])
    assert page.evaluate("() => geo.store.get().selected") is not None
    watch.assert_quiet()


def test_bars_filter_and_dots_lead_to_their_record(watch: Watch, page: Any) -> None:
    page.locator(".geo-happened [data-stop]").first.click()
    state = page.evaluate("() => geo.store.get()")
    assert len(state["filters"]["type"]) == 1
    assert state["time"]["from"] == state["time"]["to"]
    page.evaluate("() => geo.store.set(geo.emptyState())")
    page.wait_for_timeout(SETTLED)
    dots = page.locator(".geo-reported [data-stop]")
    assert dots.count() == 6
    dots.first.focus()
    page.keyboard.press("ArrowRight")
    label = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    assert label.startswith(page.inner_text(".geo-drawer h2"))
    watch.assert_quiet()


def test_the_sheet_of_keys_opens_and_gives_the_focus_back(page: Any) -> None:
    page.locator(".geo-open").first.focus()
    page.keyboard.press("?")
    assert "Filters" in page.locator(".geo-help").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".geo-help").is_hidden()
    assert page.evaluate("() => document.activeElement.classList.contains('geo-open')")


def test_thousands_of_records_are_listed_in_parts(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days(days=60, each=30))
    page = watch.page
    assert len(rows(page)) == 60
    page.locator(".geo-events + .geo-more").first.click()
    assert len(rows(page)) == 180
    page.keyboard.press("t")
    assert page.locator(".geo-sheet tbody tr").count() == 100
    page.get_by_role("button", name="Next page").click()
    assert "101–200" in page.inner_text(".geo-sheet header")
    watch.assert_quiet()


BOXES = """() => [...document.querySelectorAll('.geo-asofchip, .geo-finder, .geo-open, .geo-on, .geo-rail, .geo-drawer, .geo-time, '
  + '.geo-sheet, .geo-toggle, .gm-tools, .gm-stack > .gm-card, .leaflet-control-scale, .gm-chip, .geo-none')]
  .filter((n) => n.offsetWidth && getComputedStyle(n).visibility !== 'hidden')
  .map((n) => [n.className, n.getBoundingClientRect()])
  .filter(([, r]) => r.width).map(([name, r]) => [name, r.left, r.top, r.right, r.bottom])"""


@pytest.mark.parametrize("size", [(390, 844), (1024, 768), (1280, 800), (1920, 1080)])
def test_nothing_stands_on_anything_else(watch: Watch, tmp_path: Path, size: tuple[int, int]) -> None:
    watch.page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(watch, tmp_path, several_days())
    page = watch.page
    states = [
        "geo.store.set({ filters: { type: ['clash', 'airstrike'] } })",
        "geo.store.set({ text: 'nowhere' })",
        "geo.store.set({ ...geo.emptyState(), selected: 'even-1-1' })",
        *(["geo.panels.mounted.sheet.toggle(true)"] if size[0] > 1100 else []),
    ]
    for state in states:
        page.evaluate(f"() => {{ {state} }}")
        page.wait_for_timeout(SETTLED + 250)
        boxes = page.evaluate(BOXES)
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                apart = a[3] <= b[1] + 1 or b[3] <= a[1] + 1 or a[4] <= b[2] + 1 or b[4] <= a[2] + 1
                assert apart, (state, a, b)
        assert max(b[3] for b in boxes if not b[0].startswith("geo-on")) <= size[0], "but for chips, which scroll"


STATES = {
    "opening": "",
    "filters": "panels.filters.show(true); geo.store.set({ filters: { type: ['clash'] } });",
    "search": "panels.search.input.focus(); panels.search.input.value = 'ho'; panels.search.offer();",
    "table": "panels.sheet.toggle(true);",
    "selected": "geo.store.set({ selected: 'even-1-1' }, 'panel');",
    "playing": "panels.timeline.toggle();",
    "nothing": "geo.store.set({ text: 'nowhere' });",
    "keys": "panels.help.toggle(true);",
    "layers": "document.querySelectorAll('.gm-tab')[1].click();",
    "holders": "panels.sheet.toggle(true); document.getElementById('geo-sheet-held').click();",
    "measuring": "panels.measure.toggle(true);",
    "taking away": "panels.take.toggle(true);",
    "situation": "panels.showRail(true);",
    "briefing": "panels.showRail(true); panels.tabs.show('briefing');",
    "presenting": "geo.present.start();",
}
CLEAR = (
    "const panels = geo.panels.mounted; panels.filters.show(false); panels.sheet.toggle(false); panels.help.toggle(false);"
    " panels.take.toggle(false); if (panels.measure.active) panels.measure.toggle(false);"
    " if (panels.timeline.playing) panels.timeline.toggle(); if (geo.present.on) geo.present.leave(); panels.tabs.show('situation');"
    " geo.store.set({ ...geo.emptyState(), view: geo.store.get().view });"
)
"""What ends any of these states."""
SERIOUS = """async (rules) => {
    const run = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
    const found = (await axe.run(rules ? { ...run, runOnly: rules } : run)).violations;
    return found.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => [v.id, v.nodes[0].target.join(' '), v.nodes[0].failureSummary]);
}"""


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_no_state_has_a_serious_fault_of_accessibility(watch: Watch, tmp_path: Path, theme: str, width: int) -> None:
    watch.page.set_viewport_size({"width": width, "height": 844})
    opened(watch, tmp_path, several_days(), theme=theme)
    page = watch.page
    page.evaluate(AXE)
    for name, change in STATES.items():
        page.evaluate(f"() => {{ {CLEAR} {change} }}")
        page.wait_for_timeout(350)
        found = page.evaluate(SERIOUS)
        if theme == "light":
            page.evaluate("() => geo.bus.emit('theme', 'dark')")
            found += page.evaluate(SERIOUS, ["color-contrast"])
            page.evaluate("() => geo.bus.emit('theme', 'light')")
        assert not found, (name, found)
