"""What several articles tell of one thing is one record with every voice; what only looks alike stays two."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from geo import pipeline, situation
from geo.model import Actor, Article, Control, Displacement, Event, Evidence, Extraction, Figure, Place, TimeSpan
from geo.situation import build, collection
from geo.situation.joined import joined

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
"""Two short articles each, in the project's words, and which (class, place) both tell of."""
FRIDAY = date(2024, 12, 6)
TOWN = Place(
    id="r", name="Rastan", kind="settlement", lat=34.93, lon=36.73, country="SY", admin1="SY.11", population=40_000
)
PROVINCE = Place(id="h", name="Homs", kind="admin1", lat=34.7, lon=38.0, country="SY", admin1="SY.11", precision_km=100)
ARMY = Actor(name="Army", kind="army", country="SY", side="government")
REBELS = Actor(name="Northern Front", kind="armed_group", side="opposition")
GUNMEN = Actor(name="Gunmen", kind="armed_group")
GOVERNOR, MEDICS = Actor(name="Governor Havryk", kind="person"), Actor(name="Red Cross", kind="ngo")


def on(day, end=None):
    return TimeSpan(start=day, end=end or day, text="then")


def paper(name, *, after=0, text=None, events=(), displacements=(), controls=()):
    """An article of some days after that Friday; its records get its name."""
    text = text or " ".join(f"{name}{n}" for n in "abcdefghijklmnopqrstuvwxyz")  # no word of another paper

    def owned(records, kind):
        said = Evidence(article_id=name, field="text", start=0, end=9, quote=text[:60])
        return tuple(
            replace(r, id=f"{name}-{kind}{n}", evidence=tuple(replace(said, start=n, speaker=r.source) for _ in "1"))
            for n, r in enumerate(records)
        )

    return Extraction(
        article=Article(id=name, title=name, text=text, published=FRIDAY + timedelta(after), source=f"The {name}"),
        events=owned(events, "e"),
        displacements=owned(displacements, "d"),
        controls=owned(controls, "c"),
        theatre="SY",
    )


def strike(**more):
    fields = {"type": "airstrike", "status": "claimed", "trigger": "struck", "places": (TOWN,), "time": on(FRIDAY)}
    return Event(id="", evidence=(), **{**fields, **more})


def killed(n, qualifier="exact"):
    return Figure(metric="killed", value=n, qualifier=qualifier)


@pytest.fixture(scope="module")
def judged(gazetteer):
    """(right, false, missed) pairs of records, named for the pair of articles."""
    right, false, missed = [], [], []
    for row in PAIRS:
        told = [
            pipeline.extract(
                Article(id=side, title="", text=row[side][1], published=date.fromisoformat(row[side][0])), gazetteer
            )
            for side in "ab"
        ]
        published = {e.article.id: e.article.published for e in told}
        left = [tuple(m) for m in row["merge"]]
        for kind in ("events", "displacements"):
            found = joined([r for e in told for r in getattr(e, kind)], published)
            for r in found.records:
                if r.id in found.told:
                    hit = next((m for m in left if about(r, *m)), None)
                    (right if hit else false).append(row["pair"])
                    if hit:
                        left.remove(hit)
        missed += [row["pair"]] * len(left)
    return right, false, missed


def about(record, cls, names):
    if isinstance(record, Event):
        own = situation.meta.event_type(record.type).cls
        where = [p.name for p in record.places] or [record.unplaced]
    else:
        own, where = "displacement", [p.name for p in (*record.origins, *record.destinations)]
    violent = {"remote", "battle", "violence"}
    return (own == cls or {own, cls} <= violent) and any(n in p for n in names.split("|") for p in where)


def test_pairs_that_are_one_event_and_pairs_that_only_look_alike():
    assert sum(bool(row["merge"]) for row in PAIRS) >= 12
    assert sum(not row["merge"] for row in PAIRS) >= 12


def test_reports_of_one_event_are_found_and_few_others_are_taken_for_it(judged):
    right, false, missed = judged
    assert len(right) / (len(right) + len(false)) >= 0.93, false
    assert len(right) / (len(right) + len(missed)) >= 0.80, missed


