"""The whole way of an analyst, in a real browser and without a network: paste, correct, confirm, draw, make scenes, present, take away."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Frame, Page
from pptx import Presentation
from pypdf import PdfReader

from geo.gazetteer import Gazetteer
from tests.browser_fixtures import Watch
from tests.ui.test_page import MAP, on_day, paste, serving

pytestmark = pytest.mark.browser

TITLE = "Army pushed out of Sake"
TEXT = (
    "M23 rebels captured the town of Sake on Tuesday, a United Nations official said.\n"
    "Some 8,000 people fled Sake for Goma, the Red Cross said. The Congolese army still holds Goma.\n"
    "Army drones struck rebel positions near Masisi on Monday, residents said."
)
DAY = "2024-02-07"


def taken(page: Page, frame: Frame, words: str) -> tuple[str, bytes]:
    """Choose a way out in the frame's menu and return the name and content of what is downloaded."""
    if not frame.locator(".geo-take").is_visible():
        frame.click(".geo-take-open")
    with page.expect_download(timeout=60_000) as download:
        frame.click(f".geo-take-row:has-text('{words}') >> nth=0")
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_from_a_pasted_article_to_the_wall_and_the_usb_stick(
    watch: Watch, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    page, press = watch.page, watch.page.keyboard.press
    with serving(tmp_path / "log.txt", SITUATION_AUTHOR="Ana") as address:
        paste(page, address, TITLE, TEXT, DAY.replace("-", ""))
        frame = on_day(page, "7 February 2024")
        frame.wait_for_function("() => geo.acts.live && geo.acts.desk")

        # Correct a place by keyboard: the queue's first record with two candidates, the second of them.
        frame.locator(".leaflet-container").first.focus()
        press("r")
        frame.wait_for_function("() => geo.acts.desk.queue && geo.review.now.kept.at")
        at = "() => geo.acts.desk.queue.find((i) => i.record === geo.review.now.kept.at)"
        for _ in range(20):
            item = frame.evaluate(at)
            if any(len(p["candidates"]) > 1 for p in item["places"][:1]):
                break
            press("j")
        second = item["places"][0]["candidates"][1]
        press("2")
        frame.wait_for_function("() => geo.acts.desk.decisions.some((d) => d.kind === 'place')")
        places = "(id) => { const r = geo.live.table.get(geo.live.table.index(id)); return [...(r.places || []), ...(r.from || []), ...(r.to || [])]; }"
        assert second["name"] in frame.evaluate(places, item["record"])
        assert frame.evaluate("() => geo.acts.desk.decisions[0].author") == "Ana"
        press("u")  # it was right before
        frame.wait_for_function("() => !geo.acts.desk.decisions.some((d) => d.kind === 'place')")

        # Confirm.
        press("y")
        frame.wait_for_function("() => geo.acts.desk.decisions.some((d) => d.kind === 'confirm')")
        confirmed = frame.evaluate("() => geo.acts.desk.decisions[0].record")
        assert frame.evaluate(
            "(id) => geo.live.table.get(geo.live.table.index(id)).review.confirmed === true", confirmed
        )

        # Draw a front by mouse.
        frame.evaluate("() => geo.store.set({ selected: null })")
        frame.click(".geo-review button:has-text('Draw')")
        frame.click(".geo-drawcard button:text-is('Front')")
        page.wait_for_timeout(500)
        box = page.locator(MAP).bounding_box()
        assert box is not None
        for x, y in ((760, 200), (860, 300), (1000, 340)):
            page.mouse.move(box["x"] + x - 3, box["y"] + y)
            page.mouse.click(box["x"] + x, box["y"] + y)
            page.wait_for_timeout(90)
        frame.click(".geo-drawcard button:has-text('End here')")
        frame.click(".geo-drawcard button:has-text('Save')")
        frame.wait_for_function("() => geo.acts.desk.decisions.some((d) => d.kind === 'draw') && !geo.kept.draft")

        # Three scenes: a starter's, and two of the present view.
        press("Escape")
        frame.evaluate("() => document.activeElement && document.activeElement.blur()")
        frame.locator(".leaflet-container").first.focus()
        press("b")
        frame.click("button:has-text('Add this view')")
        frame.evaluate("() => geo.view.fit('all')")
        page.wait_for_timeout(600)
        frame.click("button:has-text('Add this view')")
        frame.evaluate("() => geo.store.set({ layers: { hidden: ['flight'] } })")
        frame.click("button:has-text('Add this view')")
        frame.wait_for_function(
            "() => geo.briefing.scenes().length === 3 && geo.acts.desk.briefing?.body?.scenes.length === 3"
        )

        # Present them by keyboard: nothing but the briefing on the screen.
        frame.locator(".leaflet-container").first.focus()
        press("B")
        frame.wait_for_function("() => geo.present.on")
        page.wait_for_timeout(900)
        assert not page.locator(".st-key-bar").is_visible() or frame.evaluate(
            "() => { const b = window.frameElement.getBoundingClientRect(); return b.top <= 0 && b.height >= window.parent.innerHeight; }"
        )
        for n in (2, 3):
            press("ArrowRight")
            frame.wait_for_function(f"() => document.body.innerText.includes('{n} / 3')")
        press("Escape")
        frame.wait_for_function("() => !geo.present.on")
        assert page.locator(".st-key-bar").is_visible()

        # Take it away, in four ways.
        name, data = taken(page, frame, "Picture (PNG)")
        with Image.open(io.BytesIO(data)) as picture:
            assert name.endswith(".png") and picture.size == (1920, 1080)
        name, data = taken(page, frame, "PowerPoint")
        deck = Presentation(io.BytesIO(data))
        words = " ".join(s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame)
        assert name.endswith(".pptx") and len(deck.slides) >= 3 and "7 February 2024" in words
        name, data = taken(page, frame, "PDF")
        pages = [p.extract_text() for p in PdfReader(io.BytesIO(data)).pages]
        assert name.endswith(".pdf") and len(pages) >= 3 and all("7 February 2024" in text for text in pages[:3])
        name, data = taken(page, frame, "One HTML file")
        (tmp_path / "briefing.html").write_bytes(data)
        assert name.endswith(".html")
        page.goto("about:blank")
        watch.assert_quiet()

    # The app is gone; the file presents from wherever it lies.
    watch.context.set_offline(True)
    page.goto((tmp_path / "briefing.html").as_uri())
    page.wait_for_function("() => window.geo && window.geo.drawn === true && geo.briefing.scenes().length === 3")
    page.locator(".leaflet-container").first.focus()
    press("B")
    page.wait_for_function("() => geo.present.on && document.body.innerText.includes('1 / 3')")
    assert page.evaluate("() => geo.live.table.n") > 3
    watch.assert_quiet()
