"""What people say is one thing is one record, what they say is not stays two, whatever rules think and whoever comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model import Actor, Article, Displacement, Event, Evidence, Extraction, Figure, Mark, Place, Review, TimeSpan
from geo.situation import Situation, build, collection, copies

FRIDAY = date(2024, 12, 6)
TOWN = Place(
    id="r", name="Rastan", kind="settlement", lat=34.93, lon=36.73, country="SY", admin1="SY.11", population=40_000
)
VILLAGE = Place(
    id="v", name="Talbisa", kind="settlement", lat=34.84, lon=36.73, country="SY", admin1="SY.11", population=9_000
)
ARMY = Actor(name="Army", kind="army", country="SY", side="government")


def paper(name: str, *, after: int = 0, text: str = "", events: tuple[Event, ...] = (), fled: float = 0) -> Extraction:
    """An article in words of its own, its records named after it."""
    text = text or " ".join(f"{name}{n}" for n in "abcdefghijklmnopqrstuvwxyz")
    evidence = (Evidence(article_id=name, field="text", start=0, end=len(text), quote=text),)
    flight = Displacement(
        id=f"{name}-d", kind="flight", status="claimed", trigger="fled", evidence=evidence, origins=(TOWN,),
        figure=Figure(metric="displaced", value=fled),
    )  # fmt: skip
    return Extraction(
        article=Article(id=name, title=name, text=text, published=FRIDAY + timedelta(after), source=f"The {name}"),
        events=tuple(replace(e, id=f"{name}-e{n}", evidence=evidence) for n, e in enumerate(events)),
        displacements=(flight,) if fled else (),
        theatre="SY",
    )


def strike(place: Place = TOWN, day: int = 0, dead: float = 0, **more: object) -> Event:
    time = TimeSpan(start=FRIDAY + timedelta(day), end=FRIDAY + timedelta(day), text="then")
    figures = (Figure(metric="killed", value=dead),) if dead else ()
    common = {"type": "airstrike", "status": "claimed", "trigger": "struck", "places": (place,), "time": time}
    return Event(id="", evidence=(), agents=(ARMY,), figures=figures, **{**common, **more})  # type: ignore[arg-type]


SAME = [paper("one", events=(strike(dead=3),)), paper("two", after=1, events=(strike(dead=5),))]
"""Two reports that rules take for one."""
FAR = paper("far", after=2, events=(strike(VILLAGE, 1, dead=9),))
"""A report that rules take for another."""


def one(*ids: str) -> frozenset[str]:
    return frozenset(ids)


def groups(found: Situation) -> set[frozenset[str]]:
    return {one(r.id, *(x.id for x in found.told.get(r.id, ()))) for r in found.records}


def test_reports_that_people_put_together_are_one_record_with_every_claim() -> None:
    assert groups(build([*SAME, FAR])) == {one("one-e0", "two-e0"), one("far-e0")}
    made = build([*SAME, FAR], review=Review(together=(one("far-e0", "two-e0"),)))
    assert groups(made) == {one("one-e0", "two-e0", "far-e0")}
    (record,) = collection(made)["records"]
    assert (record["id"], record["same_as"]) == ("one-e0", ["two-e0", "far-e0"])
    assert [c["figures"][0]["value"] for c in record["claims"]] == [3, 5, 9]
    assert [e["article"] for e in record["evidence"]] == ["one", "two", "far"]


def test_reports_of_one_article_are_put_together_by_people_only() -> None:
    alone = paper("one", events=(strike(dead=3), strike(VILLAGE, 1)))
    assert len(build([alone]).events) == 2
    (event,) = build([alone], review=Review(together=(one("one-e0", "one-e1"),))).events
    assert [e.article_id for e in event.evidence] == ["one"], "the same sentence stands once"
    assert event.figures[0].value == 3


def test_what_people_keep_apart_no_rule_joins() -> None:
    apart = build(SAME, review=Review(apart=(one("one-e0", "two-e0"),)))
    assert groups(apart) == {one("one-e0"), one("two-e0")}
    assert "same_as" not in collection(apart)["records"][0]
    third = paper("three", after=1, events=(strike(dead=5),))
    found = groups(build([*SAME, third], review=Review(apart=(one("one-e0", "two-e0"),))))
    assert len(found) == 2
    assert not any({"one-e0", "two-e0"} <= g for g in found)


def test_rules_do_not_join_by_way_of_people_what_people_keep_apart() -> None:
    alike = paper("four", after=2, events=(strike(VILLAGE, 1, dead=9),))
    papers = [*SAME, FAR, alike]
    assert groups(build(papers)) == {one("one-e0", "two-e0"), one("far-e0", "four-e0")}
    review = Review(together=(one("one-e0", "far-e0"),), apart=(one("two-e0", "four-e0"),))
    found = groups(build(papers, review=review))
    assert any({"one-e0", "far-e0"} <= g for g in found)
    assert not any({"two-e0", "four-e0"} <= g for g in found)


def test_a_copied_sentence_stands_with_the_first_and_may_be_taken_from_it() -> None:
    wire = "Warplanes struck the town of Rastan on Friday and killed three people, medics said."
    papers = [
        paper("one", text=f"{wire}", events=(strike(),)),
        paper("two", after=1, text=wire, events=(strike(),)),
    ]
    papers = [replace(p, article=replace(p.article, text=f"{p.article.id} has more of its own")) for p in papers]
    made = build(papers)
    assert (len(made.events), made.copies) == (1, {"one-e0": papers[1].events})
    record = collection(made)["records"][0]
    assert record["same_as"] == ["two-e0"]
    assert "claims" not in record, "a copy claims nothing of its own"
    assert record["copies"] == [{"record": "two-e0", "article": "two"}]
    assert made.shown_as == {"two-e0": "one-e0"}
    assert groups(build([*papers, FAR], review=Review(together=(one("two-e0", "far-e0"),)))) == {
        one("one-e0", "far-e0")
    }
    lists = [p.events for p in papers]
    published = {p.article.id: p.article.published for p in papers}
    assert len(copies.merged(lists, published, [one("one-e0", "two-e0")]).records) == 2


def test_what_people_set_in_one_report_stands_in_the_record() -> None:
    denied = replace(SAME[0].events[0], status="denied", places=(VILLAGE,), figures=())
    papers = [replace(SAME[0], events=(denied,)), SAME[1]]
    marks = {"one-e0": Mark(edited=("status", "places", "figures"))}
    (event,) = build(papers, review=Review(together=(one("one-e0", "two-e0"),), marks=marks)).events
    assert (event.status, event.places, event.figures) == ("denied", (VILLAGE,), ())
    (event,) = build(papers, review=Review(together=(one("one-e0", "two-e0"),))).events
    assert event.figures


def test_what_is_said_of_any_report_is_said_of_the_record_and_confirmed_marks_say_so() -> None:
    marks = {
        "one-e0": Mark(notes=("seen <b>",), edited=("time",), authors=("Ann",)),
        "two-e0": Mark(confirmed=True, notes=("seen <b>", "twice"), authors=("Bo", "Ann")),
        "gone": Mark(confirmed=True),
    }
    review = Review(marks=marks)
    made = collection(build([*SAME, FAR], review=review), review=review)
    first, second = made["records"]
    assert first["review"] == {
        "confirmed": True, "sensitive": False, "notes": ["seen <b>", "twice"], "edited": ["time"], "authors": ["Ann", "Bo"],
    }  # fmt: skip
    assert "review" not in second
    said = {f["properties"]["record"]: f["properties"].get("confirmed") for f in made["features"]}
    assert said == {"one-e0": True, "far-e0": None}


def test_people_may_put_counts_of_the_displaced_together() -> None:
    papers = [paper("one", fled=1000), paper("two", after=1, fled=5000)]
    assert len(build(papers).displacements) == 2
    (flight,) = build(papers, review=Review(together=(one("one-d", "two-d"),))).displacements
    assert flight.figure is not None
    assert flight.figure.value == 1000
    assert len(build(papers, review=Review(together=(one("one-d", "two-d"),))).ledger) == 2, "figures stay side by side"


def test_ids_that_nothing_shows_and_several_kinds_change_nothing() -> None:
    review = Review(together=(one("gone", "one-e0"), one("one-d", "one-e0")), apart=(one("gone", "one-e0"),))
    papers = [paper("one", events=(strike(),), fled=7), SAME[1]]
    assert groups(build(papers, review=review)) == groups(build(papers))


IDS = ["one-e0", "two-e0", "far-e0", "one-e1"]
PAIRS = [frozenset(p) for p in combinations(IDS, 2)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(PAIRS), max_size=3, unique=True), st.lists(st.sampled_from(PAIRS), max_size=3, unique=True)
)
def test_the_order_of_articles_and_of_what_was_decided_changes_nothing(
    together: list[frozenset[str]], apart: list[frozenset[str]]
) -> None:
    papers = [paper("one", events=(strike(dead=3), strike(VILLAGE, 1))), SAME[1], FAR]
    review = Review(together=tuple(together), apart=tuple(apart))
    found = groups(build(papers, review=review))
    for pair in together:
        assert any(pair <= g for g in found)
    whole = {frozenset(g) for g in _closed(together)}
    for pair in apart:
        if not any(pair <= g for g in whole):
            assert not any(pair <= g for g in found)
    for order in permutations(range(3)):
        backwards = Review(together=tuple(reversed(together)), apart=tuple(reversed(apart)))
        assert groups(build([papers[n] for n in order], review=backwards)) == found


def _closed(pairs: list[frozenset[str]]) -> list[set[str]]:
    out: list[set[str]] = []
    for pair in pairs:
        touched = [g for g in out if g & pair]
        out = [g for g in out if not g & pair] + [set(pair).union(*touched)]
    return out
