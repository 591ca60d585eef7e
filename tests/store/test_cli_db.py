"""The commands of the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.store_articles import extraction
from geo.cli import main
from geo.store import Store


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data" / "situation.db"
    monkeypatch.setenv("SITUATION_DB", f"sqlite:///{path}")
    return path


def run(*words: object) -> int:
    return main([str(w) for w in words])


def test_a_store_is_made_checked_copied_and_brought_back(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, pack = tmp_path / "copy.db", tmp_path / "all.zip"
    assert run("db", "init") == 0
    with Store.open() as store:
        store.add(extraction(1, characters=300), rules="r")
    assert run("db", "info") == 0
    assert run("db", "check") == 0
    assert run("db", "backup", copy) == 0
    assert run("db", "backup", copy) == 1  # a backup is not lost to the next by mistake
    assert run("db", "backup", copy, "--force") == 0
    assert run("db", "export", pack) == 0
    out = capsys.readouterr().out
    assert "ready, 0 articles" in out
    assert out.count("1 article") >= 2
    assert "every row is as it was written" in out
    assert run("db", "restore", copy) == 1
    assert run("db", "import", pack) == 1
    assert run("db", "restore", copy, "--force") == 0
    said = capsys.readouterr().err
    assert "--force" in said and "not empty" in said and "is kept as" in said
    for file in database.parent.glob("situation.db*"):
        file.unlink()
    assert run("db", "import", pack) == 0
    with Store.open() as store:
        assert store.extractions() == [extraction(1, characters=300)]


def test_a_damaged_row_is_named_and_the_command_fails(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import sqlite3
    from contextlib import closing

    with Store.open() as store:
        store.add(extraction(1, characters=300), rules="r")
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE articles SET title = 'x'")
    assert run("db", "check") == 1
    said = capsys.readouterr().err
    assert "articles a-000000000001: not as it was written; restore a backup" in said


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/x.db", "postgresql://db/x"])
def test_an_address_that_leads_nowhere_costs_a_sentence(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SITUATION_DB", url)
    for words in (("init",), ("check",), ("info",), ("backup", "x.db")):
        assert run("db", *words) == 1
        said = capsys.readouterr().err
        assert said.startswith("geo: ") and "fault of ours" not in said


def test_a_file_that_is_no_database_costs_a_sentence(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database.parent.mkdir()
    database.write_text("just some words " * 99)
    for words in (("init",), ("check",), ("export", "x.zip")):
        assert run("db", *words) == 1
        assert "no database" in capsys.readouterr().err
    assert database.read_text() == "just some words " * 99


def test_help_names_every_action(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("db", "--help")
    said = capsys.readouterr().out
    assert all(a in said for a in ("init", "info", "check", "backup", "restore", "export", "import"))


def test_what_was_decided_is_listed_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    read = extraction(1, characters=300)
    with Store.open() as store:
        store.add(read, rules="r")
        items = [(e.id, "confirm", None) for e in read.events[:2]]
        made = store.decide_all(items, author="Ann\x1b[2J", reason="two\tsources\n")
        store.decide(read.events[0].id, "note", {"text": "x"}, author="Bo")
    assert run("db", "decisions") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[1] for line in lines[:2]] == [made[0].batch] * 2
    assert len(lines) == 3
    assert lines[0].split("\t")[3:5] == ["confirm", read.events[0].id]
    assert lines[0].split("\t")[6] == "two sources "
    assert "\x1b" not in lines[0]
    assert run("db", "undo", made[0].batch, "--author", "Cy") == 0
    assert "2 decisions" in capsys.readouterr().out
    assert run("db", "undo", made[0].batch) == 1
    assert "taken back before" in capsys.readouterr().err
    run("db", "decisions", "--undone")
    assert [line.split("\t")[3] for line in capsys.readouterr().out.splitlines()] == [
        "confirm (taken back)", "confirm (taken back)", "note", "undo", "undo",
    ]  # fmt: skip
