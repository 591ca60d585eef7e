"""Exploring thousands of events: a scrub step, a widget's filter, the first map; each against what it is compared with."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, Page

from benchmarks.report import show
from benchmarks.serving import DRAWN, ROOT, browsing, frame_of, serving
from benchmarks.synthetic import situation
from geo.export import html
from geo.gazetteer import Gazetteer
from geo.render.serve import LEAFLET_DIR

PLUGIN = "leaflet.timeline@1.6.0"
"""What Folium 0.20 names for its Timeline plugin."""
RANGE_DAYS = 14
EMPTY = "() => !!document.querySelector('.leaflet-container .leaflet-map-pane')"

PAINTED = "const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
"""The second frame begins when the first has been handed on: what was asked for is painted."""
OURS = (
    "async (day) => {" + PAINTED + """
    await painted();
    const first = geo.dayNumber('2024-10-10') + day;
    const began = performance.now();
    geo.store.set({ time: { from: geo.isoDay(first), to: geo.isoDay(first + RANGE) } }, 'benchmark');
    await painted();
    return performance.now() - began;
}"""
).replace("RANGE", str(RANGE_DAYS))  # fmt: skip
THEIRS = (
    "async (day) => {" + PAINTED + """
    await painted();
    const at = Date.parse('2024-10-10') + (day + RANGE) * 86400000;
    const began = performance.now();
    timeline.setTime(at);
    await painted();
    return performance.now() - began;
}"""
).replace("RANGE", str(RANGE_DAYS))  # fmt: skip
CHOOSE = (
    "async ([words, reached]) => {" + PAINTED + """
    const done = new Function('return ' + reached)();
    document.querySelector('[data-testid=stSelectbox] input').focus();
    const option = [...document.querySelectorAll('[role=option]')].find((o) => o.textContent === words);
    const began = performance.now();
    option.click();
    while (!done(words)) await new Promise(requestAnimationFrame);
    await painted();
    return performance.now() - began;
}"""
)  # fmt: skip
SAID = "(words) => document.body.innerText.includes('Hello, ' + words)"
FILTERED = """(words) => {
    const geo = document.querySelector("iframe[title='streamlit_folium.st_folium']").contentWindow.geo;
    return (geo.store.get().filters.status[0] || '') === { Everything: '', 'Stated facts only': 'asserted', 'Claims only': 'claimed' }[words];
}"""


def main(runs: int) -> None:
    """Measure and print the three tables."""
    with browsing() as browser:
        _scrub(browser, runs)
        _serve(browser, runs)


def _scrub(browser: Browser, runs: int) -> None:
    times: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder, Gazetteer.open() as gazetteer:
        pages: dict[str, tuple[Page, str]] = {}
        for name, events in (("ours, 20,000 events", 20_000), ("ours, 100,000 events", 100_000)):
            collection = situation(events, gazetteer)
            path = Path(folder) / f"{events}.html"
            path.write_text(html.page(collection, gazetteer), "utf-8")
            pages[name] = (_opened(browser, path, DRAWN), OURS)
            if events == 20_000:
                plugin = _plugin(Path(folder), collection)
                if plugin:
                    pages["Folium's Timeline plugin, 20,000"] = (_opened(browser, plugin, EMPTY), THEIRS)
        times = {name: [] for name in pages}
        for run in range(runs + 2):
            for name, (page, step) in pages.items():
                page.bring_to_front()
                took = page.evaluate(step, run * 2 % 44)
                if run > 1:
                    times[name].append(took / 1e3)
        for page, _ in pages.values():
            page.close()
    reference = next((n for n in times if n.startswith("Folium")), "ours, 20,000 events")
    show(f"Scrub step, {RANGE_DAYS} days shown, to painted", times, reference)
    show("The same", {n: t for n, t in times.items() if n.startswith("ours")}, "ours, 20,000 events")


def _opened(browser: Browser, path: Path, drawn: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(path.as_uri())
    page.wait_for_function(drawn, timeout=120_000)
    page.wait_for_timeout(1500)
    return page


def _plugin(folder: Path, collection: dict) -> Path | None:
    """Write a page with the plugin that Folium names and the same events as circles on canvas, its quickest way."""
    if shutil.which("npm") is None:
        print("npm is not here, so Folium's Timeline plugin is not measured")
        return None
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PLUGIN], check=True
    )
    script = (folder / "node_modules/leaflet.timeline/dist/leaflet.timeline.js").read_text("utf-8")
    leaflet = (LEAFLET_DIR / "leaflet.js").read_text("utf-8")
    style = (LEAFLET_DIR / "leaflet.css").read_text("utf-8")
    data = {
        "type": "FeatureCollection",
        "features": [
            {**f, "properties": {"day": f["properties"]["day"], "colour": f["properties"]["colour"]}}
            for f in collection["features"]
        ],
    }
    page = folder / "plugin.html"
    page.write_text(
        f"""<!doctype html><meta charset="utf-8"><style>{style} html, body, #map {{ height: 100%; margin: 0 }}</style><div id="map"></div>
<script>{leaflet}</script><script>{script}</script><script>
const map = L.map('map', {{ preferCanvas: true, zoomControl: false }}).setView([34.8, 38.9], 6.75);
const timeline = L.timeline({json.dumps(data)}, {{
  getInterval: (f) => ({{ start: Date.parse(f.properties.day), end: Date.parse(f.properties.day) + {RANGE_DAYS} * 86400000 }}),
  pointToLayer: (f, at) => L.circleMarker(at, {{ radius: 5, color: f.properties.colour }}),
}});
timeline.addTo(map);
</script>""",
        "utf-8",
    )
    return page


def _serve(browser: Browser, runs: int) -> None:
    folder = ROOT / "benchmarks"
    with (
        serving(folder / "hello_page.py") as hello,
        serving(folder / "events_page.py") as events,
        serving(folder / "empty_page.py") as empty,
    ):
        _filter(browser, runs, hello, events)
        _first(browser, runs, empty, events)


def _filter(browser: Browser, runs: int, hello: str, events: str) -> None:
    pages = {}
    for name, address, reached in (("hello-world rerun", hello, SAID), ("filter of 20,000 events", events, FILTERED)):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        if address == events:
            frame_of(page)
        page.wait_for_selector("[data-testid=stSelectbox] input")
        page.wait_for_timeout(2500)
        pages[name] = (page, reached)
    times: dict[str, list[float]] = {name: [] for name in pages}
    for run in range(runs + 2):
        for name, (page, reached) in pages.items():
            page.bring_to_front()
            page.click("[data-testid=stSelectbox] input")
            page.wait_for_selector("[role=option]")
            took = page.evaluate(CHOOSE, [("Claims only", "Stated facts only", "Everything")[run % 3], reached])
            page.wait_for_timeout(900)  # what follows a rerun: the frame's report
            if run > 1:
                times[name].append(took / 1e3)
    for page, _ in pages.values():
        page.close()
    show("A widget's filter, chosen to painted", times, "hello-world rerun")


def _first(browser: Browser, runs: int, empty: str, events: str) -> None:
    pages = {"empty st_folium page": (empty, EMPTY), "map of 20,000 events": (events, DRAWN)}
    times: dict[str, list[float]] = {name: [] for name in pages}
    for run in range(runs + 1):
        for name, (address, drawn) in pages.items():
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            began = perf_counter()
            page.goto(address)
            frame_of(page, drawn)
            if run:
                times[name].append(perf_counter() - began)
            page.close()
    show("First map, server warm", times, "empty st_folium page")
