"""From starting the process to the drawn map in a browser, against an ``st_folium`` page with an empty map."""

from __future__ import annotations

from time import perf_counter

from benchmarks.report import show
from benchmarks.serving import ROOT, browsing, frame_of, serving

PAGES = {
    "empty st_folium page": (
        ROOT / "benchmarks" / "empty_page.py",
        "() => !!document.querySelector('.leaflet-container .leaflet-map-pane')",
    ),
    "situation map, seed": (ROOT / "app.py", "() => window.geo && window.geo.drawn === true"),
}


def main(starts: int) -> None:
    """Start each page in turn and time it to its drawn map."""
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    with browsing() as browser:
        for run in range(starts + 1):
            for name, (script, drawn) in PAGES.items():
                began = perf_counter()
                with serving(script) as address:
                    page = browser.new_page(viewport={"width": 1280, "height": 800})
                    page.goto(address)
                    frame_of(page, drawn)
                    took = perf_counter() - began
                    page.close()
                if run:  # the first warms caches
                    times[name].append(took)
    show("Process start to drawn map", times, "empty st_folium page")
