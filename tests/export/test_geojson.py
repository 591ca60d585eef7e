import json

import pytest

from geo.export import geojson

EMPTY = {"type": "FeatureCollection", "features": []}


def test_a_collection_is_written_whole(tmp_path):
    path = geojson.write({**EMPTY, "headline": "حمص"}, tmp_path / "map.geojson")
    assert json.loads(path.read_text(encoding="utf-8"))["headline"] == "حمص"
    assert [p.name for p in tmp_path.iterdir()] == ["map.geojson"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = geojson.write(EMPTY, tmp_path / "map.geojson")
    with pytest.raises(ValueError):
        geojson.write({**EMPTY, "bad": float("nan")}, path)
    assert json.loads(path.read_text(encoding="utf-8")) == EMPTY
    assert [p.name for p in tmp_path.iterdir()] == ["map.geojson"]


def test_a_lone_surrogate_does_not_break_the_file(tmp_path):
    path = geojson.write({**EMPTY, "text": "a\ud800b"}, tmp_path / "map.geojson")
    assert json.loads(path.read_text(encoding="utf-8"))["text"] == "a\ufffdb"
