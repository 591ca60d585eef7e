"""The claims switch in a browser: by keyboard, with words for what is not drawn, and both sides of what is in tension."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser_fixtures import Watch
from tests.render.pages import HOSTILE, opened, several_days

pytestmark = pytest.mark.browser


def situation(label: str = "Government") -> dict[str, Any]:
    """Several days of events, the first told by two sources, the second by one side, its number of dead in dispute; and a front."""
    made = several_days()
    first, second, *rest = made["records"]
    article = made["articles"][0]["id"]
    for r in made["records"]:
        r.update(voices=[{"name": label, "kind": "outlet", "party": None}], independent=1, parties=[])
    first.update(independent=2, voices=[{"name": label, "kind": "outlet", "party": None}] * 2)
    accounts = [
        {"record": second["id"], "article": article, "who": label, "says": "12 people killed"},
        {"record": first["id"], "article": article, "who": None, "says": f"30 people killed {label}"},
    ]
    second.update(parties=["government"], tension=[{"why": "figures", "accounts": accounts}])
    line = {"type": "LineString", "coordinates": [[36.5, 34.8], [36.9, 34.85]]}
    front = {"layer": "front", "records": [r["id"] for r in rest[:2]], "claims": [], "label": label, "status": "inferred", "sides": ["opposition", "government"]}  # fmt: skip
    made["features"].append({"type": "Feature", "id": "front-0-0", "geometry": line, "properties": front})
    made["sides"] = [{**s, "label": label} if s["id"] == "government" else s for s in made["sides"]]
    return made


def test_the_switch_works_by_keyboard_and_says_what_is_not_drawn(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, situation())
    page = watch.page
    assert page.locator(".gm-outside").is_hidden()
    page.keyboard.press("f")
    page.wait_for_selector(".geo-claims input:focus")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => geo.store.get().filters.claims.join() === 'two'")
    page.wait_for_function("() => document.querySelectorAll('.geo-events .geo-row').length === 1")
    assert page.inner_text(".gm-outside") == (
        "The front is not drawn: it rests on statements outside “Two independent sources”."
    )
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => geo.store.get().filters.claims.join() === 'party:government'")
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => document.querySelector('.geo-active').innerText.includes('Claims: Said by Government')"
    )
    page.wait_for_function("() => decodeURIComponent(location.hash).includes('claims=party:government')")
    page.click(".geo-active .geo-on")
    page.wait_for_function("() => document.querySelector('.gm-outside').hidden")
    watch.assert_quiet()


def test_both_sides_stand_beside_each_other_and_names_stay_text(watch: Watch, tmp_path: Path) -> None:
    bad = " ".join(HOSTILE).replace("\0", "")
    made = situation(bad)
    opened(watch, tmp_path, made)
    page = watch.page
    first, second = (r["id"] for r in made["records"][:2])
    page.evaluate("id => geo.bus.emit('select', {record: id, from: 'test'})", second)
    page.wait_for_selector(".geo-differs")
    assert page.locator(".geo-differs li").count() == 2
    assert "12 people killed" in page.inner_text(".geo-differs")
    page.click(".geo-differs .geo-clause")
    page.wait_for_function("id => geo.store.get().selected === id", arg=first)
    page.keyboard.press("f")
    page.locator(".geo-claims label").nth(2).click()
    page.wait_for_function("() => geo.store.get().filters.claims.join() === 'party:government'")
    assert page.locator(".geo-claims option").first.text_content()
    watch.assert_quiet()
