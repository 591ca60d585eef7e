"""The one message that Python sends to the map: checked, cleaned and packed so that nothing in it can be code.

The message is the FeatureCollection of ``docs/features.md`` with the members of ``docs/message.md``. Its strings are
article text and hostile; base64 keeps them out of Jinja, HTML and JavaScript until the browser has parsed the JSON.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import RenderError

VERSION = 1
"""Version of the message; ``assets/message.js`` draws this one and refuses others."""
PACK_ABOVE = 32_000
"""Bytes of JSON above which the message is compressed; below it unpacking costs more than it saves."""

# C0 and C1 controls except tab and newline, lone surrogates, and the characters that turn text around unseen.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text with control characters and lone surrogates replaced one for one.

    Its length in code points stays, so that offsets of evidence still hold.

    >>> clean("a\\x00b")
    'a\ufffdb'
    """
    return _UNSEEN.sub("\ufffd", text)


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
    cleaned = _cleaned(dict(features), "message")
    return {**cleaned, "message": VERSION, "theme": theme, "basemap": dict(basemap)}


def encode(content: Mapping[str, Any]) -> str:
    """Return the message as base64 of UTF-8 JSON, gzip-packed when large; equal messages give equal text."""
    try:
        data = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, TypeError) as e:
        raise RenderError(f"message cannot be written as JSON: {e}") from e
    if len(data) > PACK_ABOVE:
        data = gzip.compress(data, 6, mtime=0)
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


def _cleaned(value: Any, where: str) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise RenderError(f"{where}: {value} is not a finite number")
        return value
    if isinstance(value, Mapping):
        return {clean(str(k)): _cleaned(v, f"{where}.{k}") for k, v in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [_cleaned(v, f"{where}[{i}]") for i, v in enumerate(value)]
    raise RenderError(f"{where}: a {type(value).__name__} has no place in JSON")
