"""The demonstration: twelve dispatches, played day by day. What each day shows is what its dispatch says."""

from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from geo import articles, geometry, pipeline
from geo.gazetteer import Gazetteer

FOLDER = Path(__file__).parents[1] / "seeds" / "syria-campaign-2024"


@pytest.fixture(scope="module")
def reading() -> articles.Reading:
    return articles.read_all([FOLDER])


@pytest.fixture(scope="module")
def made(reading: articles.Reading, gazetteer: Gazetteer) -> dict:
    return pipeline.features(reading.articles, gazetteer)


def marks(made: dict, day: str, layer: str) -> list[dict]:
    def shown(since: str | None = None, until: str | None = None) -> bool:
        return (since is None or since <= day) and (until is None or day < until)

    return [
        f for f in made["features"] if f["properties"]["layer"] == layer and shown(*f["properties"].get("valid", ()))
    ]


def on(made: dict, day: str, layer: str) -> list[dict]:
    return [f["properties"] for f in marks(made, day, layer)]


def holders(made: dict, day: str) -> dict[str, str]:
    return {p["place"]: p.get("side", p["state"]) for p in on(made, day, "control") if p.get("basis") == "place"}


def test_every_dispatch_is_dated_marked_and_names_its_sources(reading: articles.Reading) -> None:
    assert reading.failures == ()
    first = date(2024, 11, 27)
    assert [a.published for a in reading.articles] == [first + timedelta(days=n) for n in range(12)]
    for article in reading.articles:
        assert "written for this demonstration" in (article.source or "")
        head = Path(article.path or "").read_text(encoding="utf-8").split("\n---\n")[0]
        assert head.count("\n  - ") >= 2, article.path


def test_it_plays_on_twelve_days(made: dict) -> None:
    assert (made["time"]["from"], made["time"]["to"], len(made["time"]["days"])) == ("2024-11-27", "2024-12-08", 12)


@pytest.mark.parametrize(
    ("town", "from_side", "until", "to_side"),
    [
        ("Aleppo", "government", "2024-11-29", "opposition"),
        ("Saraqib", "government", "2024-11-30", "opposition"),
        ("Tal Rifaat", "kurdish", "2024-12-01", "opposition.sna"),
        ("Hama", "government", "2024-12-05", "opposition"),
        ("Rastan", "government", "2024-12-06", "opposition"),
        ("Deir ez-Zor", "government", "2024-12-06", "kurdish"),
        ("Sanamayn", "government", "2024-12-07", "opposition.south"),
        ("Palmyra", "government", "2024-12-07", "opposition.tanf"),
        ("Homs", "government", "2024-12-08", "opposition"),
        ("Damascus", "government", "2024-12-08", "opposition"),
    ],
)
def test_a_town_changes_side_on_its_day_and_not_before(
    made: dict, town: str, from_side: str, until: str, to_side: str
) -> None:
    days = made["time"]["days"]
    told = [(d, holders(made, d)[town]) for d in days if town in holders(made, d)]
    assert {side for d, side in told if d < until} == {from_side}
    after = {side for d, side in told if d >= until}
    assert after - {"contested"} == {to_side}


def test_allies_keep_their_own_colours_and_no_front_runs_between_them(made: dict) -> None:
    styles = {s["id"]: (s["colour"], s["hatch"]) for s in made["sides"]}
    assert {"government", "opposition", "opposition.sna", "opposition.south", "opposition.tanf", "kurdish"} <= set(
        styles
    )
    assert len(set(styles.values())) == len(styles)
    fronts = [f["properties"] for f in made["features"] if f["properties"]["layer"] == "front"]
    assert fronts
    for p in fronts:
        a, b = (s.partition(".")[0] for s in p["sides"])
        assert a != b, p["label"]


