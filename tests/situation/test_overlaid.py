from datetime import date, timedelta

import numpy as np
import pytest

from geo import geometry
from geo.geometry import box
from geo.model import Actor, Article, Control, Evidence, Extraction, Place
from geo.situation import ControlMap, Overlay, build, collection
from geo.situation.overlaid import side_of
from geo.situation.overlay import ControlArea

ARMY = Actor(name="Army", kind="army", side="government")
REBELS = Actor(name="Rebels", kind="armed_group", side="opposition")
START = date(2024, 3, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def town(name: str, lat: float, lon: float = 36.7) -> Place:
    return Place(id=name, name=name, kind="settlement", lat=lat, lon=lon, country="SY", admin1="SY.11")


NORTH, SOUTH, MIDDLE = town("North", 35.0), town("South", 34.7), town("Middle", 34.8)


def told(n: int, *held: tuple[Place, Actor]) -> Extraction:
    controls = tuple(
        Control(
            id=f"day{n}-{k}",
            state="held",
            status="asserted",
            trigger="held",
            evidence=(Evidence(article_id=f"day{n}", field="text", start=10 * k, end=10 * k + 5, quote="q"),),
            places=(place,),
            holders=(who,),
        )
        for k, (place, who) in enumerate(held)
    )
    article = Article(id=f"day{n}", title="t", text="x" * 100, published=day(n))
    return Extraction(article=article, controls=controls, theatre="SY")


def drawn(n: int | None, *areas: tuple[str, object], refused: tuple = ()) -> ControlMap:
    on = None if n is None else day(n)
    return ControlMap(
        day=on,
        areas=tuple(ControlArea(kind="control", actor=a, area=area, day=on) for a, area in areas),
        refused=refused,
    )


# The line of this map runs much nearer to South than to North.
LINE = 34.75
MAP = (("Rebels", box(36.0, LINE, 37.5, 35.5)), ("Government", box(36.0, 34.0, 37.5, LINE)))


def front(situation: object) -> np.ndarray:
    return np.vstack([np.array(f.line.coords) for x in situation.fronts for f in x.lines])


def overlaid(made: dict) -> list[dict]:
    return [f["properties"] for f in made["features"] if f["properties"].get("basis") == "overlay"]


def test_a_map_is_laid_over_as_areas_of_its_own_from_its_day_until_the_next_map() -> None:
    situation = build([told(0, (NORTH, REBELS)), told(4, (SOUTH, ARMY))])
    maps = [Overlay(source=f"map {n}", map=drawn(n, *MAP)) for n in (1, 3)]
    found = overlaid(collection(situation, overlays=maps))
    assert [(p["source"], p["valid"]) for p in found] == [
        *[("map 1", [day(1).isoformat(), day(3).isoformat()])] * 2,
        *[("map 3", [day(3).isoformat(), None])] * 2,
    ]
    assert found[0]["label"] == "Opposition forces · as drawn by map 1"
    assert (found[0]["side"], found[1].get("side")) == ("opposition", "government")


def test_what_is_not_drawn_of_a_map_is_listed_with_its_reason() -> None:
    situation = build([told(0, (NORTH, REBELS)), told(4, (SOUTH, ARMY))])
    maps = [
        Overlay(source="early", map=drawn(1, *MAP, refused=((3, "crosses itself"),))),
        Overlay(source="late", map=drawn(9, *MAP)),
    ]
    made = collection(situation, overlays=maps)
    assert {p["source"] for p in overlaid(made)} == {"early"}
    reasons = {u["label"]: u["reason"] for u in made["unplaced"]}
    assert reasons["early, feature 3"] == "crosses itself"
    assert "2024-03-10" in reasons["late"]


def test_a_holder_that_nobody_knows_is_drawn_without_a_side() -> None:
    situation = build([told(0, (NORTH, REBELS))])
    (found,) = overlaid(
        collection(situation, overlays=[Overlay(source="m", map=drawn(None, ("<b>Zed</b>", MAP[0][1])))])
    )
    assert (found["holders"], found["sides"], "side" in found, "valid" in found) == (["<b>Zed</b>"], [], False, False)


@pytest.mark.parametrize(
    ("actor", "side"),
    [
        ("opposition", "opposition"),
        ("HTS", "opposition"),
        ("Regime forces", "government"),
        ("Zed", None),
        ("", None),
    ],
)
def test_a_tracker_names_sides_in_its_own_way(actor: str, side: str | None) -> None:
    assert side_of(actor, "SY") == side


def test_fronts_start_from_a_map_where_nothing_is_said_against_it() -> None:
    articles = [told(0, (NORTH, REBELS), (SOUTH, ARMY))]
    assert abs(front(build(articles))[:, 1].mean() - 34.85) < 0.02
    kept = front(build(articles, previous=drawn(0, *MAP)))
    assert np.abs(kept[:, 1] - LINE).max() < 0.01


def test_fronts_leave_the_map_where_later_statements_contradict_it() -> None:
    articles = [told(0, (NORTH, REBELS), (SOUTH, ARMY)), told(2, (MIDDLE, ARMY))]
    situation = build(articles, previous=drawn(0, *MAP))
    (found,) = situation.fronts
    assert geometry.inside(found.areas["government"], np.array([MIDDLE.lonlat]))[0]
    assert front(situation)[:, 1].max() > 34.82


def test_a_map_of_a_later_day_says_nothing_of_the_days_before() -> None:
    articles = [told(0, (NORTH, REBELS), (SOUTH, ARMY)), told(4, (town("Far", 33.0), ARMY))]
    situation = build(articles, previous=drawn(3, *MAP))
    before, after = situation.moments[0].fronts, situation.moments[-1].fronts
    assert abs(np.array(before[0].lines[0].line.coords)[:, 1].mean() - 34.85) < 0.02
    assert np.abs(np.array(after[0].lines[0].line.coords)[:, 1] - LINE).max() < 0.01
