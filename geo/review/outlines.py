"""Outlines of areas that analysts chose: decisions keep a place without its shape, which the index has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from geo.gazetteer import Gazetteer
from geo.model import AREA_KINDS, Extraction, Place, Record
from geo.review.links import places_of

CHOSEN = "chosen by "
"""How the source of such a place begins (`geo.store.bodies.chosen`)."""
LINES = ("road", "river")


def shaped(extractions: Iterable[Extraction], gazetteer: Gazetteer) -> list[Extraction]:
    """Return extractions in which areas, roads and rivers that somebody chose have their outlines."""
    found = list(extractions)
    lacking = {p.id for e in found for r in e.records for _, p in places_of(r) if _lacks(p)}
    shapes = {i: p.geometry for i, p in gazetteer.places(lacking).items() if p.geometry} if lacking else {}
    return [_with(e, shapes) for e in found] if shapes else found


def _lacks(p: Place) -> bool:
    return p.geometry is None and p.source.startswith(CHOSEN) and (p.kind in AREA_KINDS or p.kind in LINES)


def _with(e: Extraction, shapes: dict[str, Any]) -> Extraction:
    def whole(records: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(_shaped(r, shapes) for r in records)

    return replace(
        e,
        events=whole(e.events),
        displacements=whole(e.displacements),
        movements=whole(e.movements),
        controls=whole(e.controls),
    )


def _shaped(record: Record, shapes: dict[str, Any]) -> Record:
    if not any(_lacks(p) and p.id in shapes for _, p in places_of(record)):
        return record
    fields: dict[str, Any] = {}
    for role, place in places_of(record):
        new = replace(place, geometry=shapes[place.id]) if _lacks(place) and place.id in shapes else place
        fields[role] = (*fields.get(role, ()), new)
    return replace(record, **fields)
