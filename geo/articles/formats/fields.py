"""Which member of an object or column of a table is what: the usual names of `data/article_fields.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from geo.articles.formats import dates, pages
from geo.tables import table

MOST_REFUSED = 100
"""Rows that are refused one by one; of more, the rest is counted."""


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Return the names of each field, the likeliest first, without case, spaces and marks."""
    out: dict[str, tuple[str, ...]] = {}
    for row in table("article_fields.csv", "field", "name"):
        out[row["field"]] = (*out.get(row["field"], ()), row["name"])
    return out


def plain(name: object) -> str:
    """Return the name of a field or column as it is compared: ``Published_At`` is ``publishedat``."""
    return re.sub(r"[\W_]+", "", str(name)[:100]).casefold()


def has(columns: Iterable[object], field: str) -> bool:
    """Whether one of the columns is a name of a field."""
    return not set(names()[field]).isdisjoint(map(plain, columns))


def parts(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what an object or a row says of an article, as `geo.articles.compose.from_parts` takes it."""
    values: dict[str, Any] = {}
    for name, value in row.items():
        values.setdefault(plain(name), value)
    out: dict[str, Any] = {field: _words(_first(values, field)) for field in ("title", "source", "url", "language")}
    out["text"] = pages.plain(_words(_first(values, "text")))
    out["title"] = " ".join(pages.plain(out["title"]).split())
    stated, other = _first(values, "published"), _first(values, "dated")
    day = dates.day(stated)
    if day is None and (day := dates.day(other)) is not None:
        out["inferred"] = True
    out["published"] = day.isoformat() if day else ""
    if day is None and stated not in (None, ""):
        out["warnings"] = [
            f"its date “{str(stated)[:40]}” is not understood, or could be two days; write it as 2024-12-06"
        ]
    return out


def _first(values: Mapping[str, Any], field: str) -> Any:
    return next((v for name in names()[field] if (v := values.get(name)) not in (None, "", [], {})), None)


def _words(value: Any) -> str:
    """Return the words of a member: of an object its name or text (``{"rendered": "<p>..."}``), of a list each."""
    if isinstance(value, Mapping):
        told = next((value[k] for k in ("rendered", "text", "name", "value", "title", "$t") if k in value), "")
        return told if isinstance(told, str) else ""
    if isinstance(value, list):
        return "\n".join(v for v in value if isinstance(v, str))
    return value if isinstance(value, str) else "" if value is None or isinstance(value, bool) else str(value)
