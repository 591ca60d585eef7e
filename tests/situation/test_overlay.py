import json
from datetime import date
from pathlib import Path

import pytest

from geo import geometry
from geo.errors import GeometryError
from geo.situation.overlay import read_control, read_region

SQUARE = [[36.0, 34.0], [37.0, 34.0], [37.0, 35.0], [36.0, 35.0], [36.0, 34.0]]


def feature(properties: dict, ring: list = SQUARE, kind: str = "Polygon") -> dict:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": [ring]}}


def written(tmp_path: Path, *features: object, name: str = "map.geojson", **members: object) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


@pytest.mark.parametrize(
    ("properties", "actor"),
    [
        ({"actor": "north"}, "north"),
        ({"Name": "North", "fill": "#a52714"}, "North"),
        ({"controlled_by": "N", "name": "Homs province"}, "N"),
        ({"side": None, "title": " N "}, "N"),
    ],
)
def test_the_holder_is_found_under_the_names_that_trackers_use(tmp_path, properties, actor):
    (area,) = read_control(written(tmp_path, feature(properties))).areas
    assert (area.actor, area.kind) == (actor, "control")


@pytest.mark.parametrize(
    ("members", "properties", "name"),
    [
        ({"as_of": "2024-12-07T10:00:00Z"}, {}, "map.geojson"),
        ({}, {"date": "2024-12-07"}, "map.geojson"),
        ({}, {"updated": 1733572800}, "map.geojson"),
        ({}, {"updated": 1733572800000}, "map.geojson"),
        ({}, {}, "control_20241207.geojson"),
    ],
)
def test_the_day_is_that_of_the_file_its_features_or_its_name(tmp_path, members, properties, name):
    path = written(tmp_path, feature({"actor": "north", **properties}), name=name, **members)
    assert read_control(path).day == date(2024, 12, 7)


def test_points_and_heights_are_left_alone(tmp_path):
    high = feature({"actor": "north"}, [[*p, 120.0] for p in SQUARE])
    point = {"type": "Feature", "properties": {"name": "HQ"}, "geometry": {"type": "Point", "coordinates": [36, 34]}}
    found = read_control(written(tmp_path, point, high))
    assert len(found.areas) == 1
    assert not found.areas[0].area.has_z
    assert not found.refused


def test_a_spike_is_repaired_and_said(tmp_path):
    spike = [*SQUARE[:3], [36.5, 35.0], [36.5, 35.3], [36.5, 35.0], *SQUARE[3:]]
    (area,) = read_control(written(tmp_path, feature({"actor": "north"}, spike))).areas
    assert area.repaired
    assert area.area.is_valid
    assert geometry.area_km2(area.area) == pytest.approx(
        geometry.area_km2(geometry.from_geojson(feature({})["geometry"])), rel=1e-3
    )


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (feature({"actor": "n"}, [[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]), "repair would change"),
        (feature({"actor": "n"}, [[36, 34], [37, 34], [36, 34], [36, 34]]), "no area|Too few points"),
        (feature({"actor": "n"}, [[36, 34], [37, 340], [37, 35], [36, 34]]), "not on Earth"),
        (feature({"fill": "#a52714"}), "nobody is named"),
        (feature({"actor": "n"}, [["a", 34], [37, 34], [37, 35], ["a", 34]]), "not a GeoJSON geometry"),
    ],
)
def test_what_cannot_be_repaired_is_refused_with_its_number_and_reason(tmp_path, bad, words):
    found = read_control(written(tmp_path, feature({"actor": "north"}), bad))
    assert len(found.areas) == 1
    ((number, reason),) = found.refused
    assert number == 2
    assert any(w in reason for w in words.split("|")), reason
    with pytest.raises(GeometryError, match="feature 1"):
        read_control(written(tmp_path, bad))


def test_ground_of_nobody_is_no_holders(tmp_path):
    found = read_control(
        written(tmp_path, feature({"name": "RU"}), feature({"name": "Grey zone"}), feature({"name": "Unknown status"}))
    )
    assert [(a.kind, a.actor) for a in found.areas] == [("control", "RU"), ("contested", ""), ("unknown", "")]
    assert list(found.held()) == ["RU"]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": [1]}']
)
def test_a_file_that_is_no_geojson_is_an_error(tmp_path, text):
    path = tmp_path / "map.geojson"
    path.write_text(text)
    with pytest.raises(GeometryError, match=r"map\.geojson"):
        read_control(path)
    with pytest.raises(GeometryError, match=r"map\.geojson"):
        read_region(path)


def test_a_region_is_read_from_a_feature_a_collection_or_a_bare_geometry(tmp_path):
    square = feature({})
    for found in (square, square["geometry"], {"type": "FeatureCollection", "features": [square]}):
        path = tmp_path / "r.geojson"
        path.write_text(json.dumps(found))
        assert read_region(path).bounds == (36.0, 34.0, 37.0, 35.0)


def test_a_feature_that_is_none_costs_itself_alone(tmp_path):
    empty = {"type": "Feature", "properties": {"actor": "B"}, "geometry": {"type": "Polygon", "coordinates": []}}
    bare = {"type": "Feature", "id": {}, "properties": None, "geometry": None}
    found = read_control(written(tmp_path, feature({"actor": "A"}), None, "x", empty, bare, feature({"actor": "C"})))
    assert [a.actor for a in found.areas] == ["A", "C"]
    assert [n for n, _ in found.refused] == [2, 3, 4, 5]


def test_a_ring_that_is_not_closed_is_closed_and_said(tmp_path):
    (area,) = read_control(written(tmp_path, feature({"actor": "A"}, SQUARE[:-1]))).areas
    assert area.repaired == "a ring was not closed"


def test_of_very_many_refused_features_the_first_are_named_and_the_rest_counted(tmp_path):
    found = read_control(written(tmp_path, feature({"actor": "A"}), *[None] * 1000))
    assert len(found.refused) == 201
    assert "800 more" in found.refused[-1][1]
