"""The command that writes files for others."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from geo import pipeline
from geo.cli import main
from geo.store import Store
from tests.export import made
from tests.export.test_care import text_of

ARTICLE = "Fighters captured the town of Rastan on Thursday."
STRIKE = next(e for e in made.extraction().events if e.type == "airstrike")

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a file whose reading is known."""
    monkeypatch.setattr(pipeline, "extract", lambda *_, **__: made.extraction())
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    return str(tmp_path / "a.txt")


def test_the_name_of_the_file_says_the_format(article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", article, "--out", str(tmp_path / "map.kmz")]) == 0
    with zipfile.ZipFile(tmp_path / "map.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
    assert "map.kmz: Marks for Google Earth" in capsys.readouterr().err


def test_it_writes_to_standard_output(article: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", article, "--format", "acled", "--out", "-", "--as-of", "2024-12-07"]) == 0
    found = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"))))
    assert {r["x_as_of"] for r in found} == {"2024-12-07"}


def test_an_unclear_format_and_a_folder_that_is_not_there_are_refused(
    article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", article, "--out", str(tmp_path / "map.shp")]) == 2
    assert "in which format? Give --format" in capsys.readouterr().err
    assert main(["export", article, "--out", str(tmp_path / "none" / "map.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt"]


def test_whole_articles_go_where_there_is_a_place_for_them(
    article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", article, "--full-text", "--out", str(tmp_path / "x.geojson")]) == 0
    assert json.loads((tmp_path / "x.geojson").read_text("utf-8"))["articles"][0]["text"]
    assert main(["export", article, "--full-text", "--out", str(tmp_path / "x.csv")]) == 0
    assert "csv has no place for articles" in capsys.readouterr().err


def test_a_record_is_blurred_when_asked(article: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--sensitive", STRIKE.id, "--sensitive", "even-none", "--blur-km", "50"]
    assert main(["export", article, *asked, "--out", str(tmp_path / "x.geojson")]) == 0
    told = (tmp_path / "x.geojson").read_text("utf-8")
    assert "Talbiseh" not in told
    assert json.loads(told)["blur"] == {"km": 50.0, "records": [STRIKE.id]}
    assert "even-none: no record has this id" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["export", article, "--blur-km", "0", "--out", str(tmp_path / "y.geojson")])


@pytest.mark.parametrize("command", ["export", "map", "situation"])
def test_what_is_marked_in_the_store_is_blurred_in_every_output_and_never_in_the_store(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path / 'store.db'}")
    with Store.open() as store:
        store.add(made.extraction(), rules="1")
        store.decide(STRIKE.id, "sensitive", {}, author="an analyst")
    out = tmp_path / ("map.html" if command == "map" else "map.geojson")
    assert main([command, "db:", "--out", str(out)]) == 0
    told = text_of("html" if command == "map" else "geojson", out.read_bytes())
    assert "Talbiseh" not in told
    assert "a place in Homs" in told
    with Store.open() as store:
        kept = next(e for e in store.extractions()[0].events if e.id == STRIKE.id)
    assert kept.places[0].lonlat == made.TALBISEH.lonlat
    assert kept.evidence[0].quote == made.SENTENCES["strike"]


@pytest.mark.parametrize("command", ["export", "map", "situation"])
def test_what_is_marked_in_the_store_is_blurred_where_the_article_is_given_as_a_file(
    command: str, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{tmp_path / 'store.db'}")
    with Store.open() as store:
        store.add(made.extraction(), rules="1")
        store.decide(STRIKE.id, "sensitive", {}, author="an analyst")
    out = tmp_path / ("map.html" if command == "map" else "map.geojson")
    assert main([command, article, "--out", str(out)]) == 0
    told = text_of("html" if command == "map" else "geojson", out.read_bytes())
    assert "Talbiseh" not in told
    assert "a place in Homs" in told
