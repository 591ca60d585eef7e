from datetime import date
from pathlib import Path

import pytest

from geo.errors import TableError
from geo.situation.statement_table import read_statements

HEADER = "lon,lat,actor,date,weight,kind,within_km,place\n"
GOOD = "36.73,34.93,north,2024-12-06,,,,Rastan\n"


def table(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "s.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_row_becomes_a_statement_that_knows_its_line(tmp_path):
    (x,) = read_statements(table(tmp_path, HEADER + GOOD)).statements
    assert (x.lon, x.lat, x.side, x.date, x.weight, x.kind) == (
        36.73,
        34.93,
        "north",
        date(2024, 12, 6),
        1.0,
        "control",
    )
    assert (x.place, x.records) == ("Rastan", ("2",))


def test_columns_may_come_in_any_order_with_others_between_them(tmp_path):
    text = "place,date,note,actor,lat,lon\nRastan,2024-12-06,x,NA,34.93,36.73\n"
    (x,) = read_statements(table(tmp_path, text)).statements
    assert (x.lonlat, x.side) == ((36.73, 34.93), "NA")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,34.9,north,2024-12-06,,,,", "lon 'x' is no number"),
        ("nan,34.9,north,2024-12-06,,,,", "lon 'nan' is no number"),
        ("36.7,134.9,north,2024-12-06,,,,", "not on Earth"),
        ("36.7,34.9,,2024-12-06,,,,", "actor is empty"),
        ("36.7,34.9,north,yesterday,,,,", "write it as 2024-12-06"),
        ("36.7,34.9,north,,,,,", "is not a day"),
        ("36.7,34.9,north,2024-12-06,0,,,", "weight 0"),
        ("36.7,34.9,north,2024-12-06,inf,,,", "weight 'inf'"),
        ("36.7,34.9,north,2024-12-06,,siege,,", "kind 'siege'"),
        ("36.7,34.9,north,2024-12-06,,within,,", "within_km ''"),
        ("36.7,34.9,north,2024-12-06,,within,-5,", "within_km '-5'"),
        ("36.7,34.9,north", "3 cells, the header has 8"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason_and_the_rest_is_read(tmp_path, row, words):
    found = read_statements(table(tmp_path, HEADER + GOOD + row + "\n" + GOOD))
    assert len(found.statements) == 2
    ((line, reason),) = found.refused
    assert line == 3
    assert words in reason


def test_a_row_that_is_not_utf_8_is_named_and_the_rest_is_read(tmp_path):
    found = read_statements(table(tmp_path, (HEADER + GOOD).encode() + b"36.7,34.9,n\xf6rd,2024-12-06,,,,\n"))
    assert len(found.statements) == 1
    assert found.refused == ((3, "not UTF-8; save the table as UTF-8"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lon,lat,actor\n", "lacks the columns date"),
        ("", "lacks the columns lon"),
        ("lon,lat,actor,date,lon\n", "twice"),
    ],
)
def test_a_table_without_its_columns_is_refused(tmp_path, text, words):
    with pytest.raises(TableError, match=words):
        read_statements(table(tmp_path, text))


def test_a_missing_table_is_an_error_with_its_path(tmp_path):
    with pytest.raises(TableError, match=r"none\.csv: .*check the path"):
        read_statements(tmp_path / "none.csv")
