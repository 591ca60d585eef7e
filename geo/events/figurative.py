"""Sentences that only sound like war: sport, parliaments, exercises, accidents, figures of speech."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.events.lexicon import Hit
from geo.events.metadata import event_type
from geo.events.scene import Scene
from geo.events.words import holds_any, phrases, starts_with_any, words

FORCES = frozenset(("army", "armed_group", "police", "coalition"))
"""Kinds of actor whose presence makes a battle of a battle."""
BLOODY = frozenset(("battle", "remote", "violence", "siege", "disaster"))
"""Classes that other walks of life borrow their words from."""
ARMS = frozenset(("army", "armed_group", "coalition"))
"""Kinds of actor whose presence makes violence of what could be an accident; police report both."""
HARM = frozenset(("battle", "remote", "violence"))
"""Classes that accidents borrow their words from: "an explosion killed eight"."""
AFTERMATH = 4
"""Sentences after that of an accident in which its dead may still be told of."""
_SCORE = re.compile(r"(?<![\d.:-])\d{1,2}[-–]\d{1,2}(?![\d:-]|\.\d| (?:km|years|days|hours|people|killed|\w+ber))")
"""A result ("4-0"), not a range of figures."""


@dataclass
class Figurative:
    """What the paragraph so far speaks of: sport sticks to its end."""

    paragraph: int = -1
    sport: bool = False
    accident: int = 0

    def read(self, scene: Scene, casualties: bool) -> None:
        """Update with a sentence; ``casualties`` says that it counts dead or wounded."""
        s = scene.sentence
        if s.paragraph != self.paragraph:
            self.paragraph, self.sport = s.paragraph, False
        self.accident = max(0, self.accident - 1)
        if _armed(scene):
            self.accident = 0
        elif _any(s.lowers, "accident"):
            self.accident = AFTERMATH
        sport = words("sport")
        played = 0 if sport.isdisjoint(scene.words) else sum(w in sport for w in s.lowers)
        if _forces(scene) or casualties:
            self.sport = False
        elif played > 1 or (played and (_SCORE.search(s.text) or len(s.lowers) < SHORT)):
            self.sport = True

    def holds(self, scene: Scene, hit: Hit, casualties: bool) -> bool:
        """Whether a trigger of the sentence reports nothing that happened."""
        if self.sport:
            return True
        s = scene.sentence
        cls = event_type(hit.trigger.type).cls if "event" in hit.trigger.lists else ""
        bloody = cls in BLOODY
        if self.accident and cls in HARM and (hit.trigger.weak or hit.trigger.type == "bombing"):
            return True
        moving = bool({"displacement", "movement", "control"} & set(hit.trigger.lists))
        if not (bloody or moving) or casualties:
            return False
        if _exercise(s.lowers):
            return True
        if not bloody or _forces(scene):
            return False
        if _any(s.lowers, "figurative"):
            return True
        armed = any(w in words("weapon") for k, w in enumerate(s.lowers) if not hit.i <= k < hit.j)
        return not armed and any(w in words("chamber") for w in s.lowers)


SHORT = 12
"""Words of a sentence that one word of sport fills."""


def _forces(scene: Scene) -> bool:
    return any(a.actor.kind in FORCES and a.actor.name for a in scene.actors)


def _any(lowers: list[str], name: str) -> bool:
    return holds_any(lowers, 0, len(lowers), name)


def _armed(scene: Scene) -> bool:
    """Whether weapons, attackers or armed forces appear, so that the dead of a crash may be those of an attack."""
    named = any(a.actor.kind in ARMS for a in scene.actors)
    return named or not scene.words.isdisjoint(words("violent_means"))


def _exercise(lowers: list[str]) -> bool:
    """Whether a drill or parade is told of: "took part in an exercise", not "exercises control"."""
    index = phrases("exercise")
    for k, word in enumerate(lowers):
        n = starts_with_any(lowers, k, "exercise") if word in index else 0
        if n and lowers[k + n : k + n + 1] and lowers[k + n] not in words("not_after_exercise"):
            return True
    return False
