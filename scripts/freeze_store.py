"""Keep a small store of the newest schema as SQL text: the migration tests start from every file in tests/data/store.

Run it when a schema is released: python -m scripts.freeze_store
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.store_articles import copy_of, extraction
from geo.store import Store
from geo.store.schema import REVISION

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "store"

DRAWN = {"shape": "front", "geometry": {"type": "LineString", "coordinates": [[36.5, 34.5], [36.9, 34.9]]}}


def fill(store: Store) -> None:
    """Put something of everything into a store."""
    for n in range(4):
        store.add(
            extraction(n, characters=400), rules="frozen", origin="a folder", input_sha=f"{n:064x}", where=f"{n}.txt"
        )
    store.add(copy_of(1, 7, characters=400), rules="frozen", origin="a feed")
    store.note_input("f" * 64, "empty.txt", state="failed", reason="no text")
    record = extraction(1, characters=400).records[0]
    note = store.decide(record.id, "note", {"text": "seen by two"}, author="Ann", reason="a second source", expected=0)
    store.decide(record.id, "sensitive", {}, author="Bo")
    store.undo(note.id, author="Bo", reason="the same source")
    other = extraction(2, characters=400).records[0]
    made = store.decide_all(
        [
            (record.id, "confirm", None),
            (record.id, "merge", {"with": [other.id]}),
            ("draw-00000000000a", "draw", DRAWN),
        ],
        author="Ann",
    )
    store.undo_all(made[0].batch, author="Bo")
    store.redo(made[0].batch, author="Ann")
    store.scenes.put("north", {"zoom": 7}, expected=0, author="Ann")
    store.settings.put("page", {"theme": "dark"}, expected=0)


def main() -> None:
    """Write the file of the newest schema, once: a released one is never written again."""
    target = FOLDER / f"{REVISION}.sql"
    if target.exists():
        raise SystemExit(f"{target} is there: a released schema stays as it was")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with Store.open(f"sqlite:///{path}") as store:
            fill(store)
        with closing(sqlite3.connect(path)) as db:
            target.write_text("\n".join(db.iterdump()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
