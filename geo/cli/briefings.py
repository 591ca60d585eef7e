"""The briefing that a map carries: from a file, or kept in the library."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from geo.errors import BriefingError
from geo.review.scenes import checked

SHELF = "briefing:"
"""Begins the name that the app keeps a briefing under; the choice of its bar follows."""
MOST_BYTES = 20_000_000


def asks(sub: argparse.ArgumentParser) -> None:
    """Add the option that names a briefing."""
    sub.add_argument(
        "--briefing",
        default=None,
        metavar="F",
        help="html carries these scenes: a JSON file that the map's menu Take away saved, or the name of a briefing in the library",
    )


def briefing(named: str | None) -> dict[str, Any] | None:
    """Return the scenes that an option names: a JSON file as the app saves it, else a briefing of the library.

    Raises
    ------
    BriefingError
        If there is no such file or briefing, or it holds what no briefing may hold.
    """
    if named is None:
        return None
    path = Path(named)
    if not path.is_file():
        return _kept(named)
    if path.stat().st_size > MOST_BYTES:
        raise BriefingError(f"{path}: larger than {MOST_BYTES / 1e6:.0f} MB; a briefing holds scenes, not articles")
    try:
        body = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as e:
        raise BriefingError(f"{path}: not JSON; expected a briefing as the map's menu Take away saves it") from e
    return checked(body)


def _kept(name: str) -> dict[str, Any]:
    from geo.store import Store  # SQLAlchemy costs half a second that other inputs do not pay

    with Store.open() as store:
        found = store.scenes.get(name if name.startswith(SHELF) else f"{SHELF}{name}")
        names = [d.name.removeprefix(SHELF) for d in store.scenes.list() if d.name.startswith(SHELF)]
    if found is None:
        there = f"the library has {', '.join(names)}" if names else "the library has none"
        raise BriefingError(f"{name}: no such file, and no briefing of this name; {there}")
    return checked(found.body)
