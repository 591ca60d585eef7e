"""Which data set a table is of, and which of its columns means what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from geo.tables import cells, table

KINDS = ("acled", "ucdp", "idmc", "analyst")
"""In the order in which a table is asked whether it is one: an analyst's table needs least."""
_PLAIN = re.compile(r"[^a-z0-9]+")


@cache
def names(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the spellings of each field's column, the best first."""
    found = table("external/columns.csv", "kind", "field", "names", "needed")
    return {row["field"]: tuple(cells(row["names"])) for row in found if row["kind"] == kind}


@cache
def needed(kind: str) -> tuple[str, ...]:
    """Return the fields without which a table is not of a kind."""
    found = table("external/columns.csv", "kind", "field", "names", "needed")
    return tuple(row["field"] for row in found if row["kind"] == kind and row["needed"] == "yes")


def plain(column: str) -> str:
    """Return a column's name as it is compared.

    >>> plain(" New Displacement ")
    'new_displacement'
    """
    return _PLAIN.sub("_", column.strip().strip("'").casefold()).strip("_")


def mapped(columns: Sequence[str], kind: str) -> dict[str, int]:
    """Return the position of each field's column; the first of two columns with one name."""
    at = {plain(c): n for n, c in reversed(list(enumerate(columns)))}
    return {f: at[name] for f, found in names(kind).items() if (name := next((x for x in found if x in at), None))}


def kind_of(columns: Sequence[str]) -> str:
    """Return the kind of event data that columns tell, ``""`` where they tell none.

    >>> kind_of(["Date", "Place", "Type", "Note"]), kind_of(["title", "text"])
    ('analyst', '')
    """
    return next((kind for kind in KINDS if not missing(columns, kind)), "")


def missing(columns: Sequence[str], kind: str) -> list[str]:
    """Return what a table lacks to be of a kind, in words."""
    found = mapped(columns, kind)
    lacking = [names(kind)[f][0] for f in needed(kind) if f not in found]
    if kind == "idmc":
        if not {"flow", "stock", "figure"} & found.keys():
            lacking.append("figure")
        if not {"iso", "country"} & found.keys():
            lacking.append("country")
        if not {"date", "year"} & found.keys():
            lacking.append("year")
        if not {"flow", "stock", "term", "type"} & found.keys():
            lacking.append("displacement_type")
    return lacking


def expected(columns: Sequence[str]) -> str:
    """Return what a table lacks to be of the kind that it is nearest to, as a sentence."""
    share = {k: len(missing(columns, k)) / max(1, len(needed(k)) or 4) for k in KINDS}
    nearest = min(reversed(KINDS), key=lambda k: share[k])
    has = ", ".join(c.strip()[:40] for c in columns[:12]) + (" …" if len(columns) > 12 else "")
    return (
        f"is no event data that is known here: for {LABELS[nearest]} it lacks {', '.join(missing(columns, nearest))}"
        f" (it has {has or 'no columns'})"
    )


LABELS = {
    "acled": "ACLED's columns",
    "ucdp": "UCDP's columns",
    "idmc": "IDMC's columns",
    "analyst": "a plain table (date, place, type, actors, figure, source, note)",
}
