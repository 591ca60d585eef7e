"""Other people's columns: ACLED, IDMC, HXL."""

from __future__ import annotations

import re
from typing import Any

import pytest

from geo.export import FORMATS, acled, idmc
from tests.export import made
from tests.export.readers import rows


def test_acled_columns_hold_what_is_known_and_nothing_else() -> None:
    found = {r["x_type"]: r for r in rows(FORMATS["acled"].make(made.material()))}
    header = FORMATS["acled"].make(made.material()).decode("utf-8-sig").splitlines()[0].replace('"', "").split(",")
    assert tuple(header[: len(acled.COLUMNS)]) == acled.COLUMNS
    assert set(found) == {"advance", "capture", "airstrike", "clash"}  # history is not an event of these days
    strike, capture, advance = found["airstrike"], found["capture"], found["advance"]
    assert (strike["event_type"], strike["sub_event_type"]) == ("Explosions/Remote violence", "Air/drone strike")
    assert strike["disorder_type"] == "Political violence"
    assert (strike["iso"], strike["country"], strike["admin1"]) == ("760", "Syria", "Homs")
    assert (strike["fatalities"], capture["fatalities"]) == ("12", "")
    assert capture["sub_event_type"] == "Non-state actor overtakes territory"
    assert (capture["event_date"], capture["time_precision"], capture["geo_precision"]) == ("2024-12-06", "1", "1")
    assert (advance["actor1"], advance["actor2"], advance["geo_precision"]) == ("Opposition forces", "Syrian army", "2")
    assert all(r["region"] == r["timestamp"] == r["interaction"] == r["source_scale"] == "" for r in found.values())


@pytest.mark.parametrize(
    ("figures", "deaths"),
    [
        ([{"value": 12}, {"value": 9}], 9),
        ([{"value": 300, "scope": "Syria"}], None),
        ([{"value": 40, "observed": False}], None),
        ([{"value": 4, "metric": "wounded"}], None),
        ([], None),
    ],
)
def test_fatalities_are_the_lowest_figure_of_those_killed_there(
    figures: list[dict[str, Any]], deaths: int | None
) -> None:
    killed = {"metric": "killed", "unit": "persons", "observed": True, "scope": None}
    assert acled.deaths({"figures": [{**killed, **f} for f in figures]}, made.RASTAN) == deaths


def test_idmc_columns_tell_flow_from_stock_and_leave_open_what_no_sentence_says() -> None:
    found = {r["x_kind"]: r for r in rows(FORMATS["idmc"].make(made.material("fled")))}
    flight, stock = found["flight"], found["stock"]
    assert tuple(flight)[: len(idmc.COLUMNS)] == idmc.COLUMNS
    assert (flight["quantifier"], flight["figure"], flight["unit"]) == ("Approximately", "2000", "People")
    assert (flight["term"], flight["measure"], flight["category"]) == (
        "Forced to flee",
        "flow",
        "Internal Displacements",
    )
    assert (flight["origin"], flight["destination"], flight["iso3"]) == ("Rastan", "Homs", "SYR")
    assert (flight["displacement_type"], flight["locations_accuracy"]) == ("Conflict", "Town/Village/City")
    assert (stock["measure"], stock["category"], stock["x_status"]) == ("stock", "IDPs", "forecast")
    assert stock["locations_name"] == ""


def test_hxl_has_a_row_of_hashtags_and_figures_that_add_up_once() -> None:
    tags, *found = rows(FORMATS["hxl"].make(made.material()))
    assert tags["lat"] == "#geo+lat"
    assert all(re.fullmatch(r"#[a-z0-9_]+(\+[a-z0-9_]+)*", tag) for tag in tags.values())
    displaced = [r for r in found if r["type"] == "flight"]
    assert [r["slot"] for r in displaced] == ["origin", "destination"]
    assert [r["displaced"] for r in displaced] == ["2000", ""]
    assert not [r for r in found if r["status"] == "forecast" and r["displaced"]]  # nobody was counted yet
