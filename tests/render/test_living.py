"""The living page: other data in its place, its address, what is chosen all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.export import html
from tests.browser_fixtures import Watch
from tests.render.pages import opened, several_days

pytestmark = pytest.mark.browser

LISTENERS = """() => {
    const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
    return Object.values(map._events).reduce((n, list) => n + list.length, 0);
}"""
NODES = "() => document.body.children.length + document.querySelector('.geo-map').children.length"
REPLACE = """async () => {
    const map = Object.entries(window).find(([k, v]) => k.startsWith('map_') && v && v.setView)[1];
    const message = await geo.decode(document.scripts[document.scripts.length - 1].textContent.match(/geo\\.layer\\("([^"]+)"/)[1]);
    geo.mount(map, message, geo.store.get());
    await new Promise((done) => setTimeout(done, 60));
}"""


def test_replacing_the_data_leaves_one_of_everything(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    page.wait_for_timeout(400)
    page.evaluate(REPLACE)
    before = page.evaluate(LISTENERS), page.evaluate(NODES)
    for _ in range(4):
        page.evaluate(REPLACE)
    assert (page.evaluate(LISTENERS), page.evaluate(NODES)) == before
    page.keyboard.press("]")
    first = page.inner_text(".geo-drawer h2")
    page.keyboard.press("]")
    assert page.locator(".geo-steps .geo-meta").inner_text().startswith("2 of"), "one key, one step"
    assert page.inner_text(".geo-drawer h2") != first
    page.keyboard.press("t")
    assert page.locator(".geo-sheet").is_visible(), "opened once, not opened and closed"
    page.set_viewport_size({"width": 1000, "height": 700})
    page.wait_for_timeout(200)
    assert page.locator(".leaflet-control-scale-line").count() == 1
    watch.assert_quiet()


def test_it_opens_in_one_painting(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    watch.page.wait_for_timeout(700)
    assert watch.page.evaluate("() => geo.paints") == 1
    watch.assert_quiet()


def test_of_thousands_the_map_is_painted_before_the_lists(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(html.page(several_days(days=60, each=30)), "utf-8")
    watch.page.add_init_script(
        """new MutationObserver(() => {
            if (window.order === undefined && document.querySelector('.geo-events li')) window.order = Boolean(window.geo.paints);
        }).observe(document, { childList: true, subtree: true });"""
    )
    watch.page.goto((tmp_path / "map.html").as_uri())
    watch.page.wait_for_function("() => window.order !== undefined", timeout=20_000)
    assert watch.page.evaluate("() => window.order") is True
    watch.assert_quiet()


def test_a_saved_file_keeps_its_state_behind_the_hash_and_obeys_it(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    entries = page.evaluate("() => history.length")
    page.evaluate(
        "() => geo.store.set({ time: { from: '2024-11-28', to: '2024-11-28' }, filters: { type: ['clash'] }, selected: 'even-1-2' })"
    )
    page.wait_for_url("**#t=2024-11-28*sel=even-1-2*")
    assert page.evaluate("() => history.length") == entries, "Back leaves the page"
    address, before = page.url, page.evaluate("() => geo.store.get()")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("() => window.geo && geo.drawn === true")
    assert {**page.evaluate("() => geo.store.get()"), "view": None} == {**before, "view": None}
    assert page.locator(".geo-drawer").is_visible()
    page.evaluate("() => { location.hash = '#q=homs&t=<img src=x>&sel=nobody'; }")
    page.wait_for_function("() => geo.store.get().text === 'homs'")
    assert page.evaluate("() => geo.store.get().time") is None
    watch.assert_quiet()


FREE = """(id) => {
    const p = geo.view.padding();
    const mark = geo.marks.positions().find((m) => m.record === id);
    return Boolean(mark) && mark.x > p.left && mark.x < innerWidth - p.right && mark.y > p.top && mark.y < innerHeight - p.bottom;
}"""


def test_what_is_chosen_in_one_frame_with_days_and_table_comes_into_view(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    for record, view, table in (
        ("even-1-3", "{ lat: 34.73, lon: 36.72, zoom: 11 }", True),
        ("even-3-0", "{ lat: 36.2, lon: 37.16, zoom: 12 }", False),
        ("even-4-1", "null", True),
    ):
        page.evaluate(
            f"() => {{ geo.store.set({{ ...geo.emptyState(), view: {view} }}); geo.panels.mounted.sheet.toggle(false); }}"
        )
        page.wait_for_timeout(350)
        page.evaluate(
            """([id, table]) => {
                const day = geo.isoDay(geo.live.table.day[geo.live.table.index(id)]);
                geo.store.set({ time: { from: day, to: day }, selected: id }, 'panel');
                geo.panels.mounted.sheet.toggle(table);
            }""",
            [record, table],
        )
        page.wait_for_timeout(700)
        assert page.evaluate(FREE, record), record
    watch.assert_quiet()


def test_the_legend_leaves_sides_to_the_open_rail_and_lists_those_that_show(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, several_days())
    page = watch.page
    sides = page.locator(".gm-legend ul[data-group=sides] li")
    assert sides.first.is_hidden()
    page.keyboard.press("s")
    assert sides.all_inner_texts() == ["Opposition forces", "Government"]
    page.evaluate("() => geo.store.set({ filters: { side: ['government'] } })")
    page.wait_for_timeout(300)
    assert sides.all_inner_texts() == ["Government"]
    watch.assert_quiet()


def test_days_that_the_headline_does_not_cover_get_a_sentence_of_their_own(watch: Watch, tmp_path: Path) -> None:
    situation: dict[str, Any] = several_days()
    situation["headline"] = [{"text": "Clashes at Homs on the last day.", "records": ["even-5-1"]}]
    opened(watch, tmp_path, situation)
    page = watch.page
    headline = page.locator(".geo-headline")
    page.evaluate("() => geo.store.set({ time: { from: '2024-11-28', to: '2024-11-28' } })")
    page.wait_for_timeout(400)
    assert headline.inner_text().startswith("28 November 2024: 5 records. Airstrike 2, ")
    page.evaluate("() => geo.store.set({ time: null })")
    page.wait_for_timeout(400)
    assert headline.inner_text() == "Clashes at Homs on the last day."
    headline.locator("[role=link]").click()
    assert page.evaluate("() => geo.store.get().selected") == "even-5-1"
    watch.assert_quiet()


def test_an_area_of_an_event_does_not_wear_its_sides_colour(watch: Watch, tmp_path: Path) -> None:
    area = {
        "type": "Feature", "id": "area", "geometry": {"type": "Polygon", "coordinates": [[[36.2, 34.2], [38.4, 34.2], [38.4, 36.2], [36.2, 36.2], [36.2, 34.2]]]},
        "properties": {"layer": "event", "record": "even-0-0", "records": ["even-0-0"], "label": "Clash", "status": "claimed", "class": "battle", "type": "clash",
                       "side": "opposition", "sides": ["opposition"], "colour": "#FF0000", "hatch": "slash", "anchor": [37.3, 35.2], "place": "Homs province"},
    }  # fmt: skip
    situation = several_days()
    opened(watch, tmp_path, {**situation, "features": [area], "bounds": [36.2, 34.2, 38.4, 36.2]})
    red = watch.page.evaluate(
        """() => {
            const c = document.querySelector('.geo-over');
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            let n = 0;
            for (let i = 0; i < d.length; i += 4) n += d[i + 3] > 40 && d[i] > 200 && d[i + 1] < 90 && d[i + 2] < 90;
            return n;
        }"""
    )
    assert 0 < red < 800, "the ring of its disc, and nothing else"
    assert "Event somewhere in this area" in watch.page.inner_text(".gm-legend")
    watch.assert_quiet()
