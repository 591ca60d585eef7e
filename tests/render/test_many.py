"""Thousands of events in a real browser: gathered with their numbers, spread on a click, and no heap that grows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import soak, synthetic
from geo.export import html
from geo.gazetteer import Gazetteer
from tests.browser_fixtures import Watch

pytestmark = pytest.mark.browser

EVENTS = 3000


@pytest.fixture(scope="module")
def collection(gazetteer: Gazetteer) -> dict[str, Any]:
    return synthetic.situation(EVENTS, gazetteer)


def opened(watch: Watch, folder: Path, features: dict[str, Any]) -> None:
    (folder / "map.html").write_text(html.page(features), "utf-8")
    watch.page.goto((folder / "map.html").as_uri())
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=30_000)


def counted(watch: Watch) -> int:
    """Events that the drawn marks stand for."""
    return watch.page.evaluate("() => geo.marks.positions().reduce((sum, m) => sum + (m.count || 1), 0)")


def test_thousands_are_gathered_with_their_numbers_and_obey_time_and_filters(
    watch: Watch, tmp_path: Path, collection: dict[str, Any]
) -> None:
    opened(watch, tmp_path, collection)
    assert counted(watch) == EVENTS
    assert watch.page.evaluate("() => geo.marks.positions().length") < 200
    some = sum(r["day"] == "2024-11-11" and r["status"] == "claimed" for r in collection["records"])
    watch.page.evaluate(
        "() => geo.store.set({ time: { from: '2024-11-11', to: '2024-11-11' }, filters: { status: ['claimed'] } })"
    )
    watch.page.wait_for_timeout(200)
    assert counted(watch) == some > 0
    assert watch.page.locator(".gm-marks button").count() <= 250
    assert "So many events here" in watch.page.text_content(".gm-legend")
    watch.assert_quiet()


def test_a_gathered_mark_is_zoomed_into_and_one_place_is_spread(
    watch: Watch, tmp_path: Path, collection: dict[str, Any]
) -> None:
    homs = {**collection, "features": [
        {**f, "geometry": {"type": "Point", "coordinates": [36.72, 34.73]}} if i % 10 == 0 else f
        for i, f in enumerate(collection["features"])
    ]}  # fmt: skip
    opened(watch, tmp_path, homs)
    positions = "() => geo.marks.positions().filter((m) => m.x > 400 && m.x < 900 && m.y > 150 && m.y < 600)"
    zoom = watch.page.evaluate("() => geo.view.fit('all')")
    mark = max(watch.page.evaluate(positions), key=lambda m: m.get("count", 1))
    watch.page.mouse.click(mark["x"], mark["y"])
    watch.page.wait_for_timeout(900)
    zoom = watch.page.evaluate("() => geo.view.current().zoom")
    assert zoom > 7
    watch.page.evaluate("() => geo.view.restore({ lat: 34.73, lon: 36.72, zoom: 14 })")
    watch.page.wait_for_timeout(400)
    mark = max(watch.page.evaluate(positions), key=lambda m: m.get("count", 1))
    assert mark["count"] == EVENTS // 10
    watch.page.mouse.move(mark["x"], mark["y"])
    assert "300 events" in watch.page.inner_text(".gm-hover")
    watch.page.mouse.click(mark["x"], mark["y"])
    watch.page.wait_for_timeout(200)
    discs = [m for m in watch.page.evaluate("() => geo.marks.positions()") if m["record"]]
    assert len(discs) == 48
    watch.page.mouse.click(discs[-1]["x"], discs[-1]["y"])
    assert watch.page.evaluate("() => geo.store.get().selected") == discs[-1]["record"]
    watch.assert_quiet()


def test_scripted_use_leaves_the_heap_as_it_was(watch: Watch, tmp_path: Path, collection: dict[str, Any]) -> None:
    opened(watch, tmp_path, collection)
    first, last = soak.use(watch.page, watch.page, 8)
    assert first > 0
    assert last - first < soak.LIMIT_MB
    watch.assert_quiet()
