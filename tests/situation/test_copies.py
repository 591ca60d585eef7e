from datetime import date, timedelta
from itertools import permutations

from geo.model import Actor, Article, Displacement, Event, Evidence, Extraction, Figure, Place, TimeSpan
from geo.situation import build, collection, copies

WIRE = "Rebels captured the town of Rastan on Friday, a war monitor said."
TOWN = Place(id="r", name="Rastan", kind="settlement", lat=34.93, lon=36.73, country="SY")
REBELS = Actor(name="Rebels", kind="armed_group", side="opposition")
DAY = date(2024, 12, 6)


def paper(name, *, after=0, quote=WIRE, fled=1000, day=None):
    time = TimeSpan(start=day, end=day) if day else None
    evidence = (Evidence(article_id=name, field="text", start=0, end=len(quote), quote=quote),)
    common = {"status": "asserted", "trigger": "captured", "evidence": evidence, "time": time}
    return Extraction(
        article=Article(id=name, title="t", text=quote, published=DAY + timedelta(days=after), source=name),
        events=(Event(id=f"{name}-e", type="capture", places=(TOWN,), agents=(REBELS,), **common),),
        displacements=(
            Displacement(
                id=f"{name}-d", kind="flight", origins=(TOWN,), figure=Figure(metric="displaced", value=fled), **common
            ),
        ),
        theatre="SY",
    )


def test_a_wire_report_that_two_papers_print_is_one_with_both_as_evidence():
    situation = build([paper("one"), paper("two", after=1)])
    (event,) = situation.events
    assert [e.article_id for e in event.evidence] == ["one", "two"]
    assert len(situation.displacements) == len(situation.ledger) == 1
    assert [a.id for a in situation.articles] == ["one", "two"]


def test_what_only_resembles_counts_on_its_own():
    first = paper("one")
    assert len(build([first, paper("two", after=20)]).events) == 2  # the words of another month
    sunday = paper("two", after=1, quote=WIRE.replace("Friday", "Sunday"), day=DAY + timedelta(1))
    assert len(build([paper("one", day=DAY), sunday]).events) == 2
    assert len(build([first, paper("two", fled=5000)]).displacements) == 2
    short = "Rastan fell."
    merged = copies.merged([paper(n, quote=short).events for n in ("one", "two")], {"one": DAY, "two": DAY})
    assert (len(merged.records), merged.copies) == (2, {})


def test_the_order_of_copies_changes_nothing():
    papers = [paper("one"), paper("two", after=1), paper("three", after=2), paper("four", fled=7)]
    found = [collection(build(list(order))) for order in permutations(papers)]
    assert all(f == found[0] for f in found)
