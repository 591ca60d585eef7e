"""Write a FeatureCollection as GeoJSON: whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.files import atomic

_LONE = re.compile("[\ud800-\udfff]")


def dumps(collection: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return GeoJSON text (RFC 7946): UTF-8, no NaN or infinity.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=indent)
    # A lone surrogate of a damaged article cannot be written as UTF-8.
    return _LONE.sub("\ufffd", text)


def write(collection: Mapping[str, Any], path: Path, *, indent: int | None = None) -> Path:
    """Write a FeatureCollection atomically and return its path.

    Parameters
    ----------
    path : Path
        Replaced in one step once everything is written; kept as it was when writing fails. Its folder must exist.
    """
    text = dumps(collection, indent=indent)
    with atomic(path) as out:
        out.write(text + "\n")
    return path
