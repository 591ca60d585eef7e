"""Where accounts differ both sides stand with the record; what only grows, rounds or says more is no dispute."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from geo.model import Actor, Article, Event, Evidence, Extraction, Figure, Place, TimeSpan
from geo.situation import build, collection

DAY = date(2024, 12, 5)
TOWN = Place(id="hama", name="Hama", kind="settlement", lat=35.13, lon=36.75, country="SY", population=4_600)
ARMY = Actor(name="Syrian army", kind="army", country="SY", side="government")
REBELS = Actor(name="Hayat Tahrir al-Sham", kind="armed_group", country="SY", side="opposition")
MONITOR = Actor(name="Syrian Observatory for Human Rights", kind="monitor", country="GB")


def paper(name: str, *figures: Figure, after: int = 0, speaker: Actor | None = None, **more: Any) -> Extraction:
    quote = " ".join(f"{name}{n}" for n in "abcdefghijklmnopqrst")
    said = Evidence(article_id=name, field="text", start=0, end=len(quote), quote=quote, speaker=speaker)
    fields: dict[str, Any] = {
        "type": "earthquake", "status": "claimed" if speaker else "asserted", "trigger": "struck", "places": (TOWN,), "figures": figures,
        "time": TimeSpan(start=DAY, end=DAY, text="on Thursday"), "source": speaker, **more,
    }  # fmt: skip
    article = Article(id=name, title=name, text=quote, published=DAY + timedelta(after), source=f"The {name}")
    return Extraction(article=article, events=(Event(id=f"{name}-e", evidence=(said,), **fields),), theatre="SY")


def killed(n: float, qualifier: Any = "exact", most: float | None = None, metric: str = "killed") -> Figure:
    return Figure(metric=metric, value=n, qualifier=qualifier, max=most)


def tension(*papers: Extraction) -> dict[str, list[dict[str, Any]]]:
    return {r["id"]: r["tension"] for r in collection(build(papers))["records"] if "tension" in r}


def test_two_counts_of_one_event_stand_side_by_side_with_who_gave_them() -> None:
    (found,) = tension(paper("one", killed(12)), paper("two", killed(30), speaker=MONITOR)).values()
    assert [d["why"] for d in found] == ["figures"]
    said = [(a["article"], a["who"], a["says"]) for a in found[0]["accounts"]]
    assert said == [("one", None, "12 people killed"), ("two", MONITOR.name, "30 people killed")]


@pytest.mark.parametrize(("first", "second", "after"), [
    pytest.param((killed(12),), (killed(30),), 2, id="a toll that grew over days"),
    pytest.param((killed(12, "at_least"),), (killed(30),), 0, id="at least"),
    pytest.param((killed(200, "approx"),), (killed(190),), 0, id="about"),
    pytest.param((killed(100, "order", 999),), (killed(300),), 0, id="hundreds"),
    pytest.param((killed(12),), (killed(30, metric="wounded"),), 0, id="another thing counted"),
    pytest.param((killed(12), killed(5)), (killed(5),), 0, id="a part of them"),
    pytest.param((killed(12),), (), 0, id="no figure"),
])  # fmt: skip
def test_what_goes_together_is_no_dispute(first: tuple[Figure, ...], second: tuple[Figure, ...], after: int) -> None:
    assert not tension(paper("one", *first), paper("two", *second, after=after))


def test_a_toll_that_falls_is_one() -> None:
    assert tension(paper("one", killed(30)), paper("two", killed(12), after=2))


def test_two_parties_named_for_one_deed_stand_side_by_side() -> None:
    told = [
        paper("one", killed(7), type="shelling", agents=(ARMY,)),
        paper("two", killed(7), type="shelling", agents=(REBELS,), speaker=MONITOR),
    ]
    found = tension(*told)
    assert {i: [d["why"] for d in one] for i, one in found.items()} == {"one-e": ["actors"], "two-e": ["actors"]}
    assert [a["says"] for a in found["one-e"][0]["accounts"]] == ["Syrian army", REBELS.name]


def test_each_side_blaming_the_other_is_a_dispute_and_two_shellings_of_a_day_are_none() -> None:
    by_each = [
        paper("one", type="shelling", agents=(ARMY,), speaker=REBELS),
        paper("two", type="shelling", agents=(REBELS,), speaker=ARMY),
    ]
    assert set(tension(*by_each)) == {"one-e", "two-e"}
    assert not tension(
        paper("one", type="shelling", agents=(ARMY,)), paper("two", type="shelling", agents=(REBELS,), speaker=MONITOR)
    )


def test_a_denial_and_what_it_denies_lead_to_each_other() -> None:
    left: dict[str, Any] = {"type": "withdrawal", "agents": (ARMY,)}
    told = tension(paper("one", speaker=REBELS, **left), paper("two", speaker=ARMY, **{**left, "status": "denied"}))
    assert set(told) == {"one-e", "two-e"}
    (found,) = told["one-e"]
    assert [(a["record"], a["who"]) for a in found["accounts"]] == [("one-e", REBELS.name), ("two-e", ARMY.name)]


def test_a_denial_of_something_else_is_none() -> None:
    left: dict[str, Any] = {"type": "withdrawal", "agents": (ARMY,)}
    other = Place(id="homs", name="Homs", kind="settlement", lat=34.73, lon=36.72, country="SY")
    for more in ({"places": (other,)}, {"agents": (REBELS,)}, {"type": "shelling"}, {"time": TimeSpan(start=date(2024, 11, 1), end=date(2024, 11, 1))}):  # fmt: skip
        assert not tension(paper("one", speaker=REBELS, **left), paper("two", speaker=ARMY, **{**left, "status": "denied", **more}))  # fmt: skip
