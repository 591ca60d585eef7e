"""The map's twin in tables: all that it shows stands there in words, as true on the chosen day, for whoever cannot see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser_fixtures import Watch
from tests.render.pages import SIDES, opened, several_days

pytestmark = pytest.mark.browser

TURN = "2024-11-30"
SQUARE = [[36.6, 34.6], [36.9, 34.6], [36.9, 34.9], [36.6, 34.9], [36.6, 34.6]]


def held(number: int, side: dict[str, str], days: list[str | None], **more: Any) -> dict[str, Any]:
    """Return the feature of a held Aleppo, with the record that says so."""
    return {
        "type": "Feature", "id": f"held-{number}", "geometry": {"type": "Point", "coordinates": [37.16, 36.2]},
        "properties": {"layer": "control", "basis": "place", "record": f"even-{number}-0", "records": [f"even-{number}-0"],
                       "label": f"Aleppo · held by {side['label']}", "status": "claimed", "state": "held", "holders": [side["label"]],
                       "sides": [side["id"]], "side": side["id"], "colour": side["colour"], "hatch": side["hatch"], "place": "Aleppo",
                       "place_kind": "settlement", "precision_km": 1.0, "valid": days, **more},
    }  # fmt: skip


def shape(name: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": name,
        "geometry": geometry,
        "properties": {"records": ["even-1-1"], "status": "inferred", **properties},
    }


def told() -> dict[str, Any]:
    """Return six days with a town that changes hands, a front, a flight, an area that was drawn and a stated distance."""
    made = several_days()
    line, square = {"type": "LineString", "coordinates": SQUARE[:2]}, {"type": "Polygon", "coordinates": [SQUARE]}
    made["features"] += [
        held(0, SIDES[1], [None, TURN]),
        held(3, SIDES[0], [TURN, None], inferred="it lies behind the advance"),
        shape("front", line, layer="front", sides=["opposition", "government"], places=["Homs", "Rastan"], label="Front", valid=[TURN, None]),
        shape("flight", line, layer="route", record="disp-3", status="claimed", kind="flight", **{"from": "Homs", "to": "Hama"}, via=[],
              basis="schematic", figure={"value": 51000.0}, figure_text="about 51,000 people", width_class=2, label="Flight from Homs to Hama",
              day=TURN, time=TURN),
        shape("area", square, layer="control", basis="drawn", sides=["opposition"], holders=["Opposition forces"], state="held",
              label="Homs pocket", colour="#D55E00", hatch="backslash", drawing={"id": "d", "author": "Amal", "at": "", "reason": ""}),
        shape("ring", square, layer="ring", why="within", record="even-1-1", ring_label="within 5 km of Homs", label="Ring"),
    ]  # fmt: skip
    return made


def rows(page: Any, table: str) -> list[list[str]]:
    """Return the cells of a table as they are read."""
    page.click(f"#geo-sheet-{table}")
    return page.evaluate(
        "() => [...document.querySelectorAll('.geo-sheet tbody tr')].map((r) => [...r.cells].map((c) => c.innerText))"
    )


def test_the_tables_say_what_the_map_shows_as_of_the_chosen_day(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, told())
    page = watch.page
    page.keyboard.press("t")
    assert rows(page, "held") == [
        [
            "Aleppo",
            "held",
            "Opposition forces",
            "30 November 2024",
            "Reuters (claimed)",
            "inferred: it lies behind the advance",
        ]
    ]
    assert rows(page, "fronts") == [
        ["Opposition forces – Government", "Homs, Rastan", "inferred", "30 November 2024", "1 statement"]
    ]
    assert rows(page, "moves")[0][:6] == [
        "Flight from Homs to Hama",
        "Homs",
        "Hama",
        "",
        "about 51,000 people",
        "30 November 2024",
    ]
    assert rows(page, "areas") == [
        ["Homs pocket", "held", "Opposition forces", "Day not known", "drawn by the analyst Amal"],
        ["within 5 km of Homs", "", "", "Day not known", "inferred"],
    ]
    assert (
        page.inner_text(".geo-sheet caption")
        == "Areas, contested ground, stated distances, as the map shows it: All days"
    )
    page.evaluate("() => geo.store.set({ time: { from: '2024-11-28', to: '2024-11-28' } })")
    page.wait_for_timeout(450)
    assert [row[2] for row in rows(page, "held")] == ["Government"], "what was true on that day"
    assert rows(page, "fronts") == []
    assert page.inner_text(".geo-sheet .geo-empty") == "Nothing of this kind is on the map at the moment."
    page.evaluate("() => geo.store.set({ time: null, layers: { hidden: ['control'] } })")
    page.wait_for_timeout(450)
    assert rows(page, "held") == [], "a layer that is hidden has no rows"
    watch.assert_quiet()


def test_it_is_the_first_thing_that_tab_reaches_and_is_read_as_a_table(watch: Watch, tmp_path: Path) -> None:
    opened(watch, tmp_path, told())
    page = watch.page
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.innerText") == "Skip to the map as tables"
    box = page.evaluate(
        "() => { const b = document.activeElement.getBoundingClientRect(); return [b.width, b.height]; }"
    )
    assert min(box) >= 24, "seen while it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "geo-sheet-records"
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Who holds what 1").get_attribute("aria-selected") == "true"
    grid = page.get_by_role("tabpanel").get_by_role("table")
    assert grid.get_by_role("columnheader").all_inner_texts() == [
        "Place",
        "State",
        "Who",
        "Since",
        "Says who",
        "Stated or inferred",
    ]
    assert grid.get_by_role("rowheader").all_inner_texts() == ["Aleppo"]
    grid.get_by_role("rowheader").get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => geo.store.get().selected") == "even-3-0"
    assert page.inner_text(".geo-drawer h2")
    watch.assert_quiet()


HIDDEN = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const box = at.getBoundingClientRect();
    const own = (node) => node && (at.contains(node) || node.contains(at));
    const seen = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]].some(([x, y]) => own(document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)));
    return seen || at.matches('.geo-map') || at.closest('.gm-marks') ? '' : at.outerHTML.slice(0, 90);
}"""


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)])
def test_whatever_has_the_focus_is_in_sight(watch: Watch, tmp_path: Path, size: tuple[int, int]) -> None:
    watch.page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(watch, tmp_path, told())
    page = watch.page
    page.evaluate("() => geo.store.set({ selected: 'even-1-1', filters: { type: ['clash', 'airstrike', 'protest'] } })")
    page.wait_for_timeout(450)
    under = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        under.add(page.evaluate(HIDDEN))
    assert not {one for one in under if one}, under
