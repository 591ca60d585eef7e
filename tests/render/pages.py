"""Situations for the browser tests, and the way to open one from disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geo.export import html
from tests.browser_fixtures import Watch

HERE = Path(__file__).parent
SAMPLE = json.loads((HERE / "sample.json").read_text("utf-8"))
HOSTILE = [json.loads(line)["text"] for line in (HERE.parent / "hostile.jsonl").read_text("utf-8").splitlines()]
FIXED = {
    "type", "layer", "hatch", "colour", "key", "status", "state", "list", "side", "field", "class", "why", "basis",
    "version", "time", "as_of", "as_of_basis", "published", "day", "period", "qualifier", "unit", "measure", "kind",
}  # fmt: skip
"""ISO days and values from closed lists of our own; article text never reaches them."""


def opened(watch: Watch, folder: Path, features: Mapping[str, Any], **options: Any) -> None:
    (folder / "map.html").write_text(html.page(features, full_text=True, **options), "utf-8")
    watch.page.goto((folder / "map.html").as_uri())
    watch.page.wait_for_function("() => window.geo && window.geo.drawn === true", timeout=20_000)


def poisoned(value: Any, text: str, key: str = "") -> Any:
    """Return a copy whose every free text is a payload; ids stay linked because all equal ids turn alike."""
    if isinstance(value, str):
        return (
            value
            if key in FIXED
            else f"{value} {text}"
            if key in {"record", "id", "records", "article", "sides"}
            else text
        )
    if isinstance(value, dict):
        return {k: poisoned(v, text, k) for k, v in value.items() if k not in {"geometry", "bounds"}} | {
            k: v for k, v in value.items() if k in {"geometry", "bounds"}
        }
    return [poisoned(v, text, key) for v in value] if isinstance(value, list) else value


FIRST = date(2024, 11, 27)
SIDES = [
    {"id": "opposition", "label": "Opposition forces", "colour": "#D55E00", "hatch": "backslash"},
    {"id": "government", "label": "Government", "colour": "#0072B2", "hatch": "slash"},
]
PLACES = {"Homs": (36.72, 34.73), "Rastan": (36.73, 34.92), "Hama": (36.75, 35.13), "Aleppo": (37.16, 36.2)}
TYPES = [("clash", "Clash", "battle"), ("airstrike", "Airstrike", "remote"), ("protest", "Protest", "protest")]
ACTORS = {"opposition": "Opposition forces", "government": "Syrian army"}


def several_days(days: int = 6, each: int = 4) -> dict[str, Any]:
    """Return a situation of ``days`` days from 27 November 2024 with ``each`` events a day; the third day has none."""
    records: list[dict[str, Any]] = []
    features: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    articles = []
    for d in range(days):
        day = (FIRST + timedelta(d)).isoformat()
        text = f"Fighting went on near Homs on day {d}. {48 + d},000 people fled, the World Food Programme said."
        articles.append({"id": f"a-{d}", "title": f"Report {d}", "text": text, "published": day,
                         "published_inferred": False, "source": "Reuters", "url": None, "warnings": []})  # fmt: skip
        for n in range(0 if d == 2 else each):
            (key, label, group), side = TYPES[(d + n) % 3], SIDES[n % 2]
            place = list(PLACES)[n % 4]
            title = f"{label} at {place} · {ACTORS[side['id']]}"
            made = _record(f"even-{d}-{n}", "event", key, label, group, title, day, f"a-{d}")
            made |= {"places": [place], "agents": [ACTORS[side["id"]]], "sides": [side["id"]]}
            records.append(made)
            features.append({"type": "Feature", "id": f"mark-{d}-{n}",
                             "geometry": {"type": "Point", "coordinates": list(PLACES[place])},
                             "properties": {"layer": "event", "record": made["id"], "records": [made["id"]],
                                            "label": title, "status": "claimed", "day": day, "time": day, "place": place,
                                            "place_kind": "settlement", "precision_km": 1.0, "type": key, "class": group,
                                            "type_label": label, **{k: side[k] for k in ("colour", "hatch")},
                                            "side": side["id"]}})  # fmt: skip
        said = f"about {48 + d},000 people displaced"
        made = _record(f"disp-{d}", "displacement", "displaced", "Displacement", "displacement", said, day, f"a-{d}")
        figure = {"metric": "displaced", "value": 48000.0 + 1000 * d, "max": None, "qualifier": "approx", "unit": "persons",
                  "measure": "flow", "text": said}  # fmt: skip
        records.append(
            made | {"figures": [figure], "speaker": ("World Food Programme", "UN OCHA")[d % 2], "unplaced": "a country"}
        )
        rows.append(figure | {"record": made["id"], "article": f"a-{d}", "scope": "Syria", "observed": True, "status": "claimed",
                              "speaker": records[-1]["speaker"], "grade": "B3", "background": False, "period": None})  # fmt: skip
    for order, made in enumerate(records):
        made["order"] = order
    last = (FIRST + timedelta(days - 1)).isoformat()
    return {**SAMPLE, "sides": SIDES, "records": records, "features": features, "articles": articles, "headline": [],
            "ledger": {"rows": rows, "totals": []}, "unplaced": [], "conflicts": [], "as_of": last, "as_of_basis": "published",
            "bounds": [36.6, 34.6, 37.3, 36.3],
            "time": {"from": FIRST.isoformat(), "to": last, "days": [r["day"] for r in records], "basis": "time"}}  # fmt: skip


def _record(
    key: str, kind: str, type_: str, label: str, group: str, title: str, day: str, article: str
) -> dict[str, Any]:
    evidence = {"article": article, "field": "text", "start": 0, "end": 27, "quote": "Fighting went on near Homs",
                "speaker": None, "source_grade": "B", "info_grade": "3"}  # fmt: skip
    return {"id": key, "list": kind, "type": type_, "type_label": label, "class": group, "label": title, "status": "claimed",
            "background": False, "time": day, "time_text": None, "day": day, "implied_time": False, "places": [], "agents": [],
            "targets": [], "sides": [], "figures": [], "speaker": None, "source_grade": "B", "info_grade": "3",
            "unplaced": "", "evidence": [evidence], "acled": "", "acled_sub": "", "notes": {}}  # fmt: skip
