"""Plain sentences in many wordings: each must give a record of its type, whatever else comes out."""

import csv
from collections import defaultdict
from pathlib import Path

from geo.events.triggers import KINDS

SENTENCES = Path(__file__).parent / "wordings.csv"
FLOOR = 0.88
"""Share of the sentences that give their type. Measured when set: .91."""


def sentences():
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def types_told(found):
    events = {e.type for e in found.events}
    return (
        events
        | {d.kind for d in found.displacements}
        | {m.kind for m in found.movements}
        | {c.state for c in found.controls}
    )


def test_most_wordings_give_a_record_of_their_type(read):
    rows = sentences()
    right = defaultdict(list)
    for row in rows:
        right[row["type"]].append(row["type"] in types_told(read(row["sentence"])))
    assert sum(map(sum, right.values())) >= FLOOR * len(rows)
    assert not [name for name, found in right.items() if not any(found)]


def test_the_sentences_ask_for_every_type_of_the_schema():
    asked = {row["type"] for row in sentences()}
    for name, types in KINDS.items():
        assert name == "effect" or types <= asked, (name, types - asked)
