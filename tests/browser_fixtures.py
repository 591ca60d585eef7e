"""A real Chromium, and a watch over what a page does in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""No sandbox: containers run tests as root. The rest keeps the browser itself from calling out."""
LOCAL = {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium, or the one that Playwright installed, once for all tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield launched
        launched.close()


class Watch:
    """A fresh page whose errors, dialogs, executions and requests are kept."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.executions: list[str] = []
        self.dialogs: list[str] = []
        self.requests: list[str] = []
        self.context.on("console", self._console)
        self.context.on("request", self._request)
        self.context.on("weberror", lambda e: self.errors.append(str(e.error)))
        self.context.on("dialog", self._dialog)

    @property
    def foreign(self) -> list[str]:
        """Requests that leave the machine."""
        return [
            u
            for u in self.requests
            if urlsplit(u).scheme in {"http", "https", "ws", "wss"} and urlsplit(u).hostname not in LOCAL
        ]

    def assert_quiet(self) -> None:
        """Fail if anything ran, asked, failed or left the machine."""
        for what in ("executions", "dialogs", "errors", "foreign"):
            found = getattr(self, what)
            assert not found, f"{what}: {found}"

    def close(self) -> None:
        """Close the page and its context."""
        self.context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if "PWN" in message.text:
            self.executions.append(message.text)
        elif message.type == "error":
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    """Give a watched page."""
    made = Watch(browser)
    yield made
    made.close()
