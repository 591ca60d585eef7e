"""Records that may tell of one thing though they were not joined: just below what joining asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from geo.model import Control, Displacement, Record
from geo.review.links import Links
from geo.review.signs import Sign, ids
from geo.situation import sameness

SHORT = 1.5
"""Points that two records may lack of `geo.situation.sameness.SAME`: below, they are two things nearly always."""
WITHIN_DAYS = 3
NEXT = 6
"""Records of one kind and place that one is compared with, the next in time."""
MOST = 3_000
"""Pairs that are weighed at most, those of rare places first: some tenth of a second."""
MOST_EACH = 3
"""Twins that are named of one record."""


def twins(
    records: Sequence[Mapping[str, Any]], links: Links, published: Mapping[str, date | None], apart: Collection[frozenset[str]]
) -> dict[str, list[tuple[float, str]]]:  # fmt: skip
    """Return by shown record the others that may be the same thing, with the points that join them, the likeliest first.

    Parameters
    ----------
    records : sequence of mapping
        Of the collection.
    published : mapping
        Day of publication by article id.
    apart : collection of frozenset of str
        Pairs of reports that people said are two things.
    """
    known: dict[str, sameness.Told | None] = {}

    def told(record: Record) -> sameness.Told | None:
        if record.id not in known:
            known[record.id] = sameness.told(record, published)
        return known[record.id]

    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for n, (a, b) in enumerate(_pairs(records, links)):
        if n == MOST:
            break
        if any(frozenset((x, y)) in apart for x in ids(a) for y in ids(b)):
            continue
        one, other = told(links.reports[a["id"]]), told(links.reports[b["id"]])
        if one is None or other is None:
            continue
        points = sameness.points(one, other)
        if points >= sameness.SAME - SHORT:
            found[a["id"]].append((points, b["id"]))
            found[b["id"]].append((points, a["id"]))
    return {i: sorted(some, key=lambda x: (-x[0], x[1]))[:MOST_EACH] for i, some in found.items()}


def sign(likely: Sequence[tuple[float, str]], shown: Mapping[str, Mapping[str, Any]]) -> Sign:
    """Return the sign that a record may be told twice."""
    points, other = likely[0]
    strength = min(1.0, (points - sameness.SAME + SHORT) / SHORT * 0.6 + 0.4)
    return Sign("twin", "twin", strength, "", "review.why_twin", {"label": shown[other]["label"]})


def _pairs(records: Sequence[Mapping[str, Any]], links: Links) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield pairs of one kind, place and time that different articles tell, those of rare places first, each once.

    Statements of who holds a place are many by nature, and people are counted as one only with the same number.
    """
    heaps: defaultdict[tuple[str, ...], list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for record in records:
        report = links.reports.get(record["id"])
        if report is None or isinstance(report, Control | Displacement) or not record.get("day"):
            continue
        at = date.fromisoformat(record["day"]).toordinal()
        for place in dict.fromkeys(record["places"]) or ([record["unplaced"]] if record.get("unplaced") else []):
            heaps[record["list"], record["class"], place].append((at, record))
    seen: set[tuple[str, str]] = set()
    for heap in sorted(heaps.values(), key=len):
        heap.sort(key=lambda x: x[0])
        for k, (day, a) in enumerate(heap):
            for later, b in heap[k + 1 : k + 1 + NEXT]:
                if later - day > WITHIN_DAYS:
                    break
                if (a["id"], b["id"]) in seen or _articles(a) & _articles(b):
                    continue
                seen.add((a["id"], b["id"]))
                yield a, b


def _articles(record: Mapping[str, Any]) -> set[str]:
    return {e["article"] for e in record["evidence"]}
