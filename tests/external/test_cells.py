"""What a cell says, and what is refused because it may say two things."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.external import cells
from geo.external.cells import Days, Wrong
from geo.external.sheet import unharmed


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-12-05", date(2024, 12, 5)),
        ("2024-12-05T10:00:00Z", date(2024, 12, 5)),
        ("05 December 2024", date(2024, 12, 5)),
        ("5-Dec-2024", date(2024, 12, 5)),
        ("December 5, 2024", date(2024, 12, 5)),
        ("20241205", date(2024, 12, 5)),
        ("05.12.2024", date(2024, 12, 5)),
        ("25/12/2024", date(2024, 12, 25)),
        ("12/25/2024", date(2024, 12, 25)),
        ("03/03/2024", date(2024, 3, 3)),
    ],
)
def test_a_day_is_read_in_the_ways_that_data_sets_write_it(written: str, day: date) -> None:
    assert Days().day(written) == day


def test_day_or_month_first_is_what_another_row_of_the_column_says() -> None:
    assert Days.of(["03/04/2024", "25/04/2024"]).day("03/04/2024") == date(2024, 4, 3)
    assert Days.of(["03/04/2024", "04/25/2024"]).day("03/04/2024") == date(2024, 3, 4)


@pytest.mark.parametrize("column", [["03/04/2024"], ["03/04/2024", "25/04/2024", "04/25/2024"]])
def test_a_day_that_may_be_two_is_refused(column: list[str]) -> None:
    with pytest.raises(Wrong, match="day or month first"):
        Days.of(column).day("03/04/2024")


@pytest.mark.parametrize(
    "written", ["2024-02-30", "31 February 2024", "29/02/2023", "20204-01-01", "0024-01-01", "soon", "", "45631"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(Wrong):
        Days().day(written)


def test_a_span_of_days_is_read_and_must_not_run_backwards() -> None:
    assert Days().span("2024-12-03/2024-12-05") == (date(2024, 12, 3), date(2024, 12, 5))
    with pytest.raises(Wrong, match="before it begins"):
        Days().span("2024-12-05/2024-12-03")


@pytest.mark.parametrize(
    "written", ["91", "-90.0001", "NaN", "inf", "-Infinity", "1e400", "north", "50,4,1", "5_0", ""]
)
def test_what_is_no_latitude_is_refused(written: str) -> None:
    with pytest.raises(Wrong):
        cells.coordinate(written, "latitude", 90)


def test_a_comma_in_a_coordinate_is_the_decimal_point() -> None:
    assert cells.coordinate("50,4", "latitude", 90) == 50.4
    assert cells.coordinate("\u221222.5", "latitude", 90) == -22.5


@pytest.mark.parametrize("written", ["-3", "2.5", "NaN", "three", "1,20", "999999999999"])
def test_what_is_no_count_of_people_is_refused(written: str) -> None:
    with pytest.raises(Wrong):
        cells.people(written, "fatalities")


def test_counts_may_have_separators_and_empty_is_not_zero() -> None:
    assert [cells.people(c, "") for c in ("0", "1,200", "12.0", "1\u00a0200", "")] == [0, 1200, 12, 1200, None]


def test_a_figure_keeps_its_words() -> None:
    found = cells.figures("at least 3 killed, 10-20 injured; about 200 families displaced", "other")
    assert [(f.metric, f.value, f.max, f.qualifier, f.unit) for f in found] == [
        ("killed", 3, None, "at_least", "persons"),
        ("wounded", 10, 20, "approx", "persons"),
        ("displaced", 200, None, "approx", "households"),
    ]


@given(st.text(max_size=40))
def test_no_cell_breaks_the_reading(text: str) -> None:
    for read in (Days().span, lambda t: cells.coordinate(t, "latitude", 90), lambda t: cells.figures(t, "other")):
        try:
            read(text)
        except Wrong as e:
            assert str(e)


def test_the_apostrophe_before_a_formula_goes_and_others_stay() -> None:
    assert unharmed("'=1+1") == "=1+1"
    assert unharmed("'\uff1d1") == "\uff1d1"
    assert unharmed("'s-Hertogenbosch") == "'s-Hertogenbosch"


@pytest.mark.parametrize("written", ["9" * 400, "1" + "0" * 4_000 + ".0"])
def test_a_count_of_hundreds_of_digits_is_refused(written: str) -> None:
    with pytest.raises(Wrong, match="more people than there can be"):
        cells.people(written, "fatalities")


@pytest.mark.parametrize("written", ["5 million displaced", "3 thousand", "1e309 killed", "3 killed; -5 wounded", "4k"])
def test_a_figure_that_would_be_read_too_small_is_refused(written: str) -> None:
    with pytest.raises(Wrong, match=r"in digits|below zero"):
        cells.figures(written, "other")


def test_each_of_several_figures_keeps_how_it_is_meant() -> None:
    found = cells.figures("3 killed, about 20 wounded and at least 1,000 displaced; up to 5 dead", "other")
    assert [(f.metric, f.value, f.qualifier) for f in found] == [
        ("killed", 3, "exact"), ("wounded", 20, "approx"), ("displaced", 1000, "at_least"), ("killed", 5, "at_most"),
    ]  # fmt: skip
