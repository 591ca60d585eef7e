"""The situation as one GeoJSON FeatureCollection with foreign members; see docs/features.md for every key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from geo import geometry
from geo.model import CURRENT, Control, Displacement, Event, Mark, Movement, Place, Record, Review
from geo.settings import Settings
from geo.situation import (
    bulletin,
    changes,
    credits,
    disputes,
    drawn,
    marks,
    matched,
    meta,
    overlaid,
    pen,
    strokes,
    voices,
    words,
)
from geo.situation.pen import Feature, Pen
from geo.situation.records import Situation, articles_of, day_of
from geo.situation.redrawn import Redrawing
from geo.situation.theatres import sides_of

VERSION = 1
ORDER = (
    "unknown",
    "control",
    "contested",
    "band",
    "ring",
    "front",
    "route",
    "movement",
    "heading",
    "event",
    "background",
)
"""Layers from the ground up."""
HELD = frozenset(("control", "contested", "band", "front"))
"""Layers that say who holds something."""

NOTES = (
    (
        "method",
        "Marks are read from the articles by rules, each with its sentence. Held places are what is said; the area around "
        "them, the front and its band are estimated from the distance to those places and reach no farther than their "
        "neighbourhood (details in docs/design.md). What no article speaks of is unknown and left blank.",
    ),
    (
        "figures",
        "Figures stand side by side with their speaker. They are added only where they count the same people once.",
    ),
    (
        "voices",
        "Sources count as independent when neither is known to rest on the other: wire copies, articles that quote the same "
        "speaker and a party's several mouths count once, a publisher that nobody can name never counts as a second source.",
    ),
    ("roads", "Roads that the articles name run straight between the towns on them: their course is simplified."),
    (
        "disclaimer",
        "Borders, names and lines of control help to read the news. Showing them does not endorse or accept any claim.",
    ),
)


def collection(
    situation: Situation,
    settings: Settings | None = None,
    *,
    table: pd.DataFrame | None = None,
    since: date | None = None,
    overlays: Sequence[overlaid.Overlay] = (),
    review: Review | None = None,
) -> dict[str, Any]:
    """Return the situation as a FeatureCollection (RFC 7946: lon, lat; EPSG:4326).

    Only current statuses stand in the main layers; plans and forecasts only as movement, heading or route. What is
    history stands in the ``background`` layer; what is denied only among the records.

    Parameters
    ----------
    table : DataFrame, optional
        From `geo.events.frame`: its ACLED names and the analyst's notes go to the records of the same id.
    since : date, optional
        The member ``changes`` then says what differs from the end of that day.
    overlays : sequence of Overlay, optional
        Maps of control that others drew, laid over as areas of their own.
    review : Review, optional
        What people decided about records, and drew.
    """
    joined = _joined(table, situation.shown_as)
    timed = _time(situation)
    by_hand = drawn.shown(review or Review(), situation, several_days=timed is not None)
    weights = _weights(situation, by_hand.sides)
    styles = meta.sides(situation.theatre, sorted(weights, key=lambda s: (-weights[s], s)))
    drawing = Pen(
        styles=styles, published=situation.published, settings=settings or Settings(), theatre=situation.theatre
    )
    found = [
        *marks.holdings(situation, drawing),
        *strokes.fronts(situation, drawing, Redrawing(by_hand.shapes, situation.moments, drawing.settings)),
        *strokes.lines(situation, drawing),
        *marks.events(situation, drawing),
        *marks.background(situation, drawing),
        *overlaid.features(overlays, situation, drawing),
        *drawn.features(by_hand.shapes, drawing),
    ]
    beside = _beside(situation)
    people = review.marks if review else {}
    reviewed = {r.id: _reviewed(r.id, situation, people) for r in situation.records}
    for feature in found:
        if reviewed.get(feature["properties"].get("record", ""), {}).get("review", {}).get("confirmed"):
            feature["properties"]["confirmed"] = True
        if found_also := beside.get(feature["properties"].get("record", ""), {}).get("also"):
            feature["properties"]["also"] = [x["record"] for x in found_also]
    said = voices.heard(situation)
    passes = voices.stated(situation, said)
    for feature in found:
        if _holds(feature["properties"]):
            feature["properties"]["claims"] = passes(feature["properties"])
    differ = disputes.found(situation)
    found.sort(key=lambda f: ORDER.index(f["properties"]["layer"]))
    labels = {r.id: pen.label(r) for r in situation.records}
    reasons = {u.record: u.reason for u in reversed(situation.unplaced)}
    ours = [f for f in found if f["properties"]["layer"] != "background" and f["properties"].get("basis") != "overlay"]
    return {
        "type": "FeatureCollection",
        "version": VERSION,
        "as_of": situation.as_of.isoformat() if situation.as_of else None,
        "as_of_basis": situation.as_of_basis,
        "time": timed,
        "theatre": situation.theatre,
        "headline": [{"text": c.text, "records": list(c.records)} for c in situation.headline],
        "sides": [{"id": s.id, "label": s.label, "colour": s.colour, "hatch": s.hatch} for s in styles.values()],
        **(
            {"changes": bulletin.member(changes.since(situation, since, settings), situation, drawing)} if since else {}
        ),
        "ledger": _ledger(situation),
        "records": [
            {
                **_record(r, n, situation, drawing),
                **beside.get(r.id, {}),
                **_heard(said[r.id]),
                **reviewed.get(r.id, {}),
                **_disputed(differ.get(r.id, ())),
                "unplaced": reasons.get(r.id, r.unplaced),
                **joined.get(r.id, {}),
            }
            for n, r in enumerate(situation.records)
        ],
        "unknown_notes": [] if table is None else list(table.attrs.get("unknown_notes", ())),
        "conflicts": [
            {"text": c.text, "places": [p.name for p in c.places], "records": list(c.records)}
            for c in situation.conflicts
        ],
        "unplaced": [
            {"record": u.record, "label": labels.get(u.record or "", u.label), "reason": u.reason}
            for u in (*situation.unplaced, *overlaid.refused(overlays, situation), *by_hand.refused)
        ],
        "articles": [
            {
                "id": a.id,
                "title": a.title,
                "text": a.text,
                "published": a.published.isoformat() if a.published else None,
                "published_inferred": a.published_inferred,
                "source": a.source,
                "url": a.url,
                "warnings": list(a.warnings),
            }
            for a in situation.articles
        ],
        "bounds": geometry.bounds(geometry.from_geojson(f["geometry"]) for f in ours),
        "roads": [{"name": p.name, "geometry": dict(p.geometry)} for p in situation.roads if p.geometry],
        "focus": _focus(ours, (settings or Settings()).focus_km),
        "notes": [
            *({"key": key, "text": text} for key, text in NOTES if key != "roads" or situation.roads),
            {"key": "attribution", "text": credits.attribution(situation.records) + matched.credit(situation.data)},
            *({"key": "data", "text": text} for text in matched.notes(situation.data)),
        ],
        "features": found,
    }


def _holds(properties: Mapping[str, Any]) -> bool:
    """Whether a mark says who holds something by the word of articles."""
    if properties.get("basis") in ("drawn", "overlay"):
        return False
    return properties["layer"] in HELD or (properties["layer"] == "ring" and "holders" in properties)


def _heard(said: Sequence[voices.Voice]) -> dict[str, Any]:
    """Who says so, as far as nobody repeats another."""
    return {
        "voices": [{"name": v.name, "kind": v.kind, "party": v.party} for v in said],
        "independent": len(said),
        "parties": voices.parties(said),
    }


def _disputed(found: Sequence[disputes.Dispute]) -> dict[str, Any]:
    """Both sides of what accounts differ in."""
    if not found:
        return {}
    return {"tension": [{"why": d.why, "accounts": [asdict(a) for a in d.accounts]} for d in found]}


def _time(situation: Situation) -> dict[str, Any] | None:
    """Return the days on which anything differs, for a timeline; None when there is but one."""
    found = {day_of(r, situation.by, situation.published) for r in situation.records if r.status in CURRENT}
    days = sorted(d.isoformat() for d in found if d)
    if len(days) < 2:
        return None
    last = max(situation.as_of.isoformat() if situation.as_of else days[-1], days[-1])
    return {
        "from": days[0],
        "to": last,
        "days": days,
        "basis": situation.by,
        **({"step_days": situation.step_days} if situation.step_days > 1 else {}),
    }


def _joined(table: pd.DataFrame | None, shown_as: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the join with event metadata and notes adds to each record; notes on another article's report count too."""
    if table is None:
        return {}
    notes = [c for c in table.columns if c.startswith("note_")]
    first = table.drop_duplicates("record").set_index("record")[["acled", "acled_sub", *notes]].to_dict("index")
    out: dict[str, dict[str, Any]] = {}
    for record, row in sorted(first.items(), key=lambda x: x[0] in shown_as):
        names = {"acled": row["acled"], "acled_sub": row["acled_sub"], "notes": {}}
        kept = out.setdefault(shown_as.get(str(record), str(record)), names)["notes"]
        for column in notes:
            if row[column]:
                name = column.removeprefix("note_")
                kept[name] = "; ".join(dict.fromkeys(filter(None, (kept.get(name, ""), row[column]))))
    return out


