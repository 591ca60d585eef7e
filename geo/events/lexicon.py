"""The trigger words of :mod:`geo.events.triggers`, compiled and found in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from geo.errors import TableError
from geo.events.inflect import Form, noun_forms, verb_forms
from geo.events.triggers import Trigger, read, spelt
from geo.events.words import words
from geo.tables import DATA

GAP = 5


class Hit(NamedTuple):
    """A trigger found: tokens ``i`` to ``j``, the token that inflects, its form, verb or noun."""

    trigger: Trigger
    i: int
    j: int
    head: int
    form: Form
    pos: str


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
        choices = spelt(part).split("/")
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
        present, length = frozenset(lowers), len(lowers)
        inside = words("inner_adverb")
        for i, word in enumerate(lowers):
            by_second = self._index.get(word)
            if by_second is None:
                continue
            nearest = lowers[i + 1] if i + 1 < length else " "
            following = nearest
            if nearest in inside:
                further = lowers[i + 2] if i + 2 < length else " "
                following = further if further not in inside else " "
            patterns = [*by_second.get("", ()), *by_second.get(nearest, ())]
            if following != nearest:
                patterns += by_second.get(following, ())
            for pattern in patterns:
                size = len(pattern.words)
                if size == 1:
                    ends: int | None = i + 1
                else:
                    last = pattern.words[-1]
                    if size > 2 and last is not None and last.isdisjoint(present):
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
    inner = words("inner_adverb")
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
        elif k >= len(lowers):
            return None
        elif lowers[k] not in part:
            if k == i or lowers[k] not in inner or lowers[k + 1 : k + 2] == [] or lowers[k + 1] not in part:
                return None
            k += 1
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
