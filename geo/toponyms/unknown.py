"""Names that the gazetteer lacks but the words around call places: "the town of Tinzaouaten", "the N99 highway".

They are mentions too: what could not be placed is listed, not dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.toponyms import hints
from geo.toponyms.context import Context, unknown_capital
from geo.toponyms.words import words

_ROAD_CODE = re.compile(r"[A-Z]{1,3}\d{1,4}")
_NEAR = frozenset(["near", "outside", "toward", "towards", "inside"])
_CALLED = frozenset({"settlement", "admin1", "district", "camp"})
_NAMED_KINDS = frozenset({"bridge", "camp", "river", "facility", "road"})
_MOST = 3


@dataclass(frozen=True, slots=True)
class Unknown:
    """Tokens [first, end) that name an unknown place of the kind ``hint``."""

    first: int
    end: int
    hint: str | None
    country: str | None = None


def unknown_places(context: Context, covered: set[int]) -> list[Unknown]:
    """Return the unknown places of a field outside the tokens that are covered already."""
    found: list[Unknown] = []
    i = 0
    while i < len(context.tokens):
        out = not context.tokens[i].capital or i in covered or context.role[i] or context.heading[i]
        one = None if out else _at(context, i)
        if one and covered.isdisjoint(range(one.first, one.end)):
            found.append(one)
            i = one.end
        else:
            i += 1
    return found


def _at(context: Context, i: int) -> Unknown | None:
    t = context.tokens[i]
    if not t.capital:
        return None
    if _ROAD_CODE.fullmatch(t.text):
        kind = hints.kind_after(context, i + 1)
        return Unknown(i, kind[1], "road") if kind and kind[0] == "road" else None
    if not unknown_capital(context, i) or t.opens_sentence or (context.joined(i) and unknown_capital(context, i - 1)):
        return None
    end = i + 1
    while end < context.run[i][1] and end - i < _MOST and unknown_capital(context, end) and not context.role[end]:
        end += 1
    if end < context.run[i][1] and (
        context.role[end] or context.tokens[end].key not in words("bridge", "road", "river", "camp", "facility")
    ):
        return None
    after = hints.kind_after(context, end)
    if after and after[0] in _NAMED_KINDS and after[1] > end:
        return Unknown(i, after[1], after[0])
    if after and after[0] in {"admin1", "district"} and context.key(end) in words("admin1", "district"):
        return Unknown(i, end, after[0])
    before = hints.kind_before(context, i)
    if before and before[0] in _CALLED:
        return Unknown(i, end, before[0], before[1])
    if context.spaced(i) and end - i == 1 and _reached(context, i):
        return Unknown(i, end, None)
    return None


def _reached(context: Context, i: int) -> bool:
    """Whether people go to token ``i``, fight over it or are near it: "fled to Tawila", "shelled Tawila"."""
    before = context.key(i - 1)
    if before in _NEAR or before in words("assault"):
        return True
    return before in {"to", "from", "into", "in"} and any(context.key(k) in words("move") for k in (i - 2, i - 3))
