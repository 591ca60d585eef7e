"""The basemap of a message: the region in detail, borders in dispute apart, no place on Earth that breaks it."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import RenderError
from geo.render.basemap import basemap, region
from geo.render.labels import FOCUS_LABELS, LABELS
from geo.tables import DATA, rows


def points(packed: list[int], scale: int) -> np.ndarray:
    return np.cumsum(np.array(packed).reshape(-1, 2), axis=0) / scale


def test_syria_has_land_borders_provinces_and_its_euphrates() -> None:
    made = basemap((35.7, 33.9, 40.2, 36.0))
    assert all(made[key] for key in ("land", "borders", "rivers", "lakes", "admin1"))
    euphrates = [line for name, _, line in made["rivers"] if name == "Euphrates"]
    assert any(np.hypot(*(points(line, 1000) - [40.14, 35.33]).T).min() < 0.1 for line in euphrates)
    assert {"Homs", "Hama", "Raqqa"} & {name for name, _, _ in made["names"]["admin1"]}
    assert len(json.dumps(made, separators=(",", ":"))) < 600_000


def test_crimea_is_in_dispute_and_its_border_is_not_drawn_as_settled() -> None:
    made = basemap((32.0, 44.5, 36.0, 47.0))
    assert "Crimea" in {label for label, *_ in made["disputed"]}
    isthmus = [33.6, 46.15]
    near = {
        key: min(np.hypot(*(points(line, 1000) - isthmus).T).min() for line in made[key])
        for key in ("borders", "dashed")
    }
    assert near["dashed"] < 0.2 < near["borders"]


def test_every_named_row_of_the_disputed_table_is_drawn() -> None:
    table = [r for _, r in rows(DATA / "basemap" / "disputed.csv", ("label", "members", "wkt", "claims", "source"))]
    assert all(r["claims"] and r["source"] for r in table)
    boxes = (
        (27, 4, 48, 24), (20, 41, 46, 48), (32, 30, 37, 36), (72, 26, 97, 37), (-16, 20, -5, 30), (-62, 0, -56, 9),
        (-62, -53, -57, -51), (144, 42, 150, 46), (110, 8, 119, 19), (122, 24, 131, 40),
    )  # fmt: skip
    drawn = {label for box in boxes for label, *_ in basemap(box)["disputed"]}
    assert {r["label"] for r in table if r["label"]} == drawn


def test_a_line_of_armistice_is_no_settled_border() -> None:
    made = basemap((126.0, 37.0, 129.0, 39.0))
    on_the_line = [127.4, 38.32]
    near = {
        key: min((np.hypot(*(points(line, 1000) - on_the_line).T).min() for line in made[key]), default=9.0)
        for key in ("borders", "dashed")
    }
    assert near["dashed"] < 0.1 < near["borders"]


def test_the_southern_kurils_are_in_dispute_and_hokkaido_is_not() -> None:
    (kurils,) = [row for row in basemap((144, 42, 150, 46))["disputed"] if row[0] == "Southern Kuril Islands"]
    outline = np.vstack([points(polygon[0], 1000) for polygon in kurils[3]])
    assert np.hypot(*(outline - [147.9, 45.0]).T).min() < 0.5, "Iturup"
    assert outline[:, 0].min() > 145.36, "Shiretoko and Nemuro lie west of it"


def test_lakes_are_there_and_named_once_there_is_room() -> None:
    made = basemap((28.8, -2.2, 29.6, -1.4))
    kivu = [29.15, -2.05]
    assert any(np.hypot(*(points(lake[0], 1000) - kivu).T).min() < 0.3 for lake in made["lakes"])
    (zoom,) = [zoom for name, _, zoom in made["names"]["water"] if name == "Lake Kivu"]
    assert 6 < zoom < 9


def test_a_river_of_our_own_table_fills_a_gap_and_a_drained_lake_is_gone() -> None:
    assert "Orontes" in {name for name, _, _ in basemap((36.0, 34.0, 37.5, 36.0))["rivers"]}
    dnipro = basemap((33.5, 46.8, 35.3, 47.9))
    assert "Dnipro" in {name for name, _, _ in dnipro["rivers"]}
    boxes = [(points(lake[0], 1000).min(axis=0), points(lake[0], 1000).max(axis=0)) for lake in dnipro["lakes"]]
    assert not any((low < [34.07, 47.34]).all() and (high > [34.07, 47.34]).all() for low, high in boxes)


def test_every_name_of_a_water_is_sourced() -> None:
    columns = ("kind", "name", "lon", "lat", "min_zoom", "natural_earth", "source", "licence")
    for _, row in rows(DATA / "basemap" / "water_names.csv", columns):
        assert row["kind"] in {"river", "lake", "sea", "drained"}
        assert row["name"]
        assert row["source"]
        assert row["licence"]
        assert bool(row["natural_earth"]) == (row["kind"] == "river")


def test_where_the_map_opens_villages_are_kept() -> None:
    crowd = [(f"Town {i}", 33.0 + (i % 60) / 20, 36.0 + (i // 60) / 20, 50_000 + i) for i in range(2400)]
    villages = [(f"Village {i}", 34.7 + i / 500, 36.7, 600) for i in range(30)]
    settled = [(name, lat, lon, people) for name, lat, lon, people in crowd + villages]
    named = {
        place[0] for place in basemap((36.0, 34.0, 38.0, 36.0), settled, (36.6, 34.6, 36.8, 34.8))["names"]["places"]
    }
    assert {v[0] for v in villages} <= named
    assert len(named) <= LABELS + FOCUS_LABELS


def test_roads_and_the_far_map_are_in_the_message() -> None:
    made = basemap((36.0, 34.0, 37.5, 36.0))
    assert "M5 highway" in {name for name, _ in made["roads"]}
    assert made["backdrop"]["lakes"]
    assert made["backdrop"]["rivers"]


def test_across_the_antimeridian_everything_lies_in_one_frame() -> None:
    made = basemap(
        (177.0, -20.0, -178.0, -15.0), [("Suva", -18.1, 178.4, 90_000), ("Nukualofa", -21.1, -175.2, 20_000)]
    )
    west, _, east, _ = made["region"]
    assert west < 180 < east
    assert [x for _, x, *_ in made["names"]["places"]] == [178.4, 184.8]
    for polygon in made["land"]:
        x = points(polygon[0], 1000)[:, 0]
        assert west - 0.01 <= x.min() <= x.max() <= east + 0.01


def test_nothing_placed_or_the_whole_world_falls_back_on_the_backdrop() -> None:
    for made in (basemap(None), basemap((-120.0, -40.0, 150.0, 60.0))):
        assert made["region"] is None
        assert made["backdrop"]["land"]


def test_the_backdrop_has_no_land_that_runs_around_the_globe_by_mistake() -> None:
    backdrop = basemap(None)["backdrop"]
    for polygon in backdrop["land"]:
        steps = np.abs(np.diff(points(polygon[0], backdrop["scale"])[:, 0]))
        if points(polygon[0], backdrop["scale"])[:, 1].min() > -85:
            assert steps.max(initial=0) < 30


@pytest.mark.parametrize("bounds", [(0, math.nan, 1, 1), (0, 10, 1, 5), (0, 0, 1, 99), (500, 0, 501, 1)])
def test_bounds_that_are_no_bounds_are_refused(bounds: tuple[float, ...]) -> None:
    with pytest.raises(RenderError, match="bounds"):
        basemap(bounds)


@settings(max_examples=25, deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 40), st.floats(0, 40))
def test_no_place_on_earth_breaks_it(west: float, south: float, width: float, height: float) -> None:
    east, north = (west + width + 180) % 360 - 180, min(90.0, south + height)
    made = basemap((west, south, east, north))
    json.dumps(made, allow_nan=False)
    box = region((west, south, east, north))
    assert box is None or box[0] < box[2]
