"""What a number counts: killed, wounded, arrested, destroyed, displaced."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

from geo.events.drafts import Draft
from geo.events.figures import Quantity
from geo.events.lexicon import Hit
from geo.events.scene import Scene
from geo.events.words import starts_with_any, words
from geo.model import Figure, TimeSpan
from geo.tables import table

CASUALTY_CLASSES = frozenset(("battle", "remote", "violence", "siege", "protest", "disaster"))
"""Classes that have casualties."""
STRONG_REACH = 8
"""Words within which a count belongs to "a strike on X" rather than to the bare "killed" between them."""
TOLL_REACH = 10
"""Words between "the war has killed" and the number."""
REACH = 14
"""Words between a number and the word that says what became of them."""


@cache
def _metrics() -> dict[str, str]:
    return {row["word"]: row["metric"] for row in table("lexicon/metrics.csv", "word", "metric")}


def metrics(scene: Scene) -> dict[int, str]:
    """Return the metric of each count of a sentence, by its index, where a word near it tells."""
    lowers = scene.sentence.lowers
    found: dict[int, str] = {}
    for n, q in enumerate(scene.quantities):
        if q.i and lowers[q.i - 1] in ("including", "among", "include", "included"):
            continue
        rise = any(w in words("total_changes") for w in lowers[max(0, q.i - 3) : q.i])
        if rise and any(w in words("auxiliary_forecast") for w in lowers[max(0, q.i - 5) : q.i]):
            continue
        if rise and "toll" in lowers[max(0, q.i - 8) : q.i]:
            found[n] = "killed"
            continue
        metric = _left(lowers, q) or _inside(q) or _right(scene, lowers, q)
        apart = n == 0 or scene.quantities[n - 1].j < q.i - 1
        if not metric and apart and lowers[q.j : q.j + 1] and lowers[q.j] not in words("be", "have"):
            metric = _left(lowers, q, across="and")
        if metric:
            found[n] = metric
    for n in range(len(scene.quantities) - 2, -1, -1):
        a, b = scene.quantities[n], scene.quantities[n + 1]
        if (
            n not in found
            and n + 1 in found
            and b.i - a.j <= 2
            and all(w in (",", "and", "or") for w in lowers[a.j : b.i])
        ):
            found[n] = found[n + 1]
    for n in range(1, len(scene.quantities)):
        a, b = scene.quantities[n - 1], scene.quantities[n]
        joined = b.i - a.j <= 2 and b.i > a.j and all(w in (",", "and") for w in lowers[a.j : b.i])
        if n not in found and n - 1 in found and joined and b.unit == "persons" and not _inside(a):
            found[n] = found[n - 1]
    return found


def _left(lowers: list[str], q: Quantity, across: str = "") -> str:
    for k in range(q.i - 1, max(-1, q.i - 4), -1):
        word = lowers[k]
        if word in _metrics():
            passive = k and lowers[k - 1] in words("be")
            return "" if passive else _metrics()[word]
        if word in ("toll",) and "death" in lowers[max(0, k - 1) : k]:
            return "killed"
        if word not in (
            "to",
            "of",
            "the",
            "another",
            "least",
            "at",
            "leaving",
            "nearly",
            "a",
            "an",
            "him",
            "its",
            across,
        ):
            return ""
    return ""


def _inside(q: Quantity) -> str:
    if q.noun in ("dead", "fatalities", "deaths", "wounded", "injured", "missing", "bodies", "corpses"):
        return _metrics().get(q.noun, "")
    return ""


def _right(scene: Scene, lowers: list[str], q: Quantity) -> str:
    clause = scene.clause(q.i)
    end = min(max(clause.j, q.j), q.j + REACH)
    others = [x.i for x in scene.quantities if x.i >= q.j]
    for k in range(q.j, end):
        if k in others and lowers[k - 1] not in ("and", ",") and lowers[k - 1] != "including":
            return ""
        if lowers[k] in _metrics():
            metric = _metrics()[lowers[k]]
            if metric in ("killed", "wounded", "arrested") and lowers[k].endswith("ing"):
                return ""
            active = lowers[k - 1] not in words("be") and lowers[k] in (
                "killed",
                "wounded",
                "injured",
                "arrested",
                "detained",
                "destroyed",
                "damaged",
            )
            if (
                active
                and k + 1 < len(lowers)
                and (lowers[k + 1] in words("determiner") or any(x.i == k + 1 for x in scene.quantities))
            ):
                return ""
            return metric
        if lowers[k] in ("who", "which", "that", "after", "as", "when") and lowers[k + 1 : k + 2] != ["were"]:
            return ""
    return ""


def figure(
    q: Quantity, metric: str, *, stock: bool | None = None, period: TimeSpan | None = None, observed: bool = True
) -> Figure:
    """Return the figure of a count; ``max`` and unit follow the words."""
    unit = q.unit or "persons"
    if unit == "persons" and q.per_day:
        unit = "persons/day"
    if metric == "destroyed":
        unit = q.noun or unit
    measure = None if stock is None else ("stock" if stock else "flow")
    return Figure(
        metric=metric,
        value=q.value,
        max=q.max,
        qualifier=q.qualifier,
        unit=unit,
        measure=measure,  # type: ignore[arg-type]
        period=period,
        observed=observed,
    )


SINCE_REACH = 8
"""Words after "since" within which what began is named: "since the rebels launched their offensive"."""


def cumulative(scene: Scene, q: Quantity) -> bool:
    """Whether a number is the toll of a whole war ("killed since then", "the war has killed") and not of one event."""
    lowers = scene.sentence.lowers
    if any(starts_with_any(lowers, k, "cumulative") for k in range(q.j, len(lowers))):
        return True
    if any(w == "since" and len(x) == 4 and x.isdigit() for w, x in itertools.pairwise(lowers)):
        return True
    since = next((k for k in range(q.j, len(lowers)) if lowers[k] == "since"), len(lowers))
    if any(
        w in words("whole_war") or w in ("offensive", "assault", "invasion")
        for w in lowers[since : since + SINCE_REACH]
    ):
        return True
    before = lowers[max(0, q.i - TOLL_REACH) : q.i]
    war = next((k for k, w in enumerate(before) if w in words("whole_war")), None)
    return war is not None and any(w in ("has", "have", "had") for w in before[war + 1 :])


def countable(q: Quantity, metric: str) -> bool:
    """Whether a number can count what its metric says."""
    if metric == "destroyed":
        return q.unit in ("buildings", "settlements", "equipment")
    return q.unit in ("persons", "households", "")


def owner(fresh: Sequence[tuple[Hit, Draft]], q: Quantity, metric: str) -> Draft | None:
    """Return the event of the sentence that a number belongs to, the nearest that fits."""
    fits = {
        "participants": ("protest",),
        "arrested": ("state", "protest"),
        "troops": ("move",),
        "infected": ("disaster",),
        "other": ("violence",),
    }.get(metric, tuple(CASUALTY_CLASSES))
    pool = [(h, d) for h, d in fresh if d.cls in fits]
    if metric in ("killed", "wounded", "missing", "affected", "destroyed"):
        epidemic = [x for x in pool if x[1].type == "epidemic"]
        pool = [x for x in pool if x[1].type != "epidemic"] or epidemic
    if not pool:
        return None
    near = [
        x
        for x in pool
        if not (x[1].weak and x[1].type == "attack") and min(abs(x[0].i - q.j), abs(q.i - x[0].j)) <= STRONG_REACH
    ]
    pool = near or pool
    return min(pool, key=lambda x: (min(abs(x[0].i - q.j), abs(q.i - x[0].j)), x[0].i))[1]
