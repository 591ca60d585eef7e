import sqlite3
from contextlib import closing

import pytest

from geo.errors import GazetteerError, TableError
from geo.gazetteer import Gazetteer, build, index_path, is_built
from geo.gazetteer.sources import line_geometry
from geo.settings import Settings
from tests.gazetteer.conftest import small_towns


def test_progress_is_told_in_words_and_rises_to_one(tables, tmp_path):
    told = []
    build(
        Settings(cache=tmp_path),
        lambda stage, share: told.append((stage, share)),
        path=tmp_path / "g.sqlite",
        tables=tables,
        towns=small_towns,
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(stage for stage, _ in told)


def test_a_failed_build_leaves_the_old_index_and_no_litter(tables, tmp_path):
    path = tmp_path / "g.sqlite"
    build(Settings(cache=tmp_path), path=path, tables=tables, towns=small_towns)
    before = path.read_bytes()

    def breaks(aliases):
        yield from small_towns(aliases)
        raise TableError("torn")

    with pytest.raises(TableError):
        build(Settings(cache=tmp_path), path=path, tables=tables, towns=breaks)
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"g.sqlite", "gazetteer.lock"}


def test_a_folder_that_cannot_be_written_is_named(tables, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(GazetteerError, match="SITUATION_CACHE"):
        build(Settings(cache=file), path=file / "g.sqlite", tables=tables, towns=small_towns)


def test_two_builds_at_once_leave_one_whole_index(tables, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "g.sqlite"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: build(Settings(cache=tmp_path), path=path, tables=tables, towns=small_towns), range(8)))
    with Gazetteer(path) as g:
        assert g.lookup("Homs")
    assert {p.name for p in tmp_path.iterdir()} == {"g.sqlite", "gazetteer.lock"}


def test_damaged_and_foreign_files_are_told_apart_from_an_index(tmp_path):
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(GazetteerError, match="build"):
        Gazetteer(torn)
    foreign = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as db:
        db.executescript("CREATE TABLE meta (key, value); CREATE TABLE source (id, name, licence);")
    with pytest.raises(GazetteerError, match="schema"):
        Gazetteer(foreign)


def test_without_leave_to_build_a_missing_index_is_an_error(tmp_path):
    settings = Settings(cache=tmp_path)
    assert not is_built(settings)
    assert index_path(settings).parent == tmp_path
    with pytest.raises(GazetteerError, match="gazetteer build"):
        Gazetteer.open(settings, build_missing=False)


@pytest.mark.parametrize(
    "wkt", ["POINT (1 2)", "LINESTRING (1 2)", "LINESTRING (1 x, 2 3)", "LINESTRING (1 2 3, 4 5 6)"]
)
def test_a_wkt_that_is_no_line_is_refused(wkt):
    with pytest.raises(TableError, match="LINESTRING"):
        line_geometry(wkt)


def test_leftovers_of_killed_builds_go_once_they_are_old(tables, tmp_path):
    import os

    old, fresh = (tmp_path / f"gazetteer-1-{name}.building" for name in ("old", "fresh"))
    for p in (old, fresh):
        p.write_bytes(b"")
    os.utime(old, (0, 0))
    build(Settings(cache=tmp_path), path=tmp_path / "gazetteer-x.sqlite", tables=tables, towns=small_towns)
    assert not old.exists()
    assert fresh.exists()
