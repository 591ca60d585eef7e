"""The page in a real browser: it draws, a click opens the sentence, nothing leaves the machine, nothing executes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Frame, Page

from geo.gazetteer import Gazetteer
from tests.browser_fixtures import Watch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MAP = "iframe[title='streamlit_folium.st_folium']"
SEED = str(ROOT / "seeds" / "2024-12-06-homs.txt")
HOSTILE = [json.loads(line) for line in (ROOT / "tests" / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]


@contextmanager
def serving(log: Path, *inputs: str, **environment: str) -> Iterator[str]:
    """Start the app as a shell would, its library beside the log, and give its address."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "geo", "serve", "--headless", "--port", str(port), *inputs]
    own = {**os.environ, "SITUATION_DATA": str(log.parent), **environment}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=out, stderr=out, start_new_session=True)
        try:
            until = monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                    break
                except OSError:
                    if process.poll() is not None or monotonic() > until:
                        raise RuntimeError(f"the app did not start: {log.read_text()[-2000:]}") from None
                    sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)


@pytest.fixture(scope="module")
def server(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One app for the module, on the seed and a folder of files that it cannot read; the place index is built before."""
    folder = tmp_path_factory.mktemp("unread")
    for n in range(25):
        (folder / f"<img src=x onerror=console.log('PWN')>![a](x.png) {n}.gif").write_bytes(b"GIF89a")
    with serving(tmp_path_factory.mktemp("server") / "log.txt", SEED, str(folder)) as address:
        yield address


def drawn(page: Page) -> Frame:
    """Wait for the drawn map and return its frame."""
    element = page.wait_for_selector(MAP, timeout=60_000)
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=60_000)
    return frame


def on_day(page: Page, day: str) -> Frame:
    """Wait for the map of another day and return its frame."""
    page.locator(MAP).content_frame.locator(f".geo-asof:has-text('{day}')").wait_for(timeout=30_000)
    return drawn(page)


def settled(frame: Frame) -> dict[str, float]:
    """Return an event's mark once the view stands still."""
    frame.wait_for_function(
        """() => {
        const now = JSON.stringify(geo.marks.positions());
        const still = now === window.lastPositions;
        window.lastPositions = now;
        return still;
    }""",
        polling=200,
    )
    return frame.evaluate("() => geo.marks.positions().find((m) => m.layer === 'event')")


def test_seed_draws_and_a_click_in_the_list_opens_the_highlighted_sentence(
    watch: Watch, server: str, tmp_path: Path
) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    assert "6 December 2024" in frame.inner_text(".geo-asof")
    frame.click(".geo-events button:has-text('Rastan') >> nth=0")
    highlighted = " ".join(frame.locator(".geo-article mark.current").all_inner_texts())
    assert "Rastan" in highlighted
    assert frame.locator(".geo-facts").inner_text().count("Says who") == 1
    watch.page.screenshot(path=tmp_path / "page.png")
    watch.assert_quiet()


def test_a_click_on_the_map_opens_the_sentence_and_marks_the_row(watch: Watch, server: str) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    mark = settled(frame)
    box = watch.page.locator(MAP).bounding_box()
    assert box is not None
    watch.page.mouse.click(box["x"] + mark["x"], box["y"] + mark["y"])
    frame.wait_for_selector(".geo-drawer mark.current")
    assert frame.locator(".geo-rail [aria-pressed='true']").count() >= 1
    watch.page.keyboard.press("Escape")
    frame.wait_for_selector(".geo-drawer", state="hidden")
    watch.assert_quiet()


def test_pasting_asks_for_the_date_and_then_shows_the_map(watch: Watch, server: str) -> None:
    paste(
        watch.page,
        server,
        "Two towns change hands",
        "Rebel fighters captured the town of Sake near Goma on Tuesday, residents said. More than 3,000 people fled Sake toward Goma.",
        day="",
    )
    watch.page.wait_for_selector("text=When was it published?")
    type_day(watch.page, "20240207")
    watch.page.click("button:has-text('Show its map')")
    frame = on_day(watch.page, "7 February 2024")
    assert watch.page.locator("input[value='Two towns change hands (library)']").count() == 1
    assert "Sake" in frame.inner_text(".geo-events")
    watch.assert_quiet()


def test_hostile_text_is_shown_and_never_runs(watch: Watch, server: str) -> None:
    payloads = "\n".join(f"Rebels captured the town of Sake on Tuesday, {row['text']} said." for row in HOSTILE)
    paste(
        watch.page,
        server,
        "<img src=x onerror=console.log('PWN')> {{7*7}} :smile: ![a](https://evil.example/p.png)",
        payloads,
        day="20240207",
    )
    frame = on_day(watch.page, "7 February 2024")
    frame.click(".geo-events button >> nth=0")
    assert "onerror" in frame.inner_text(".geo-drawer")
    assert "{{7*7}}" in frame.inner_text(".geo-article h3")
    watch.assert_quiet()


def test_inputs_that_failed_are_named_as_plain_text_and_the_map_keeps_its_furniture(watch: Watch, server: str) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    watch.page.click("text=25 inputs could not be read")
    watch.page.wait_for_selector("text=GIF image")
    watch.page.wait_for_timeout(600)
    box = watch.page.locator(MAP).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 801
    assert box["height"] > 300
    assert frame.locator("text=GeoNames").first.is_visible()
    watch.assert_quiet()


def test_an_article_pasted_anew_with_another_date_is_the_one_shown(watch: Watch, server: str) -> None:
    text = "Rebel fighters captured the town of Sake near Goma on Tuesday, residents said."
    paste(watch.page, server, "First", text, day="20240207")
    on_day(watch.page, "7 February 2024")
    for title, day, shown in (("Second", "20240301", "1 March 2024"), ("First", "20240208", "8 February 2024")):
        open_text_form(watch.page)
        fill(watch.page, title, text if title == "First" else text.replace("Sake", "Minova"), day)
        on_day(watch.page, shown)
    watch.assert_quiet()


def state_of(frame: Frame) -> dict[str, Any]:
    return frame.evaluate("() => geo.store.get()")


def test_the_address_says_what_is_shown_and_a_load_of_it_shows_that_again(watch: Watch, server: str) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    frame.evaluate(
        """() => {
            geo.store.set({ filters: { status: ['claimed'] }, text: 'homs', time: { from: '2024-12-01', to: '2024-12-06' } });
            geo.store.set({ selected: geo.live.table.id(7), layers: { hidden: ['front'] } });
        }"""
    )
    watch.page.wait_for_timeout(600)  # the selected mark is brought into view first
    frame.evaluate("() => geo.view.restore({ lat: 34.9, lon: 36.8, zoom: 8.75 })")
    watch.page.wait_for_url("**c=34.9*")
    settled(frame)
    before = state_of(frame)
    address = watch.page.url
    watch.page.goto("about:blank")
    watch.page.goto(address)
    frame = drawn(watch.page)
    settled(frame)
    assert state_of(frame) == before
    assert watch.page.get_by_role("combobox", name="Show").input_value() == "Claims only"
    assert frame.locator(".geo-drawer").is_visible()
    watch.assert_quiet()


def test_a_hostile_address_shows_the_map_and_runs_nothing(watch: Watch, server: str) -> None:
    text = "<img src=x onerror=console.log('PWN')>{{7*7}}`${console.log('PWN')}</script><script>console.log('PWN')</script>"
    keys = ("t", "c", "sel", "q", "hide", "tiles", "type", "place", "a")
    watch.page.goto(f"{server}?{urlencode(dict.fromkeys(keys, text))}")
    frame = drawn(watch.page)
    assert state_of(frame)["selected"] is None
    watch.assert_quiet()


def test_back_leaves_the_page_and_does_not_walk_through_its_views(watch: Watch, server: str) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    entries = watch.page.evaluate("() => history.length")
    for word, status in (("homs", "claimed"), ("town", "asserted")):
        frame.evaluate("([q, s]) => geo.store.set({ text: q, filters: { status: [s] } })", [word, status])
        watch.page.wait_for_url(f"**status={status}*q={word}*")
        watch.page.wait_for_timeout(700)  # Python has heard of it and has written the address too
    assert watch.page.evaluate("() => history.length") == entries
    watch.assert_quiet()


def test_the_widget_filters_in_the_living_map_and_follows_the_maps_own_filters(watch: Watch, server: str) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    frame.evaluate("() => { window.mine = true; geo.view.restore({ lat: 34.9, lon: 36.8, zoom: 8.75 }); }")
    watch.page.wait_for_url("**c=34.9*")
    show = watch.page.get_by_role("combobox", name="Show")
    show.click()
    watch.page.get_by_role("option", name="Claims only").click()
    frame.wait_for_function("() => geo.store.get().filters.status[0] === 'claimed'")
    assert state_of(frame)["view"] == {"lat": 34.9, "lon": 36.8, "zoom": 8.75}
    frame.evaluate("() => geo.store.set({ filters: { status: ['asserted'] } })")
    watch.page.wait_for_url("**status=asserted*")
    # The widget before stays until the run has ended, however long that takes.
    watch.page.wait_for_function(
        "() => [...document.querySelectorAll('input[aria-label=\"Show\"]')].map((i) => i.value).join() === 'Stated facts only'"
    )
    watch.page.wait_for_timeout(300)
    assert show.input_value() == "Stated facts only"
    assert frame.evaluate("() => window.mine"), "the frame was never mounted anew"
    watch.assert_quiet()


def test_another_article_keeps_filters_that_make_sense_and_the_frame(watch: Watch, server: str) -> None:
    watch.page.goto(server)
    frame = drawn(watch.page)
    frame.evaluate(
        "() => { window.mine = true; geo.store.set({ filters: { type: ['capture'], place: ['Rastan'] }, selected: geo.live.table.id(3) }); }"
    )
    watch.page.wait_for_url("**place=Rastan*")
    open_text_form(watch.page)
    fill(watch.page, "Two towns", "Rebel fighters captured the town of Sake near Goma on Tuesday.", "20240207")
    frame = on_day(watch.page, "7 February 2024")
    state = state_of(frame)
    assert (state["filters"]["type"], state["filters"]["place"], state["selected"]) == (["capture"], [], None)
    assert frame.evaluate("() => window.mine"), "other data came into the living frame"
    assert frame.locator(".geo-rail").count() == 1
    watch.page.wait_for_url(lambda url: "Rastan" not in url)
    watch.assert_quiet()


def test_days_show_what_was_true_or_what_was_known_by_then(watch: Watch, server: str) -> None:
    late = "Rebel fighters captured the town of Maaloula on December 3, residents said."
    paste(watch.page, server, "Told late", late, "20241209")
    on_day(watch.page, "9 December 2024")
    watch.page.click(".st-key-shown [data-testid='stSelectbox'] input")
    watch.page.click("[role='option']:has-text('Everything in the library')")
    watch.page.click(".st-key-by [data-testid='stSelectbox'] input")
    watch.page.click("[role='option']:has-text('As known then')")
    watch.page.wait_for_url("**by=published*")
    frame = drawn(watch.page)
    frame.locator(".geo-when:has-text('published')").wait_for(timeout=30_000)
    days = frame.evaluate(
        "() => { const t = geo.live.table; const all = [...Array(t.n).keys()].map((i) => t.get(i));"
        " const i = all.findIndex((r) => r.label.includes('Maaloula')); return [all[i].day, geo.isoDay(t.day[i])]; }"
    )
    assert days == ["2024-12-03", "2024-12-09"]
    watch.assert_quiet()


def test_what_one_visitor_adds_the_other_sees_at_the_next_run(browser: Browser, server: str) -> None:
    one, two = Watch(browser), Watch(browser)
    try:
        two.page.goto(server)
        frame = drawn(two.page)
        paste(one.page, server, "Shared", "Rebel fighters captured the town of Sake near Goma on Tuesday.", "20240207")
        on_day(one.page, "7 February 2024")
        assert "6 December 2024" in frame.inner_text(".geo-asof"), "what is added changes nobody else's map"
        frame.evaluate("() => geo.store.set({ text: 'homs' })")  # anything that the page hears of
        two.page.wait_for_url("**q=homs*")
        two.page.wait_for_timeout(500)
        two.page.click(".st-key-shown [data-testid='stSelectbox'] input")
        two.page.click("[role='option']:has-text('Shared (library)')")
        on_day(two.page, "7 February 2024")
    finally:
        one.close()
        two.close()


def paste(page: Page, server: str, title: str, text: str, day: str) -> None:
    """Fill the dialog, without sending it."""
    page.goto(server)
    drawn(page)
    open_text_form(page)
    fill(page, title, text, day)


def open_text_form(page: Page) -> None:
    """Open the library where text is added."""
    page.click(".st-key-add button")
    page.click("[role=dialog] [role=tab]:has-text('Text')")


def fill(page: Page, title: str, text: str, day: str) -> None:
    """Fill the open dialog and send it; publisher and title are as hostile as the text may be."""
    page.fill("input[aria-label='Title']", title)
    page.fill("input[aria-label='Publisher (optional)']", f"Wire {title}")
    if day:
        type_day(page, day)
    page.fill("textarea[aria-label='Text']", text)
    page.click("button:has-text('Show its map')")


def type_day(page: Page, day: str) -> None:
    """Type a day as YYYYMMDD into the date field, which has a part each for year, month and day."""
    page.locator("[role=dialog] [role=spinbutton]:visible").first.click()
    page.keyboard.type(day)
