"""How much a statement about who holds a place weighs: by its status, its source, and whose word it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.model import Actor, Evidence, Record
from geo.settings import Settings
from geo.situation.theatres import party


def weight(records: Sequence[Record], holders: Iterable[Actor], settings: Settings) -> float:
    """Return the weight of what the records say of these holders: that of the best of their sentences.

    The article's own voice weighs 1. What is attributed weighs less, by the grade of its source; a party's claim
    about itself weighs less again.
    """
    own = {party(a) for a in holders}
    found = [_weight(r, e, own, settings) for r in records for e in r.evidence]
    return max(found, default=settings.front_claimed_weight)


def _weight(record: Record, evidence: Evidence, own: set[str], settings: Settings) -> float:
    if record.status == "asserted":
        return 1.0
    speaker = evidence.speaker or record.source
    value = settings.front_claimed_weight * dict(settings.front_grade_weight).get(evidence.source_grade, 1.0)
    return value * settings.front_own_claim_weight if speaker is not None and party(speaker) in own else value