def _focus(ours: Sequence[Feature], within_km: float) -> list[float] | None:
    """Return the bounds of what lies around the fronts, where the map opens; None without a front.

    A mark belongs to it when no part of it is farther than ``within_km`` from a front: a distant withdrawal would
    shrink the line that everybody looks for to a few pixels.
    """
    fronts = [f for f in ours if f["properties"]["layer"] == "front"]
    now = [f for f in fronts if f["properties"].get("valid", (None, None))[1] is None]
    lines = [geometry.from_geojson(f["geometry"]) for f in now or fronts]
    if not lines:
        return None
    reach = [geometry.cut(geometry.buffer_km(line, within_km)) for line in lines]
    # A heading only points away, and a ring of doubt may be as wide as a lake: neither is worth a smaller front.
    shapes = [
        geometry.from_geojson(f["geometry"])
        for f in ours
        if f["properties"]["layer"] != "heading" and f["properties"].get("why") != "precision"
    ]
    return geometry.bounds(s for s in shapes if any(r.covers(s) for r in reach))


def _weights(situation: Situation, by_hand: Sequence[str]) -> Counter[str]:
    """Sides that occur, by how many records stand behind them; the present before the past, what is only drawn last."""
    weights: Counter[str] = Counter(dict.fromkeys(by_hand, 0))
    for record in situation.records:
        actors = record.holders if isinstance(record, Control) else ()
        actors = record.agents if isinstance(record, Event | Movement) else actors
        for side in sides_of(actors):
            weights[side] += 1000 if record.status in CURRENT else 1
    for moment in situation.moments:
        for holding in moment.holdings:
            weights.update(holding.sides)
        for front in moment.fronts:
            weights.update(list(front.areas))
    return weights


