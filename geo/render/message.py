"""The one message that Python sends to the map: checked, cleaned and packed so that nothing in it can be code.

The message is the FeatureCollection of ``docs/features.md`` with the members of ``docs/message.md``: records, articles
and event points as columns (`geo.render.columns`), because a situation may hold tens of thousands. Its strings are
article text and hostile; base64 keeps them out of Jinja, HTML and JavaScript until the browser has parsed the JSON.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import RenderError
from geo.render import columns

VERSION = 2
"""Version of the message; ``assets/message.js`` draws this one and refuses others."""
PACK_ABOVE = 32_000
"""Bytes of JSON above which the message is compressed; below it unpacking costs more than it saves."""
LEVEL = 3
"""Of gzip: a quarter of the time of level 6 for 7 % more bytes, and a decision waits for it."""
TEXTS = 600_000
"""Characters of article text that are sent; articles beyond it come without their text, their sentences stay in the
evidence. Chosen so that some two hundred articles are whole and the message stays under a megabyte or two."""
POINTS = ("event", "background")
"""Layers whose point marks may be thousands."""

_HIDDEN = "\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_MARKS = "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = f"{_MARKS}(?<={_MARKS}{{5}})"
"""A mark on a letter that bears four already, which no language needs: piled up they cover the lines around."""
# C0 and C1 controls except tab and newline, lone surrogates, the characters that turn text around unseen; piled-up marks.
_UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f{_HIDDEN}]|({_PILED})")
# The same in a JSON text, where C0 is escaped: every escape is matched, so that an escaped backslash is not taken for the
# beginning of another.
_UNSEEN_JSON = re.compile(rf"\\(?:u00(?:0[0-8b-f]|1[0-9a-f])|[bfr])|(\\.)|[{_HIDDEN}]|({_PILED})")
_NOTHING = "\u200b"
"""Stands, without width, for a mark that is not shown: offsets stay."""


def clean(text: str) -> str:
    """Return the text with control characters, lone surrogates and piled-up marks replaced one for one.

    Its length in code points stays, so that offsets of evidence still hold.

    >>> clean("a\\x00b")
    'a\ufffdb'
    """
    return _UNSEEN.sub(lambda m: _NOTHING if m[1] else "\ufffd", text)


def message(features: Mapping[str, Any], basemap: Mapping[str, Any], theme: str | None = None) -> dict[str, Any]:
    """Return the message for a FeatureCollection.

    Parameters
    ----------
    features : mapping
        FeatureCollection as in ``docs/features.md``; lon/lat in degrees, EPSG:4326.
    basemap : mapping
        From `geo.render.basemap.basemap`.
    theme : {"light", "dark"} or None
        None lets the browser follow the system.

    Raises
    ------
    RenderError
        If it is no FeatureCollection, a coordinate is not on Earth or a number is not finite.
    """
    if features.get("type") != "FeatureCollection" or not isinstance(features.get("features"), Sequence):
        raise RenderError(f"expected a GeoJSON FeatureCollection, got type {features.get('type')!r}")
    if theme not in {None, "light", "dark"}:
        raise RenderError(f"theme {theme!r}: expected 'light', 'dark' or None")
    for number, feature in enumerate(features["features"]):
        _check_feature(number, feature)
    records = features.get("records") or []
    marks: list[Any] = []
    shapes: list[Any] = []
    for feature in features["features"]:
        (marks if _is_mark(feature) else shapes).append(feature)
    try:
        packed = {
            **features,
            "features": shapes,
            "marks": columns.pack(_mark_rows(marks, records)),
            "records": columns.pack(records),
            "articles": columns.pack(_within_budget(features.get("articles") or [])),
        }
        json.dumps(packed, allow_nan=False)  # a fifth of what the rows themselves would take
    except (ValueError, TypeError):
        _find_fault(features, "message")
        raise
    return {**packed, "message": VERSION, "theme": theme, "basemap": dict(basemap)}


def version(payload: str) -> str:
    """Return what names a payload: equal data have equal names, in every process.

    >>> version("AA==")
    '5ae215233ffde97b'
    """
    return hashlib.sha256(payload.encode("ascii")).hexdigest()[:16]


def _is_mark(feature: Mapping[str, Any]) -> bool:
    return (feature.get("geometry") or {}).get("type") == "Point" and (feature.get("properties") or {}).get(
        "layer"
    ) in POINTS


def _mark_rows(marks: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return point marks as flat rows; what a mark says as its record does is `columns.SAME`, its record is a row number."""
    index = {record["id"]: row for row, record in enumerate(records)}
    out = []
    for mark in marks:
        properties = dict(mark.get("properties") or {})
        name = properties.pop("record", None)
        lon, lat = mark["geometry"]["coordinates"][:2]
        row: dict[str, Any] = {"lon": lon, "lat": lat, "id": mark.get("id")}
        if name in index:
            row["row"] = index[name]
            record = records[index[name]]
            if properties.get("records") == [name]:
                del properties["records"]
            if isinstance(row["id"], str) and row["id"].startswith(name):
                row["end"] = row.pop("id")[len(name) :]
            for key in columns.SHARED:
                if key in properties and key in record and properties[key] == record[key]:
                    properties[key] = columns.SAME
        elif name is not None:
            row["record"] = name
        out.append({**row, "p": properties})
    return [{**{k: v for k, v in row.items() if k != "p"}, **{f"p.{k}": v for k, v in row["p"].items()}} for row in out]


