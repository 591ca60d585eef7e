import os
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from geo import geometry
from geo.errors import GeometryError
from geo.geometry import box
from geo.settings import Settings
from geo.situation.fronts import Statement
from geo.situation.overlay import read_region
from geo.situation.update import update

DAY = date(2024, 12, 6)
WEST, EAST = box(36.0, 34.0, 37.0, 35.0), box(37.0, 34.0, 38.0, 35.0)
MAP = {"west": WEST, "east": EAST}
REGION = box(36.0, 34.0, 38.0, 35.0)
PACK = Path(os.environ.get("SITUATION_EVAL", Path(__file__).parents[3] / "shared" / "eval")) / "front"


def said(lon, lat, side, place="", **more):
    return Statement(**{"lon": lon, "lat": lat, "side": side, "place": place, "date": DAY, "records": ("1",), **more})


def test_statements_that_agree_change_nothing():
    found = update(MAP, [said(36.5, 34.5, "west"), said(37.02, 34.5, "east")], REGION, since=date(2024, 12, 1))
    assert not found.flipped
    assert not found.moves
    for side, area in MAP.items():
        assert found.result.areas[side].symmetric_difference(area).area < 1e-4  # square degrees


def test_a_town_that_fell_moves_the_line_past_it_and_says_which_way():
    fell = said(37.1, 34.5, "west", "Tall")
    found = update(MAP, [fell, said(37.4, 34.5, "east"), said(37.02, 34.1, "east")], REGION, since=date(2024, 12, 1))
    assert found.flipped == ((fell, "east"),)
    (move,) = found.moves
    assert (move.gained_by, move.lost_by, move.places) == ("west", "east", ("Tall",))
    assert move.bearing == pytest.approx(90, abs=5)
    assert 9 < move.deepest_km < 25
    assert geometry.inside(found.result.areas["west"], np.array([fell.lonlat]))[0]
    assert geometry.inside(found.result.areas["east"], np.array([[37.02, 34.1], [37.4, 34.5]])).all()


def test_areas_go_on_covering_the_region_without_overlap():
    found = update(MAP, [said(37.1, 34.5, "west"), said(36.8, 34.8, "east")], REGION)
    a, b = found.result.areas.values()
    assert geometry.area_km2(a) + geometry.area_km2(b) == pytest.approx(geometry.area_km2(REGION), rel=1e-3)
    assert geometry.area_km2(a.intersection(b)) < 0.1


def test_nearer_than_the_map_has_it_is_news_and_farther_is_none():
    def gap(km):
        near = said(37.3, 34.5, "west", kind="within", within_km=km)
        found = update(MAP, [said(37.3, 34.5, "east"), near], REGION, since=date(2024, 12, 1))
        return geometry.away_km(found.result.areas["west"], np.array([[37.3, 34.5]]))[0] * 91

    assert gap(30) == pytest.approx(27.3, abs=1)
    assert 1 < gap(10) <= 10.5


def test_what_is_older_than_the_map_is_part_of_it():
    old = said(37.1, 34.5, "west")
    found = update(MAP, [old, said(37.4, 34.5, "east", date=date(2024, 12, 9))], REGION, since=date(2024, 12, 8))
    assert found.outdated == (old,)
    assert not found.flipped


def test_a_town_far_behind_the_line_is_flagged_and_becomes_a_pocket():
    far = said(37.7, 34.5, "west", "Far")
    found = update(MAP, [far, said(37.3, 34.5, "east")], REGION, since=date(2024, 12, 1))
    assert found.result.suspects == (far,)
    assert geometry.inside(found.result.areas["east"], np.array([[37.3, 34.5]]))[0]
    assert geometry.inside(found.result.areas["west"], np.array([[37.7, 34.5]]))[0]


def test_ground_that_a_tracker_gives_to_nobody_goes_to_the_side_that_holds_none():
    found = update({"west": WEST}, [said(37.5, 34.5, "east"), said(36.5, 34.5, "west")], REGION)
    assert geometry.area_km2(found.result.areas["east"]) == pytest.approx(geometry.area_km2(EAST), rel=0.01)


def test_a_map_of_another_theatre_is_refused():
    with pytest.raises(GeometryError, match="one theatre"):
        update({"west": box(10, 50, 11, 51)}, [said(36.5, 34.5, "west")], REGION)


def test_renaming_the_sides_of_a_map_changes_nothing_but_names():
    names = {"west": "z", "east": "a"}
    news = [said(37.1, 34.5, "west"), said(37.4, 34.5, "east")]
    before = update(MAP, news, REGION)
    after = update(
        {names[k]: v for k, v in MAP.items()}, [said(x.lon, x.lat, names[x.side]) for x in news[::-1]], REGION
    )
    assert after.result.areas["z"].equals(before.result.areas["west"])


@pytest.mark.skipif(not PACK.exists(), reason="evaluation data not here: set SITUATION_EVAL")
def test_real_fronts_move_the_right_way_where_towns_changed_hands_and_nowhere_else():
    region = read_region(PACK / "region.geojson").simplify(0.02)
    rows = [line.rsplit(",", 3) for line in (PACK / "settlements.csv").read_text().splitlines()[1:]]
    lonlat = np.array([[float(lon), float(lat)] for _, lon, lat, _ in rows])
    plane = geometry.Local([(36.0, 48.3)])
    towns, rim = plane.forward(lonlat), plane.to_plane(region).boundary
    days = sorted((PACK / "truth").glob("*.geojson"))[:3]
    maps = [read_region(p).intersection(region) for p in days]
    angles, strays = [], []
    for (then, old), (now, new) in pairwise(zip(days, maps, strict=True)):
        since, day = (date.fromisoformat(p.stem) for p in (then, now))
        before, after = geometry.inside(old, lonlat), geometry.inside(new, lonlat)
        news = [
            said(*lonlat[i], "RU" if after[i] else "UA", rows[i][0], date=day)
            for i in np.flatnonzero(before != after).tolist() + np.flatnonzero(before == after)[::40].tolist()
        ]
        found = update({"RU": old, "UA": region.difference(old)}, news, region, since=since)
        made, was, true = (plane.to_plane(g) for g in (found.result.areas["RU"], old, new))
        line = _inner(was, rim)
        for town in towns[before != after]:
            ways = [_way(line, was, x, town) for x in (made, true)]
            angles.append(180.0 if None in ways else abs((ways[0] - ways[1] + 180) % 360 - 180))
        moved = cKDTree(line).query(_inner(made, rim))[0]
        quiet = cKDTree(towns[before != after]).query(_inner(made, rim))[0] > 30
        strays.append(moved[quiet].max())
    assert len(angles) >= 20
    assert np.median(angles) <= 25
    assert max(strays) <= 1.28 * Settings().front_noise_km


def _inner(area, rim):
    """Points along the border of an area, away from the rim of the region."""
    points = geometry.sampled(area.boundary, 0.5)
    return points[geometry.away_km(rim, points) > 4]


def _way(line, before, after, town):
    """Direction from the line before to what changed hands near a town; None where nothing did."""
    changed = geometry.polygons(after.symmetric_difference(before).intersection(geometry.discs(town[None], 20.0)))
    if changed.area < 1:
        return None
    cells = geometry.cells(changed)
    km, nearest = cKDTree(line).query(cells)
    x, y = ((cells - line[nearest]) / np.maximum(km, 1e-9)[:, None]).mean(axis=0)
    return float(np.degrees(np.arctan2(x, y)))
