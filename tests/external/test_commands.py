"""Other people's event data through the commands; all rows are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.cli import main

DATA = Path(__file__).parents[1] / "data" / "external"
HEAD = "date,place,type,country,figure,note\n"
ROW = "2024-12-05,Hama,airstrike,Syria,3 killed,Invented row.\n"
ARTICLE = (
    "---\ntitle: Strike on Hama\ndate: 2024-12-05\nsource: Example Wire\n---\n"
    "An airstrike on Thursday killed three people in Hama, Syria, residents said.\n"
)


def records(path: Path) -> dict[str, dict]:
    return {r["label"]: r for r in json.loads(path.read_text())["records"]}


def test_a_table_given_with_data_stands_beside_the_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "t.csv").write_text(HEAD + ROW + "2024-12-05,Hama,airstrike,Syria,-3,Invented row.\n")
    out = tmp_path / "out.geojson"
    assert main(["situation", str(tmp_path / "a.txt"), "--data", str(tmp_path / "t.csv"), "--out", str(out)]) == 1
    assert "t, row 3: figure '-3' is below zero" in capsys.readouterr().err
    made = json.loads(out.read_text())
    told = sorted((r["told_by"], r.get("dataset", "")) for r in made["records"] if r["list"] == "event")
    assert told == [("both", ""), ("both", "t")]


def test_a_table_in_a_folder_is_data_by_its_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "t.csv").write_text(HEAD + ROW)
    (folder / "other.csv").write_text("name,size\nx,1\n")
    out = tmp_path / "out.geojson"
    assert main(["situation", str(folder), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "other.csv" in said and "t: 1 row read" in said
    assert {r.get("dataset") for r in json.loads(out.read_text())["records"]} == {None, "t"}


def test_data_alone_make_a_map_whose_page_names_them(tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    assert main(["map", str(DATA / "acled_invented.csv"), "--out", str(out)]) == 1
    assert out.stat().st_size > 100_000