def test_the_front_moves_only_on_days_on_which_a_dispatch_says_so(made: dict) -> None:
    def lines(day: str) -> set[str]:
        return {p["label"] + str(p["anchor"]) for p in on(made, day, "front")}

    assert lines("2024-12-01") == lines("2024-12-02")  # of the 2nd nobody says that a place changed hands
    assert lines("2024-12-04") != lines("2024-12-05")
    assert not [p for p in on(made, "2024-12-08", "front") if "government" in p["sides"]]


def areas(made: dict, day: str, plane: geometry.Local) -> dict:
    found: dict = {}
    for f in marks(made, day, "control"):
        if f["properties"]["basis"] == "area":
            found.setdefault(f["properties"]["side"], []).append(plane.to_plane(geometry.from_geojson(f["geometry"])))
    return {side: geometry.union(parts) for side, parts in found.items()}


def told(made: dict, day: str) -> set[tuple]:
    """What is said of points on a day: who holds them, who is how near."""
    points = [f for f in marks(made, day, "control") if f["geometry"]["type"] == "Point"]
    held = {(*f["geometry"]["coordinates"], f["properties"]["state"], *f["properties"]["sides"]) for f in points}
    rings = [p for p in on(made, day, "ring") if p["why"] == "within"]
    return held | {(*p["centre"], p.get("side"), p["within_km"]) for p in rings}


def test_ground_changes_hands_only_near_places_of_which_something_new_is_said(made: dict) -> None:
    plane, gained, elsewhere = geometry.Local([(37.0, 35.5)]), 0.0, 0.0

    def away(found: set[tuple], points: np.ndarray) -> np.ndarray:
        at = plane.forward(np.array(sorted({x[:2] for x in found}) or [(0.0, 0.0)]))
        return np.hypot(*(points[:, None] - at[None]).T).min(axis=0)

    for before, after in pairwise(made["time"]["days"]):
        earlier, now = told(made, before), told(made, after)
        old, new = areas(made, before, plane), areas(made, after, plane)
        for lost, won in product(old, new):
            patch = old[lost].intersection(new[won]).buffer(-0.25)
            if lost == won or patch.is_empty:
                continue
            points = geometry.cells(patch)
            changed, same = away(earlier ^ now, points), away(earlier & now, points)
            gained += patch.area
            elsewhere += patch.area * (changed > np.maximum(15, same + 10)).mean()
    assert gained > 1000
    assert elsewhere < 0.03 * gained


def test_every_place_near_a_front_lies_in_the_area_of_its_holder(made: dict) -> None:
    checked = 0
    for day in made["time"]["days"]:
        found = marks(made, day, "control")
        areas = [f for f in found if f["properties"]["basis"] == "area"]
        points = [f for f in found if f["geometry"]["type"] == "Point" and f["properties"]["state"] == "held"]
        for area, f in product(areas, points):
            if geometry.inside(geometry.from_geojson(area["geometry"]), np.array([f["geometry"]["coordinates"]]))[0]:
                assert area["properties"]["side"] == f["properties"]["side"], (day, f["properties"]["label"])
                checked += 1
    assert checked > 100


def test_displacement_stands_as_reported_each_day_and_is_not_added_up(made: dict) -> None:
    people = [r for r in made["ledger"]["rows"] if r["metric"] == "displaced" and r["unit"] == "persons"]
    assert {14_000, 48_500, 280_000, 370_000, 800_000} <= {r["value"] for r in people}
    (total,) = [t for t in made["ledger"]["totals"] if t["metric"] == "displaced"]
    assert total["refused"]


def test_the_app_opens_on_the_seed_article_with_the_campaign_as_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["app.py"])
    page = AppTest.from_file(str(FOLDER.parents[1] / "app.py"), default_timeout=60).run()
    chosen = page.selectbox(key="shown")
    assert chosen.options[0].startswith("Thousands Flee Homs")
    assert chosen.options[1] == "Syria campaign 2024, 2024-11-27 to 2024-12-08 (12 articles)"
    assert len(chosen.options) == 3
    assert chosen.value == articles.read(FOLDER.parent / "2024-12-06-homs.txt").id
    assert not page.exception
