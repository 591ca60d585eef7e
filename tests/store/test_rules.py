"""The version of the rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.store import rules


def test_the_version_is_ten_digits_and_the_same_for_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = []
    for folder in ("here", "elsewhere"):
        for file in ("code/events/extract.py", "data/actors.csv"):
            path = tmp_path / folder / file
            path.parent.mkdir(parents=True)
            path.write_text(file)
        monkeypatch.setattr(rules, "_CODE", tmp_path / folder / "code")
        monkeypatch.setattr(rules.tables, "DATA", tmp_path / folder / "data")
        versions.append(rules.version.__wrapped__())
    assert versions[0] == versions[1]
    assert re.fullmatch("[0-9a-f]{10}", rules.version())


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("code/events/extract.py", True),
        ("code/toponyms/ranking.py", True),
        ("code/model.py", True),
        ("data/actors.csv", True),
        ("data/lexicon/words.csv", True),
        ("code/ui/page.py", False),
        ("code/store/store.py", False),
        ("code/events/__pycache__/extract.py", False),
        ("data/basemap/land.json", False),
    ],
)
def test_the_version_changes_with_what_decides_a_reading_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, counts: bool
) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("one")
    monkeypatch.setattr(rules, "_CODE", tmp_path / "code")
    monkeypatch.setattr(rules.tables, "DATA", tmp_path / "data")
    before = rules.version.__wrapped__()
    file.write_text("two")
    assert (rules.version.__wrapped__() != before) == counts
