"""What people decided as a situation needs it, and that it stands: all kinds, through everything that a store goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.store_articles import extraction
from benchmarks.store_runs import url
from geo.errors import StoreError
from geo.model import Actor, Mark
from geo.store import Store, decisions, reviews
from geo.store.entries import Decision, Kind

A, B = extraction(1, characters=900), extraction(2, characters=900)
FIRST, SECOND, THIRD = A.events[:3]
OTHER = B.events[0]
HOSTILE = "<img src=x onerror=alert(1)>'; DROP TABLE decisions;-- \u202e=cmd|' /C calc'!A0 \U0001f4a3"
POINT = {
    "id": "point:34.7312,36.7145", "name": "Tell Ruins", "kind": "settlement", "lat": 34.7312, "lon": 36.7145,
    "country": "SY", "precision_km": 2.5,
}  # fmt: skip
LINE = {"type": "LineString", "coordinates": [[36.5, 34.5], [36.9, 34.9]]}
DRAW = "draw-0123456789ab"


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(A, rules="r")
    store.add(B, rules="r")
    return store


def placed(surface: str = "Tel Ruin", **more: Any) -> dict[str, Any]:
    old = FIRST.places[0].id
    return {
        "role": "places",
        "from": old,
        "place": POINT,
        "surface": surface,
        "everywhere": True,
        "learn": True,
        **more,
    }


def decide_everything(store: Store) -> None:
    store.decide_all([(FIRST.id, "place", placed()), (FIRST.id, "confirm", None)], author=HOSTILE, reason=HOSTILE)
    store.decide(FIRST.id, "note", {"text": HOSTILE}, author="Ann")
    store.decide(FIRST.id, "sensitive", {"on": True}, author="Ann")
    store.decide(SECOND.id, "reject", None, author="Ann")
    store.decide(
        THIRD.id, "edit", {"status": "denied", "time": "2024-10-01", "agents": [{"name": "SAA"}]}, author="Ann"
    )
    store.decide(FIRST.id, "merge", {"with": [OTHER.id]}, author="Ann")
    store.decide(THIRD.id, "split", {"from": [B.events[1].id]}, author="Ann")
    drawing = {"shape": "front", "geometry": LINE, "label": HOSTILE[:160]}
    store.decide(DRAW, "draw", drawing, author=HOSTILE, reason=HOSTILE)


def everything_stands(store: Store, first: str = FIRST.id, third: str = THIRD.id) -> None:
    read, review = store.reviewed()
    records = {r.id: r for e in read for r in e.records}
    assert SECOND.id not in records
    (place,) = records[first].places
    assert (place.id, place.precision_km) == (POINT["id"], 2.5)
    assert place.source == f"chosen by {HOSTILE}"
    marked = Mark(confirmed=True, sensitive=True, notes=(HOSTILE,), edited=("places",), authors=(HOSTILE, "Ann"))
    assert review.marks[first] == marked
    assert (records[third].status, records[third].time.iso) == ("denied", "2024-10-01")
    assert [(a.name, a.side) for a in records[third].agents] == [("Syrian army", "government")]
    assert review.together == (frozenset((first, OTHER.id)),)
    assert review.apart == (frozenset((third, B.events[1].id)),)
    (drawing,) = review.drawings
    assert (drawing.label, drawing.author, drawing.reason) == (HOSTILE[:160], HOSTILE, HOSTILE)
    assert [(x.name, x.place.id, x.author) for x in store.learnt()] == [("Tel Ruin", POINT["id"], HOSTILE)]
    assert [(d.author, d.reason) for d in store.decisions(DRAW)] == [(HOSTILE, HOSTILE)]
    assert store.check() == []


def test_everything_that_was_decided_stands_after_a_restart(filled: Store) -> None:
    decide_everything(filled)
    everything_stands(filled)
    filled.close()
    with Store.open(url(filled.path)) as again:
        everything_stands(again)


def test_everything_that_was_decided_stands_in_a_restored_backup(filled: Store, tmp_path: Path) -> None:
    decide_everything(filled)
    filled.backup(tmp_path / "copy.db")
    for d in filled.decisions():
        filled.undo(d.id, author="Eve")
    assert filled.extractions() == [A, B]
    Store.restore(tmp_path / "copy.db", url(filled.path), force=True)
    everything_stands(filled)
    Store.restore(tmp_path / "copy.db", url(tmp_path / "other.db"))
    with Store.open(url(tmp_path / "other.db")) as other:
        everything_stands(other)


def test_everything_that_was_decided_stands_after_export_and_import(filled: Store, tmp_path: Path) -> None:
    decide_everything(filled)
    filled.dump(tmp_path / "all.zip")
    with Store.open(url(tmp_path / "other.db")) as other:
        other.load(tmp_path / "all.zip")
        everything_stands(other)
        assert [d.batch for d in other.decisions()] == [d.batch for d in filled.decisions()]


def test_everything_that_was_decided_stands_when_newer_rules_read_again(filled: Store) -> None:
    decide_everything(filled)
    filled.replace(replace(A, events=tuple(replace(e, trigger="again") for e in A.events)), rules="newer")
    filled.replace(B, rules="newer")
    everything_stands(filled)


def test_everything_that_was_decided_stands_when_records_come_back_under_other_ids(filled: Store) -> None:
    decide_everything(filled)
    ids = {FIRST.id: "even-aaaaaaaaaaaa", SECOND.id: "even-bbbbbbbbbbbb", THIRD.id: "even-cccccccccccc"}
    filled.replace(replace(A, events=tuple(replace(e, id=ids.get(e.id, e.id)) for e in A.events)), rules="newer")
    everything_stands(filled, ids[FIRST.id], ids[THIRD.id])
    b = (replace(OTHER, id="even-dddddddddddd"), *B.events[1:])
    filled.replace(replace(B, events=b), rules="newer")
    assert filled.reviewed()[1].together == (frozenset((ids[FIRST.id], "even-dddddddddddd")),)
    assert filled.check() == []


def test_everything_that_was_decided_stands_in_a_text_with_a_new_lead(filled: Store) -> None:
    decide_everything(filled)
    lead = "New lead paragraph of this story. "

    def moved(e: Any) -> Any:
        old = e.evidence[0]
        there = replace(old, start=old.start + len(lead), end=old.end + len(lead))
        return replace(e, id="even-" + e.id[5:][::-1], evidence=(there,))

    article = replace(A.article, text=lead + A.article.text)
    read = replace(A, article=article, events=tuple(map(moved, A.events)), displacements=(), movements=(), controls=())
    filled.replace(read, rules="newer")
    everything_stands(filled, moved(FIRST).id, moved(THIRD).id)


def test_articles_from_elsewhere_are_shown_as_people_decided_in_the_store(filled: Store) -> None:
    decide_everything(filled)
    assert filled.review_of([A, B]) == filled.reviewed([A.article.id, B.article.id])
    ids = {FIRST.id: "even-aaaaaaaaaaaa"}
    elsewhere = replace(A, events=tuple(replace(e, id=ids.get(e.id, e.id)) for e in A.events))
    (read,), review = filled.review_of([elsewhere])
    assert (read.events[0].id, read.events[0].places[0].id) == ("even-aaaaaaaaaaaa", POINT["id"])
    assert review.marks["even-aaaaaaaaaaaa"].confirmed
    assert SECOND.id not in {r.id for r in read.records}
    assert (review.together, len(review.drawings)) == ((), 1)
    unknown = extraction(5, characters=400)
    assert filled.review_of([unknown])[0] == [unknown]


def test_what_was_decided_on_a_copy_holds_for_the_article_that_counts(store: Store) -> None:
    later = A.article.published + timedelta(1)
    article = replace(A.article, id="a-copy", title="Another headline", url=None, published=later)

    def copied(e: Any) -> Any:
        return replace(e, id="even-" + e.id[5:][::-1], evidence=(replace(e.evidence[0], article_id="a-copy"),))

    copy = replace(A, article=article, events=tuple(map(copied, A.events)), displacements=(), movements=(), controls=())
    store.add(copy, rules="r")
    store.decide_all([(copy.events[0].id, "reject", None), (copy.events[1].id, "confirm", None)], author="Ann")
    store.decide(copy.article.id, "reject", author="Ann")
    assert store.extractions()[0].records == ()
    store.add(A, rules="r")
    (read,), review = store.reviewed()
    assert read.article.id == A.article.id, "of copies the earliest counts"
    assert FIRST.id not in {r.id for r in read.records}
    assert review.marks == {SECOND.id: Mark(confirmed=True, authors=("Ann",))}
    both, review = store.review_of([A, copy])
    assert [len(e.records) for e in both] == [len(A.records) - 1, 0]
    assert set(review.marks) == {SECOND.id}


def test_deleting_an_article_takes_its_sentences_out_of_others_decisions(filled: Store) -> None:
    decide_everything(filled)
    filled.delete(B.article.id)
    assert filled.reviewed()[1].together == ()
    assert OTHER.evidence[0].quote.encode() not in filled.path.read_bytes()
    assert filled.check() == []
    filled.add(B, rules="r")
    filled.decide(FIRST.id, "merge", {"with": [OTHER.id]}, author="Ann")
    assert len(filled.reviewed()[1].together) == 1
    gone = filled.delete(A.article.id)
    assert (gone.decisions, [d.kind for d in filled.decisions()]) == (9, ["draw"])
    assert filled.learnt() == ()


def test_a_record_that_another_article_keeps_keeps_what_was_decided_without_the_deleted_sentence(store: Store) -> None:
    shared = replace(FIRST, evidence=(FIRST.evidence[0], OTHER.evidence[0]))
    store.add(replace(A, events=(shared,)), rules="r")
    store.add(B, rules="r")
    store.decide(shared.id, "confirm", author="Ann")
    made = store.decide(shared.id, "split", {"from": [B.events[1].id]}, author="Ann")
    store.undo(made.id, author="Ann")
    assert store.delete(A.article.id).kept == (shared.id,)
    (read,), review = store.reviewed()
    assert shared.id in {e.id for e in read.events}
    assert review.marks[shared.id].confirmed
    assert {d.quote for d in store.decisions(include_undone=True)} == {OTHER.evidence[0].quote}
    assert FIRST.evidence[0].quote.encode() not in store.path.read_bytes()
    assert store.check() == []


def merge(store: Store, a: str, *others: str) -> None:
    store.decide(a, "merge", {"with": list(others)}, author="Ann")


def split(store: Store, a: str, *others: str) -> None:
    store.decide(a, "split", {"from": list(others)}, author="Ann")


def joints(store: Store) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    review = store.reviewed()[1]
    return set(review.together), set(review.apart)


def test_of_decisions_that_contradict_each_other_the_newest_wins(filled: Store) -> None:
    a, b, c = FIRST.id, SECOND.id, OTHER.id
    merge(filled, a, b, c)
    assert joints(filled) == ({frozenset((a, b, c))}, set())
    split(filled, b, a)
    assert joints(filled) == ({frozenset((a, c))}, {frozenset((a, b))})
    merge(filled, c, b)
    assert joints(filled) == ({frozenset((b, c))}, {frozenset((a, b))}), "a and b would be together by way of c"
    last = filled.decide(a, "merge", {"with": [b]}, author="Ann")
    assert joints(filled) == ({frozenset((a, b, c))}, set())
    filled.undo(last.id, author="Ann")
    assert joints(filled) == ({frozenset((b, c))}, {frozenset((a, b))})


def test_merges_that_do_not_contradict_each_other_may_come_in_any_order(filled: Store) -> None:
    ids = [e.id for e in A.events[:3]] + [OTHER.id]
    steps: list[Callable[[], None]] = [
        lambda: merge(filled, ids[0], ids[1]),
        lambda: merge(filled, ids[3], ids[1]),
        lambda: split(filled, ids[2], ids[0]),
    ]
    found = []
    for order in permutations(steps):
        for step in order:
            step()
        found.append(joints(filled))
        for d in filled.decisions():
            filled.undo(d.id, author="Ann")
    assert found == [({frozenset((ids[0], ids[1], ids[3]))}, {frozenset((ids[0], ids[2]))})] * 6


STEPS = st.tuples(st.sampled_from(["merge", "split"]), st.sampled_from(range(5)), st.sampled_from(range(5)))


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS.filter(lambda x: x[1] != x[2]), max_size=8))
def test_what_goes_together_is_never_apart_and_the_last_word_always_counts(steps: list[tuple[Kind, int, int]]) -> None:
    found = [
        Decision(
            id=f"d-{n}", batch=f"d-{n}", target=A.events[a].id, record=A.events[a].id, article=A.article.id, kind=kind,
            body={decisions.OTHERS[kind]: [A.events[b].id]}, author="", reason="", at=datetime.now(UTC), version=n,
            anchor={"others": {A.events[b].id: {"article": A.article.id}}, "kind": "event"},
        )
        for n, (kind, a, b) in enumerate(steps)
    ]  # fmt: skip
    review = reviews.review([A], found, {}, stored=True)[1]
    assert not any(pair <= group for pair in review.apart for group in review.together)
    assert sum(map(len, review.together)) == len(frozenset().union(*review.together)), "a record is in one group"
    if steps:
        kind, a, b = steps[-1]
        pair = frozenset((A.events[a].id, A.events[b].id))
        assert any(pair <= group for group in (review.together if kind == "merge" else review.apart))


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("merge", {}, "ids of 1 to 200"),
        ("merge", {"with": OTHER.id}, "ids of 1 to 200"),
        ("merge", {"with": [7]}, "ids of 1 to 200"),
        ("merge", {"with": [FIRST.id]}, "the same one"),
        ("merge", {"with": ["even-000000000000"]}, "no such record"),
        ("merge", {"with": [A.controls[0].id]}, "only one kind"),
        ("split", {"from": []}, "nothing to take it apart from"),
        ("split", {"from": [A.article.id]}, "no such record"),
        ("edit", {"agents": [{"name": " "}]}, "needs a name"),
        ("edit", {"agents": "the army"}, "list"),
        ("edit", {"agents": [{"name": "Army", "side": "<b>"}]}, "choose from government"),
        ("edit", {"holders": []}, "cannot be edited"),
        ("edit", {"time": "2024-13-01"}, "expected a day"),
        ("edit", {"time": "2024-10-03/2024-10-01"}, "earlier day first"),
        ("edit", {"time": "/"}, "neither"),
        ("edit", {"figures": [{"metric": "killed", "value": -1}]}, "from 0 on"),
        ("edit", {"figures": [{"metric": "killed", "value": 9, "max": 3}]}, "larger"),
        ("edit", {"figures": [{"metric": "<b>", "value": 9}]}, "counted"),
        ("note", {"text": 7}, "text"),
        ("note", {"text": "x" * 10_001}, "10,000"),
        ("sensitive", {"on": "no"}, "true or false"),
        ("place", placed(place={**POINT, "kind": "galaxy"}), "kind of place"),
        ("place", placed(place={**POINT, "id": ""}), "id and a name"),
        ("place", placed(place={**POINT, "geometry": {"type": "Nothing"}}), "outline"),
        ("place", placed(place={**POINT, "precision_km": -1}), "doubt"),
        ("place", placed(surface=""), "learn a name"),
        ("place", placed(learn="yes"), "true or false"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    filled: Store, kind: str, body: dict[str, Any], words: str
) -> None:
    with pytest.raises(StoreError, match=words):
        filled.decide(FIRST.id, kind, body, author="Ann")
    assert filled.decisions() == []


def test_rows_of_data_sets_are_not_joined_with_what_articles_tell(filled: Store) -> None:
    from geo.store.others import Dataset

    row = extraction(9, characters=400)
    at = filled.library()[0].added_at
    filled.add_dataset(Dataset(id="acled-1", name="ACLED", kind="acled", content="0", licence="", added_at=at))
    filled.add(row, rules="r", dataset="acled-1")
    for target, other in ((FIRST, row.events[0]), (row.events[0], FIRST)):
        with pytest.raises(StoreError, match="rows of data sets"):
            merge(filled, target.id, other.id)


def test_actors_go_by_the_record_then_by_the_tables_then_as_they_are_written(filled: Store) -> None:
    own = FIRST.agents[0]
    cast = [
        {"name": own.name},
        {"name": "assad's forces"},
        {"name": "Lions of Nowhere", "side": "opposition"},
        {"name": "France"},
    ]
    filled.decide(FIRST.id, "edit", {"agents": cast, "targets": [{"name": "Syrian army", "side": ""}]}, author="Ann")
    event = filled.extractions()[0].events[0]
    assert event.agents[0] == own
    assert [(a.name, a.side) for a in event.agents[1:3]] == [
        ("Syrian army", "government"), ("Lions of Nowhere", "opposition"),
    ]  # fmt: skip
    assert (event.agents[3].country, event.agents[3].kind) == ("FR", "state")
    assert event.targets == (Actor(name="Syrian army", kind="army", country="SY"),)


@pytest.mark.parametrize(
    ("time", "iso"),
    [
        ("2024-10-01", "2024-10-01"),
        ("2024-10-01/2024-10-03", "2024-10-01/2024-10-03"),
        ("2024-10-01/", "2024-10-01/"),
        (None, None),
    ],
)
def test_a_time_may_be_a_day_or_two(filled: Store, time: str | None, iso: str | None) -> None:
    filled.decide(FIRST.id, "edit", {"time": time}, author="Ann")
    found = filled.extractions()[0].events[0].time
    assert (found and found.iso) == iso


def test_of_what_a_name_was_said_to_mean_the_newest_is_learnt(filled: Store) -> None:
    there, elsewhere = {**POINT, "id": "9", "name": "Ruin"}, {**POINT, "id": "8", "country": "IQ"}
    old = filled.decide(FIRST.id, "place", placed(), author="Ann")
    filled.decide(SECOND.id, "place", placed("TEL RUIN", place=there), author="Bo")
    filled.decide(THIRD.id, "place", placed(place=elsewhere), author="Cy")
    filled.decide(OTHER.id, "place", placed("Elsewhere", learn=False), author="Cy")
    learnt = [("Tel Ruin", "IQ", "8", "Cy"), ("TEL RUIN", "SY", "9", "Bo")]
    assert [(x.name, x.place.country, x.place.id, x.author) for x in filled.learnt()] == learnt
    filled.undo(old.id, author="Ann")
    assert len(filled.learnt()) == 2
    assert filled.learnt(besides=A.article.id) == (), "what was decided in an article is decided there"
    assert len(filled.learnt(besides=B.article.id)) == 2


def test_what_was_chosen_and_put_right_again_is_not_learnt(filled: Store) -> None:
    made = filled.decide(FIRST.id, "place", placed(), author="Ann")
    again = {**placed(), "from": POINT["id"], "place": {**POINT, "id": "9"}, "learn": False}
    later = filled.decide(FIRST.id, "place", again, author="Bo")
    assert filled.learnt() == ()
    filled.undo(later.id, author="Bo")
    assert [x.place.id for x in filled.learnt()] == [POINT["id"]]
    filled.undo(made.id, author="Ann")
    assert filled.learnt() == ()
