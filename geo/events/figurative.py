"""Sentences that only sound like war: sport, parliaments, exercises, figures of speech."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.events.lexicon import Hit
from geo.events.metadata import event_type
from geo.events.scene import Scene
from geo.events.words import starts_with_any, words

FORCES = frozenset(("army", "armed_group", "police", "coalition"))
"""Kinds of actor whose presence makes a battle of a battle."""
BLOODY = frozenset(("battle", "remote", "violence", "siege", "disaster"))
"""Classes that other walks of life borrow their words from."""
_SCORE = re.compile(r"(?<![\d.:-])\d{1,2}[-–]\d{1,2}(?![\d:-]|\.\d| (?:km|years|days|hours|people|killed|\w+ber))")
"""A result ("4-0"), not a range of figures."""


@dataclass
class Figurative:
    """What the paragraph so far speaks of: sport sticks to its end."""

    paragraph: int = -1
    sport: bool = False

    def read(self, scene: Scene, casualties: bool) -> None:
        """Update with a sentence; ``casualties`` says that it counts dead or wounded."""
        s = scene.sentence
        if s.paragraph != self.paragraph:
            self.paragraph, self.sport = s.paragraph, False
        played = sum(w in words("sport") for w in s.lowers)
        if _forces(scene) or casualties:
            self.sport = False
        elif played > 1 or (played and (_SCORE.search(s.text) or len(s.lowers) < SHORT)):
            self.sport = True

    def holds(self, scene: Scene, hit: Hit, casualties: bool) -> bool:
        """Whether a trigger of the sentence reports nothing that happened."""
        if self.sport:
            return True
        s = scene.sentence
        bloody = "event" in hit.trigger.lists and event_type(hit.trigger.type).cls in BLOODY
        moving = bool({"displacement", "movement", "control"} & set(hit.trigger.lists))
        if not (bloody or moving) or casualties:
            return False
        if _exercise(s.lowers):
            return True
        if not bloody or _forces(scene):
            return False
        if any(starts_with_any(s.lowers, k, "figurative") for k in range(len(s.lowers))):
            return True
        armed = any(w in words("weapon") for k, w in enumerate(s.lowers) if not hit.i <= k < hit.j)
        return not armed and any(w in words("chamber") for w in s.lowers)


SHORT = 12
"""Words of a sentence that one word of sport fills."""


def _forces(scene: Scene) -> bool:
    return any(a.actor.kind in FORCES and a.actor.name for a in scene.actors)


def _exercise(lowers: list[str]) -> bool:
    """Whether a drill or parade is told of: "took part in an exercise", not "exercises control"."""
    for k in range(len(lowers)):
        n = starts_with_any(lowers, k, "exercise")
        if n and lowers[k + n : k + n + 1] and lowers[k + n] not in words("not_after_exercise"):
            return True
    return False
