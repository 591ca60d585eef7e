"""The join of records with tables and notes."""

from datetime import date

import pandas as pd
import pytest

from geo.errors import TableError
from geo.events import frame
from geo.events.frame import SCHEMA, check


@pytest.fixture(scope="module")
def extraction(read):
    return read(
        "Opposition fighters captured Rastan and Talbiseh on Thursday, Reuters said. Israel pledged its support for the Kurdish forces. "
        "Thousands of residents fled from Homs to Latakia.",
        published=date(2024, 12, 6),
    )


def test_one_row_a_record_and_place_with_every_column_of_the_schema(extraction):
    table = frame([extraction])
    assert list(table.columns) == list(SCHEMA)
    assert set(table["record"]) == {r.id for r in extraction.records}
    flight = table[table["list"] == "displacement"]
    assert sorted(flight["slot"]) == ["destination", "origin"]
    assert flight["record"].nunique() == 1


def test_types_sides_and_sources_are_joined(extraction):
    table = frame([extraction])
    capture = table[(table["list"] == "event") & (table["type"] == "capture")].iloc[0]
    assert (capture["class"], capture["acled"], capture["side"], capture["hatch"]) == (
        "battle",
        "Battles",
        "opposition",
        "backslash",
    )
    assert capture["source_grade"] == "B"
    assert capture["time"] == "2024-12-05"


def test_what_has_no_place_keeps_its_row_and_reason(extraction):
    table = frame([extraction])
    support = table[table["type"] == "support"].iloc[0]
    assert support["place"] == ""
    assert support["unplaced"]
    assert pd.isna(support["lat"])


def test_no_articles_give_an_empty_frame_with_the_schema():
    assert list(frame([]).columns) == list(SCHEMA)


def test_notes_join_by_record_and_unknown_ids_are_listed(extraction, tmp_path):
    known = extraction.events[0].id
    path = tmp_path / "notes.csv"
    path.write_text(f"record,comment\n{known},NA\nevent-gone,old\n", encoding="utf-8")
    table = frame([extraction], notes=path)
    assert set(table.loc[table["record"] == known, "note_comment"]) == {"NA"}
    assert set(table.loc[table["record"] != known, "note_comment"]) == {""}
    assert table.attrs["unknown_notes"] == ["event-gone"]
    assert len(table) == len(frame([extraction]))


@pytest.mark.parametrize(
    ("text", "says"), [("id,comment\na,b\n", "lacks the column"), ("record,comment\na,b\na,c\n", "stands in 2 rows")]
)
def test_wrong_notes_are_refused(extraction, tmp_path, text, says):
    path = tmp_path / "notes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=says):
        frame([extraction], notes=path)


def test_notes_that_are_not_there_are_refused(extraction, tmp_path):
    with pytest.raises(TableError, match="cannot be read"):
        frame([extraction], notes=tmp_path / "none.csv")
    with pytest.raises(TableError, match="is no file"):
        frame([extraction], notes=tmp_path)


def test_a_frame_of_another_shape_is_refused(extraction):
    with pytest.raises(TableError, match="lacks the columns"):
        check(frame([extraction]).drop(columns="lat"))
    broken = frame([extraction]).astype({"lat": object})
    broken.loc[0, "lat"] = "north"
    with pytest.raises(TableError, match="lat is not float64"):
        check(broken)
