"""A data set beside the articles in the browser: the drawer leads to the other record, the filter tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import external
from geo.gazetteer import Gazetteer
from geo.situation import build, collection
from tests.browser_fixtures import Watch
from tests.render.pages import HOSTILE, opened
from tests.situation.test_matched import event, extraction

pytestmark = pytest.mark.browser


def rows(gazetteer: Gazetteer, note: str, id_: str = "A1") -> tuple:
    text = f'id,date,place,type,lat,lon,note,source\n{id_},2024-12-05,Hama,airstrike,35.13,36.75,"{note}",\n'
    text += "A2,2024-12-08,Homs,protest,34.73,36.72,Invented row.,\n"
    return external.from_bytes(text.encode("utf-8", "replace"), "counts.csv", gazetteer).extractions


def test_the_drawer_names_the_row_and_leads_to_it(watch: Watch, tmp_path: Path, gazetteer: Gazetteer) -> None:
    made = collection(build([extraction("a", [event("even-1", "a")]), *rows(gazetteer, "Invented row.")]))
    opened(watch, tmp_path, made)
    page = watch.page
    page.evaluate("() => geo.bus.emit('select', {record: 'even-1', from: 'test'})")
    page.wait_for_selector(".geo-also")
    assert "counts (A1): Airstrike" in page.inner_text(".geo-also")
    page.click(".geo-also .geo-clause")
    page.wait_for_function("() => geo.store.get().selected !== 'even-1'")
    assert "Example Wire: Airstrike" in page.inner_text(".geo-also")
    page.evaluate("() => geo.store.set({filters: {told: ['data']}}, 'test')")
    page.wait_for_function("() => document.querySelectorAll('.geo-events .geo-row').length === 1")
    assert "row of counts" in page.inner_text(".geo-events")
    watch.assert_quiet()


def test_what_rows_say_is_text_and_nothing_else(watch: Watch, tmp_path: Path, gazetteer: Gazetteer) -> None:
    note = " ".join(HOSTILE).replace('"', '""').replace("\0", "")
    made = collection(build([extraction("a", [event("even-1", "a")]), *rows(gazetteer, note, "{{7*7}}<b>${1}")]))
    opened(watch, tmp_path, made)
    watch.page.evaluate("() => geo.bus.emit('select', {record: 'even-1', from: 'test'})")
    watch.page.wait_for_selector(".geo-also")
    assert "{{7*7}}<b>${1}" in watch.page.inner_text(".geo-also")
    watch.page.click(".geo-also .geo-clause")
    watch.page.wait_for_timeout(300)
    watch.assert_quiet()
