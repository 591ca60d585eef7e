"""Everything that is tuned, in one frozen object that is passed in. Each value carries unit and source."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """Return the folder of what can be built again (``SITUATION_CACHE`` or the user's cache folder)."""
    given = os.environ.get("SITUATION_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("situation-map", appauthor=False))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of a run; stages read what they need and nobody changes them."""

    cache: Path = field(default_factory=cache_dir)
    max_article_bytes: int = 2_000_000
    """Chosen: the longest news features are under 0.1 MB; more is a dump, and costs minutes."""
    max_mentions: int = 5_000
    """Place names looked at in one article; more is a list of places, not news."""
    front_unknown_km: float = 80.0
    """Beyond this distance from any statement nobody knows who holds what (FINDINGS of the front method)."""
