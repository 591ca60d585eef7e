"""What records say about points."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.store_articles import extraction
from geo.model import Control, Extraction, TimeSpan
from geo.settings import Settings
from geo.situation.statement_table import read_statements
from geo.store import Store
from geo.store.statements import statements

READ = extraction(1, characters=900)
HELD = READ.controls[0]


def said(control: Control) -> list[dict[str, object]]:
    return statements(Extraction(article=READ.article, controls=(control,)), Settings())


def test_a_holding_is_a_statement_a_place_and_holder() -> None:
    town, other = replace(HELD.places[0], kind="settlement"), replace(HELD.places[0], id="2", kind="bridge", lat=1.0)
    two = replace(HELD.holders[0], name="Allies", side="allies")
    rows = said(replace(HELD, places=(town, other), holders=(HELD.holders[0], two)))
    assert [(r["n"], r["lat"], r["side"]) for r in rows] == [
        (0, town.lat, HELD.holders[0].side), (1, town.lat, "allies"), (2, 1.0, HELD.holders[0].side), (3, 1.0, "allies"),
    ]  # fmt: skip
    assert {(r["kind"], r["weight"], r["date"]) for r in rows} == {("control", 1.0, str(READ.article.published))}


def test_what_is_not_current_or_no_point_or_lost_says_nothing() -> None:
    area = replace(HELD.places[0], kind="admin1")
    town = replace(HELD.places[0], kind="settlement")
    assert said(replace(HELD, places=(area,))) == []
    assert said(replace(HELD, places=(town,), status="historical")) == []
    assert said(replace(HELD, places=(town,), status="forecast")) == []
    assert said(replace(HELD, places=(town,), state="lost")) == []
    assert [r["kind"] for r in said(replace(HELD, places=(town,), state="besieged"))] == ["contested"]


def test_a_statement_is_not_newer_than_its_article_and_a_claim_weighs_less() -> None:
    published = READ.article.published
    assert published
    town = replace(HELD.places[0], kind="settlement")
    later = TimeSpan(start=published + timedelta(days=3), end=None)
    (row,) = said(replace(HELD, places=(town,), as_of=later, status="claimed"))
    assert (row["date"], row["weight"]) == (published.isoformat(), 0.7)
    (row,) = said(replace(HELD, places=(town,), as_of=TimeSpan(start=date(2024, 1, 2), end=None)))
    assert row["date"] == "2024-01-02"


def test_a_distance_is_a_statement_of_who_is_near() -> None:
    movement = next(m for m in READ.movements if m.destinations[0].kind == "settlement")
    (row,) = statements(Extraction(article=READ.article, movements=(movement,)), Settings())
    assert (row["kind"], row["within_km"], row["actor"]) == ("within", 5.0, movement.agents[0].name)


def test_fronts_read_what_is_stored(store: Store, tmp_path: Path) -> None:
    store.add(READ, rules="r")
    table = tmp_path / "statements.csv"
    with closing(sqlite3.connect(store.path)) as db, table.open("w", newline="") as file:
        rows = db.execute("SELECT lon, lat, side AS actor, date, weight, kind, within_km, place FROM statements")
        out = csv.writer(file)
        out.writerow([c[0] for c in rows.description])
        out.writerows(rows)
    read = read_statements(table)
    assert read.refused == ()
    assert len(read.statements) == len(statements(READ, Settings())) > 2
