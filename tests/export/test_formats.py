"""Every way out, read back by a reader that is not ours."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest
from lxml import etree

from geo import geometry, pipeline
from geo.errors import OutputError
from geo.export import FORMATS, Format, Material, acled, format_of, sheets, write, xlsx
from geo.export.plain import QUOTE_MOST
from tests.browser_fixtures import Watch
from tests.export import made
from tests.export.readers import CSVS, KML, rows, schema

# ------------------------------------------------------------------------------------------------------ readers


def test_geopackage_is_read_by_gdal_with_its_layers_shapes_and_attributes(tmp_path: Path) -> None:
    material = made.material()
    path = write(material, tmp_path / "map.gpkg")
    layers = dict(pyogrio.list_layers(path).tolist())
    assert {"events", "routes", "movements", "control", "fronts", "bands", "rings", "background"} <= set(layers)
    assert {n for n, kind in layers.items() if kind is None} == {
        "records", "evidence", "figures", "unplaced", "sources", "about"
    }  # fmt: skip
    meta, _, shapes, columns = pyogrio.raw.read(path, layer="events")
    assert meta["crs"] == "EPSG:4326"
    events = dict(zip(meta["fields"], columns, strict=True))
    drawn = [f for f in material.collection["features"] if f["properties"]["layer"] == "event"]
    assert list(events["label"]) == [f["properties"]["label"] for f in drawn]
    assert list(shapes) == [geometry.wkb(f["geometry"]) for f in drawn]
    assert set(events["quote"]) <= set(made.SENTENCES.values())
    assert set(events["article_url"]) == {"https://news.example/rastan-falls"}
    front, _, lines, _ = pyogrio.raw.read(path, layer="fronts")
    assert front["geometry_type"] == "LineString"
    assert len(lines) == 1
    meta, _, _, (keys, texts) = pyogrio.raw.read(path, layer="about")
    assert "OpenStreetMap contributors (ODbL 1.0)" in dict(zip(keys, texts, strict=True))["attribution"]
    west, south, east, north = pyogrio.read_info(path, layer="events")["total_bounds"]
    assert (west, south) < (east, north)


def test_a_layer_of_areas_with_one_part_and_with_several_is_of_one_type(tmp_path: Path) -> None:
    one = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    several = {"type": "MultiPolygon", "coordinates": [one["coordinates"], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]}
    features = [
        {"type": "Feature", "id": str(n), "geometry": g, "properties": {"layer": "band"}} for n, g in enumerate((one, several))
    ]  # fmt: skip
    path = write(Material({**made.empty().collection, "features": features}), tmp_path / "x.gpkg")
    meta, _, shapes, _ = pyogrio.raw.read(path, layer="bands")
    assert (meta["geometry_type"], len(shapes)) == ("MultiPolygon", 2)


def test_kml_and_kmz_keep_the_schema_of_the_ogc_and_gdal_reads_them(tmp_path: Path) -> None:
    material = made.material()
    document = etree.fromstring(FORMATS["kml"].make(material))
    schema().assertValid(document)
    folders = [f.findtext(f"{KML}name") for f in document.iter(f"{KML}Folder")]
    assert "Background (earlier years)" in folders
    assert len(document.findall(f".//{KML}Placemark")) == len(material.collection["features"])
    capture = next(
        p for p in document.iter(f"{KML}Placemark") if "Capture of Rastan" in (p.findtext(f"{KML}name") or "")
    )
    assert capture.findtext(f"{KML}TimeSpan/{KML}begin") == "2024-12-06"
    assert made.SENTENCES["capture"] in (capture.findtext(f"{KML}description") or "")
    assert not re.search(rb"https?://(?!www\.opengis\.net/kml|news\.example)", FORMATS["kml"].make(material))
    for suffix in ("kml", "kmz"):
        path = write(material, tmp_path / f"map.{suffix}")
        layers = dict(pyogrio.list_layers(path).tolist())
        assert set(layers) == set(folders)
        meta, _, shapes, columns = pyogrio.raw.read(path, layer="Events")
        assert len(shapes) == sum(f["properties"]["layer"] == "event" for f in material.collection["features"])
        assert "Capture of Rastan · Opposition forces" in list(columns[list(meta["fields"]).index("Name")])


def test_a_workbook_has_a_sheet_each_and_numbers_are_numbers() -> None:
    material = made.material()
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(material)))
    assert book.sheetnames == ["records", "evidence", "figures", "unplaced", "sources", "about"]
    header, *cells = book["records"].iter_rows(values_only=True)
    assert header == sheets.RECORDS
    capture = next(dict(zip(header, row, strict=True)) for row in cells if row[2] == "capture")
    assert (capture["lat"], capture["lon"]) == (34.9269, 36.7324)
    assert (capture["country"], capture["admin1"], capture["day"]) == ("SY", "Homs", "2024-12-06")
    assert capture["quote"] == made.SENTENCES["capture"]
    assert (capture["publisher"], capture["article_published"]) == ("The Daily", "2024-12-06")
    about = dict(row for row in book["about"].iter_rows(min_row=2, values_only=True))
    assert {"as_of", "method", "disclaimer", "attribution", "quotes", "cells"} <= set(about)
    assert "OpenStreetMap contributors (ODbL 1.0)" in about["attribution"]


def test_a_country_called_na_and_words_like_null_stay_text() -> None:
    found = rows(FORMATS["csv"].make(made.material()))
    assert next(r for r in found if r["place"] == "Oshakati")["country"] == "NA"
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].make(made.material("nan"))))
    assert "NA" in [c.value for c in book["records"]["V"]]
    assert "nan" in [c.value for c in book["sources"]["B"]]
    table = pd.read_csv(io.BytesIO(FORMATS["csv"].make(made.material("null"))), keep_default_na=False)
    assert "null" in set(table["publisher"])


@pytest.mark.parametrize("name", CSVS)
def test_each_csv_begins_with_the_mark_that_excel_needs_and_says_where_it_comes_from(name: str) -> None:
    data = FORMATS[name].make(made.material())
    assert data.startswith(b"\xef\xbb\xbf")
    first = rows(data)[-1]
    assert "GeoNames (CC BY 4.0)" in " ".join(first.values())
    assert "2024-12-06" in first.values()
    assert "The Daily" in first.values()


def test_the_same_situation_gives_the_same_bytes() -> None:
    found = made.extraction()
    again = Material(pipeline.assemble([found]), [found])
    for name, chosen in FORMATS.items():
        if name not in ("xlsx", "html"):
            assert chosen.make(made.material()) == chosen.make(again), name


def test_a_thing_that_several_papers_tell_of_is_one_row_a_place_as_the_map_shows_it() -> None:
    one, other = made.extraction(), made.extraction(ident="b2")
    near = replace(other.events[2], places=(replace(made.TALBISEH, id="gn-7", name="Elsewhere"),))
    material = Material({**pipeline.assemble([one]), "articles": []}, [one, replace(other, events=(near,))])
    shown = next(r for r in material.collection["records"] if r["type"] == "airstrike")
    shown |= {"same_as": [near.id], "places": ["Elsewhere"]}  # as when the other paper knew better where
    assert [r["place"] for r in material.records() if r["record"] == shown["id"]] == ["Elsewhere"]
    assert [r["location"] for r in acled.rows(material) if r["x_record"] == shown["id"]] == ["Elsewhere"]


# -------------------------------------------------------------------------------------------------- what leaves the house


def test_sentences_leave_the_house_and_articles_only_when_asked() -> None:
    whole = made.material().collection["articles"][0]["text"]
    for full in (False, True):
        material = made.material(full_text=full)
        told = json.loads(FORMATS["geojson"].make(material))
        assert [a["text"] for a in told["articles"]] == [whole if full else None]
        assert {x["quote"] for r in told["records"] for x in r["evidence"]} <= set(made.SENTENCES.values())
    for name in ("xlsx", "csv", "gpkg", "kml", "acled", "idmc", "hxl"):
        assert whole.strip().encode() not in FORMATS[name].make(made.material(full_text=True))


def test_a_reader_of_the_saved_map_sees_the_sentence_and_not_the_article(watch: Watch, tmp_path: Path) -> None:
    material = made.material()
    capture = next(r["id"] for r in material.collection["records"] if r["type"] == "capture")
    write(material, tmp_path / "map.html")
    watch.page.goto((tmp_path / "map.html").as_uri() + f"#sel={capture}")
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)
    assert watch.page.inner_text(".geo-article .geo-text") == made.SENTENCES["capture"]
    watch.assert_quiet()


def test_a_sentence_without_an_end_is_cut() -> None:
    found = rows(FORMATS["csv"].make(made.material("word " * 2000)))
    assert max(len(r["quote"]) for r in found) == QUOTE_MOST
    told = json.loads(FORMATS["geojson"].make(made.material("word " * 2000)))
    assert max(len(x["quote"]) for r in told["records"] for x in r["evidence"]) == QUOTE_MOST


# ----------------------------------------------------------------------------------------------------- any situation


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("situation", [made.empty, lambda: Material(made.material().collection)])
def test_an_empty_situation_and_one_without_its_places_are_written(
    name: str, situation: Callable[[], Material]
) -> None:
    data = FORMATS[name].make(situation())
    assert data
    assert b"NaN" not in data or name == "html"
    assert b"Infinity" not in data or name == "html"


def test_thousands_of_records_are_written(tmp_path: Path) -> None:
    material = made.many(2000)
    count = len(material.collection["records"])
    assert len({r["record"] for r in rows(FORMATS["csv"].make(material))}) == count > 1900
    path = write(material, tmp_path / "x.gpkg")
    assert pyogrio.read_info(path, layer="events")["features"] == len(material.collection["features"])
    assert FORMATS["kml"].make(material).count(b"<Placemark>") == len(material.collection["features"])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(made.material(), tmp_path / "map.kmz")
    before = path.read_bytes()
    broken = {**made.material().collection, "features": [{"type": "Feature", "properties": {}}]}
    with pytest.raises(KeyError):
        write(Material(broken), path)
    monkeypatch.setattr("os.fsync", _full_disk)
    with pytest.raises(OutputError, match="what was there stays"):
        write(made.material(), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["map.kmz"]


@pytest.mark.parametrize("chosen", FORMATS.values(), ids=FORMATS)
def test_a_file_name_says_its_format(chosen: Format) -> None:
    assert format_of(Path(f"situation{chosen.suffix}")) is chosen


def test_a_name_that_says_none_is_refused_with_the_choice(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"html, xlsx, csv"):
        write(made.empty(), tmp_path / "situation.shp")
    assert not list(tmp_path.iterdir())


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    with pytest.raises(OutputError, match="no file"):
        write(made.material(), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").is_fifo()


def test_columns_of_notes_that_sql_takes_for_one_and_too_many_of_them_are_written(tmp_path: Path) -> None:
    given = made.material()
    notes = {"Town": "a", "town": "b", "=cmd()": "c", **{f"n{n}": "d" for n in range(2_500)}}
    records = [{**r, "notes": notes} for r in given.collection["records"]]
    noted = Material({**given.collection, "records": records}, given.extractions)
    meta, _, _, columns = pyogrio.raw.read(write(noted, tmp_path / "x.gpkg"), layer="records")
    found = dict(zip(meta["fields"], columns, strict=True))
    assert (found["note_Town"][0], found["note_town_2"][0]) == ("a", "b")
    for name in ("xlsx", "csv"):
        assert FORMATS[name].make(noted)


@pytest.mark.parametrize("name", FORMATS)
def test_what_unicode_calls_no_character_is_written_as_lost(name: str) -> None:
    data = FORMATS[name].make(made.material("Stone \ufffe bridge \uffff"))
    if name == "xlsx":
        cells = [c.value for row in openpyxl.load_workbook(io.BytesIO(data))["sources"].iter_rows() for c in row]
        assert "Stone \ufffd bridge \ufffd" in cells
    assert not {"\ufffe", "\uffff"} & set(data.decode("utf-8", "replace")) or name in ("html", "geojson")


def test_a_cell_is_cut_as_excel_counts() -> None:
    assert len(xlsx._value("\U0001f600" * 20_000)) == 16_383
    assert len(xlsx._value("a" * 40_000)) == 32_767


def _full_disk(_: int) -> None:
    raise OSError(28, "No space left on device")
