"""Trigger words: the rows of ``data/lexicon/triggers_*.csv``, checked, compiled and found in sentences.

A row says: these words, read as verb or noun, report this. Its columns:

phrase
    Words by their lemma. A verb inflects its first word, a noun its last before "of", "on" and the like. ``a/b`` are alternatives, ``_`` is a
    gap of up to five words inside the clause.
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
    in the sentence) or ``next:a/b`` (one of the words within the next four). ``a+b`` holds where both do.
vetoes
    Words or phrases joined by ``|`` that forbid the reading when they stand within six words.
strength
    ``strong``, or ``weak``: gives way to any strong trigger of the sentence that is alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from geo.errors import TableError
from geo.events.inflect import Form, noun_forms, verb_forms
from geo.events.words import words
from geo.tables import DATA, cells, rows

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
GAP = 5


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


class Hit(NamedTuple):
    """A trigger found: tokens ``i`` to ``j``, the token that inflects, its form, verb or noun."""

    trigger: Trigger
    i: int
    j: int
    head: int
    form: Form
    pos: str


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
    requires = tuple(cells(row["requires"]))
    for part in (part for r in requires for part in r.split("+")):
        if part not in REQUIREMENTS and not part.startswith(("with:", "next:")):
            raise bad("requires", ", ".join(sorted(REQUIREMENTS)) + ", with:words, next:words")
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


def _asked(requires: Iterable[str]) -> tuple[tuple[frozenset[str], ...], ...]:
    found = []
    for r in requires:
        parts = [part.partition(":")[2].split("/") for part in r.split("+") if part.startswith(("with:", "next:"))]
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


@dataclass(frozen=True, slots=True)
class _Pattern:
    trigger: Trigger
    words: tuple[frozenset[str] | None, ...]
    forms: dict[str, Form]
    head: int


def _noun_head(parts: list[str]) -> int:
    """Return the word of a noun phrase that takes the plural: the last before any preposition."""
    for k, part in enumerate(parts):
        if k and part in ("of", "between", "on", "in", "to", "toward", "towards", "into", "for", "from", "with", "and"):
            return k - 1
    return len(parts) - 1


def _pattern(trigger: Trigger) -> _Pattern:
    parts = trigger.phrase.split()
    head = _noun_head(parts) if trigger.pos == "noun" else 0
    found: list[frozenset[str] | None] = []
    forms: dict[str, Form] = {}
    for k, part in enumerate(parts):
        choices = part.split("/")
        if part == "_":
            found.append(None)
        elif k == head and trigger.pos != "any":
            for choice in choices:
                forms |= verb_forms(choice) if trigger.pos == "verb" else noun_forms(choice)
            found.append(frozenset(forms))
        else:
            found.append(frozenset(choices))
            if k == head:
                forms |= dict.fromkeys(choices, "base")
    return _Pattern(trigger, tuple(found), forms, head)


class Lexicon:
    """All triggers, indexed by their first two words; "" stands for a gap or nothing after the first."""

    def __init__(self, triggers: list[Trigger]) -> None:
        self.triggers = triggers
        self._index: dict[str, dict[str, list[_Pattern]]] = {}
        for pattern in map(_pattern, triggers):
            second = pattern.words[1] if len(pattern.words) > 1 else None
            for word in pattern.words[0] or ():
                by_second = self._index.setdefault(word, {})
                for key in second or ("",):
                    by_second.setdefault(key, []).append(pattern)

    def find(self, lowers: list[str], stops: frozenset[int]) -> list[Hit]:
        """Return every trigger in a sentence, overlaps included.

        Parameters
        ----------
        lowers : list of str
            Lower-case tokens.
        stops : frozenset of int
            Tokens that a gap may not cross (clause boundaries).
        """
        hits: list[Hit] = []
        present = frozenset(lowers)
        for i, word in enumerate(lowers):
            by_second = self._index.get(word)
            if by_second is None:
                continue
            following = lowers[i + 1] if i + 1 < len(lowers) else " "
            for pattern in (*by_second.get("", ()), *by_second.get(following, ())):
                last = pattern.words[-1]
                if len(pattern.words) > 2 and last is not None and last.isdisjoint(present):
                    continue
                ends = _match(pattern.words, lowers, i, stops)
                if ends is None:
                    continue
                head = i if pattern.head == 0 else min(i + pattern.head, ends - 1)
                form = pattern.forms.get(lowers[head], "base")
                hits.append(Hit(pattern.trigger, i, ends, head, form, pattern.trigger.pos))
        return hits


def _match(parts: tuple[frozenset[str] | None, ...], lowers: list[str], i: int, stops: frozenset[int]) -> int | None:
    k = i
    gap = False
    for part in parts:
        if part is None:
            gap = True
            continue
        if gap:
            for step in range(GAP + 1):
                if k + step >= len(lowers) or k + step in stops:
                    return None
                if lowers[k + step] in part:
                    k += step
                    break
            else:
                return None
            gap = False
        elif k >= len(lowers) or lowers[k] not in part:
            return None
        k += 1
    return k


@cache
def load(folder: Path = DATA / "lexicon") -> Lexicon:
    """Return the lexicon of a folder, read once.

    Raises
    ------
    TableError
        If a row is wrong, or two rows say the same.
    """
    triggers = [t for path in sorted(folder.glob("triggers_*.csv")) for t in read(path)]
    seen: dict[tuple[str, ...], str] = {}
    for t in triggers:
        for phrase in product(*(p.split("/") for p in t.phrase.split())):
            key = (" ".join(phrase), t.pos, "+".join(t.lists), t.type)
            if key in seen:
                raise TableError(f"{t.where}: {key[0]!r} as {t.pos} stands already in {seen[key]}; keep one")
            seen[key] = t.where
    return Lexicon(triggers)


@cache
def act_forms() -> frozenset[str]:
    """Return finite forms of verbs whose subject acts: a capital before one of them is a government."""
    doing = _forms(lambda t: t.subject == "agent" and "displacement" not in t.lists and _alone(t), ("past", "s"))
    return doing - _forms(lambda t: t.subject == "place", ("past", "s"))


def _alone(t: Trigger) -> bool:
    """Whether the verb means the same without what follows: not "fall back"."""
    parts = t.phrase.split()
    return len(parts) == 1 or parts[1] == "_"


@cache
def place_verbs() -> frozenset[str]:
    """Return forms of verbs whose object is a place: "stormed X", "shelling X"."""
    return _forms(lambda t: t.phrase in words("place_verb"), ("past", "s", "ing", "base"))


def _forms(wanted: Callable[[Trigger], bool], which: tuple[Form, ...]) -> frozenset[str]:
    verbs = {t.phrase.split()[0] for t in load().triggers if t.pos == "verb" and wanted(t)}
    choices = {w for v in verbs for w in v.split("/")}
    return frozenset(form for w in choices for form, kind in verb_forms(w).items() if kind in which)
