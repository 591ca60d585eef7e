"""Whether anybody decided anything is told without the store's libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.store_articles import extraction
from geo.store import Store
from geo.ui import decided

READ = extraction(1, characters=300)


def test_a_store_says_whether_anybody_decided_anything(tmp_path: Path) -> None:
    path = tmp_path / "a store, 100% ours#1.db"
    url = f"sqlite:///{path}"
    assert not decided.some(url)
    with Store.open(url) as store:
        store.add(READ, rules="r")
        assert not decided.some(url)
        made = store.decide(READ.events[0].id, "confirm", author="Ann")
        assert decided.some(url), "what is still in the log of writes counts"
        store.undo(made.id, author="Ann")
    assert decided.some(url), "what was taken back is still listed"
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name], "looking leaves nothing behind"


@pytest.mark.parametrize("content", [b"", b"no database at all, but as long as one" * 9])
def test_what_is_no_store_holds_no_decision(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.db").write_bytes(content)
    assert not decided.some(f"sqlite:///{tmp_path / 'x.db'}")
    assert not decided.some(f"sqlite:///{tmp_path}")
    assert not decided.some(f"sqlite:///{tmp_path / 'gone' / 'x.db'}")


def test_where_it_cannot_be_told_there_may_be_some() -> None:
    assert decided.some("postgresql://elsewhere/store")


def test_asking_loads_no_library_of_the_store() -> None:
    asked = "import sys; from geo.ui import decided; decided.some('sqlite:///x'); print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
