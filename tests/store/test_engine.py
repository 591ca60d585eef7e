"""Opening the store, and what is said when that fails."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from geo.errors import StoreError
from geo.settings import Settings
from geo.store import Store, migrate, schema


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nonsense", "no address of a database"),
        ("", "no address of a database"),
        ("/home/me/situation.db", "no address of a database"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?mode=memory&uri=true", "names no file"),
        ("postgresql://me:secret@db/situation", "only SQLite"),
        ("oracle+nothing://x", "only SQLite"),
        ("sqlite:///a\0b.db", "NUL"),
        ("sqlite:////proc/none/situation.db", "cannot be made"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_with_a_sentence(given: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as refused:
        Store.open(given or " ")
    assert "secret" not in str(refused.value)


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("important notes, no database at all " * 9)
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE birds (name)")
    for path, words in ((text, "no database"), (other, "other tables"), (tmp_path, "a folder")):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(StoreError, match=words):
            Store.open(f"sqlite:///{path}")
        assert (path.read_bytes() if path.is_file() else b"")[:100] == before[:100]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="check the folder"):
        Store.open(f"sqlite:///{closed / 'store.db'}")


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="check the folder"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'store.db'}")


def test_the_settings_say_where_the_store_is(tmp_path: Path) -> None:
    with Store.open(settings=Settings(database=f"sqlite:///{tmp_path / 'mine.db'}")) as store:
        assert store.path == tmp_path / "mine.db"
    assert (tmp_path / "mine.db").is_file()


def test_a_writer_that_waits_too_long_says_so(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("BEGIN IMMEDIATE")
        with Store.open(f"sqlite:///{store.path}", busy_s=0.1) as other:
            assert other.count() == 0, "readers do not wait"
            with pytest.raises(StoreError, match="another program has been writing"):
                other.scenes.put("north", {}, expected=0)


def test_writers_take_the_lock_at_once_and_every_write_reaches_the_disk(store: Store) -> None:
    with store._read() as conn:
        modes = [conn.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")]
    assert modes == ["wal", 2, 1]


def test_the_schema_is_what_the_migrations_make(store: Store) -> None:
    made = sa.MetaData()
    with store._read() as conn:
        made.reflect(conn)
    made.remove(made.tables["alembic_version"])
    assert set(made.tables) == set(schema.metadata.tables)
    for name, table in schema.metadata.tables.items():
        there = made.tables[name]
        assert {c.name: (str(c.type), c.nullable) for c in there.columns} == {
            c.name: (str(c.type.compile()), c.nullable) for c in table.columns
        }, name
        assert {c.name for c in there.primary_key} == {c.name for c in table.primary_key}
        assert {(k.parent.name, k.target_fullname, k.ondelete) for k in there.foreign_keys} == {
            (k.parent.name, k.target_fullname, k.ondelete) for k in table.foreign_keys
        }, name
        assert {tuple(c.name for c in i.columns) for i in there.indexes} == {
            tuple(c.name for c in i.columns) for i in table.indexes
        }


def test_the_schema_is_written_so_that_postgresql_can_follow() -> None:
    for table in schema.metadata.sorted_tables:
        assert "CREATE TABLE" in str(sa.schema.CreateTable(table).compile(dialect=postgresql.dialect()))


def test_the_newest_migration_is_the_one_that_the_schema_names() -> None:
    assert migrate.known()[-1] == schema.REVISION
