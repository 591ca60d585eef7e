"""Hostile text through every way out, read back as it was by the rules, and run by nothing."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pyogrio
import pytest
from lxml import etree

from geo.export import FORMATS, write
from geo.export.plain import harmless, shown, unharmed
from tests.browser_fixtures import Watch
from tests.export.readers import CSVS, KML, hostile, payloads, rows, schema


@pytest.mark.parametrize("name", CSVS)
def test_hostile_cells_come_back_from_csv_as_they_were_and_no_spreadsheet_runs_them(name: str) -> None:
    column = {"csv": "publisher", "acled": "source", "idmc": "x_publisher", "hxl": "publisher"}[name]
    found = [r[column] for r in rows(FORMATS[name].make(hostile()))]
    assert {unharmed(cell) for cell in found} >= {shown(text) for text in payloads()}
    assert not [cell for cell in found if re.match(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]", cell)]


def test_hostile_cells_come_back_from_the_workbook_as_text(tmp_path: Path) -> None:
    data = FORMATS["xlsx"].make(hostile())
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [c for row in book["sources"].iter_rows(min_row=2) for c in row if c.value is not None]
    assert {c.data_type for c in cells} == {"s", "n"}
    assert {unharmed(c.value) for c in cells if c.data_type == "s"} >= {shown(text) for text in payloads()}
    (tmp_path / "x.xlsx").write_bytes(data)
    meta, _, _, columns = pyogrio.raw.read(tmp_path / "x.xlsx", layer="sources")  # a reader that is not the writer
    names = list(columns[list(meta["fields"]).index("publisher")])
    assert set(names) >= {harmless(shown(text)) for text in payloads() if "\r" not in text}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [n for n in archive.namelist() if b"<f>" in archive.read(n)]


def test_hostile_text_comes_back_from_geopackage_and_geojson(tmp_path: Path) -> None:
    path = write(hostile(), tmp_path / "x.gpkg")
    meta, _, _, columns = pyogrio.raw.read(path, layer="events")
    assert set(columns[list(meta["fields"]).index("publisher")]) == {shown(text) for text in payloads()}
    told = json.loads(FORMATS["geojson"].make(hostile()), parse_constant=_refuse)
    assert {a["source"] for a in told["articles"]} == {text.replace("\ud800", "\ufffd") for text in payloads()}


def test_hostile_text_comes_back_from_kml_and_is_no_markup_in_it(tmp_path: Path) -> None:
    path = write(hostile(), tmp_path / "x.kml")
    document = etree.parse(path)
    schema().assertValid(document)
    names = " ".join(n.text or "" for n in document.iter(f"{KML}name"))
    told = "".join(n.text or "" for n in document.iter(f"{KML}description"))
    for text in payloads():
        assert shown(text).strip() in names
    assert not re.search(r"<\w", told)  # what a viewer takes for HTML has no element
    assert pyogrio.raw.read(path, layer="Events")[2] is not None


def test_a_browser_runs_nothing_of_the_exported_map(watch: Watch, tmp_path: Path) -> None:
    write(hostile(), tmp_path / "map.html")
    watch.page.goto((tmp_path / "map.html").as_uri())
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)
    for record in [r["id"] for r in hostile().collection["records"]][:: len(hostile().collection["records"]) // 12]:
        watch.page.evaluate("id => geo.bus.emit('select', {record: id, from: 'panel'})", record)
        watch.page.wait_for_timeout(20)
    assert watch.page.locator(".geo-article mark.current").count() >= 1
    watch.assert_quiet()


def _refuse(constant: str) -> float:
    raise AssertionError(f"{constant} in JSON")


def test_a_cell_of_apostrophes_is_told_at_once() -> None:
    start = time.monotonic()
    assert harmless("'" * 40_000) == "'" * 40_000
    assert harmless("'" * 40_000 + "=1") == "'" * 40_001 + "=1"
    assert time.monotonic() - start < 1