def _ledger(situation: Situation) -> dict[str, Any]:
    rows = []
    several = len(situation.articles) > 1
    titles = {a.id: a.title or a.source for a in situation.articles}
    for row in situation.ledger:
        stated = pen.figure(row.figure, forecast=row.status == "forecast")
        rows.append(
            {
                **stated,
                "record": row.record,
                "article": row.article,
                **({"article_title": titles.get(row.article)} if several else {}),
                "text": row.text,
                "scope": row.scope.name if row.scope else None,
                "scope_kind": row.scope.kind if row.scope else None,
                "status": row.status,
                "speaker": row.speaker,
                "grade": row.grade,
                "background": row.background,
            }
        )
    totals = [
        {"metric": t.metric, "refused": t.refused, "reason": t.reason, "text": t.text, "records": list(t.records)}
        for t in situation.totals
    ]
    return {"rows": rows, "totals": totals}


def _record(record: Record, order: int, situation: Situation, drawing: Pen) -> dict[str, Any]:
    span = record.as_of if isinstance(record, Control) else record.time
    first = record.evidence[0]
    forecast = record.status == "forecast"
    twin = _twin(record, situation.events) if isinstance(record, Movement) else None
    return {
        "id": record.id,
        "list": pen.kind_of(record),
        **_kind_words(record),
        "label": pen.label(record),
        "status": record.status,
        "background": record.status == "historical",
        **drawing.time(record),
        "implied_time": bool(span and span.implied),
        **_who_and_where(record),
        "figures": [pen.figure(f, forecast=forecast) for f in _figures(record)],
        "speaker": words.speaker(record),
        "source_grade": first.source_grade,
        "info_grade": first.info_grade,
        **({"twin": twin} if twin else {}),
        **_voices(record.id, situation),
        "trigger": record.trigger,
        "evidence": [
            {
                "article": e.article_id,
                "field": e.field,
                "start": e.start,
                "end": e.end,
                "quote": e.quote,
                "speaker": words.speaker_name(e.speaker) if e.speaker else None,
                "source_grade": e.source_grade,
                "info_grade": e.info_grade,
            }
            for e in record.evidence
        ],
        "order": order,
    }


