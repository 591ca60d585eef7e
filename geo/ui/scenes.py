"""Where a briefing is kept."""

from __future__ import annotations

from typing import Any

from geo.errors import StoreError
from geo.export import veiled_scenes
from geo.export.veil import Veil
from geo.review.scenes import checked
from geo.ui import kept as library

__all__ = ["SHELF", "checked", "kept", "seen", "shelf"]
SHELF = "briefing:"
"""Begins the name under which the briefing of a choice is kept."""
LONGEST = 400
"""Characters of such a name."""


def seen(kept: dict[str, Any], veil: Veil | None) -> dict[str, Any]:
    """Return what `kept` gives as a frame is told of it: on the wall stands nothing that the map hides."""
    if veil is None or not kept["body"]:
        return kept
    return {**kept, "body": veiled_scenes.scenes(checked(kept["body"]), veil)}


def shelf(choice: str) -> str:
    """Return the name under which the briefing of a choice of the bar is kept."""
    return f"{SHELF}{choice}"[:LONGEST]


def kept(choice: str) -> dict[str, Any]:
    """Return ``{shelf, version, body}`` of a choice's briefing; version 0 and no body where there is none yet."""
    name = shelf(choice)
    try:
        found = library.door().open().scenes.get(name) if library.exists() else None
    except StoreError:  # the bar says what is wrong with the library
        found = None
    return {"shelf": name, "version": found.version if found else 0, "body": found.body if found else None}
