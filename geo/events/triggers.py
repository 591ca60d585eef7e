"""Trigger words: the rows of ``data/lexicon/triggers_*.csv``, read and checked.

A row says: these words, read as verb or noun, report this. Its columns:

phrase
    Words by their lemma. A verb inflects its first word, a noun its last before "of", "on" and the like. ``a/b`` are alternatives, ``_`` is a
    gap of up to five words inside the clause, ``@set`` any word of a set of ``words.csv``.
pos
    ``verb``, ``noun``, or ``any`` (the words exactly as written).
list
    ``event``, ``displacement``, ``movement``, ``control``, ``effect`` (damage: gives a place and figures to the
    event beside it, makes none), several joined by ``+``.
type
    Type of the event, kind of the displacement or movement, state of the control. With several lists the same
    word serves all; ``event+control`` reads "held" for the control.
subject, object
    What stands before and after a verb (``object`` of a noun: what "of" introduces): agent, target, place,
    people, origin, destination, none.
at
    Slot of "in X", "at X": place (default), origin, destination, none.
requires
    Conditions joined by ``|``, of which one must hold: see :data:`REQUIREMENTS`, or ``with:a/b`` (one of the words
    in the sentence), ``near:a/b`` (within eight words) or ``next:a/b`` (within the next four). ``a+b`` holds where both do.
vetoes
    Words or phrases joined by ``|`` that forbid the reading when they stand within six words.
strength
    ``strong``, or ``weak``: gives way to any strong trigger of the sentence that is alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import TableError
from geo.events.words import words
from geo.tables import cells, rows

COLUMNS = ("phrase", "pos", "list", "type", "subject", "object", "at", "requires", "vetoes", "strength")


LISTS = ("event", "displacement", "movement", "control", "effect")


EVENT_TYPES = frozenset(
    [
        "advance",
        "clash",
        "capture",
        "airstrike",
        "drone_strike",
        "shelling",
        "bombing",
        "rocket_attack",
        "chemical_attack",
        "mine_blast",
        "attack",
        "abduction",
        "siege",
        "protest",
        "riot",
        "labour_strike",
        "withdrawal",
        "deployment",
        "arrest",
        "sanction",
        "agreement",
        "breakdown",
        "talks",
        "aid",
        "humanitarian_alarm",
        "threat",
        "support",
        "condemnation",
        "demand",
        "earthquake",
        "flood",
        "landslide",
        "storm",
        "epidemic",
    ]
)


KINDS = {
    "event": EVENT_TYPES,
    "displacement": frozenset(["flight", "evacuation", "influx", "stock", "migration", "return"]),
    "movement": frozenset(["advance", "withdrawal", "deployment", "transfer"]),
    "control": frozenset(["held", "divided", "contested", "besieged", "lost"]),
    "effect": frozenset(("damage", "destruction")),
}


ROLES = frozenset(("", "agent", "target", "place", "people", "origin", "destination", "none"))


SLOTS = frozenset(("", "place", "origin", "destination", "none"))


REQUIREMENTS = frozenset(
    (
        "armed",
        "armed_or_place",
        "armed_object",
        "place",
        "place_object",
        "place_words",
        "place_subject",
        "of_place",
        "people",
        "civil",
        "people_place",
        "number",
        "object",
        "weapons",
        "state",
    )
)


_SET = re.compile(r"@(\w+)")


ASKING = ("with:", "near:", "next:")
"""Beginnings of requirements that list words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A row of the lexicon."""

    phrase: str
    pos: str
    lists: tuple[str, ...]
    type: str
    subject: str
    object: str
    at: str
    requires: tuple[str, ...]
    vetoes: tuple[tuple[str, ...], ...]
    weak: bool
    where: str
    asked: tuple[tuple[frozenset[str], ...], ...] = ()
    """For each of ``requires`` the sets of words that must be met; empty where one asks for none."""


def _check(row: dict[str, str], where: str) -> Trigger:
    def bad(column: str, expected: str) -> TableError:
        return TableError(f"{where}: {column} is {row[column]!r}; expected {expected}")

    lists = tuple(row["list"].split("+"))
    if not row["phrase"] or row["phrase"] != row["phrase"].lower():
        raise bad("phrase", "lower-case words")
    if row["phrase"].startswith("_") or row["phrase"].endswith("_"):
        raise bad("phrase", "words at both ends")
    if row["pos"] not in ("verb", "noun", "any"):
        raise bad("pos", "verb, noun or any")
    for name in lists:
        if name not in LISTS:
            raise bad("list", " + ".join(LISTS))
        if row["type"] not in KINDS[name] and not (name == "control" and "event" in lists):
            raise bad("type", f"a type of {name}: {', '.join(sorted(KINDS[name]))}")
    for column, allowed in (("subject", ROLES), ("object", ROLES), ("at", SLOTS)):
        if row[column] not in allowed:
            raise bad(column, ", ".join(sorted(allowed)))
    requires = tuple(spelt(r) for r in cells(row["requires"]))
    for part in (part for r in requires for part in r.split("+")):
        if part not in REQUIREMENTS and not part.startswith(ASKING):
            raise bad("requires", ", ".join(sorted(REQUIREMENTS)) + ", with:words, near:words, next:words")
    if row["strength"] not in ("", "strong", "weak"):
        raise bad("strength", "strong or weak")
    return Trigger(
        phrase=row["phrase"],
        pos=row["pos"],
        lists=lists,
        type=row["type"],
        subject=row["subject"] or "agent",
        object=row["object"] or "target",
        at=row["at"] or "place",
        requires=requires,
        vetoes=tuple(tuple(v.split()) for v in cells(row["vetoes"])),
        weak=row["strength"] == "weak",
        where=where,
        asked=_asked(requires),
    )


def spelt(text: str) -> str:
    """Return text with the words of ``@set`` written out: "with:@troops"."""
    return _SET.sub(lambda m: "/".join(sorted(w for w in words(m.group(1)) if " " not in w)), text)


def _asked(requires: Iterable[str]) -> tuple[tuple[frozenset[str], ...], ...]:
    found = []
    for r in requires:
        parts = [part.partition(":")[2].split("/") for part in r.split("+") if part.startswith(ASKING)]
        if not parts:
            return ()
        found.append(tuple(frozenset(p) for p in parts))
    return tuple(found)


def read(path: Path) -> list[Trigger]:
    """Read and check one table of triggers.

    Raises
    ------
    TableError
        Naming file, line, column and what was expected.
    """
    return [_check(row, f"{path}: line {line}") for line, row in rows(path, COLUMNS)]
