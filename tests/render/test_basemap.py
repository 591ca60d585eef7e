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
from geo.tables import DATA, rows


def points(packed: list[int], scale: int) -> np.ndarray:
    return np.cumsum(np.array(packed).reshape(-1, 2), axis=0) / scale


def test_syria_has_land_borders_provinces_and_its_euphrates() -> None:
    made = basemap((35.7, 33.9, 40.2, 36.0))
    assert all(made[key] for key in ("land", "borders", "rivers", "lakes", "admin1"))
    assert any(np.hypot(*(points(r, 1000) - [40.14, 35.33]).T).min() < 0.1 for r in made["rivers"])
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


def test_every_row_of_the_disputed_table_is_drawn() -> None:
    made = {
        row["label"]
        for _, row in rows(DATA / "basemap" / "disputed.csv", ("id", "label", "members", "wkt", "claims", "source"))
    }
    drawn = {
        label
        for box in ((27, 4, 48, 24), (20, 41, 46, 48), (32, 30, 37, 36), (72, 26, 97, 37), (-16, 20, -5, 30))
        for label, *_ in basemap(box)["disputed"]
    }
    assert made == drawn


def test_across_the_antimeridian_everything_lies_in_one_frame() -> None:
    made = basemap(
        (177.0, -20.0, -178.0, -15.0), [("Suva", -18.1, 178.4, 90_000), ("Nukualofa", -21.1, -175.2, 20_000)]
    )
    west, _, east, _ = made["region"]
    assert west < 180 < east
    assert [x for _, x, _, _ in made["names"]["places"]] == [178.4, 184.8]
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
