"""A Streamlit page in a process of its own, and the browser that opens it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from playwright.sync_api import Browser, Frame, Page, sync_playwright

ROOT = Path(__file__).parents[1]
MAP = "iframe[title='streamlit_folium.st_folium']"
DRAWN = "() => window.geo && window.geo.drawn === true"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the system's Chromium."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(p for p in map(shutil.which, names) if p), args=list(QUIET)
        )
        yield browser
        browser.close()


@contextmanager
def serving(script: Path, **environment: str) -> Iterator[str]:
    """Serve a page and give its address once the server answers."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise RuntimeError(f"{script.name} did not start") from None
                sleep(0.02)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def frame_of(page: Page, drawn: str = DRAWN) -> Frame:
    """Wait for the drawn map and return its frame."""
    element = page.wait_for_selector(MAP, timeout=120_000)
    frame = element.content_frame() if element else None
    if frame is None:
        raise RuntimeError("the page has no map")
    frame.wait_for_function(drawn, timeout=120_000)
    return frame
