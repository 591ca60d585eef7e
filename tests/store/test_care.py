"""Backup, check, restore, export, import."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.store_articles import extraction
from benchmarks.store_runs import digests, url
from geo.errors import StoreError
from geo.store import Store
from scripts.freeze_store import fill


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def change(store: Store, sql: str) -> None:
    """Change the file behind the store's back."""
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute(sql)


def test_a_whole_store_has_no_damage(filled: Store) -> None:
    assert filled.check() == []


@pytest.mark.parametrize(
    ("sql", "table", "named"),
    [
        ("UPDATE articles SET title = 'x' WHERE id = 'a-000000000002'", "articles", "a-000000000002"),
        ("UPDATE articles SET published = NULL WHERE id = 'a-000000000002'", "articles", "a-000000000002"),
        ("UPDATE readings SET theatre = 'UA' WHERE article_id = 'a-000000000002'", "readings", "a-000000000002"),
        ("UPDATE records SET body = replace(body, 'clash', 'crash') WHERE rowid = 1", "records", "a-000000000000"),
        ("UPDATE statements SET lon = lon + 0.000001 WHERE rowid = 1", "statements", "a-000000000000"),
        ("UPDATE decisions SET author = 'Eve' WHERE n = 1", "decisions", "1"),
        ("UPDATE scenes SET version = version + 1", "scenes", "north"),
        ("UPDATE places SET id = id || '0' WHERE rowid = 1", "places", ""),
        ("UPDATE inputs SET sha256 = '' WHERE state = 'failed'", "inputs", "f" * 64),
        ("DELETE FROM records WHERE rowid = 1", "readings", "a-000000000000"),
        ("DELETE FROM readings WHERE article_id = 'a-000000000002'", "articles", "a-000000000002"),
        ("DELETE FROM bands WHERE article_id = 'a-000000000002'", "bands", ""),
        ("DELETE FROM articles WHERE id = 'a-000000000002'", "readings", "row"),
        ("DELETE FROM changes", "changes", "writes"),
    ],
)
def test_a_row_that_was_changed_behind_our_back_is_named(filled: Store, sql: str, table: str, named: str) -> None:
    change(filled, sql)
    damage = filled.check()
    assert any(d.table == table and named in d.id for d in damage), damage
    assert all(d.what and d.remedy for d in damage)


