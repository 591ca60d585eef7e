"""Records as CSV, read back."""

import csv
import io
from datetime import date

import pytest

from geo import pipeline
from geo.export import plain, table
from geo.gazetteer import Gazetteer
from geo.model import Article

FORMULAS = [
    '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1",
    "\uff0b1", "\uff20SUM(A1)", " =1+1", "\u200b=1+1", "+1", "-1",
    "a,=1+1", "\";=1+1", "'=1+1", "x\n=1+1", "x\t@SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert plain.harmless(text) == f"'{text}"
    assert plain.unharmed(plain.harmless(text)) == text


@pytest.mark.parametrize("text", ["Homs", "", "5 km", "'quoted'", "he said, -5 degrees; more + less", "a | b", "x\ny"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert plain.harmless(text) == plain.unharmed(text) == text


def test_the_records_come_back_from_csv_with_numbers_as_numbers(gazetteer: Gazetteer) -> None:
    text = "=1+1 fighters captured the town of Sake near Goma on Tuesday, the army said. +More people fled Goma."
    article = Article(id="a", title="", text=text, published=date(2024, 2, 7))
    made = pipeline.table([article], gazetteer)
    rows = list(csv.DictReader(io.StringIO(table.dumps(made))))
    assert len(rows) == len(made)
    assert [float(r["lat"]) for r in rows if r["lat"]] == [x for x in made["lat"] if x == x]
    assert any(r["quote"].startswith("'=1+1 fighters") for r in rows)
    assert {r["acled"] for r in rows if r["type"] == "capture"} == {"Battles"}
