"""Lists of records as columns: a name once, a value once, then small numbers.

A table of ten thousand records repeats every key and most values ten thousand times. ``assets/table.js`` reads what
`pack` writes, column by column, without making an object a record.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

SHARED = ("label", "status", "type", "class", "type_label", "acled", "acled_sub", "time", "time_text", "day", "known")
"""Members that a mark usually has from its record."""
SAME: Any = object()
"""Stands in a row for: as in the row's record. Code -2."""
_MISSING: Any = object()
_PLAIN = frozenset((str, int, float, bool, type(None)))


def pack(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows of JSON values as ``{n, columns: {key: column}}``.

    A column is one of

    - ``{values, codes}``: different values once and a code a row, one number for all when it is the same; -1 where the row
      lacks the key, -2 for `SAME`;
    - ``{raw}``: a value a row, where nearly all differ; ``{deltas}``: whole numbers, each as its difference to the one before;
    - ``{counts, rows}``: lists of objects, packed in turn; how many belong to each row, -1 where it lacks the key.

    Examples
    --------
    >>> pack([{"a": "x"}, {"a": "x", "b": 1}])
    {'n': 2, 'columns': {'a': {'values': ['x'], 'codes': 0}, 'b': {'values': [1], 'codes': [-1, 0]}}}
    """
    keys = dict.fromkeys(key for row in rows for key in row)
    return {"n": len(rows), "columns": {key: _column([row.get(key, _MISSING) for row in rows]) for key in keys}}


def _name(value: Any) -> Any:
    """Return what is equal for values that are the same in JSON: True and 1 are equal in Python and not there."""
    kind = type(value)
    if kind in _PLAIN:
        return kind, value
    if kind is list and all(type(v) is str for v in value):
        return kind, *value  # the names and ids of a record: writing each as JSON would take most of the time
    return kind, json.dumps(value, sort_keys=True) if value else ""


def _column(values: list[Any]) -> dict[str, Any]:
    present = [v for v in values if v is not _MISSING and v is not SAME]
    if any(present) and all(isinstance(v, list) and all(isinstance(x, Mapping) for x in v) for v in present):
        counts = [-1 if v is _MISSING else len(v) for v in values]
        return {"counts": counts, "rows": pack([x for v in present for x in v])}
    codes: list[int] = []
    known: dict[Any, int] = {}
    unique: list[Any] = []
    for value in values:
        if value is _MISSING or value is SAME:
            codes.append(-1 if value is _MISSING else -2)
            continue
        name = value if type(value) is str else _name(value)
        code = known.get(name)
        if code is None:
            code = known[name] = len(unique)
            unique.append(value)
        codes.append(code)
    if len(present) == len(values) and len(unique) > 0.7 * len(values):
        if all(type(v) is int for v in values):
            return {"deltas": [b - a for a, b in itertools.pairwise([0, *values])]}
        return {"raw": values}
    return {"values": unique, "codes": codes[0] if len(set(codes)) == 1 else codes}
