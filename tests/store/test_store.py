"""Articles in and out of the store."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.store_articles import copy_of, extraction
from geo.errors import Conflict, StoreError
from geo.model import Article, Evidence, Extraction
from geo.store import Dataset, Store


def test_what_was_added_comes_back_as_it_was_by_day(store: Store) -> None:
    given = [extraction(n, characters=500) for n in (61, 2, 30)]
    assert [store.add(e, rules="r").state for e in given] == ["new", "new", "new"]
    assert store.extractions() == sorted(given, key=lambda e: (str(e.article.published), e.article.id))
    assert store.article(given[0].article.id) == given[0].article
    assert store.count() == 3
    assert store.check() == []


def test_the_same_article_is_stored_once(store: Store) -> None:
    e = extraction(1, characters=500)
    assert store.add(e, rules="r").state == "new"
    before = store.version
    again = replace(e, article=replace(e.article, path="elsewhere/copy.txt"))
    assert store.add(again, rules="r").state == "same"
    assert store.count() == 1
    assert store.version == before + 1, "a write was counted although nothing changed: the page only looks again"


def test_what_comes_again_with_less_known_about_it_takes_nothing_away(store: Store) -> None:
    e = extraction(1, characters=500)
    store.add(e, rules="r")
    poorer = replace(e, article=replace(e.article, published=None))
    assert store.add(poorer, rules="r").state == "same"
    assert store.article(e.article.id).published == e.article.published
    richer = replace(e, article=replace(e.article, language="uk", published=date(2024, 11, 1)))
    assert store.add(richer, rules="r").state == "reread"
    assert store.article(e.article.id).published == date(2024, 11, 1)


def test_newer_rules_replace_what_older_ones_made(store: Store) -> None:
    e = extraction(1, characters=900)
    store.add(e, rules="old", origin="a folder")
    assert store.outdated("new") == [e.article.id]
    fewer = replace(e, events=e.events[:1], controls=())
    assert store.replace(fewer, rules="new").state == "reread"
    assert store.extractions() == [fewer]
    assert store.outdated("new") == []
    (entry,) = store.library()
    assert (entry.rules, entry.counts.events, entry.counts.controls, entry.origin) == ("new", 1, 0, "a folder")
    assert store.check() == []


def test_an_article_that_is_not_there_is_not_replaced(store: Store) -> None:
    with pytest.raises(StoreError, match="not in the store"):
        store.replace(extraction(1), rules="r")
    with pytest.raises(StoreError, match="not in the store"):
        store.article("a-1")
    with pytest.raises(StoreError, match="not in the store"):
        store.delete("a-1")
    with pytest.raises(StoreError, match="half a character"):
        store.article("a-\ud800")


def test_two_articles_under_one_id_are_refused_and_both_shown(store: Store) -> None:
    first, other = extraction(1, characters=500), extraction(2, characters=500)
    store.add(first, rules="r")
    other = replace(other, article=replace(other.article, id=first.article.id))
    with pytest.raises(Conflict, match="other words") as refused:
        store.add(other, rules="r")
    assert (refused.value.ours, refused.value.theirs) == (other.article, first.article)
    assert store.extractions() == [first]


def test_an_input_is_remembered_with_its_articles_or_its_failure(store: Store) -> None:
    assert store.known("f" * 64) is None
    store.add(extraction(1, characters=300), rules="r", input_sha="f" * 64, where="two.jsonl")
    store.add(extraction(2, characters=300), rules="r", input_sha="f" * 64, where="two.jsonl")
    store.note_input("0" * 64, "empty.txt", state="failed", reason="no text")
    seen = store.known("f" * 64)
    assert seen is not None
    assert (seen.state, seen.where, len(seen.articles)) == ("read", "two.jsonl", 2)
    failed = store.known("0" * 64)
    assert failed is not None
    assert (failed.state, failed.reason, failed.articles) == ("failed", "no text", ())


def test_what_fails_in_the_middle_of_adding_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.store import writing

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr(writing, "_link", fails)
    with pytest.raises(RuntimeError, match="plug"):
        store.add(extraction(1), rules="r", input_sha="f" * 64)
    monkeypatch.undo()
    assert store.count() == 0
    assert store.known("f" * 64) is None
    assert store.check() == []
    assert store.add(extraction(1), rules="r").state == "new"


def test_a_deleted_article_takes_with_it_what_rests_on_it_alone(store: Store) -> None:
    gone, stays = extraction(1, characters=900), extraction(2, characters=900)
    store.add(gone, rules="r", input_sha="f" * 64)
    store.add(stays, rules="r")
    store.decide(gone.records[0].id, "note", {"text": "secret"}, author="Ann")
    deleted = store.delete(gone.article.id)
    assert (deleted.records, deleted.decisions, deleted.kept) == (len(gone.records), 1, ())
    assert store.extractions() == [stays]
    assert store.decisions() == []
    seen = store.known("f" * 64)
    assert seen is not None
    assert (seen.state, seen.articles) == ("deleted", ())
    assert store.check() == []
    store.close()
    left = b"".join(p.read_bytes() for p in store.path.parent.glob("store.db*"))
    assert gone.records[0].evidence[0].quote.encode() not in left, "deleted text is still in the file"
    assert stays.records[0].evidence[0].quote.encode() in left


def test_a_record_that_rests_on_other_articles_too_stays_with_them(store: Store) -> None:
    one, two = extraction(1, characters=900), extraction(2, characters=900)
    other = two.events[0].evidence[0]
    shared = replace(one.events[0], evidence=(*one.events[0].evidence, other))
    store.add(replace(one, events=(shared, *one.events[1:])), rules="r")
    store.add(two, rules="r")
    made = store.decide(shared.id, "note", {"text": "told twice"}, author="Ann")
    assert store.delete(one.article.id).kept == (shared.id,)
    (left,) = store.extractions()
    kept = next(e for e in left.events if e.id == shared.id)
    assert kept == replace(shared, evidence=(other,))
    assert [d.id for d in store.decisions(shared.id)] == [made.id]
    assert store.check() == []


def test_a_place_made_up_for_an_article_goes_with_it(store: Store) -> None:
    e = extraction(1, characters=300)
    made_up = replace(e.events[0].places[0], id="derived:hospital:al-shifa:1", name="Al-Shifa hospital")
    store.add(replace(e, events=(replace(e.events[0], places=(made_up,)),)), rules="r")
    store.delete(e.article.id)
    store.close()
    assert b"Al-Shifa" not in b"".join(p.read_bytes() for p in store.path.parent.glob("store.db*"))


def test_copies_count_once_and_the_next_one_stands_in_when_the_first_is_deleted(store: Store) -> None:
    whole = extraction(1)
    first, second = copy_of(1, 7), copy_of(1, 8)
    assert store.add(first, rules="r").state == "new"
    assert store.add(whole, rules="r").state == "copy"
    assert store.add(second, rules="r").copy_of is not None
    counted = {e.article.id for e in store.extractions()}
    assert counted == {min(whole.article.id, first.article.id, second.article.id)}
    assert store.twin(replace(second.article, id="another")) in counted
    assert {e.copies for e in store.library()} == {2, 0}
    store.delete(counted.pop())
    assert len(store.extractions()) == 1
    assert store.check() == []


def test_chosen_articles_are_returned_a_copy_only_without_what_it_copies(store: Store) -> None:
    whole, copy, other = extraction(1), copy_of(1, 7), extraction(2)
    for e in (whole, copy, other):
        store.add(e, rules="r")
    assert store.extractions([copy.article.id]) == [copy]
    assert store.extractions([copy.article.id, whole.article.id]) == [whole]
    assert store.extractions([other.article.id, "no such"]) == [other]
    assert store.extractions([]) == []


def test_articles_of_a_dataset_are_nobodys_copies(store: Store) -> None:
    now = datetime.now(UTC)
    acled = Dataset(id="acled", name="ACLED", kind="acled", content="0" * 64, licence="terms of use", added_at=now)
    with pytest.raises(StoreError, match="add that first"):
        store.add(extraction(3, characters=300), rules="r", dataset="acled")
    store.add_dataset(acled)
    store.add(extraction(1), rules="r")
    same = replace(extraction(1).article, id="acled-2024-10-11")
    assert store.add(Extraction(article=same), rules="r", dataset="acled").state == "new"
    assert store.outdated("other") == [extraction(1).article.id], "rules of reading do not make datasets"
    store.replace(Extraction(article=same), rules="other")
    assert [e.copy_of for e in store.library()] == [None, None]
    store.add_dataset(replace(acled, name="ACLED, newer"))
    assert [d.name for d in store.datasets()] == ["ACLED, newer"]
    assert store.check() == []


def test_the_library_lists_searches_and_pages(store: Store) -> None:
    titles = ["Одеса under fire", "50% _like_ this", "Quiet day in Homs"]
    for n, title in enumerate(titles):
        e = extraction(n, characters=300)
        store.add(replace(e, article=replace(e.article, title=title)), rules="r", origin="pasted")
    assert [e.title for e in store.library()] == titles[::-1]
    assert [e.title for e in store.library(limit=1, offset=1)] == [titles[1]]
    assert [e.title for e in store.library(search="одеса")] == [titles[0]]
    assert [e.title for e in store.library(search="HOMS quiet")] == [titles[2]]
    assert [e.title for e in store.library(search="% _LIKE_")] == [titles[1]]
    assert store.library(search="%") == store.library(search="50%")
    word = extraction(1, characters=300).article.text.split()[5]
    assert titles[1] in [e.title for e in store.library(search=word)]
    assert all(e.outdated and e.origin == "pasted" for e in store.library())


def test_the_version_grows_with_every_write_and_with_nothing_else(store: Store) -> None:
    before = store.version
    store.library()
    store.extractions()
    store.check()
    assert store.version == before
    store.add(extraction(1, characters=300), rules="r")
    assert store.version == before + 1


def test_threads_share_a_store(store: Store) -> None:
    def add(n: int) -> None:
        for k in range(5):
            store.add(extraction(10 * n + k, characters=300), rules="r")

    threads = [threading.Thread(target=add, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert store.count() == 20
    assert store.check() == []


def test_the_file_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "store.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.add(extraction(1, characters=300), rules="r")
        modes = {p.name: p.stat().st_mode & 0o777 for p in path.parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_text_that_no_database_takes_is_replaced_one_for_one(store: Store) -> None:
    text = "Fire \ud800near\0 Homs. " * 3
    article = Article(id="a\ud800\0", title="T\udfff", text=text, source="S\0")
    quote = Evidence(article_id=article.id, field="text", start=0, end=17, quote=text[:17])
    event = replace(extraction(1, characters=200).events[0], evidence=(quote,), trigger="f\ud800re")
    store.add(
        Extraction(article=article, events=(event,)), rules="r", origin="x\udc80\0", input_sha="f" * 64, where="\ud800"
    )
    (back,) = store.extractions()
    assert back.article.text == text.replace("\ud800", "\ufffd").replace("\0", "\ufffd")
    assert back.article.id == "a\ufffd\ufffd" == back.events[0].evidence[0].article_id
    e = back.events[0].evidence[0]
    assert back.article.text[e.start : e.end] == e.quote
    assert store.check() == []


HOSTILE = (
    "'; DROP TABLE articles; --", '" OR 1=1 --', "x' UNION SELECT sql FROM sqlite_master--", "MATCH 'a* NEAR(\"", "50% _like_",
    "../../etc/passwd", "..\\..\\win.ini", "/etc/passwd", "CON", "a\0.html", "-rf", "~/x", "\u202eevil\u202c Kyiv", "\ud800", "NA",
    "null", "nan", " ", "\x1b[31mred\x07", "\ufeffKyiv", "حلب قصف إدلب",
)  # fmt: skip


def _rows() -> list[str]:
    """Return hostile rows, those of the evaluation data among them where they are there."""
    folder = os.environ.get("SITUATION_EVAL")
    file = Path(folder) / "bad_inputs.jsonl" if folder else None
    if file is None or not file.is_file():
        return list(HOSTILE)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [*HOSTILE, *(r["text"] for r in rows if r["kind"] in ("sql", "path", "unicode"))]


def test_hostile_names_are_data_wherever_they_stand(store: Store, tmp_path: Path) -> None:
    schema, files = _schema(store), sorted(p.name for p in tmp_path.rglob("*"))
    given = []
    for n, row in enumerate(_rows()):
        e = extraction(n, characters=300)
        article = replace(
            e.article, id=f"{row}{n}", title=row, source=row, path=row, url=f"https://example.org/{n}?{row}"
        )
        place = replace(e.events[0].places[0], id=row, name=row)
        evidence = (replace(e.events[0].evidence[0], article_id=article.id),)
        event = replace(e.events[0], id=f"even-{n:012x}", places=(place,), trigger=row, evidence=evidence)
        given.append((row, Extraction(article=article, events=(event,))))
        assert store.add(given[-1][1], rules=row or "r", origin=row, input_sha=f"{n:064x}", where=row).state == "new"
        assert store.decide(event.id, "note", {"text": row}, author=row, reason=row).author == _kept(row)
        store.scenes.put(f"{row}{n}", {row: row}, expected=0, author=row)
        store.library(search=row)
        store.twin(article)
    back = {e.article.url: e for e in store.extractions()}
    for row, e in given:
        found = back[_kept(str(e.article.url))]
        assert (found.article.title, found.events[0].trigger, found.events[0].places[0].name) == (_kept(row),) * 3
    assert store.check() == []
    assert _schema(store) == schema
    assert sorted(p.name for p in tmp_path.rglob("*")) == files, "a name made a file"


def _kept(row: str) -> str:
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in row)


def _schema(store: Store) -> list[object]:
    with closing(sqlite3.connect(store.path)) as db:
        return sorted(map(str, db.execute("SELECT type, name, sql FROM sqlite_master")))


def test_adding_looks_through_no_table_however_large(store: Store) -> None:
    asked: dict[str, object] = {}

    def note(conn: object, cursor: object, sql: str, values: Any, context: object, many: bool) -> None:
        asked.setdefault(sql, values[0] if many else values)

    store.add_all([(extraction(n, characters=300), "") for n in range(5)], rules="r")
    event.listen(store._engine, "before_cursor_execute", note)
    e = extraction(9, characters=300)
    store.add(e, rules="r", input_sha="f" * 64)
    store.add(e, rules="other")
    store.replace(e, rules="another")
    store.twin(extraction(8, characters=300).article)
    store.decide(e.records[0].id, "note", {}, author="Ann", expected=0)
    event.remove(store._engine, "before_cursor_execute", note)
    with closing(sqlite3.connect(store.path)) as db:
        plans = {
            sql: [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            for sql, values in asked.items()
            if sql.startswith(("SELECT", "UPDATE", "DELETE"))
        }
    assert len(plans) > 12
    bounded = {f"SCAN anon_{n}" for n in range(1, twins_asked(plans) + 1)}  # fifty articles of a band
    slow = [(line, sql) for sql, lines in plans.items() for line in lines if "SCAN" in line and line not in bounded]
    assert [s for s in slow if "CONSTANT" not in s[0]] == []
    shared = ("ix_articles_dataset", "ix_articles_published", "ix_readings_rules")  # many rows have the same there
    assert [line for lines in plans.values() for line in lines if any(name in line for name in shared)] == []


def twins_asked(plans: dict[str, list[str]]) -> int:
    """Return how many bands are looked up at once."""
    return max(sql.count("LIMIT 50") for sql in plans)