def _within_budget(articles: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out the texts beyond the budget, each as null."""
    left = TEXTS
    out = []
    for article in articles:
        size = len(article.get("text") or "")
        if size > left:
            article = {**article, "text": None}
        else:
            left -= size
        out.append(article)
    return out


def encode(content: Mapping[str, Any], *, pack: bool = True) -> str:
    """Return the message, cleaned, as base64 of UTF-8 JSON, gzip-packed when large; equal messages give equal text.

    ``pack=False`` is for content that is packed already.
    """
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        data = _UNSEEN_JSON.sub(lambda m: m[1] or (_NOTHING if m[2] else "\ufffd"), text).encode()
    except (ValueError, TypeError) as e:
        raise RenderError(f"message cannot be written as JSON: {e}") from e
    if pack and len(data) > PACK_ABOVE:
        data = gzip.compress(data, LEVEL, mtime=0)
    return base64.b64encode(data).decode("ascii")


def decode(payload: str) -> dict[str, Any]:
    """Return the message of a payload, as the browser does."""
    data = base64.b64decode(payload, validate=True)
    return json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)


def _check_feature(number: int, feature: Any) -> None:
    where = f"feature {number}"
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise RenderError(f"{where}: expected a GeoJSON Feature")
    where = f"feature {number} ({feature.get('id')!r})"
    geometry = feature.get("geometry")
    if geometry is not None:
        for part in geometry.get("geometries", [geometry]):
            _check_positions(where, part.get("coordinates"))
    properties = feature.get("properties") or {}
    for key in ("anchor", "centre"):
        if properties.get(key) is not None:
            _check_positions(f"{where}, {key}", properties[key])


def _check_positions(where: str, value: Any) -> None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise RenderError(f"{where}: expected coordinates, got {value!r}")
    if value and isinstance(value[0], int | float):
        lon, lat = (value[0], value[1]) if len(value) > 1 else (value[0], math.nan)
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise RenderError(f"{where}: lon {lon}, lat {lat} is not on Earth; expected degrees, longitude first")
        return
    for item in value:
        _check_positions(where, item)


def _find_fault(value: Any, where: str) -> None:
    """Raise on the first value that JSON cannot hold, saying where it stands."""
    if isinstance(value, str | bool | int | None):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RenderError(f"{where}: {value} is not a finite number")
    elif isinstance(value, dict):
        for key, item in value.items():
            _find_fault(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            _find_fault(item, f"{where}[{i}]")
    else:
        raise RenderError(f"{where}: a {type(value).__name__} has no place in JSON")
