import json
from pathlib import Path

import numpy as np
import pytest

from geo import geometry
from geo.cli import main

ROWS = """lon,lat,actor,date,weight,kind,within_km,place
36.732,34.927,north,2024-12-06,,,,Rastan
36.730,34.841,north,2024-12-06,,,,Talbiseh
36.723,34.727,south,2024-12-06,0.5,,,Homs
36.723,34.727,north,2024-12-06,,within,5,Homs
"""
REGION = {"type": "Polygon", "coordinates": [[[36.3, 34.4], [37.1, 34.4], [37.1, 35.2], [36.3, 35.2], [36.3, 34.4]]]}


def run(tmp_path: Path, rows: str = ROWS, *more: str, region: object = REGION, code: int = 0) -> dict:
    (tmp_path / "s.csv").write_text(rows)
    arguments = ["fronts", "--statements", str(tmp_path / "s.csv"), "--out", str(tmp_path / "o.geojson")]
    if region:
        (tmp_path / "r.geojson").write_text(json.dumps(region))
        arguments += ["--region", str(tmp_path / "r.geojson")]
    assert main([*arguments, *more]) == code
    return json.loads((tmp_path / "o.geojson").read_text())


def layer(made: dict, name: str) -> list[dict]:
    return [f for f in made["features"] if f["properties"]["layer"] == name]


def test_one_multipolygon_an_actor_and_together_they_are_the_region(tmp_path):
    areas = {f["properties"]["actor"]: f["geometry"] for f in layer(run(tmp_path), "control")}
    assert {a["type"] for a in areas.values()} == {"MultiPolygon"}
    north, south = (geometry.from_geojson(areas[k]) for k in ("north", "south"))
    assert north.is_valid
    assert south.is_valid
    assert north.intersection(south).area < 1e-6
    assert north.union(south).area == pytest.approx(0.64, rel=1e-4)


def test_a_front_names_the_lines_of_the_statements_that_made_it(tmp_path):
    made = run(tmp_path)
    fronts = layer(made, "front")
    assert {f["properties"]["status"] for f in fronts} == {"inferred"}
    assert {n for f in fronts for n in f["properties"]["statements"]} == {3, 4, 5}
    assert max(f["properties"]["km"] for f in fronts) <= 30.5
    (band,) = layer(made, "band")
    line = geometry.union(geometry.from_geojson(f["geometry"]) for f in fronts)
    assert geometry.from_geojson(band["geometry"]).buffer(0.001).contains(line)


def test_the_order_of_rows_changes_nothing_and_names_change_only_names(tmp_path):
    head, *rows = ROWS.splitlines()
    before, turned = run(tmp_path), run(tmp_path, "\n".join([head, *rows[::-1]]))
    renamed = run(tmp_path, ROWS.replace("north", "A").replace("south", "Z").replace("A", "zz"))

    def areas(made: dict) -> set[str]:
        return {json.dumps(f["geometry"]) for f in layer(made, "control")}

    assert areas(before) == areas(turned) == areas(renamed)


def test_what_contradicts_all_around_it_is_a_suspect_with_its_reason(tmp_path):
    towns = [(36.35 + 0.1 * i, 34.45 + 0.1 * j) for i in range(8) for j in range(8)]
    rows = [f"{x},{y},{'north' if y > 34.9 else 'south'},2024-12-06,,,,\n" for x, y in towns]
    made = run(tmp_path, ROWS.splitlines()[0] + "\n" + "".join(rows) + "36.71,34.51,north,2024-12-06,,,,Odd\n")
    (suspect,) = layer(made, "suspect")
    assert suspect["properties"]["place"] == "Odd"
    assert suspect["properties"]["statements"] == [66]
    assert "the front does not follow it" in suspect["properties"]["reason"]


def test_bad_rows_are_named_and_the_rest_is_drawn(tmp_path, capsys):
    made = run(tmp_path, ROWS + "36.7,94.9,north,2024-12-06,,,,\n", code=1)
    assert len(layer(made, "control")) == 2
    assert "s.csv line 6: lon 36.7, lat 94.9 is not on Earth" in capsys.readouterr().err


def test_nothing_is_written_when_no_row_can_be_read(tmp_path, capsys):
    (tmp_path / "s.csv").write_text("lon,lat,actor,date\nx,1,a,2024-12-06\n")
    out = tmp_path / "o.geojson"
    assert main(["fronts", "--statements", str(tmp_path / "s.csv"), "--out", str(out)]) == 1
    assert not out.exists()
    assert "no statement" in capsys.readouterr().err


def test_one_actor_alone_has_no_front(tmp_path):
    made = run(tmp_path, "\n".join(ROWS.splitlines()[:3]))
    assert [f["properties"]["actor"] for f in layer(made, "control")] == ["north"]
    assert not layer(made, "front")


def test_what_is_newer_than_the_day_asked_for_is_left_out(tmp_path):
    late = ROWS + "36.723,34.727,north,2024-12-08,,,,Homs\n"
    homs = np.array([[36.723, 34.727]])

    def holds(made: dict) -> list[str]:
        found = {f["properties"]["actor"]: geometry.from_geojson(f["geometry"]) for f in layer(made, "control")}
        return [k for k, area in found.items() if geometry.inside(area, homs)[0]]

    assert holds(run(tmp_path, late, "--as-of", "2024-12-07")) == ["south"]
    assert holds(run(tmp_path, late)) == ["north"]


def test_without_a_region_the_ground_is_land_of_the_countries_concerned(tmp_path):
    rows = "lon,lat,actor,date\n35.79,35.52,a,2024-12-06\n35.95,35.18,b,2024-12-06\n"
    made = run(tmp_path, rows, region=None)
    ground = geometry.union(geometry.from_geojson(f["geometry"]) for f in layer(made, "control"))
    at = np.array([[35.79, 35.52], [36.1, 35.4], [35.5, 35.4], [36.05, 35.95]])  # Latakia, inland, sea, Turkey
    assert geometry.inside(ground, at).tolist()[:3] == [True, True, False]
    assert ground.bounds[3] < 35.95


def test_a_previous_map_is_brought_up_to_date(tmp_path):
    run(tmp_path)
    (tmp_path / "o.geojson").rename(tmp_path / "yesterday.geojson")
    more = ROWS.splitlines()[0] + "\n36.723,34.727,north,2024-12-08,,,,Homs\n36.7,34.45,south,2024-12-08,,,,Farther\n"
    made = run(tmp_path, more, "--previous", str(tmp_path / "yesterday.geojson"))
    (flipped,) = made["changes"]["flipped"]
    assert (flipped["place"], flipped["from"], flipped["to"]) == ("Homs", "south", "north")
    (move,) = made["changes"]["moved"]
    assert (move["direction"], move["places"]) == ("south", ["Homs"])
    assert made["changes"]["since"] == "2024-12-06"


def test_a_previous_map_of_other_actors_is_refused(tmp_path, capsys):
    run(tmp_path)
    (tmp_path / "o.geojson").rename(tmp_path / "yesterday.geojson")
    other = ROWS.replace("north", "x").replace("south", "y")
    (tmp_path / "s.csv").write_text(other)
    arguments = ["fronts", "--statements", str(tmp_path / "s.csv"), "--previous", str(tmp_path / "yesterday.geojson")]
    assert main([*arguments, "--out", str(tmp_path / "o.geojson")]) == 1
    assert "knows north, south, the statements x, y" in capsys.readouterr().err
