"""A parent for the frame that plays Streamlit and Python: it hears reports and sends commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo import render
from geo.export import html
from geo.render.message import encode
from tests.browser_fixtures import Watch

LISTEN = "window.said = []; window.Streamlit = { setComponentValue: (words) => window.said.push(words) };"


class Parent:
    """Opens a page, makes it live, and answers what it asks.

    Parameters
    ----------
    watch : Watch
    folder : Path
        Where the page is put.
    features : mapping
    desk : mapping
        What Python keeps beside the situation.
    """

    def __init__(self, watch: Watch, folder: Path, features: Mapping[str, Any], desk: Mapping[str, Any]) -> None:
        self.page = watch.page
        self.number = 0
        self.answered = 0
        (folder / "desk.html").write_text(html.page(features, full_text=True, desk=True), "utf-8")
        self.page.add_init_script(LISTEN)
        self.page.goto((folder / "desk.html").as_uri())
        self.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)
        self.send(features, desk=desk, same=False)

    def send(
        self,
        features: Mapping[str, Any] | None = None,
        *,
        desk: Mapping[str, Any] | None = None,
        answers: list[dict[str, Any]] | None = None,
        same: bool = True,
    ) -> None:
        """Send a command, with new data or without, and wait until it is obeyed."""
        if features is not None:
            self.number += 1
        more = {key: value for key, value in (("desk", desk), ("answers", answers)) if value is not None}
        order = encode({"v": f"v{self.number}", "n": 1, "s": "", "same": same}, pack=False)
        payload = render.payload(features) if features is not None else ""
        self.page.evaluate(
            "async ([order, data, more]) => { geo.command(order, data, more); await new Promise((done) => setTimeout(done, 60)); }",
            [order, payload, encode(more) if more else ""],
        )

    def acts(self) -> list[dict[str, Any]]:
        """Return the acts that wait for an answer."""
        return self.page.evaluate("() => geo.acts.waiting()")

    def answer(self, result: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Answer the first act that waits and return it."""
        self.page.wait_for_function("() => geo.acts.waiting().length > 0", timeout=5_000)
        first = self.acts()[0]
        frame = self.page.evaluate("() => geo.acts.frame")
        self.send(answers=[{"f": frame, "k": first["k"], "result": dict(result)}], **more)
        return first
