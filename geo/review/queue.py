"""The queue of the review desk: what is shown, the most doubtful first, with the places that its names could mean."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from geo import external
from geo.model import Candidate, Extraction, Place
from geo.review import signs, twins
from geo.review.links import Links, Spot, lost_name, words
from geo.review.signs import Sign

MOST = 2_000
"""Items of a queue: a week's work. The doubt of all is worked out, words for these."""
CANDIDATES = 9
"""Places that a name could mean, one for each digit."""

Lookup = Callable[[str], Sequence[Place]]
"""Gives the places of a name, the likeliest first."""


def queue(
    collection: Mapping[str, Any],
    extractions: Iterable[Extraction],
    *,
    apart: Collection[frozenset[str]] = (),
    lookup: Lookup | None = None,
    most: int = MOST,
) -> list[dict[str, Any]]:
    """Return what to look at, the most doubtful first and what is decided last.

    Parameters
    ----------
    collection : mapping
        FeatureCollection of ``docs/features.md``: the records that are shown.
    extractions : iterable of Extraction
        What it was made of, with decisions applied and sensitive records blurred.
    apart : collection of frozenset of str
        Pairs of records that people said are two things.
    lookup : callable, optional
        Asked for names that the reader found no place for.

    Returns
    -------
    list of dict
        As ``docs/message.md``, "The desk", says.
    """
    desk = _Desk(collection, extractions, apart, lookup)
    found = [(desk.decided(r), -desk.doubt(r), n) for n, r in enumerate(desk.records)]
    first = heapq.nsmallest(most, (f for f in found if f[1] < 0 or f[0]))
    return [desk.item(desk.records[n]) for _, _, n in first]


def item(
    collection: Mapping[str, Any],
    extractions: Iterable[Extraction],
    record_id: str,
    *,
    apart: Collection[frozenset[str]] = (),
    lookup: Lookup | None = None,
) -> dict[str, Any] | None:
    """Return the item of one record, also of one that nothing speaks against; None where no such record is shown."""
    desk = _Desk(collection, extractions, apart, lookup)
    record = desk.shown.get(record_id)
    return desk.item(record) if record else None


class _Desk:
    """What the items of one situation share."""

    def __init__(
        self,
        collection: Mapping[str, Any],
        extractions: Iterable[Extraction],
        apart: Collection[frozenset[str]],
        lookup: Lookup | None,
    ) -> None:
        self._lookup = lookup
        self.links = Links(extractions)
        self.records = [r for r in collection["records"] if r["id"] in self.links.reports and not _is_row(r)]
        self.shown = {r["id"]: r for r in self.records}
        days = {a["id"]: a["published"] for a in collection["articles"]}
        self._published = {i: date.fromisoformat(d) if d else None for i, d in days.items()}
        self._figures = signs.of_ledger(collection, self.shown)
        self._twins = twins.twins(self.records, self.links, self._published, apart)

    def decided(self, record: Mapping[str, Any]) -> bool:
        """Whether somebody confirmed or changed it."""
        review = record.get("review") or {}
        return bool(review.get("confirmed") or review.get("edited"))

    def doubt(self, record: Mapping[str, Any]) -> float:
        """Return how doubtful a record is, 0 to 1."""
        return signs.doubt(list(self._signs(record, self._spots(record))), record)

    def item(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record's item."""
        spots = self._spots(record)
        found = sorted(self._signs(record, spots), key=lambda s: -s.doubt)
        return {
            "record": record["id"],
            "doubt": round(signs.doubt(found, record), 3),
            "reasons": [{"kind": s.kind, "text": s.text} for s in found],
            "decided": self.decided(record),
            "doubtful": list(dict.fromkeys(s.about for s in found if s.about)),
            "places": [] if record.get("blurred_km") else [_place(s, self._proposed(s)) for s in spots],
            "twins": [other for _, other in self._twins.get(record["id"], ())],
        }

    def _spots(self, record: Mapping[str, Any]) -> list[Spot]:
        """Return the places of all reports of a record, each once, then what it lacks if no report has a place."""
        if record.get("blurred_km"):
            return []
        found: dict[tuple[str, str | None], Spot] = {}
        for i in signs.ids(record):
            if i in self.links.reports:
                for spot in self.links.spots(i):
                    key = (spot.role, spot.place.id if spot.place else spot.surface)
                    found.setdefault(key, spot)
        placed = any(s.place is not None for s in found.values())
        return [s for s in found.values() if s.place is not None or s.surface or not placed]

    def _proposed(self, spot: Spot) -> Sequence[Candidate]:
        """Return what could stand in a gap: places of the name that was not found, then those that the sentences name."""
        if spot.place is not None or spot.candidates:
            return spot.candidates
        name = spot.surface or lost_name(spot.report)
        found = [Candidate(place=p, score=0.0) for p in self._lookup(name)] if self._lookup and name else []
        named = [Candidate(place=t.place, score=t.score) for t in self.links.named(spot.report.id) if t.place]
        return list({c.place.id: c for c in (*found, *named)}.values())

    def _signs(self, record: Mapping[str, Any], spots: Sequence[Spot]) -> Iterator[Sign]:
        if not record.get("blurred_km"):
            yield from signs.of_places(record, spots, self.links)
        yield from signs.of_time(record, self._published.get(record["evidence"][0]["article"]) is not None)
        voices = list(signs.of_voices(record))
        yield from voices
        if record["id"] in self._figures and not any(s.kind == "figure" for s in voices):
            yield self._figures[record["id"]]
        if likely := self._twins.get(record["id"]):
            yield twins.sign(likely, self.shown)


def _is_row(record: Mapping[str, Any]) -> bool:
    """Whether a record is a row of other people's data: theirs to correct."""
    return bool(external.kind_of(record["evidence"][0]["article"]))


def _place(spot: Spot, candidates: Sequence[Candidate]) -> dict[str, Any]:
    place, score = spot.place, spot.score
    return {
        "role": spot.role,
        "id": place.id if place else None,
        "name": place.name if place else None,
        "surface": spot.surface,
        "score": round(score, 3) if score is not None else None,
        "candidates": [_candidate(c, chosen=bool(place and c.place.id == place.id)) for c in candidates[:CANDIDATES]],
    }


def _candidate(c: Candidate, *, chosen: bool) -> dict[str, Any]:
    p = c.place
    return {
        "id": p.id, "name": p.name, "kind": p.kind, "lat": round(p.lat, 5), "lon": round(p.lon, 5), "country": p.country,
        "admin1": p.admin1, "precision_km": p.precision_km, "words": words(p), "score": round(c.score, 3),
        "reasons": list(c.reasons), "chosen": chosen,
    }  # fmt: skip
