"""Briefings on their way out: what people wrote, or the map proposed, before a record was marked sensitive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from geo.export.veil import KM_PER_DEGREE, WITHHELD, Veil

CLOSE = 4
"""Cells: a view that is no wider shows by its middle what the cell does not; chosen."""


def scenes(body: Mapping[str, Any], veil: Veil | None) -> dict[str, Any]:
    """Return a briefing without a word or a view that gives a hidden place away.

    Parameters
    ----------
    body : mapping
        As `geo.review.scenes.checked` returns it.
    veil : Veil or None
        Of the map that goes with it; None: nothing is hidden in it.

    Returns
    -------
    dict
        A line that names a hidden place, or quotes a withheld sentence, is "withheld". A view closer than `CLOSE` cells around one is
        left out, and so are filters by its name: such a scene shows the ground of the whole situation.
    """
    if veil is None:
        return dict(body)
    return {**body, "title": text(body["title"], veil), "scenes": [_scene(s, veil) for s in body["scenes"]]}


def restored(given: Mapping[str, Any], kept: Mapping[str, Any], veil: Veil | None) -> dict[str, Any]:
    """Return a briefing that was changed by somebody who saw it as `scenes` gives it, with what was withheld from him as it is kept."""
    if veil is None:
        return dict(given)
    before = {s["id"]: s for s in kept["scenes"]}
    made = []
    for scene in given["scenes"]:
        old = before.get(scene["id"], {})
        seen = _scene(old, veil) if old else {}
        made.append({**scene, **{k: v for k, v in old.items() if v != seen.get(k) and scene.get(k) == seen.get(k)}})
    title = kept["title"] if given["title"] == text(kept["title"], veil) else given["title"]
    return {**given, "title": title, "scenes": made}


def text(given: str, veil: Veil | None) -> str:
    """Return a text with each of its lines withheld that gives a hidden place away, by itself or with the others."""
    if veil is None or not veil.gives_away(given):
        return given
    lines = [WITHHELD if veil.gives_away(line) else line for line in given.split("\n")]
    kept = "\n".join(lines)
    return WITHHELD if veil.gives_away(kept) else kept


def _scene(scene: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    out = _worded(scene, veil)
    if "found" in scene:
        out["found"] = _worded(scene["found"], veil)
    query = [(k, v) for k, v in parse_qsl(scene["query"], keep_blank_values=True) if not veil.gives_away(v)]
    if "box" in scene and _close(scene["box"], veil):
        del out["box"]
        query = [(k, v) for k, v in query if k != "c"]
    elif "box" not in scene and any(k == "c" for k, _ in query):
        query = [(k, v) for k, v in query if k != "c"]  # how much it shows nobody can tell
    if query != parse_qsl(scene["query"], keep_blank_values=True):
        out["query"] = urlencode(query, safe=",.:", quote_via=quote)
    return out


def _worded(given: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    out = dict(given)
    for key in ("title", "note"):
        if key in given:
            out[key] = text(given[key], veil)
    if "lines" in given:
        out["lines"] = [text(line, veil) for line in given["lines"]]
    return out


def _close(box: list[float], veil: Veil) -> bool:
    west, south, east, north = box
    if (north - south) * KM_PER_DEGREE > CLOSE * veil.km:
        return False
    inside = ((lon + turn, lat) for lon, lat in veil.points for turn in (-360, 0, 360))
    return any(west <= lon <= east and south <= lat <= north for lon, lat in inside)
