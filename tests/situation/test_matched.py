"""Rows of data sets beside what articles tell: matched one to one, shown side by side, never merged or added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from geo.model import Actor, Article, Event, Evidence, Extraction, Figure, Place, TimeSpan
from geo.settings import Settings
from geo.situation import build, collection, matched

DAY = date(2024, 12, 5)
HAMA = Place(id="hama", name="Hama", kind="settlement", lat=35.13, lon=36.75, country="SY", population=460_000)
HOMS = Place(id="homs", name="Homs", kind="settlement", lat=34.73, lon=36.72, country="SY", population=770_000)
ARMY = Actor(name="Syrian army", kind="army", country="SY", side="government")
REBELS = Actor(name="Opposition forces", kind="armed_group", country="SY", side="opposition")
ROWS = "data-acled-0123456789abcdef"


def event(id_: str, article: str, type_: str = "airstrike", place: Place = HAMA, day: date = DAY, **more: Any) -> Event:
    quote = f"Something happened, said {id_}, and it was told at some length."
    evidence = Evidence(article_id=article, field="text", start=0, end=len(quote), quote=quote)
    told: dict[str, Any] = {"time": TimeSpan(start=day, end=day), "agents": (ARMY,), "places": (place,), **more}
    return Event(id=id_, type=type_, status="asserted", trigger=f"{id_}: {type_}", evidence=(evidence,), **told)


def extraction(article: str, events: Sequence[Event], day: date = DAY, source: str = "Example Wire") -> Extraction:
    text = " ".join(e.evidence[0].quote for e in events)
    made = Article(id=article, title="A title", text=text, published=day, source=source)
    return Extraction(article=made, events=tuple(events), theatre="SY")


def pairs(told: Sequence[Event], rows: Sequence[Event]) -> set[tuple[str, str]]:
    found = matched.matches(told, rows, {ROWS: "ACLED"}, {"a": DAY, ROWS: DAY}, Settings())
    return {(m.record, m.row) for m in found}


def near(place: Place, north_km: float, precision_km: float = 3.0) -> Place:
    return replace(place, id=f"{place.id}+{north_km}", lat=place.lat + north_km / 111.2, precision_km=precision_km)


def test_place_day_and_type_make_a_match_and_its_reasons_say_so() -> None:
    (match,) = matched.matches(
        [event("e", "a")], [event("r", ROWS, place=near(HAMA, 2))], {ROWS: "ACLED"}, {"a": DAY}, Settings()
    )
    assert (match.record, match.row, match.source) == ("e", "r", "ACLED")
    assert match.reasons[:3] == ("same place", "same day", "both airstrike")
    assert 0.9 < match.score <= 1


def test_another_town_day_or_kind_is_no_match() -> None:
    told = [event("e", "a")]
    assert pairs(told, [event("r", ROWS, place=HOMS)]) == set()
    assert pairs(told, [event("r", ROWS, day=date(2024, 12, 8))]) == set()
    assert pairs(told, [event("r", ROWS, "protest")]) == set()
    assert pairs(told, [event("r", ROWS, "shelling")]) == {("e", "r")}


def test_distance_is_measured_by_how_well_both_places_are_known() -> None:
    told = [event("e", "a")]
    assert pairs(told, [event("r", ROWS, place=near(HAMA, 20, precision_km=3))]) == set()
    assert pairs(told, [event("r", ROWS, place=near(HAMA, 20, precision_km=25))]) == {("e", "r")}


def test_one_row_goes_with_one_event_and_the_sum_of_scores_decides() -> None:
    told = [event("strike", "a"), event("shells", "a", "shelling")]
    rows = [event("r1", ROWS, "shelling"), event("r2", ROWS, "airstrike"), event("r3", ROWS, "airstrike", HOMS)]
    assert pairs(told, rows) == {("strike", "r2"), ("shells", "r1")}
    assert pairs(told[:1], [rows[0]]) == {("strike", "r1")}


def test_figures_and_actors_decide_between_rows_that_are_alike() -> None:
    killed = {"figures": (Figure(metric="killed", value=12),)}
    told = [event("e", "a", **killed)]
    rows = [event("r1", ROWS, figures=(Figure(metric="killed", value=90),)), event("r2", ROWS, **killed)]
    assert pairs(told, rows) == {("e", "r2")}
    rows = [event("r1", ROWS, agents=(REBELS,)), event("r2", ROWS)]
    assert pairs([event("e", "a")], rows) == {("e", "r2")}


def test_news_without_a_day_may_be_of_the_night_before() -> None:
    told = [event("e", "a", time=None)]
    assert pairs(told, [event("r", ROWS, day=date(2024, 12, 4))]) == {("e", "r")}
    assert pairs(told, [event("r", ROWS, day=date(2024, 12, 2))]) == set()


def test_history_and_forecasts_are_not_matched() -> None:
    past = replace(event("e", "a"), status="historical")
    assert pairs([past], [event("r", ROWS)]) == set()


def both() -> dict[str, Any]:
    killed = (Figure(metric="killed", value=3),)
    news = extraction("a", [event("even-1", "a", figures=killed), event("even-2", "a", "clash", HOMS)])
    rows = [event("even-3", ROWS, figures=killed), event("even-4", ROWS, "capture", HAMA, agents=(REBELS,))]
    return collection(build([news, extraction(ROWS, rows, source="ACLED")]))


def test_both_stand_side_by_side_with_what_the_other_says() -> None:
    made = both()
    records = {r["id"]: r for r in made["records"]}
    assert set(records) == {"even-1", "even-2", "even-3", "even-4"}
    assert {i: r["told_by"] for i, r in records.items()} == {
        "even-1": "both", "even-2": "articles", "even-3": "both", "even-4": "data",
    }  # fmt: skip
    (also,) = records["even-1"]["also"]
    assert (also["record"], also["source"]) == ("even-3", "ACLED")
    assert (records["even-3"]["dataset"], "dataset" in records["even-1"]) == ("ACLED", False)
    assert also["text"] == "ACLED (even-3): airstrike, 5 December 2024, 3 people killed"
    assert records["even-3"]["also"][0]["text"].startswith("Example Wire: Airstrike")
    marks = {
        f["properties"]["record"]: f["properties"] for f in made["features"] if f["properties"]["layer"] == "event"
    }
    assert marks["even-1"]["also"] == ["even-3"] and "also" not in marks["even-2"]


def test_counts_and_figures_are_kept_apart() -> None:
    made = both()
    said = "".join(c["text"] for c in made["headline"])
    assert "2 events and displacements in articles, 2 in ACLED, 1 of them in both." in said
    assert [row["value"] for row in made["ledger"]["rows"]] == [3, 3]
    (total,) = made["ledger"]["totals"]
    assert total["refused"] and "ACLED" in total["reason"]


def test_nobody_holds_a_place_by_a_row_and_no_row_makes_the_headline() -> None:
    made = both()
    assert not [f for f in made["features"] if f["properties"]["layer"] in ("control", "front")]
    assert "captured" not in "".join(c["text"] for c in made["headline"])


def test_the_data_sets_attribution_and_terms_stand_in_the_notes() -> None:
    text = " ".join(n["text"] for n in both()["notes"])
    assert "acleddata.com" in text and "forbid" in text


def test_data_alone_make_a_map_and_articles_alone_say_nothing_of_data() -> None:
    rows = extraction(ROWS, [event("even-3", ROWS)], source="ACLED")
    alone = collection(build([rows]))
    assert "1 record in ACLED." in "".join(c["text"] for c in alone["headline"])
    assert alone["theatre"] == "SY"
    news = collection(build([extraction("a", [event("even-1", "a")])]))
    assert not any("told_by" in r for r in news["records"])
    assert not any(n["key"] == "data" for n in news["notes"])


def test_rows_that_repeat_a_sentence_stay_rows() -> None:
    first, second = event("even-3", ROWS), event("even-4", ROWS + "x")
    twice = replace(second, evidence=(replace(second.evidence[0], article_id="data-acled-fedcba9876543210",
                                              quote=first.evidence[0].quote),))  # fmt: skip
    made = build([extraction(ROWS, [first]), extraction("data-acled-fedcba9876543210", [twice])])
    assert len(made.events) == 2


def test_rows_of_another_war_do_not_become_the_main_one() -> None:
    news = extraction("a", [event("even-1", "a")])
    kyiv = Place(id="kyiv", name="Kyiv", kind="settlement", lat=50.45, lon=30.52, country="UA")
    rows = [
        replace(
            extraction(f"data-acled-{n:016x}", [event(f"even-9{n}", f"data-acled-{n:016x}", place=kyiv)]), theatre="UA"
        )
        for n in range(5)
    ]
    assert build([news, *rows]).theatre == "SY"
