"""What records say about points, one row a place and holder, so that fronts can be drawn from the store alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from geo.model import CURRENT, Actor, Control, Event, Extraction, Movement, Place, Record
from geo.settings import Settings

KINDS = {"held": "control", "contested": "contested", "divided": "contested", "besieged": "contested"}
"""What a state of control says about a point; who has lost a place says nothing of who holds it."""


def statements(extraction: Extraction, settings: Settings) -> list[dict[str, Any]]:
    """Return rows for the table of statements: current records about points, with their day and weight."""
    from geo.situation import trust  # a second that who only looks into the store need not pay
    from geo.situation.records import statement_day

    published = {extraction.article.id: extraction.article.published}
    rows = []
    for record in extraction.records:
        if record.status not in CURRENT:
            continue
        day = statement_day(record, published)
        for n, (kind, place, actor, within_km) in enumerate(_said(record)):
            rows.append(
                {
                    "article_id": extraction.article.id, "record_id": record.id, "n": n, "lon": place.lon, "lat": place.lat,
                    "actor": actor.name, "side": actor.side, "date": None if day == date.min else day.isoformat(),
                    "kind": kind, "within_km": within_km, "weight": trust.weight([record], [actor], settings),
                    "place": place.name,
                }
            )  # fmt: skip
    return rows


def _said(record: Record) -> Iterator[tuple[str, Place, Actor, float | None]]:
    if isinstance(record, Control):
        kind = KINDS.get(record.state)
        for place in _points(record.places) if kind else ():
            for holder in record.holders:
                yield str(kind), place, holder, None
    elif isinstance(record, Event | Movement) and record.within_km:
        places = record.places if isinstance(record, Event) else record.destinations
        for place in _points(places):
            for actor in record.agents:
                yield "within", place, actor, record.within_km


def _points(places: Iterable[Place]) -> Iterator[Place]:
    return (p for p in places if not p.is_area)