def test_several_voices_stand_side_by_side_in_one_record():
    told = [
        paper("one", events=[strike(agents=(ARMY,), figures=(killed(12, "at_least"),), source=GOVERNOR)]),
        paper("two", after=1, events=[strike(type="attack", status="asserted", figures=(killed(16),))]),
        paper("three", after=1, events=[strike(figures=(killed(16),), source=MEDICS)]),
    ]
    made = collection(build(told))
    (record,) = [r for r in made["records"] if r["list"] == "event"]
    assert (record["id"], record["same_as"]) == ("one-e0", ["three-e0", "two-e0"])
    assert (record["type"], record["status"], record["agents"]) == ("airstrike", "asserted", ["Army"])
    assert [e["article"] for e in record["evidence"]] == ["one", "three", "two"]
    claims = [(c["article"], c["speaker"], c["status"], [f["value"] for f in c["figures"]]) for c in record["claims"]]
    assert claims == [
        ("one", "Governor Havryk", "claimed", [12]),
        ("three", "Red Cross", "claimed", [16]),
        ("two", None, "asserted", [16]),
    ]
    rows = [(r["record"], r["article"], r["speaker"], r["value"]) for r in made["ledger"]["rows"]]
    assert sorted(rows) == [
        ("one-e0", "one", "Governor Havryk", 12),
        ("one-e0", "three", "Red Cross", 16),
        ("one-e0", "two", None, 16),
    ]
    (total,) = made["ledger"]["totals"]
    assert total["refused"]
    assert len([f for f in made["features"] if f["properties"]["layer"] == "event"]) == 1


@pytest.mark.parametrize(
    "other",
    [
        strike(time=on(FRIDAY + timedelta(1))),
        strike(type="shelling"),
        strike(type="protest"),
        strike(agents=(REBELS,)),
        strike(status="forecast"),
        strike(status="denied"),
        strike(status="historical"),
        strike(figures=(killed(90),)),
        strike(places=(PROVINCE,), time=on(FRIDAY - timedelta(6), FRIDAY)),
        strike(places=()),
    ],
    ids=("day", "weapon", "class", "agent", "plan", "denial", "past", "toll", "a week in the province", "nowhere"),
)
def test_what_only_looks_alike_stays_apart(other):
    told = [paper("one", events=[strike(agents=(ARMY,), figures=(killed(12),))]), paper("two", after=1, events=[other])]
    assert len(build(told).events) == 2


def test_daily_shelling_of_a_town_is_not_glued_together_by_reports_without_a_day():
    implied = replace(on(FRIDAY), implied=True)
    days = [
        paper(f"day{n}", after=n, events=[strike(type="shelling", time=on(FRIDAY + timedelta(n)))]) for n in range(7)
    ]
    vague = [
        paper(f"vague{n}", after=n, events=[strike(type="shelling", time=replace(implied, start=d, end=d))])
        for n in range(7)
        for d in [FRIDAY + timedelta(n)]
    ]
    found = build([*days, *vague]).events
    assert len(found) == 7
    assert all(len({e.article_id for e in r.evidence}) == 2 for r in found)
    spans = [r.time for r in found]
    assert [s.start for s in spans] == [FRIDAY + timedelta(n) for n in range(7)]


def test_a_finer_place_a_named_actor_and_a_stated_day_win():
    general = strike(type="attack", places=(PROVINCE,), agents=(GUNMEN,), figures=(killed(31),))
    exact = strike(type="attack", agents=(REBELS,), figures=(killed(31),))
    (event,) = build([paper("one", events=[general]), paper("two", after=1, events=[exact])]).events
    assert (event.id, event.places, event.agents) == ("one-e0", (TOWN,), (REBELS,))
    assert [f.value for f in event.figures] == [31]


def test_two_events_of_one_article_stay_two_whatever_another_tells():
    two = [strike(), strike(type="attack", agents=(GUNMEN,))]
    found = build([paper("one", events=two), paper("two", events=[strike()])])
    assert sorted(len(e.evidence) for e in found.events) == [1, 2]


def flight(value, **more):
    figure = Figure(metric="displaced", value=value, measure="flow") if value else None
    fields = {"kind": "flight", "status": "claimed", "trigger": "fled", "origins": (TOWN,), "time": on(FRIDAY)}
    return Displacement(id="", evidence=(), figure=figure, **{**fields, **more})


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (flight(2000, source=MEDICS), 1),
        (flight(3000, source=GOVERNOR), 2),
        (flight(2000, origins=(PROVINCE,)), 2),
        (flight(2000, kind="return"), 2),
        (flight(None), 2),
    ],
    ids=["another speaker", "another number", "another place", "another way", "no number"],
)
def test_people_who_fled_are_counted_once_and_numbers_never_averaged(other, count):
    told = [paper("one", displacements=[flight(2000, source=GOVERNOR)]), paper("two", displacements=[other])]
    found = build(told)
    assert len(found.displacements) == count
    assert {r.figure.value for r in found.ledger} == {d.figure.value for d in found.displacements if d.figure}


