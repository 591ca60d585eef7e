"""An actor where it stands in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import Actor


@dataclass(frozen=True, slots=True)
class ActorRef:
    """An actor in a sentence, tokens ``i`` to ``j``; ``adjective`` when it only qualifies ("Russian", "rebel").

    An actor without a name is somebody whom the words leave open ("troops" where two armies fight)."""

    i: int
    j: int
    actor: Actor
    adjective: bool = False
