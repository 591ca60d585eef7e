"""The JSON of an extraction: the scorer's schema, our own keys behind ``x_``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from geo.events.drafts import LOST, WHERE
from geo.events.metadata import event_type
from geo.model import Actor, Extraction, Figure, Place, Record, TimeSpan

_MAIN = {"battle": 0, "remote": 0, "violence": 0, "protest": 0, "siege": 0, "disaster": 0, "move": 1, "state": 1, "deal": 1, "aid": 2,
         "statement": 3}  # fmt: skip


def prediction(extraction: Extraction, doc_id: str) -> dict[str, Any]:
    """Return one document of ``python -m geo extract``, main event first.

    Places are named by the article's most frequent words for them; ``x_name`` is the gazetteer's name.
    """
    surface = _surfaces(extraction)
    riots = any(e.type == "riot" for e in extraction.events)
    events = sorted(
        enumerate(extraction.events),
        key=lambda x: (
            x[1].status not in ("asserted", "claimed"),
            _MAIN[event_type(x[1].type).cls] + (riots and x[1].type == "protest"),
            x[0],
        ),
    )
    return {
        "doc_id": doc_id,
        "events": [
            {
                **_common(e),
                "type": e.type,
                "places": _places(e.places, surface) or _named(e.unplaced),
                "agents": _actors(e.agents),
                "targets": _actors(e.targets),
                "figures": [_figure(f) for f in e.figures],
                "time": _time(e.time),
                "x_within_km": e.within_km,
                "x_unplaced": e.unplaced,
            }
            for _, e in events
        ],
        "displacements": [
            {
                **_common(d),
                "kind": d.kind,
                "origins": _places(d.origins, surface) or _named(d.unplaced, "origins"),
                "destinations": _places(d.destinations, surface) or _named(d.unplaced, "destinations"),
                "via": _places(d.via, surface),
                "figure": _figure(d.figure) if d.figure else None,
                "time": _time(d.time),
                "x_unplaced": d.unplaced,
            }
            for d in extraction.displacements
        ],
        "movements": [
            {
                **_common(m),
                "kind": m.kind,
                "agents": _actors(m.agents),
                "origins": _places(m.origins, surface) or _named(m.unplaced, "origins"),
                "destinations": _places(m.destinations, surface) or _named(m.unplaced, "destinations"),
                "via": _places(m.via, surface),
                "time": _time(m.time),
                "x_heading": m.heading,
                "x_within_km": m.within_km,
            }
            for m in extraction.movements
        ],
        "controls": [
            {
                **_common(c),
                "places": _places(c.places, surface) or _named(c.unplaced),
                "agents": _actors(c.holders),
                "state": c.state,
                "as_of": _time(c.as_of),
            }
            for c in extraction.controls
        ],
        "x_theatre": extraction.theatre,
    }


def _surfaces(extraction: Extraction) -> dict[str, str]:
    votes: dict[str, Counter[str]] = {}
    for t in extraction.toponyms:
        if t.place is not None and t.mention.role == "place":
            votes.setdefault(t.place.id, Counter())[t.mention.text] += 1
    return {k: max(v, key=lambda n: (v[n], n)) for k, v in votes.items()}


def _common(r: Record) -> dict[str, Any]:
    return {
        "x_id": r.id,
        "status": r.status,
        "trigger": r.trigger,
        "source": r.source.name if r.source else None,
        "x_evidence": [
            {
                "field": e.field,
                "start": e.start,
                "end": e.end,
                "quote": e.quote,
                "speaker": e.speaker.name if e.speaker else None,
                "source_grade": e.source_grade,
                "info_grade": e.info_grade,
            }
            for e in r.evidence
        ],
    }


def _places(places: Sequence[Place], surface: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": surface.get(p.id, p.name), "lat": p.lat, "lon": p.lon, "kind": p.kind, "x_name": p.name, "x_id": p.id}
        for p in places
    ]


def _named(reason: str, slot: str = "") -> list[dict[str, Any]]:
    """Return the name of a place that the article gives but nobody could find: a name without coordinates."""
    where = WHERE.get(slot, "")
    if not reason.startswith(LOST) or not reason.endswith(where):
        return []
    return [{"name": reason.removeprefix(LOST).removesuffix(where).strip("'\"")}]


def _actors(actors: Sequence[Actor]) -> list[dict[str, Any]]:
    return [{"name": a.name, "x_kind": a.kind, "x_side": a.side} for a in actors]


def _figure(f: Figure) -> dict[str, Any]:
    return {
        "metric": f.metric,
        "value": f.value,
        "max": f.max,
        "qualifier": f.qualifier,
        "unit": f.unit,
        "x_measure": f.measure,
        "x_period": f.period.iso if f.period and not f.period.implied else None,
        "x_scope": f.scope.name if f.scope else None,
        "x_observed": f.observed,
    }


def _time(t: TimeSpan | None) -> dict[str, Any] | None:
    """Return a time with value and words; the publication date standing in is no value."""
    if t is None:
        return None
    known = (t.start or t.end) and not t.implied
    return {"text": t.text, "value": t.iso if known else None, "x_implied": t.implied}
