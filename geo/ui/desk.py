"""The analyst's desk: what the frame asks to be done, and what is kept beside the situation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import Conflict, GeoError
from geo.settings import Settings
from geo.ui.channel import Made
from geo.ui.shown import Shown


@dataclass(frozen=True)
class Now:
    """What the page shows while the analyst acts."""

    shown: Shown
    ready: Made
    choice: str


Act = Callable[[Now, Mapping[str, Any]], Mapping[str, Any]]
ACTS: dict[str, Act] = {}
"""What may be asked for, by name; modules of this folder add theirs."""


def act(name: str) -> Callable[[Act], Act]:
    """Register an act."""

    def add(does: Act) -> Act:
        ACTS[name] = does
        return does

    return add


def perform(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do what the frame asks and return the answer; what fails is a sentence under ``error``, and nothing is lost."""
    does = ACTS.get(asked["do"])
    if does is None:
        return {"error": f"{asked['do']}: this program cannot do that; reload the page"}
    try:
        return does(now, asked)
    except Conflict as e:
        return {"error": str(e), "theirs": getattr(e.theirs, "body", None), "version": getattr(e.theirs, "version", 0)}
    except GeoError as e:
        return {"error": str(e)}


def kept(now: Now, wants: frozenset[str]) -> dict[str, Any]:
    """Return what the frame is told beside the situation; ``version`` names its content."""
    del now, wants
    content: dict[str, Any] = {"author": Settings().author}
    version = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
    return {**content, "version": version}
