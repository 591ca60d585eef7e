"""From starting the process to the drawn map in a browser, against an ``st_folium`` page with an empty map."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import perf_counter, sleep

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import show

ROOT = Path(__file__).parents[1]
DRAWN = {
    "empty st_folium page": "() => !!document.querySelector('.leaflet-container .leaflet-map-pane')",
    "situation map, seed": "() => window.geo && window.geo.drawn === true",
}


def main(starts: int) -> None:
    """Start each page in turn and time it to its drawn map."""
    pages = {"empty st_folium page": ROOT / "benchmarks" / "empty_page.py", "situation map, seed": ROOT / "app.py"}
    with sync_playwright() as playwright:
        executable = next(
            p
            for p in map(
                shutil.which, (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
            )
            if p
        )
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        times: dict[str, list[float]] = {name: [] for name in pages}
        for run in range(starts + 1):
            for name, script in pages.items():
                took = _start(browser, script, DRAWN[name])
                if run:
                    times[name].append(took)
        browser.close()
    show("Process start to drawn map", times, "empty st_folium page")


def _start(browser: Browser, script: Path, drawn: str) -> float:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"]
    began = perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                sleep(0.02)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"http://127.0.0.1:{port}/")
        frame = page.wait_for_selector("iframe[title='streamlit_folium.st_folium']", timeout=60_000).content_frame()
        frame.wait_for_function(drawn, timeout=60_000)
        took = perf_counter() - began
        page.close()
        return took
    finally:
        server.terminate()
        server.wait(10)
