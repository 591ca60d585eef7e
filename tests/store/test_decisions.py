"""What people decide, and that it outlives another reading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.store_articles import extraction
from geo.errors import Conflict, StoreError
from geo.model import Event, Extraction
from geo.store import Mark, Store

READ = extraction(1, characters=900)
FIRST = READ.events[0]
PLACE = {"id": "42", "name": "Maarrat", "kind": "settlement", "lat": 35.6, "lon": 36.7, "source": "GeoNames"}


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(READ, rules="r")
    return store


def shown(store: Store, id_: str = FIRST.id) -> Event | None:
    return next((e for x in store.extractions() for e in x.events if e.id == id_), None)


def test_a_rejected_record_is_not_shown_until_that_is_taken_back(filled: Store) -> None:
    made = filled.decide(FIRST.id, "reject", author="Ann", reason="a rehearsal")
    assert shown(filled) is None
    assert len(filled.extractions()[0].records) == len(READ.records) - 1
    filled.undo(made.id, author="Bo")
    assert shown(filled) == FIRST
    assert filled.decisions(FIRST.id) == []
    history = filled.decisions(FIRST.id, include_undone=True)
    assert [(d.kind, d.author, d.undone) for d in history] == [("reject", "Ann", True), ("undo", "Bo", False)]


def test_a_confirmation_after_a_rejection_brings_the_record_back(filled: Store) -> None:
    filled.decide(FIRST.id, "reject", author="Ann")
    filled.decide(FIRST.id, "confirm", author="Bo")
    assert shown(filled) == FIRST
    assert filled.marks() == {FIRST.id: Mark(confirmed=True, authors=("Ann", "Bo"))}


def test_a_chosen_place_stands_where_the_wrong_one_stood(filled: Store) -> None:
    old = FIRST.places[0].id
    filled.decide(FIRST.id, "place", {"role": "places", "from": old, "place": PLACE}, author="Ann")
    found = shown(filled)
    assert found is not None
    (place,) = found.places
    assert (place.id, place.lat, place.lon, place.source) == ("42", 35.6, 36.7, "chosen by Ann (GeoNames)")
    assert filled.marks()[FIRST.id].edited == ("places",)


def test_a_place_is_given_to_a_record_that_has_none(store: Store) -> None:
    lost = replace(FIRST, places=(), unplaced="no such place is known")
    store.add(replace(READ, events=(lost,)), rules="r")
    store.decide(lost.id, "place", {"role": "places", "place": PLACE}, author="Ann")
    found = shown(store)
    assert found is not None
    assert ([p.id for p in found.places], found.unplaced) == (["42"], "")


def test_edited_fields_are_set_and_named(filled: Store) -> None:
    body = {
        "status": "denied", "type": "shelling", "time": {"start": "2024-10-01", "end": None, "text": "since Tuesday"},
        "figures": [{"metric": "killed", "value": 7, "qualifier": "at_least"}],
    }  # fmt: skip
    filled.decide(FIRST.id, "edit", body, author="Ann")
    found = shown(filled)
    assert found is not None
    assert (found.status, found.type, found.time and found.time.iso) == ("denied", "shelling", "2024-10-01/")
    assert [(f.value, f.qualifier) for f in found.figures] == [(7, "at_least")]
    assert filled.marks()[FIRST.id].edited == ("status", "type", "time", "figures")


def test_the_last_of_two_edits_wins(filled: Store) -> None:
    filled.decide(FIRST.id, "edit", {"status": "denied"}, author="Ann")
    filled.decide(FIRST.id, "edit", {"status": "asserted"}, author="Bo")
    found = shown(filled)
    assert found is not None
    assert found.status == "asserted"


def test_marks_carry_what_is_sensitive_and_what_was_noted(filled: Store) -> None:
    second = READ.events[1]
    filled.decide(FIRST.id, "sensitive", author="Ann")
    filled.decide(FIRST.id, "note", {"text": "seen by two"}, author="Bo")
    filled.decide(second.id, "sensitive", author="Ann")
    filled.decide(second.id, "sensitive", {"on": False}, author="Bo")
    marks = filled.marks()
    assert (marks[FIRST.id].sensitive, marks[FIRST.id].notes) == (True, ("seen by two",))
    assert not marks[second.id].sensitive
    assert filled.extractions() == [READ], "marks change no record"


def test_a_decision_on_an_article_holds_for_all_its_records(filled: Store) -> None:
    filled.decide(READ.article.id, "sensitive", author="Ann")
    assert set(filled.marks()) == {r.id for r in READ.records}
    filled.decide(READ.article.id, "reject", author="Ann")
    assert filled.extractions()[0].records == ()


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("destroy", {}, "choose from"),
        ("undo", {}, "choose from"),
        ("edit", {}, "cannot be edited"),
        ("edit", {"id": "x"}, "cannot be edited"),
        ("edit", {"state": "held"}, "cannot be edited"),
        ("edit", {"type": "invented"}, "choose from"),
        ("edit", {"status": "true"}, "status"),
        ("edit", {"time": {"start": "yesterday", "end": None}}, "time"),
        ("edit", {"figures": [{"metric": "killed"}]}, "figures"),
        ("edit", {"figures": "many"}, "figures"),
        ("place", {"place": PLACE}, "role"),
        ("place", {"role": "origins", "place": PLACE}, "role"),
        ("place", {"role": "places"}, "id, name, kind"),
        ("place", {"role": "places", "place": {**PLACE, "lat": 999}}, "not on Earth"),
        ("place", {"role": "places", "place": {**PLACE, "lat": "north"}}, "lat"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused_with_a_sentence(
    filled: Store, kind: str, body: dict[str, object], words: str
) -> None:
    with pytest.raises(StoreError, match=words):
        filled.decide(FIRST.id, kind, body, author="Ann")
    assert filled.decisions() == []
    assert filled.extractions() == [READ]


def test_a_decision_needs_something_that_it_is_about(filled: Store) -> None:
    with pytest.raises(StoreError, match="no such record"):
        filled.decide("even-000000000000", "reject", author="Ann")
    with pytest.raises(StoreError, match="about a record"):
        filled.decide(READ.article.id, "edit", {"status": "denied"}, author="Ann")
    with pytest.raises(StoreError, match="no such decision"):
        filled.undo("d-1", author="Ann")


def test_a_decision_is_taken_back_once(filled: Store) -> None:
    made = filled.decide(FIRST.id, "reject", author="Ann")
    undone = filled.undo(made.id, author="Bo")
    for id_ in (made.id, undone.id):
        with pytest.raises(StoreError):
            filled.undo(id_, author="Bo")


def test_a_lost_update_is_refused_and_both_versions_shown(filled: Store) -> None:
    first = filled.decide(FIRST.id, "confirm", author="Ann", expected=0)
    with pytest.raises(Conflict, match="Ann decided “confirm”") as refused:
        filled.decide(FIRST.id, "edit", {"status": "denied"}, author="Bo", expected=0)
    assert refused.value.ours == {"status": "denied"}
    assert refused.value.theirs == first
    second = filled.decide(FIRST.id, "edit", {"status": "denied"}, author="Bo", expected=first.version)
    with pytest.raises(Conflict):
        filled.undo(second.id, author="Ann", expected=first.version)
    assert [d.id for d in filled.decisions(FIRST.id)] == [first.id, second.id]


def reread(store: Store, **changed: object) -> Extraction:
    read = replace(READ, **changed)  # type: ignore[arg-type]
    store.replace(read, rules="newer")
    assert store.check() == []
    return read


def test_what_was_decided_stays_when_newer_rules_find_the_same_record(filled: Store) -> None:
    filled.decide(FIRST.id, "edit", {"status": "denied"}, author="Ann")
    reread(filled, events=(replace(FIRST, trigger="stormed"),))
    found = shown(filled)
    assert found is not None
    assert (found.trigger, found.status) == ("stormed", "denied")


def test_what_was_decided_moves_to_the_record_of_the_same_sentence(filled: Store) -> None:
    filled.decide(FIRST.id, "reject", author="Ann")
    e = FIRST.evidence[0]
    wider = replace(e, end=e.end - 4, quote=e.quote[:-4])
    renamed = replace(FIRST, id="even-aaaaaaaaaaaa", type="shelling", evidence=(wider,))
    reread(filled, events=(renamed, READ.events[1]))
    assert [x.id for x in filled.extractions()[0].events] == [READ.events[1].id]
    (decision,) = filled.decisions("even-aaaaaaaaaaaa")
    assert (decision.target, decision.record) == (FIRST.id, "even-aaaaaaaaaaaa")


def test_of_two_records_in_the_sentence_that_of_the_same_type_takes_the_decision(filled: Store) -> None:
    filled.decide(FIRST.id, "note", {"text": "x"}, author="Ann")
    same = replace(FIRST, id="even-000000000001")
    other = replace(FIRST, id="even-ffffffffffff", type="shelling")
    reread(filled, events=(other, same))
    assert set(filled.marks()) == {same.id}


def test_a_decision_without_its_record_is_kept_and_listed_and_finds_it_again(filled: Store) -> None:
    filled.decide(FIRST.id, "reject", author="Ann")
    reread(filled, events=READ.events[1:])
    (waiting,) = filled.decisions()
    assert (waiting.record, waiting.target, waiting.quote) == (None, FIRST.id, FIRST.evidence[0].quote)
    reread(filled)
    assert shown(filled) is None
    assert filled.decisions()[0].record == FIRST.id


def test_a_decision_never_moves_to_another_kind_of_record(filled: Store) -> None:
    control = READ.controls[0]
    assert control.evidence[0].start == FIRST.evidence[0].start
    filled.decide(control.id, "reject", author="Ann")
    reread(filled, controls=())
    assert filled.decisions()[0].record is None
    assert shown(filled) == FIRST


def test_in_a_reworded_text_only_the_sentence_itself_is_recognised(filled: Store) -> None:
    filled.decide(FIRST.id, "note", {"text": "kept"}, author="Ann")
    second = READ.events[1]
    filled.decide(second.id, "reject", author="Ann")
    added = "New lead paragraph of this story. "

    def moved(e: Event, id_: str, quote: str | None = None) -> Event:
        old = e.evidence[0]
        new = replace(old, start=old.start + len(added), end=old.end + len(added), quote=quote or old.quote)
        return replace(e, id=id_, evidence=(new,))

    article = replace(READ.article, text=added + READ.article.text)
    again = replace(
        READ, article=article, controls=(), movements=(), displacements=(),
        events=(moved(FIRST, "even-000000000001"), moved(second, "even-000000000002", "Something else was said.")),
    )  # fmt: skip
    filled.replace(again, rules="newer")
    by_target = {d.target: d.record for d in filled.decisions()}
    assert by_target == {FIRST.id: "even-000000000001", second.id: None}
