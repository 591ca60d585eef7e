"""Invented situations of any size, to measure with: real towns, days over two months, sentences that no newspaper wrote."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from geo.gazetteer import Gazetteer

REGION = (35.5, 32.3, 42.4, 37.3)
"""West, south, east, north (degrees, EPSG:4326): some four hundred towns in the index."""
FIRST = date(2024, 10, 10)
DAYS = 60
PER_ARTICLE = 6
SIDES = (
    {"id": "government", "label": "Government", "colour": "#0072B2", "hatch": "slash"},
    {"id": "opposition", "label": "Opposition forces", "colour": "#D55E00", "hatch": "backslash"},
    {"id": "kurdish-led", "label": "Kurdish-led forces", "colour": "#E69F00", "hatch": "vertical"},
)
KINDS = (
    ("airstrike", "Airstrike", "remote", "struck"), ("shelling", "Shelling", "remote", "shelled"),
    ("clash", "Clash", "battle", "clashed at"), ("capture", "Capture", "battle", "captured"),
    ("advance", "Advance", "battle", "advanced on"), ("protest", "Protest", "protest", "protested in"),
    ("aid", "Aid delivery", "aid", "delivered aid to"), ("attack_civilians", "Attack on civilians", "violence", "attacked people in"),
)  # fmt: skip
SPEAKERS = (
    None,
    None,
    "Observatory for Human Rights",
    "Defence ministry",
    "Civil Defence",
    "residents",
    "state media",
    "United Nations",
)
PUBLISHERS = ("Wire", "Daily", "Radio", "Gazette", "Courier")
DETAILS = (
    "before dawn", "after days of fighting", "near the main road", "for the second time this week", "as families left",
    "with rockets and artillery", "in the eastern districts", "while talks went on", "near a school", "close to the market",
)  # fmt: skip


def situation(n: int, gazetteer: Gazetteer, *, seed: int = 7) -> dict[str, Any]:
    """Return a FeatureCollection of ``docs/features.md`` with ``n`` events over 60 days and the articles that tell of them."""
    draw = random.Random(seed)
    places = [(p.name, p.lon, p.lat) for p in gazetteer.settlements(REGION, 1200)]
    # Towns differ in how much is told of them, as in any war.
    weights = [1 / (1 + rank) ** 0.6 for rank in range(len(places))]
    where = draw.choices(places, weights, k=n)
    days = sorted(draw.randrange(DAYS) for _ in range(n))
    records: list[dict[str, Any]] = []
    features: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    for start in range(0, n, PER_ARTICLE):
        name = f"a-{draw.getrandbits(48):012x}"
        sentences: list[str] = []
        publisher = draw.choice(PUBLISHERS)
        for row in range(start, min(n, start + PER_ARTICLE)):
            record, sentence = _record(draw, row, where[row], FIRST + timedelta(days[row]), name, sentences)
            records.append(record)
            sentences.append(sentence)
            features.append(_feature(record, where[row]))
        articles.append(_article(name, sentences, publisher, FIRST + timedelta(days[min(n, start + PER_ARTICLE) - 1])))
    last = FIRST + timedelta(DAYS - 1)
    lons, lats = [p[1] for p in places], [p[2] for p in places]
    return {
        "type": "FeatureCollection", "version": 1, "as_of": last.isoformat(), "as_of_basis": "published", "theatre": "SY",
        "headline": [{"text": f"{n} events in {DAYS} days.", "records": []}], "sides": list(SIDES),
        "ledger": {"rows": [], "totals": []}, "records": records, "features": features, "articles": articles,
        "conflicts": [], "unplaced": [], "unknown_notes": [], "roads": [], "focus": None, "notes": [],
        "bounds": [min(lons), min(lats), max(lons), max(lats)],
        "time": {"from": FIRST.isoformat(), "to": last.isoformat(), "days": [], "basis": "time"},
    }  # fmt: skip


def _record(
    draw: random.Random, row: int, where: tuple[str, float, float], day: date, article: str, before: Sequence[str]
) -> tuple[dict[str, Any], str]:
    kind, label, of, verb = draw.choice(KINDS)
    side = draw.choice(SIDES)
    speaker = draw.choice(SPEAKERS)
    sentence = f"{side['label']} {verb} {where[0]} {draw.choice(DETAILS)}" + (f", {speaker} said." if speaker else ".")
    begin = sum(len(s) + 1 for s in before)
    killed = draw.randrange(1, 40) if draw.random() < 0.15 else 0
    party = side["id"] if speaker == "Defence ministry" else None
    voices = [{"name": speaker or "Wire", "kind": "speaker" if speaker else "outlet", "party": party}]
    voices += [{"name": "Gazette", "kind": "outlet", "party": None}] * (row % 5 == 0)
    return {
        "id": f"even-{draw.getrandbits(48):012x}", "list": "event", "type": kind, "type_label": label, "class": of,
        "label": f"{label} at {where[0]} · {side['label']}", "status": "claimed" if speaker else "asserted", "background": False,
        "time": day.isoformat(), "time_text": "", "day": day.isoformat(), "implied_time": False, "places": [where[0]],
        "sides": [side["id"]], "trigger": verb, "agents": [side["label"]], "targets": [],
        "figures": [{"metric": "killed", "value": killed, "max": killed, "unit": "persons", "text": f"{killed} people killed"}] if killed else [],
        "speaker": speaker, "source_grade": "C" if speaker else "F", "info_grade": "6", "acled": "", "acled_sub": "", "notes": {},
        "unplaced": "", "order": row, "voices": voices, "independent": len(voices), "parties": [party] if party else [],
        "evidence": [{
            "article": article, "field": "text", "start": begin, "end": begin + len(sentence), "quote": sentence,
            "speaker": speaker, "source_grade": "C" if speaker else "F", "info_grade": "6",
        }],
    }, sentence  # fmt: skip


def _feature(record: dict[str, Any], where: tuple[str, float, float]) -> dict[str, Any]:
    side = next(s for s in SIDES if s["id"] == record["sides"][0])
    shared = ("label", "status", "type", "class", "type_label", "acled", "acled_sub", "time", "day")
    return {
        "type": "Feature", "id": f"{record['id']}/0", "geometry": {"type": "Point", "coordinates": [where[1], where[2]]},
        "properties": {
            "layer": "event", "record": record["id"], "records": [record["id"]], "side": side["id"], "colour": side["colour"],
            "hatch": side["hatch"], "place": where[0], "place_kind": "settlement", "precision_km": 1.0,
            **{key: record[key] for key in shared},
        },
    }  # fmt: skip


def _article(name: str, sentences: list[str], publisher: str, day: date) -> dict[str, Any]:
    return {
        "id": name, "title": f"{sentences[0].split(',')[0].rstrip('.')}", "text": " ".join(sentences), "published": day.isoformat(),
        "published_inferred": False, "source": publisher, "url": None, "warnings": [],
    }  # fmt: skip