def test_a_backup_holds_the_same_rows_and_is_for_its_owner_alone(filled: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    filled.backup(copy)
    assert digests(copy) == digests(filled.path)
    assert copy.stat().st_mode & 0o777 == 0o600
    with Store.open(url(copy)) as other:
        assert other.check() == []
        assert other.extractions() == filled.extractions()
    for name, age in ((".copy.db.1.part", 7200), (".copy.db.2.part", 10)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    filled.backup(copy)
    assert [p.name for p in tmp_path.glob(".*.part")] == [".copy.db.2.part"], "only what a killed program left goes"


def test_a_backup_is_whole_while_others_write(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            store.add(extraction(n := n + 1, characters=300), rules="r")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for k in range(5):
            store.backup(tmp_path / f"{k}.db")
    finally:
        stop.set()
        thread.join()
    for k in range(5):
        with Store.open(url(tmp_path / f"{k}.db")) as copy:
            assert copy.check() == []
            assert copy.count() <= store.count()


def test_a_backup_replaces_no_other_file(filled: Store, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("important")
    for target, words in (
        (other, "no backup"),
        (tmp_path, "a folder"),
        (filled.path, "itself"),
        (tmp_path / "x" / "y.db", "folder"),
    ):
        with pytest.raises(StoreError, match=words):
            filled.backup(target)
    assert other.read_text() == "important"


def test_a_backup_is_restored_elsewhere_with_the_same_rows(filled: Store, tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copy.db", tmp_path / "new" / "store.db"
    filled.backup(copy)
    assert Store.restore(copy, url(elsewhere)) is None
    assert digests(elsewhere) == digests(filled.path)
    with Store.open(url(elsewhere)) as restored:
        assert restored.check() == []


def test_a_store_is_replaced_only_when_asked_to_and_kept_aside(filled: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    filled.backup(copy)
    filled.add(extraction(50, characters=300), rules="r")
    later = digests(filled.path)
    with pytest.raises(StoreError, match="--force"):
        Store.restore(copy, url(filled.path))
    assert digests(filled.path) == later
    before = filled.version
    kept = Store.restore(copy, url(filled.path), force=True)
    assert kept is not None
    assert digests(kept) == later
    assert digests(filled.path) == digests(copy)
    assert filled.version > before, "who has the store open must see that it changed"
    assert filled.check() == []


def test_a_damaged_store_is_replaced_and_kept_as_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "store.db", tmp_path / "copy.db"
    with Store.open(url(path)) as store:
        fill(store)
        store.backup(copy)
    path.write_bytes(path.read_bytes()[:5000])
    kept = Store.restore(copy, url(path), force=True)
    assert kept is not None
    assert kept.stat().st_size == 5000
    assert digests(path) == digests(copy)


def test_a_damaged_backup_is_not_restored(filled: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    filled.backup(copy)
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("UPDATE articles SET title = 'x' WHERE id = 'a-000000000002'")
    with pytest.raises(StoreError, match="a-000000000002"):
        Store.restore(copy, url(tmp_path / "new.db"))
    (tmp_path / "half.db").write_bytes(copy.read_bytes()[:6000])
    for name in ("half.db", "none.db", "text.txt"):
        (tmp_path / "text.txt").write_text("no database")
        with pytest.raises(StoreError):
            Store.restore(tmp_path / name, url(tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()
    assert not list(tmp_path.glob(".*"))


def test_an_export_comes_back_with_the_same_rows(filled: Store, tmp_path: Path) -> None:
    pack = tmp_path / "all.zip"
    rows = filled.dump(pack)
    with Store.open(url(tmp_path / "new.db")) as other:
        assert other.load(pack) == rows
        assert digests(other.path) == digests(filled.path)
        assert other.check() == []
        assert other.extractions() == filled.extractions()
        assert other.version > filled.version
        with pytest.raises(StoreError, match="not empty"):
            other.load(pack)
    with zipfile.ZipFile(pack) as z:
        lines = [json.loads(line) for line in z.read("articles.jsonl").splitlines()]
    assert {line["id"] for line in lines} == {e.id for e in filled.library()}


@pytest.mark.parametrize("what", ["row", "fewer", "newer", "foreign", "cut", "text", "column", "missing"])
def test_an_export_that_is_not_whole_is_refused_and_nothing_of_it_read(
    filled: Store, tmp_path: Path, what: str
) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    filled.dump(good)
    with zipfile.ZipFile(good) as z:
        files = {n: z.read(n) for n in z.namelist()}
    if what == "row":
        files["articles.jsonl"] = files["articles.jsonl"].replace(b'"origin":"a folder"', b'"origin":"a fold3r"', 1)
    elif what == "fewer":
        files["copies.jsonl"] = b""
    elif what == "newer":
        files["about.json"] = files["about.json"].replace(b'"schema": "', b'"schema": "9')
    elif what == "foreign":
        files = {"word/document.xml": b"<x/>"}
    elif what == "column":
        files["scenes.jsonl"] = files["scenes.jsonl"].replace(b'"name"', b'"name; --"')
    with zipfile.ZipFile(bad, "w") as z:
        for name, content in files.items():
            z.writestr(name, content)
    if what == "cut":
        bad.write_bytes(good.read_bytes()[:-400])
    elif what == "text":
        bad.write_text("no zip")
    elif what == "missing":
        bad.unlink()
    with Store.open(url(tmp_path / "new.db")) as other:
        with pytest.raises(StoreError) as refused:
            other.load(bad)
        assert "bad.zip" in str(refused.value)
        assert other.count() == 0
        assert other.check() == []


def test_a_damaged_row_is_not_exported(filled: Store, tmp_path: Path) -> None:
    change(filled, "UPDATE articles SET title = 'x' WHERE id = 'a-000000000002'")
    with pytest.raises(StoreError, match="a-000000000002"):
        filled.dump(tmp_path / "all.zip")
    assert not list(tmp_path.glob("*.zip*"))


def test_what_is_damaged_beyond_opening_is_said_in_a_sentence(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    with Store.open(url(whole)) as store:
        fill(store)
    content = whole.read_bytes()
    path = tmp_path / "store.db"
    for start, end in ((0, 100), (100, 400), (4096, 8192), (len(content) // 2, len(content))):
        shutil.copy(whole, path)
        bad = bytearray(content)
        bad[start:end] = b"\xff" * (end - start)
        path.write_bytes(bad)
        try:
            with Store.open(url(path)) as store:
                said = [str(d) for d in store.check()]
        except StoreError as e:
            said = [str(e)]
        assert said
        assert all(len(words) > 20 for words in said)
        for file in tmp_path.glob("store.db-*"):
            file.unlink()
