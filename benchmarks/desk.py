"""Correcting a place by keyboard: from the key to the painted map, and to Python's confirmed data, against a hello-world rerun."""

from __future__ import annotations

from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Frame, Page

from benchmarks.explore import CHOOSE, PAINTED, SAID
from benchmarks.report import show
from benchmarks.serving import ROOT, browsing, frame_of, serving

RECORD = "Clash at Homs"
"""Of the seed: "Homs" is the town or its province, and eleven records move with it."""
READY = "() => geo.acts.live && geo.acts.desk && geo.acts.desk.queue && geo.review.now.kept.at"
OPEN = """(label) => {
    const { table } = geo.live;
    const row = [...Array(table.n).keys()].find((i) => table.get(i).label.startsWith(label));
    geo.review.now.go(table.id(row));
}"""
PRESS = (
    "async (key) => {" + PAINTED + """
    const of = () => (geo.acts.desk.decisions[0] || {}).batch;
    const record = geo.review.now.kept.at;
    const places = () => String(geo.live.table.get(geo.live.table.index(record)).label);
    const [batch, before, paints] = [of(), places(), geo.paints];
    await painted();
    const began = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const until = async (done) => {
        while (!done()) {
            if (performance.now() - began > 20000) throw new Error(`nothing came of the key: ${done}`);
            await new Promise(requestAnimationFrame);
        }
    };
    await until(() => geo.paints > paints);
    await painted();
    const shown = performance.now() - began;
    await until(() => of() !== batch && places() !== before);
    await painted();
    return [shown, performance.now() - began];
}"""
)  # fmt: skip


def main(runs: int) -> None:
    """Measure and print one table; the second candidate is chosen, then the first again, and so on."""
    with (
        TemporaryDirectory() as data,
        browsing() as browser,
        serving(ROOT / "benchmarks" / "hello_page.py") as hello,
        serving(ROOT / "app.py", SITUATION_DATA=data, SITUATION_AUTHOR="benchmark") as app,
    ):
        greeting = _greeting(browser, hello)
        page, frame = _desk(browser, app)
        times: dict[str, list[float]] = {
            "hello-world rerun": [],
            "key to painted": [],
            "key to Python's data painted": [],
        }
        for run in range(runs + 2):
            greeting.bring_to_front()
            greeting.click("[data-testid=stSelectbox] input")
            greeting.wait_for_selector("[role=option]")
            words = ("Claims only", "Stated facts only", "Everything")[run % 3]
            took = [greeting.evaluate(CHOOSE, [words, SAID])]
            page.bring_to_front()
            took += frame.evaluate(PRESS, "21"[run % 2])
            page.wait_for_timeout(900)  # what follows: the frame's report
            if run > 1:  # the first open the store and put the article into it
                for name, milliseconds in zip(times, took, strict=True):
                    times[name].append(milliseconds / 1e3)
    show("Second candidate by keyboard", times, "hello-world rerun")


def _greeting(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.wait_for_selector("[data-testid=stSelectbox] input")
    page.wait_for_timeout(1500)
    return page


def _desk(browser: Browser, address: str) -> tuple[Page, Frame]:
    """Open the review desk at the record."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    frame = frame_of(page)
    page.wait_for_timeout(1500)
    frame.locator(".leaflet-container").first.focus()
    page.keyboard.press("r")
    frame.wait_for_function(READY)
    frame.evaluate(OPEN, RECORD)
    page.wait_for_timeout(1500)
    return page, frame
