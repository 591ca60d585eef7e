"""Several decisions at once: stored, taken back and decided again together."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from benchmarks.store_articles import extraction
from benchmarks.store_runs import url
from geo.errors import Conflict, StoreError
from geo.store import Mark, Store

READ = extraction(1, characters=900)
FIRST, SECOND = READ.events[:2]
PLACE = {"id": "42", "name": "Maarrat", "kind": "settlement", "lat": 35.6, "lon": 36.7}
MOVED = {"role": "places", "from": FIRST.places[0].id, "place": PLACE}


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(READ, rules="r")
    return store


def test_what_is_decided_at_once_is_in_the_store_together_or_not_at_all(filled: Store) -> None:
    before = filled.version
    with pytest.raises(StoreError, match="status cannot be"):
        filled.decide_all([(FIRST.id, "confirm", None), (SECOND.id, "edit", {"status": "true?"})], author="Ann")
    with pytest.raises(StoreError, match="nothing to decide"):
        filled.decide_all([], author="Ann")
    assert (filled.decisions(), filled.version) == ([], before)
    made = filled.decide_all(
        [(FIRST.id, "place", MOVED), (FIRST.id, "confirm", None), (SECOND.id, "reject", None)],
        author="Ann",
        reason="seen",
    )
    assert {d.batch for d in made} == {made[0].batch}
    assert made[0].batch not in {d.id for d in made}
    assert len({d.version for d in made}) == 3
    assert filled.version == made[-1].version
    assert filled.decisions() == made
    assert filled.check() == []
    (read,), marks = filled.shown()
    assert [e.id for e in read.events][:1] == [FIRST.id]
    assert SECOND.id not in {r.id for r in read.records}
    assert marks == {FIRST.id: Mark(confirmed=True, edited=("places",), authors=("Ann",))}


def test_a_batch_is_taken_back_whole_and_once_and_decided_again(filled: Store) -> None:
    batch = filled.decide_all([(FIRST.id, "place", MOVED), (SECOND.id, "reject", None)], author="Ann")[0].batch
    steps = filled.undo_all(batch, author="Bo", reason="the other town")
    assert [(d.kind, d.target) for d in steps] == [("undo", SECOND.id), ("undo", FIRST.id)]
    assert filled.extractions() == [READ]
    for id_ in (batch, steps[0].batch):
        with pytest.raises(StoreError):
            filled.undo_all(id_, author="Bo")
    again = filled.redo(batch, author="Cy")
    assert [(d.kind, d.redoes is not None, d.author) for d in again] == [("place", True, "Cy"), ("reject", True, "Cy")]
    assert again[0].batch != batch
    assert SECOND.id not in {r.id for r in filled.extractions()[0].records}
    with pytest.raises(StoreError, match="taken up again before"):
        filled.redo(batch, author="Cy")
    with pytest.raises(StoreError, match="stands"):
        filled.redo(again[0].batch, author="Cy")
    filled.undo_all(again[0].batch, author="Cy")
    assert filled.extractions() == [READ]
    assert len(filled.redo(again[0].batch, author="Cy")) == 2
    assert len(filled.decisions(include_undone=True)) == 10


def test_one_of_a_batch_may_be_taken_back_alone_and_the_rest_after_it(filled: Store) -> None:
    made = filled.decide_all([(FIRST.id, "reject", None), (SECOND.id, "reject", None)], author="Ann")
    filled.undo(made[0].id, author="Ann")
    assert [d.target for d in filled.decisions()] == [SECOND.id]
    assert [d.target for d in filled.undo_all(made[0].batch, author="Ann")] == [SECOND.id]
    alone = filled.decide(FIRST.id, "confirm", author="Ann")
    assert alone.batch == alone.id
    assert filled.undo_all(alone.batch, author="Ann")[0].target == FIRST.id
    assert filled.redo(alone.batch, author="Ann")[0].redoes == alone.id


def test_several_steps_are_taken_back_and_again_in_their_order(filled: Store) -> None:
    one = filled.decide(FIRST.id, "edit", {"status": "denied"}, author="Ann")
    two = filled.decide(FIRST.id, "edit", {"status": "forecast"}, author="Ann")
    filled.undo_all(two.batch, author="Ann")
    filled.undo_all(one.batch, author="Ann")
    filled.redo(one.batch, author="Ann")
    filled.redo(two.batch, author="Ann")
    assert filled.extractions()[0].events[0].status == "forecast"


def test_what_somebody_decided_since_is_not_overruled_by_deciding_again(filled: Store) -> None:
    mine = filled.decide(FIRST.id, "edit", {"status": "denied"}, author="Ann")
    filled.undo_all(mine.batch, author="Ann")
    filled.decide(FIRST.id, "edit", {"status": "asserted"}, author="Bo")
    with pytest.raises(StoreError, match="Bo decided “edit” on it since"):
        filled.redo(mine.batch, author="Ann")
    with pytest.raises(StoreError, match="no such decision"):
        filled.redo("b-0000000000000000", author="Ann")


def test_of_two_who_decide_at_once_one_is_told_what_the_other_decided(filled: Store) -> None:
    ready = threading.Barrier(2)
    refused: list[Conflict] = []

    def decide(who: str, status: str) -> None:
        ready.wait()
        try:
            filled.decide_all(
                [(SECOND.id, "confirm", None), (FIRST.id, "edit", {"status": status})],
                author=who,
                expected={FIRST.id: 0},
            )
        except Conflict as e:
            refused.append(e)

    people = [threading.Thread(target=decide, args=x) for x in (("Ann", "denied"), ("Bo", "forecast"))]
    for p in people:
        p.start()
    for p in people:
        p.join()
    standing = filled.decisions(FIRST.id)
    assert len(standing) == len(refused) == 1
    assert refused[0].theirs == standing[0]
    assert refused[0].ours == [
        {"kind": "edit", "body": {"status": "denied" if standing[0].author == "Bo" else "forecast"}}
    ]
    assert len(filled.decisions(SECOND.id)) == 1, "nothing of the refused batch is kept"
    with pytest.raises(Conflict):
        filled.undo_all(standing[0].batch, author="Cy", expected={FIRST.id: 0})


def test_decisions_of_articles_come_with_all_drawings(filled: Store) -> None:
    other = extraction(2, characters=400)
    filled.add(other, rules="r")
    line = {"type": "LineString", "coordinates": [[36, 34], [37, 35]]}
    filled.decide(FIRST.id, "confirm", author="Ann")
    filled.decide(other.events[0].id, "confirm", author="Ann")
    filled.decide("draw-00000000000a", "draw", {"shape": "front", "geometry": line}, author="Ann")
    assert [d.target for d in filled.decisions(articles=[READ.article.id])] == [FIRST.id, "draw-00000000000a"]


def test_the_state_of_all_decisions_has_a_name_that_never_comes_again(filled: Store, tmp_path: Path) -> None:
    assert filled.decided == (0, 0)
    filled.decide(FIRST.id, "confirm", author="Ann")
    names = [filled.decided]
    filled.backup(tmp_path / "copy.db")
    for _ in range(2):
        made = filled.decide_all([(FIRST.id, "reject", None), (SECOND.id, "reject", None)], author="Ann")
        names.append(filled.decided)
        filled.undo_all(made[0].batch, author="Ann")
        names.append(filled.decided)
        Store.restore(tmp_path / "copy.db", url(filled.path), force=True)
        assert filled.decided == names[0]
    assert len(set(names)) == 5
