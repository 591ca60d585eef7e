"""Totals that change: "the number could rise to 1.5 million"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.events import counts
from geo.events.drafts import Draft
from geo.events.lexicon import Hit
from geo.events.scene import Scene
from geo.events.triggers import Trigger
from geo.events.words import words

if TYPE_CHECKING:
    from geo.events.extract import Reader

_RISE = Trigger(
    phrase="rise to",
    pos="verb",
    lists=("displacement",),
    type="flight",
    subject="none",
    object="none",
    at="none",
    requires=(),
    vetoes=(),
    weak=False,
    where="",
)


LOOK_BACK = 60
"""Drafts looked back over for the total that changes."""


def changed_totals(reader: Reader, scene: Scene) -> list[Draft]:
    """Return "the number could rise to 1.5 million" as a new total of the last figure's metric."""
    lowers = scene.sentence.lowers
    made: list[Draft] = []
    for k, word in enumerate(lowers):
        if word not in words("total_changes") or not any(w in words("total") for w in lowers[max(0, k - 9) : k]):
            continue
        q = next((q for q in scene.quantities if k < q.i <= k + 4 and q.counts_people), None)
        if q is None:
            continue
        toll = (
            "toll" in lowers[max(0, k - 9) : k]
            or "dead" in lowers[max(0, k - 9) : k]
            or "killed" in lowers[max(0, k - 9) : k]
        )
        pool = [
            d
            for d in reader.drafts[-LOOK_BACK:]
            if d.figures and d.kind in ("displacement", "event") and reader.order - d.order <= 6
        ]
        last = next((d for d in reversed(pool) if (d.kind == "event") == toll), None)
        if last is None or (toll and last.kind != "event"):
            continue
        trigger = Hit(_RISE, k, q.j, k, "base", "verb")
        if last.kind == "displacement":
            draft = reader.base(scene, trigger, "displacement", last.type)
            draft.trigger = scene.sentence.words(max(0, k - 1), q.j)
            draft.origins, draft.destinations = list(last.origins), list(last.destinations)
            stock = last.figures[0].measure == "stock"
            draft.figures = [counts.figure(q, "displaced", stock=stock, observed=draft.status != "forecast")]
            draft.unplaced = last.unplaced
            made.append(draft)
        elif "killed" not in {f.metric for f in last.figures} or all(f.value != q.value for f in last.figures):
            probe = reader.base(scene, trigger, "event", last.type)
            if probe.layer == last.layer:
                last.figures = [f for f in last.figures if f.metric != "killed"] + [counts.figure(q, "killed")]
                last.evidence.extend(probe.evidence)
    return made
