"""Columns hold what the rows held."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geo.render.columns import SAME, pack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x", "1"]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"a": VALUES, "b": st.integers(), "c": st.lists(st.fixed_dictionaries({"d": VALUES}), max_size=3)}
    ),
    max_size=12,
)


def unpack(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Read a packed table as ``assets/table.js`` does."""
    rows: list[dict[str, Any]] = [{} for _ in range(table["n"])]
    for key, column in table["columns"].items():
        before = 0
        inner = iter(unpack(column["rows"])) if "rows" in column else iter(())
        for i, row in enumerate(rows):
            if "raw" in column:
                row[key] = column["raw"][i]
            elif "deltas" in column:
                row[key] = before = before + column["deltas"][i]
            elif "rows" in column:
                if column["counts"][i] >= 0:
                    row[key] = [next(inner) for _ in range(column["counts"][i])]
            else:
                code = column["codes"] if isinstance(column["codes"], int) else column["codes"][i]
                if code >= 0:
                    row[key] = column["values"][code]
    return rows


def exact(value: Any) -> Any:
    """True is 1 in Python and not in JSON."""
    if isinstance(value, dict):
        return {k: exact(v) for k, v in value.items()}
    return [exact(v) for v in value] if isinstance(value, list) else (type(value).__name__, value)


@given(ROWS)
def test_what_was_packed_comes_back(rows: list[dict[str, Any]]) -> None:
    assert exact(unpack(pack(rows))) == exact(rows)


def test_a_value_that_repeats_stands_once_and_a_constant_column_is_one_number() -> None:
    made = pack([{"a": "x", "b": 1}, {"a": "y", "b": 1}, {"a": "x", "b": 1}, {"a": "x", "b": 1}])["columns"]
    assert made == {"a": {"values": ["x", "y"], "codes": [0, 1, 0, 0]}, "b": {"values": [1], "codes": 0}}


def test_what_stands_in_the_record_is_no_value() -> None:
    assert pack([{"a": SAME}, {"a": 1}, {}])["columns"]["a"] == {"values": [1], "codes": [-2, 0, -1]}
