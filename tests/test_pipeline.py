"""The way of one article (docs/design.md §1), worked by hand, and what bounds it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from geo import articles, pipeline, render
from geo.cli import main
from geo.gazetteer import Gazetteer
from geo.model import Article
from geo.settings import Settings

SEED = Path(__file__).parents[1] / "seeds" / "2024-12-06-homs.txt"
SENTENCE = (
    "Opposition fighters have advanced to within 5 kilometers (3 miles) of Homs "
    "after capturing the towns of Rastan and Talbiseh in Homs governorate."
)
HOMS, RASTAN, TALBISEH = Point(36.7234, 34.7268), Point(36.7324, 34.9269), Point(36.73, 34.8407)


@pytest.fixture(scope="module")
def seed(gazetteer: Gazetteer) -> dict:
    return pipeline.features([articles.read(SEED)], gazetteer)


def of(made: dict, layer: str) -> list[dict]:
    return [f for f in made["features"] if f["properties"]["layer"] == layer]


def test_one_sentence_becomes_two_captures_an_advance_and_held_towns(gazetteer: Gazetteer) -> None:
    article = Article(id="walk", title="", text=SENTENCE, published=date(2024, 12, 6))
    found = pipeline.extract(article, gazetteer)

    named = [(t.mention.text, t.place.kind) for t in found.toponyms if t.place]
    assert named == [("Homs", "settlement"), ("Rastan", "settlement"), ("Talbiseh", "settlement"), ("Homs", "admin1")]

    assert sorted((e.type, e.within_km) for e in found.events) == [
        ("advance", 5.0),
        ("capture", None),
        ("capture", None),
    ]
    captured = {p.name for e in found.events if e.type == "capture" for p in e.places}
    assert captured == {"Rastan", "Talbiseh"}
    (advance,) = found.movements
    assert (advance.kind, advance.within_km, advance.heading) == ("advance", 5.0, False)
    assert [p.name for p in advance.destinations] == ["Homs"]
    assert {p.name for p in advance.via} == {"Rastan", "Talbiseh"}
    assert {(p.name, c.state) for c in found.controls for p in c.places} == {("Rastan", "held"), ("Talbiseh", "held")}
    assert found.displacements == ()
    for record in found.records:
        assert record.status == "asserted"
        for e in record.evidence:
            assert article.text[e.start : e.end] == e.quote


def test_homs_is_outside_the_oppositions_area_and_the_captured_towns_are_inside(seed: dict) -> None:
    areas = [f for f in of(seed, "control") if f["properties"]["basis"] == "area"]
    (ours,) = [shape(f["geometry"]) for f in areas if f["properties"]["side"] == "opposition"]
    assert ours.contains(RASTAN)
    assert ours.contains(TALBISEH)
    assert not ours.contains(HOMS)


def test_the_front_passes_three_to_eight_kilometres_north_of_homs_and_says_that_it_is_inferred(seed: dict) -> None:
    (front,) = of(seed, "front")
    assert front["properties"]["status"] == "inferred"
    assert len(front["properties"]["records"]) >= 2
    meridian = shape(front["geometry"]).intersection(
        shape({"type": "LineString", "coordinates": [[36.7234, 34], [36.7234, 36]]})
    )
    north_km = (meridian.centroid.y - HOMS.y) * 111.2
    assert 3 <= north_km <= 8


def test_national_figures_stand_apart_in_the_ledger_and_never_on_homs(seed: dict) -> None:
    rows = {r["value"]: r for r in seed["ledger"]["rows"]}
    assert (rows[280_000]["scope"], rows[280_000]["status"]) == ("Syria", "claimed")
    assert (rows[1_500_000]["scope"], rows[1_500_000]["status"]) == ("Syria", "forecast")
    assert all(t["refused"] for t in seed["ledger"]["totals"])
    drawn = [f["properties"].get("figure") or {} for f in seed["features"]]
    assert not {280_000, 1_500_000} & {f.get("value") for f in drawn}


@pytest.mark.parametrize("seat", ["London", "Tehran", "Damascus", "United Kingdom", "Moscow", "Beirut"])
def test_nothing_is_pinned_on_a_seat_of_power(seed: dict, seat: str) -> None:
    points = [f for f in seed["features"] if f["geometry"]["type"] == "Point"]
    assert seat not in {f["properties"].get("place") for f in points}


def test_background_is_a_layer_of_its_own(seed: dict) -> None:
    past = {r["id"] for r in seed["records"] if r["background"]}
    assert len(past) >= 5
    for f in seed["features"]:
        if f["properties"]["layer"] not in ("background", "front", "band", "control"):
            assert not past & set(f["properties"]["records"]), f["properties"]["label"]


def test_the_road_that_the_article_names_is_drawn_as_context(seed: dict) -> None:
    (road,) = seed["roads"]
    assert road["name"] == "M5 highway"
    assert shape(road["geometry"]).distance(RASTAN) < 0.05
    assert any(n["key"] == "roads" for n in seed["notes"])


def test_what_has_no_place_is_listed_with_its_reason(seed: dict) -> None:
    placed = {i for f in seed["features"] for i in f["properties"]["records"]}
    listed = {u["record"] for u in seed["unplaced"]}
    missing = {r["id"] for r in seed["records"]} - placed - listed
    assert not missing
    assert all(u["reason"] for u in seed["unplaced"])


OWN = [
    json.loads(line)
    for name in ("dev", "held")
    for line in (Path(__file__).parent / "events" / "quality" / f"{name}.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
CLOSE_TOWNS = (
    "Russia claimed its troops had taken control of nine villages, including Strilecha, Pylna and Borysivka. Russian "
    "troops advanced to within 3 km of Lyptsi. Russian forces have entered the outskirts of Vovchansk in the Kharkiv "
    "region. Two civilians were killed in shelling of Hlyboke."
)
"""Statements so close together that areas touched in a point and became invalid in another projection."""


@pytest.mark.parametrize(
    "row", [*OWN, {"doc_id": "close", "text": CLOSE_TOWNS, "doc_date": "2024-05-13"}], ids=lambda r: r["doc_id"]
)
def test_articles_of_other_wars_go_the_whole_way(gazetteer: Gazetteer, row: dict) -> None:
    day = date.fromisoformat(row["doc_date"])
    article = Article(id=row["doc_id"], title=row.get("title", ""), text=row["text"], published=day)
    made = pipeline.features([article], gazetteer)
    json.dumps(made, allow_nan=False)
    render.build(made, gazetteer)
    known = {r["id"] for r in made["records"]}
    for f in made["features"]:
        assert shape(f["geometry"]).is_valid, f["id"]
        assert set(f["properties"]["records"]) <= known
        if f["geometry"]["type"] == "Point":
            assert f["properties"].get("place_kind") not in ("country", "continent")


def test_a_text_longer_than_any_article_is_cut_with_a_warning(gazetteer: Gazetteer) -> None:
    article = Article(id="long", title="", text=SENTENCE + " " + "word " * 1000, published=date(2024, 12, 6))
    found = pipeline.extract(article, gazetteer, Settings(max_article_chars=200))
    assert len(found.article.text) == 200
    assert "longer than 200 characters" in found.article.warnings[0]
    assert found.events


def test_more_names_than_an_article_has_are_left_with_a_warning(gazetteer: Gazetteer) -> None:
    article = Article(id="list", title="", text=SENTENCE, published=date(2024, 12, 6))
    found = pipeline.extract(article, gazetteer, Settings(max_mentions=2))
    assert "names more than 2 places" in found.article.warnings[0]


def test_the_order_of_articles_changes_nothing(gazetteer: Gazetteer) -> None:
    other = Article(
        id="other",
        title="",
        text="Army troops recaptured the town of Talbiseh on Saturday, the army said.",
        published=date(2024, 12, 7),
    )
    both = [articles.read(SEED), other]
    assert pipeline.features(both, gazetteer) == pipeline.features(both[::-1], gazetteer)


def test_the_seed_meets_the_figures_of_its_gold(gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[2] / "shared" / "eval"))
    if not (folder / "seed_gold.json").is_file():
        pytest.skip(f"no evaluation data in {folder}; set SITUATION_EVAL to its folder")
    out, report_file = tmp_path / "out.jsonl", tmp_path / "report.json"
    assert main(["extract", "--in", str(folder / "seed.jsonl"), "--out", str(out)]) == 0
    scorer = [sys.executable, str(folder / "score_events.py"), str(folder / "seed_gold.json"), str(out)]
    subprocess.run([*scorer, "--json", str(report_file)], check=True, capture_output=True)
    report = json.loads(report_file.read_text())
    assert report["item_micro"]["f1"] >= 0.95
    assert report["pins"]["f1"] >= 0.95
    assert (report["trap_rate"], report["leak_rate"]) == (0, 0)