def test_a_total_by_one_speaker_is_one_claim_for_weeks():
    total = flight(280_000, origins=(), source=GOVERNOR, time=on(FRIDAY - timedelta(9), FRIDAY), kind="stock")
    later = replace(total, kind="flight", time=on(FRIDAY - timedelta(9), FRIDAY + timedelta(12)))
    found = build([paper("one", displacements=[total]), paper("two", after=12, displacements=[later])])
    assert len(found.displacements) == len(found.ledger) == 1


def holding(*holders, **more):
    fields = {"state": "held", "status": "asserted", "trigger": "holds", "places": (TOWN,), "as_of": on(FRIDAY)}
    return Control(id="", evidence=(), holders=holders, **{**fields, **more})


def test_a_holding_is_shown_once_and_marks_lead_to_it():
    told = [paper(n, controls=[holding(ARMY)]) for n in ("one", "two")]
    made = collection(
        build([*told, paper("three", after=1, controls=[holding(ARMY, as_of=on(FRIDAY + timedelta(1)))])])
    )
    assert [r["id"] for r in made["records"]] == ["one-c0", "three-c0"]
    assert {i for f in made["features"] for i in f["properties"]["records"]} == {"one-c0", "three-c0"}


def test_who_says_something_else_of_a_holding_is_shown_beside_it():
    found = build([paper("one", controls=[holding(ARMY)]), paper("two", controls=[holding(REBELS)])])
    assert len(found.controls) == 2
    assert found.conflicts


def test_a_claim_that_another_paper_makes_its_own_is_still_reported_as_such():
    claim = paper("one", events=[strike(type="capture", agents=(REBELS,), source=GOVERNOR)])
    own = paper("two", after=2, events=[strike(type="capture", agents=(REBELS,), status="asserted")])
    made = collection(build([claim, own], by="published"), since=FRIDAY + timedelta(1))
    (turn,) = made["changes"]["upgraded"]
    assert turn["records"] == ["one-e0"]
    assert turn["text"].endswith("claimed by Governor Havryk, now also said by the article itself")


def test_notes_on_any_report_stand_with_the_record():
    told = [paper("one", events=[strike()]), paper("two", events=[strike()])]
    import pandas as pd

    from geo.events import frame

    notes = pd.DataFrame({"record": ["one-e0", "two-e0"], "remark": ["seen on film", "by phone"]})
    (record,) = collection(build(told), table=frame(told, notes))["records"]
    assert record["notes"] == {"remark": "seen on film; by phone"}


def test_the_order_of_articles_and_their_names_change_nothing():
    told = [
        paper("one", events=[strike(figures=(killed(12),)), strike(type="attack")], controls=[holding(ARMY)]),
        paper("two", after=1, events=[strike(agents=(ARMY,))], displacements=[flight(2000)]),
        paper("three", after=1, events=[strike(type="attack", figures=(killed(12),))], displacements=[flight(2000)]),
        paper("four", events=[strike(time=replace(on(FRIDAY), implied=True))], controls=[holding(ARMY)]),
    ]
    made = [collection(build(list(order))) for order in permutations(told)]
    assert all(m == made[0] for m in made)


def retold(extraction):
    """The same reports in words of which none is the first article's."""
    words = " ".join(f"word{n}" for n in range(200))
    kinds = ("events", "displacements", "movements", "controls")
    told = {
        kind: tuple(
            replace(r, evidence=tuple(replace(e, quote=words[e.start : e.end]) for e in r.evidence))
            for r in getattr(extraction, kind)
        )
        for kind in kinds
    }
    return replace(extraction, article=replace(extraction.article, text=words), **told)


def test_the_same_reports_of_another_war_are_joined_alike(tell, syria, ukraine):
    shapes = []
    for war in (syria, ukraine):
        found = build([tell(war), retold(tell(war, article_id="zz", published=war.published))])
        kinds = sorted((type(r).__name__, len(found.told.get(r.id, ()))) for r in found.records)
        shapes.append(kinds)
    assert shapes[0] == shapes[1]
    assert sum(n for _, n in shapes[0]) > 10


def test_two_hundred_articles_about_one_town_are_joined_quickly():
    import time

    told = [
        paper(
            f"p{n}",
            after=n % 20,
            events=[strike(type=t, time=on(FRIDAY + timedelta(n % 20))) for t in ("airstrike", "clash")],
        )
        for n in range(200)
    ]
    published = {e.article.id: e.article.published for e in told}
    start = time.process_time()
    found = joined([r for e in told for r in e.events], published)
    assert len(found.records) == 40
    assert time.process_time() - start < 4
