"""From every released schema to the newest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.store_articles import extraction
from benchmarks.store_runs import OLD, digests, old_store, url
from geo.errors import StoreError
from geo.settings import Settings
from geo.store import Store, migrate, schema, statements

RELEASED = sorted(p.stem for p in OLD.glob("*.sql"))


def test_every_migration_has_a_frozen_store() -> None:
    assert migrate.known() == RELEASED


@pytest.mark.parametrize("released", RELEASED)
def test_an_old_store_comes_to_the_newest_schema_with_the_same_rows(released: str, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_store(path, released)
    before = digests(path)
    assert sum(map(len, before.values())) > 60
    with Store.open(url(path)) as store:
        assert store.check() == []
        after = digests(path)
        assert {t: after[t] for t in before} == before
        if released == schema.REVISION:
            assert store.migrated is None
        else:
            assert store.migrated is not None
            assert digests(store.migrated) == before
            assert store.migrated.stat().st_mode & 0o777 == 0o600
        assert len(store.extractions()) == 4
        decided = ["sensitive", *(["confirm", "merge", "draw"] if released >= "0003" else [])]
        assert [d.kind for d in store.decisions()] == decided
        assert all((d.batch == d.id) == (d.kind == "sensitive") for d in store.decisions())
        assert [d.name for d in store.scenes.list()] == ["north"]
        store.add(extraction(50, characters=300), rules="r")
        assert store.check() == []
    with Store.open(url(path)) as again:
        assert again.migrated is None


def test_statements_of_an_old_store_are_those_that_are_made_today(tmp_path: Path) -> None:
    old_store(tmp_path / "store.db", "0001")
    with Store.open(url(tmp_path / "store.db")) as store:
        made = [
            row
            for e in store.extractions()
            for row in statements.statements(e, Settings())
            if row["kind"] != "within"  # movements were not looked at then
        ]
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        db.row_factory = sqlite3.Row
        stored = [
            {k: row[k] for k in made[0]}
            for row in db.execute("SELECT * FROM statements ORDER BY article_id, record_id, n")
        ]
    assert stored
    assert stored == sorted(made, key=lambda r: (r["article_id"], r["record_id"], r["n"]))


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Store.open(url(path)).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreError, match="newer version of this program"):
        Store.open(url(path))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [("0999",)]


def test_a_migration_that_fails_leaves_the_old_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_store(path, "0001")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE places SET body = '{' WHERE rowid = 1")
    before = digests(path)
    with pytest.raises(StoreError, match="left as it was"):
        Store.open(url(path))
    assert digests(path) == before
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def test_two_programs_that_open_an_old_store_migrate_it_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "store.db"
    old_store(path, "0001")
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(url(path)), range(4)))
    assert sum(s.migrated is not None for s in stores) == 1
    for store in stores:
        assert store.count() == 5
        store.close()
