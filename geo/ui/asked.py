"""What a browser sends with an act, checked strictly: what does not fit is refused in one sentence, never passed on."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import GeoError
from geo.strings import say

LONGEST = 10_000
"""Characters of a note or a reason."""
LONGEST_LINE = 200
"""Characters of a name, a label, a search."""
MOST_ITEMS = 200
"""Decisions of one act, and records that one of them may name."""
MOST_CHARS = 400_000
"""Of one act's body: a front drawn by hand has some thousand points."""
_RECORD = re.compile(r"[A-Za-z0-9_.:-]{1,120}")
_PLACE = re.compile(r"[^\x00-\x1f\ud800-\udfff]{1,200}")
_HALF = re.compile("[\ud800-\udfff]")


class Refused(GeoError, ValueError):  # noqa: N818
    """What a browser sent cannot be meant."""


def refuse(what: str) -> Refused:
    """Return the refusal of a member; the browser's own desk never sends such a thing."""
    return Refused(say("desk.refused", what=what))


def text(of: Mapping[str, Any], key: str, *, most: int = LONGEST, needed: bool = False) -> str:
    """Return a text without half characters; "" where there is none."""
    value = of.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise refuse(key)
    if len(value) > most:
        raise Refused(say("desk.too_long", what=key, n=most))
    return _HALF.sub("\ufffd", value).replace("\0", "\ufffd").strip()


def record(of: Mapping[str, Any], key: str) -> str:
    """Return the id of a record."""
    value = of.get(key)
    if not isinstance(value, str) or not _RECORD.fullmatch(value):
        raise refuse(key)
    return value


def records(of: Mapping[str, Any], key: str) -> list[str]:
    """Return ids of records, each once."""
    value = of.get(key)
    if not isinstance(value, list) or not 0 < len(value) <= MOST_ITEMS:
        raise refuse(key)
    return list(dict.fromkeys(record({key: v}, key) for v in value))


def place_id(of: Mapping[str, Any], key: str) -> str | None:
    """Return the id of a place, None for none."""
    value = of.get(key)
    if value is not None and not (isinstance(value, str) and _PLACE.fullmatch(value)):
        raise refuse(key)
    return value


def yes(of: Mapping[str, Any], key: str, default: bool) -> bool:
    """Return whether something is on."""
    value = of.get(key, default)
    if not isinstance(value, bool):
        raise refuse(key)
    return value


def number(of: Mapping[str, Any], key: str, low: float, high: float, default: float | None = None) -> float:
    """Return a finite number within limits."""
    value = of.get(key, default)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or not low <= value <= high
    ):
        raise refuse(key)
    return float(value)


def members(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return an object; an empty one where there is none."""
    value = of.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(k, str) for k in value):
        raise refuse(key)
    return value


def items(of: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """Return a list of objects that is neither empty nor endless."""
    value = of.get(key)
    if (
        not isinstance(value, list)
        or not 0 < len(value) <= MOST_ITEMS
        or not all(isinstance(v, Mapping) for v in value)
    ):
        raise refuse(key)
    return value


def sized(value: Any) -> None:
    """Refuse a body that nobody makes by hand: too large, or nested without end."""
    left = MOST_CHARS
    todo = [(value, 0)]
    while todo:
        one, depth = todo.pop()
        left -= len(one) if isinstance(one, str) else 8
        if left < 0 or depth > 12:
            raise Refused(say("desk.too_large"))
        if isinstance(one, Mapping):
            todo += [(v, depth + 1) for v in one.values()]
            left -= sum(len(k) for k in one if isinstance(k, str))
        elif isinstance(one, list | tuple):
            todo += [(v, depth + 1) for v in one]
        elif isinstance(one, float) and not math.isfinite(one):
            raise refuse("number")
