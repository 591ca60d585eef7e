"""Changes as plain sentences with the records behind them: the foreign member ``changes``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo import geometry
from geo.model import Displacement
from geo.situation import words
from geo.situation.changes import Changes, Flow, Handover, Shift, Turn
from geo.situation.pen import Pen, holding_label, rounded
from geo.situation.records import Holding, ShortFront, Situation, day_of


def member(changes: Changes, situation: Situation, pen: Pen) -> dict[str, Any]:
    """Return the changes as JSON; ``docs/features.md`` names every key."""
    return {
        "since": changes.since.isoformat(),
        "to": situation.as_of.isoformat() if situation.as_of else None,
        "basis": situation.by,
        "new": [r.id for r in changes.new],
        "hands": [_handover(h) for h in changes.hands],
        "first_told": [_handover(h) for h in changes.first_told],
        "moved": [_shift(x, pen) for x in changes.moved],
        "appeared": [_front(f, "Front that was not there before", pen) for f in changes.appeared],
        "gone": [_front(f, "Front that is no longer there", pen) for f in changes.gone],
        "upgraded": [_turn(t) for t in changes.upgraded],
        "withdrawn": [_turn(t) for t in changes.withdrawn],
        "contradicted": [
            {"text": c.text, "places": [p.name for p in c.places], "records": list(c.records)}
            for c in changes.contradicted
        ],
        "displacement": [_flow(f, situation) for f in changes.displacement],
    }


def _handover(h: Handover) -> dict[str, Any]:
    after, before = _state(h.after), _state(h.before) if h.before else None
    was = f" (before: {before['text'].partition(' · ')[2]})" if before else ""
    return {
        "text": f"{after['text']}{was}",
        "place": h.place.name,
        "centre": list(rounded(h.place.lonlat)),
        "before": before,
        "after": after,
        "day": h.after.date.isoformat() if h.after.date else None,
        "records": list(h.after.records),
    }


def _state(h: Holding) -> dict[str, Any]:
    holders = [a.name for a in h.holders]
    label = holding_label(h.state, h.place.name, words.actors(h.holders))
    return {"text": label, "state": h.state, "holders": holders, "sides": list(h.sides), "status": h.status}


def _shift(x: Shift, pen: Pen) -> dict[str, Any]:
    direction = words.compass(x.bearing)
    named = _sides(x.sides, pen)
    return {
        "text": f"Front between {named}: moved some {words.km(round(x.km))} {direction}",
        "sides": list(x.sides),
        "km": round(x.km, 1),
        "bearing": round(x.bearing),
        "direction": direction,
        "start": list(rounded(x.start)),
        "end": list(rounded(x.end)),
        "geometry": geometry.geojson(x.line),
        "records": list(x.records),
    }


def _front(front: ShortFront, text: str, pen: Pen) -> dict[str, Any]:
    sides = sorted({s for f in front.lines for s in f.sides})
    places = sorted({p for f in front.lines for p in f.places})
    return {
        "text": f"{text}: between {_sides(sides, pen)}, near {words.listed(places)}",
        "sides": sides,
        "places": places,
        "records": sorted({r for f in front.lines for r in f.records}),
    }


def _sides(sides: Sequence[str], pen: Pen) -> str:
    return words.listed(pen.styles[s].label for s in sides if s in pen.styles)


def _turn(t: Turn) -> dict[str, Any]:
    return {"text": t.text, "places": [p.name for p in t.places], "records": list(t.records)}


def _flow(f: Flow, situation: Situation) -> dict[str, Any]:
    way = (f" from {f.origin}" if f.origin else "") + (f" to {f.destination}" if f.destination else "")
    return {
        "text": f"People moved{way}" if way else "People moved, from where to where is not stated",
        "from": f.origin,
        "to": f.destination,
        "reports": [_report(d, situation) for d in f.reports],
    }


def _report(d: Displacement, situation: Situation) -> dict[str, Any]:
    day = day_of(d, situation.by, situation.published)
    return {
        "record": d.id,
        "figure_text": words.figure_text(d.figure, forecast=False) if d.figure else "number not stated",
        "speaker": words.speaker(d),
        "day": day.isoformat() if day else None,
    }
