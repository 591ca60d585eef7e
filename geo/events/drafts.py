"""Records in the making: mutable until merged."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from geo.model import Actor, Evidence, Figure, Place, Status, TimeSpan

LOST = "no place found for "
"""How the reason begins when a place was named but is not in the gazetteer."""
WHERE = {"origins": ", where they left", "destinations": ", where they went", "via": ", which they passed"}
"""What the reason adds about a lost name, by slot."""
EvidenceKey = tuple[str, int, int, str]
"""Field, start, end and speaker: what makes two pieces of evidence one."""


@dataclass
class Draft:
    """One record before merging; ``slot`` names follow :mod:`geo.model`.

    ``kind`` is the kind of record (event, displacement, movement, control), ``cls`` is the class of :mod:`geo.events.metadata`; ``definite`` when the words point back ("the attack");
    ``apart`` when they point elsewhere ("in a separate attack"); ``inside``
    when the place that nobody knows is a building, which may lie in the town told of;
    ``lost_slot`` is the slot of the name that nobody could place ("origins");
    ``order`` is the number of the sentence, ``weak`` as in the lexicon.
    """

    kind: str
    type: str
    cls: str
    status: Status
    trigger: str
    evidence: list[Evidence]
    order: int
    paragraph: int
    field: str
    places: list[Place] = dataclasses.field(default_factory=list)
    origins: list[Place] = dataclasses.field(default_factory=list)
    destinations: list[Place] = dataclasses.field(default_factory=list)
    via: list[Place] = dataclasses.field(default_factory=list)
    agents: list[Actor] = dataclasses.field(default_factory=list)
    targets: list[Actor] = dataclasses.field(default_factory=list)
    figures: list[Figure] = dataclasses.field(default_factory=list)
    time: TimeSpan | None = None
    source: Actor | None = None
    within_km: float | None = None
    heading: bool = False
    headline: bool = False
    trigger_pos: str = ""
    definite: bool = False
    weak: bool = False
    inherited: bool = False
    apart: bool = False
    inside: bool = False
    known: set[EvidenceKey] | None = None
    unplaced: str = ""
    lost_slot: str = ""

    @property
    def layer(self) -> str:
        """Current (asserted, claimed) or the status itself."""
        return "current" if self.status in ("asserted", "claimed") else self.status

    @property
    def all_places(self) -> list[Place]:
        """Every place of the draft."""
        return [*self.places, *self.origins, *self.destinations, *self.via]
