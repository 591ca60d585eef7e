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
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Frame, Page

from geo.gazetteer import Gazetteer
from tests.browser_fixtures import Watch

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MAP = "iframe[title='streamlit_folium.st_folium']"
HOSTILE = [json.loads(line) for line in (ROOT / "tests" / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def server(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start one app for the module; the place index is built before."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    command = [sys.executable, "-m", "geo", "serve", "--headless", "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
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


def drawn(page: Page) -> Frame:
    """Wait for the drawn map and return its frame."""
    element = page.wait_for_selector(MAP, timeout=60_000)
    assert element is not None
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=60_000)
    return frame


def on_day(page: Page, day: str) -> Frame:
    """Wait for the map of another day, which has a frame of its own, and return the frame."""
    page.locator(MAP).last.content_frame.locator(f".geo-asof:has-text('{day}')").wait_for(timeout=30_000)
    page.wait_for_function(f'() => document.querySelectorAll("{MAP}").length === 1')  # the old frame goes last
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
    assert watch.page.locator("input[value='Two towns change hands (pasted, for this visit)']").count() == 1
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


def paste(page: Page, server: str, title: str, text: str, day: str) -> None:
    """Fill the dialog, without sending it."""
    page.goto(server)
    drawn(page)
    page.click("button:has-text('Paste an article')")
    page.fill("input[aria-label='Title']", title)
    if day:
        type_day(page, day)
    page.fill("textarea[aria-label='Text']", text)
    page.click("button:has-text('Show its map')")


def type_day(page: Page, day: str) -> None:
    """Type a day as YYYYMMDD into the date field, which has a part each for year, month and day."""
    page.locator("[role=dialog] [role=spinbutton]").first.click()
    page.keyboard.type(day)