def _beside(situation: Situation) -> dict[str, dict[str, Any]]:
    """Return by record who tells it, articles, data or both, and the other side of each match; nothing without data."""
    if not situation.data:
        return {}
    both: list[Event | Displacement] = [*situation.events, *situation.displacements]
    records = {r.id: r for r in both}
    titles = {a.id: a.source or a.title or "an article" for a in situation.articles}
    out: dict[str, dict[str, Any]] = {}
    for i, r in records.items():
        dataset = situation.data.get(r.evidence[0].article_id)
        out[i] = {"told_by": "articles"} if dataset is None else {"told_by": "data", "dataset": dataset}
    for match in situation.matches:
        for own, other in ((match.record, match.row), (match.row, match.record)):
            told = records[other]
            source = titles.get(told.evidence[0].article_id, "")
            entry = {
                "record": other,
                "source": source,
                "text": matched.also(told, match, source),
                "score": match.score,
                "reasons": list(match.reasons),
            }
            out[own].setdefault("also", []).append(entry)
            out[own]["told_by"] = "both"
    return out


def _voices(record: str, situation: Situation) -> dict[str, Any]:
    """What each article tells of a thing that several tell of, side by side, and the ids that stand for it too."""
    reports = situation.told.get(record, ())
    same = _same_as(record, situation)
    printed = [x for i in (record, *same) for x in situation.copies.get(i, ())]
    copied = {"copies": [{"record": x.id, "article": x.evidence[0].article_id} for x in printed]} if printed else {}
    if not reports:
        return {"same_as": same, **copied} if same else {}
    claims = [
        {
            "record": r.id,
            "article": r.evidence[0].article_id,
            "status": r.status,
            "speaker": words.speaker(r),
            "agents": _who_and_where(r)["agents"],
            "figures": [pen.figure(f, forecast=r.status == "forecast") for f in _figures(r)],
            **pen.time_of(r.as_of if isinstance(r, Control) else r.time),
        }
        for r in reports
    ]
    return {"same_as": same, "claims": claims, **copied}


def _same_as(record: str, situation: Situation) -> list[str]:
    """Return the ids that stand for a record too: of other reports, each with those that print its sentence."""
    told = [r.id for r in situation.told.get(record, ())] or [record]
    found = [i for report in told for i in (report, *(x.id for x in situation.copies.get(report, ())))]
    return [i for i in found if i != record]


def _reviewed(record: str, situation: Situation, marks: Mapping[str, Mark]) -> dict[str, Any]:
    """What people say of a record, whichever of its reports they said it of; nothing where nobody said anything."""
    found = [marks[i] for i in (record, *_same_as(record, situation)) if i in marks] if marks else []
    if not found:
        return {}

    def every(name: str) -> list[str]:
        return list(dict.fromkeys(x for mark in found for x in getattr(mark, name)))

    said = {
        "confirmed": any(m.confirmed for m in found),
        "sensitive": any(m.sensitive for m in found),
        **{name: every(name) for name in ("notes", "edited", "authors")},
    }
    return {"review": said}


def _twin(m: Movement, events: Sequence[Event]) -> str | None:
    """Return the event that tells of the same move: of its kind, at its places, in an article of it, of its time."""
    quotes = {e.quote for e in m.evidence}
    ends = {p.id for p in (*m.origins, *m.destinations)}
    same = [
        e
        for e in events
        if e.type == m.kind
        and articles_of(e) & articles_of(m)
        and (e.status == m.status or {e.status, m.status} <= CURRENT)
        and e.within_km == m.within_km
        and {p.id for p in e.places} <= ends
        and (e.places or quotes & {x.quote for x in e.evidence})
        and (set(e.agents) & set(m.agents) or not (e.agents and m.agents))
    ]
    return min(same, key=lambda e: (not quotes & {x.quote for x in e.evidence}, e.id)).id if same else None


def _kind_words(record: Record) -> dict[str, str]:
    name = record.type if isinstance(record, Event) else record.state if isinstance(record, Control) else record.kind
    kind = meta.event_type(name, pen.kind_of(record))
    return {"type": name, "type_label": kind.label, "class": kind.cls}


def _who_and_where(record: Record) -> dict[str, Any]:
    if isinstance(record, Event | Control):
        where: dict[str, Sequence[Place]] = {"places": record.places}
    else:
        where = {
            "places": (*record.origins, *record.via, *record.destinations),
            "from": record.origins,
            "to": record.destinations,
            "via": record.via,
        }
    agents = (
        record.holders if isinstance(record, Control) else () if isinstance(record, Displacement) else record.agents
    )
    targets = record.targets if isinstance(record, Event) else ()
    return {
        **{key: list(dict.fromkeys(p.name for p in found)) for key, found in where.items()},
        "agents": [a.name for a in agents],
        "targets": [a.name for a in targets],
        "sides": list(sides_of(agents)),
    }


def _figures(record: Record) -> Sequence[Any]:
    if isinstance(record, Event):
        return record.figures
    return [record.figure] if isinstance(record, Displacement) and record.figure else []
