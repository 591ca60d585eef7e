"""Whether two drafts report one thing: class, place, actors, time, status."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from geo.events import roster
from geo.events.drafts import LOST, Draft
from geo.model import AREA_KINDS, Actor, Place, TimeSpan

VIOLENT = frozenset(("battle", "remote", "violence"))
GENERIC_NAMES = frozenset(
    ("Opposition forces", "Rebels", "Insurgents", "Militants", "Gunmen", "Jihadists", "Separatists")
)
NEAR_KM = 15.0
"""A church, bridge or suburb this near a town belongs to it; chosen: the radius of a big city."""
VAGUE = 1.25
"""How much further a region may reach than its stated radius: "northeastern Syria" has no border."""
HEADLINE_KM = 60.0
"""How far what a headline names may lie from what the text names; chosen: a district's width."""
SAME_PASSAGE = 3
"""Sentences within which what has neither place nor figure of its own goes on with what was told before."""
STEM = 6
"""Letters of a disease's name that tell it from others."""
GENERIC = frozenset(("attack", "clash"))


def ids(places: Sequence[Place]) -> set[str]:
    """Return the ids of places."""
    return {p.id for p in places}


def contains(big: Place, small: Place) -> bool:
    """Whether one place lies in the other, as far as codes and distances tell."""
    if big.id == small.id:
        return True
    if big.kind == "country":
        return big.country == small.country
    if big.kind in ("admin1", "admin2") and big.admin1:
        return big.admin1 == small.admin1 and small.kind != "country"
    if big.kind in AREA_KINDS and big.country == small.country:
        return distance_km(big, small) <= max(VAGUE * big.precision_km, NEAR_KM)
    return (
        big.kind == "settlement"
        and small.kind not in AREA_KINDS | {"settlement"}
        and distance_km(big, small) <= NEAR_KM
    )


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance (haversine, mean radius 6371 km): near enough to tell a suburb."""
    la, lb = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def _nested(a: Draft, b: Draft) -> bool:
    return any(contains(x, y) or contains(y, x) for x in a.places for y in b.places)


def _close(a: Draft, b: Draft) -> bool:
    """Whether two drafts lie so near that a headline may speak of either."""
    return any(distance_km(x, y) <= HEADLINE_KM for x in a.places for y in b.places)


def _agree(a: Sequence[Actor], b: Sequence[Actor]) -> bool:
    """Whether two casts may be one: one is silent, they share a name, or two names stand on one side."""
    a = [x for x in a if x.name.lower() not in roster.forces() or x.name in GENERIC_NAMES]
    b = [x for x in b if x.name.lower() not in roster.forces() or x.name in GENERIC_NAMES]
    if not a or not b or {x.name for x in a} & {x.name for x in b}:
        return True
    loose = any(x.name in GENERIC_NAMES for x in (*a, *b))
    return loose and bool({x.side for x in a if x.side} & {x.side for x in b if x.side})


def _times_agree(a: TimeSpan | None, b: TimeSpan | None) -> bool:
    if a is None or b is None or a.end is None or b.end is None:
        return True
    day = timedelta(days=1)
    return (a.start or a.end) <= b.end + day and (b.start or b.end) <= a.end + day


def _figures_clash(a: Draft, b: Draft) -> bool:
    """Whether one source gives two numbers for one metric."""
    for f in a.figures:
        for g in b.figures:
            if f.metric == g.metric and f.value != g.value:
                names = {d.source.name if d.source else "" for d in (a, b)}
                return len(names) == 1
    return False


def _counts_differ(a: Draft, b: Draft) -> bool:
    """Whether two places of one metric have numbers of their own: a total and a part, or two events."""
    theirs = {f.metric: f.value for f in b.figures}
    return any(f.metric in theirs and theirs[f.metric] != f.value for f in a.figures) and not b.headline


def same(a: Draft, b: Draft) -> bool:
    """Whether a later draft reports the same thing as an earlier one."""
    if a.order == b.order and a.type == b.type == "capture" and a.trigger != b.trigger:
        return False
    if b.kind == "event":
        return _same_event(a, b)
    if b.kind == "displacement":
        return _same_displacement(a, b)
    if b.kind == "movement":
        return _same_movement(a, b)
    lost = a.unplaced == b.unplaced and a.unplaced.startswith(LOST)
    shared = lost or bool(ids(a.places) & ids(b.places))
    return a.type == b.type and shared and _agree(a.agents, b.agents) and _times_agree(a.time, b.time)


def _alike(a: Draft, b: Draft) -> bool:
    if a.type == b.type or (b.headline and (a.type, b.type) == ("capture", "advance")):
        return True
    if a.cls in VIOLENT and b.cls in VIOLENT:
        vague = (a.type in GENERIC or b.type in GENERIC) and {a.type, b.type} & {"attack"}
        if a.order == b.order and "attack" in (a.type, b.type) and a.definite == b.definite:
            return True
        if "abduction" in (a.type, b.type):
            return False
        casualty = (b.weak and b.type == "attack") or (a.weak and a.type == "attack")
        if a.cls == b.cls:
            if a.cls == "remote" and b.headline:
                return True
            return bool(vague) or casualty or (a.cls == "remote" and (b.definite or b.weak) and a.order != b.order)
        return (b.definite and b.type == "attack") or (casualty and b.order != a.order)
    return a.cls == b.cls == "protest" and (b.weak or b.definite)


def _same_event(a: Draft, b: Draft) -> bool:
    lost = {d.unplaced for d in (a, b) if d.unplaced.startswith(LOST) and not d.inside}
    if len(lost) == 2 or (lost and a.order == b.order and a.trigger == b.trigger):
        return False
    if (
        a.type == b.type == "epidemic"
        and not b.apart
        and ("verb" in (a.trigger_pos, b.trigger_pos) or _stem(a.trigger) == _stem(b.trigger))
    ):
        return b.headline or not (a.places and b.places) or _nested(a, b) or _close(a, b) or _one_province(a, b)
    if not _alike(a, b) or not _agree(a.agents, b.agents) or not _times_agree(a.time, b.time):
        return False
    days = {d.time.start for d in (a, b) if d.time and d.time.text and d.time.start == d.time.end}
    if a.order == b.order and len(days) > 1 and not b.definite:
        return False
    if (
        a.cls == "disaster"
        and not b.definite
        and (a.time is None) != (b.time is None)
        and a.order != b.order
        and not b.headline
        and b.places
    ):
        return False
    if a.cls == "statement":
        return (
            a.type == b.type
            and bool({x.name for x in a.agents} & {x.name for x in b.agents})
            and _agree(a.targets, b.targets)
        )
    gap = abs(b.order - a.order)
    here = bool(ids(a.places) & ids(b.places))
    if b.apart and b.places and not here and gap:
        return False
    if a.layer == "historical":
        if (
            gap
            and not (b.definite and gap <= 1)
            and not (a.time and b.time and a.time.iso == b.time.iso and a.time.iso)
        ):
            return False
        return here or not (a.places and b.places)
    if _figures_clash(a, b) and not (b.definite or b.headline):
        return False
    if here:
        return True
    if a.cls == "disaster" and b.definite and a.type == b.type and gap <= 6:
        return True
    if a.places and b.places:
        if _counts_differ(a, b):
            return False
        vast = a.cls == "disaster" and any(p.kind in AREA_KINDS for p in b.places)
        if b.headline and a.type == b.type and (vast or _close(a, b)):
            return True
        close = gap <= 3 or b.definite or b.headline or a.cls == "disaster"
        return close and (a.type == b.type or b.headline) and _nested(a, b)
    if _stranger(a, b):
        b.unplaced = "the article does not say where: no place is named here, and the place named before belongs to another event"
        return False
    if a.type == b.type == "advance" and a.agents and b.agents:
        return True
    if b.unplaced.startswith(LOST) and not b.inside:
        return b.definite or gap == 0
    repeat = b.trigger_pos == "noun" and not (b.places or b.apart) and not _counts_differ(a, b)
    again = a.cls == b.cls and not (b.places or b.figures or b.apart) and gap <= SAME_PASSAGE
    return (
        again
        or b.headline
        or gap == 0
        or b.definite
        or repeat
        or (b.weak and gap <= 2 and not _counts_differ(a, b))
        or (a.cls == "disaster" and gap <= 6)
    )


def _one_province(a: Draft, b: Draft) -> bool:
    return any(
        x.admin1 is not None and (x.country, x.admin1) == (y.country, y.admin1) for x in a.places for y in b.places
    )


def _stem(trigger: str) -> str:
    """Return the disease that a trigger names: "measles outbreak" and "Measles" are one."""
    return trigger.lower().split()[0][:STEM] if trigger else ""


def _stranger(a: Draft, b: Draft) -> bool:
    """Whether a party speaks of strikes of its own ("the strikes targeted ..."), not of those told before."""
    told = {x.name for x in (*a.agents, *a.targets)}
    if b.cls != "remote" or b.source is None or b.source.kind not in ("army", "state", "armed_group", "coalition"):
        return False
    return bool(told) and b.source.name not in told and (a.source is None or a.source.name != b.source.name)


def _same_displacement(a: Draft, b: Draft) -> bool:
    kinds = {a.type, b.type}
    counted = a.order == b.order and bool(a.figures and b.figures) and a.figures[0].value == b.figures[0].value
    if a.type != b.type and not kinds <= {"flight", "influx"} and not counted:
        return False
    if not _times_agree(a.time, b.time) and not b.definite:
        return False
    fa = a.figures[0] if a.figures else None
    fb = b.figures[0] if b.figures else None
    apart = bool(a.origins and b.origins and not ids(a.origins) & ids(b.origins))
    apart = apart or bool(a.destinations and b.destinations and not ids(a.destinations) & ids(b.destinations))
    if apart:
        return False
    gap = abs(b.order - a.order)
    if (
        gap
        and not (b.definite or b.headline)
        and any(x.figures and not x.all_places and y.all_places for x, y in ((a, b), (b, a)))
    ):
        return False
    if fa is not None and fb is not None:
        return (fa.value, fa.unit) == (fb.value, fb.unit)
    shared = bool(ids(a.origins) & ids(b.origins) or ids(a.destinations) & ids(b.destinations))
    if a.type != b.type:
        return gap == 0 and (shared or counted)
    return (
        gap == 0
        or b.headline
        or (shared and gap <= 12)
        or (gap <= 2 and (fa is None or fb is None) and not (fb and b.origins))
    )


def _same_movement(a: Draft, b: Draft) -> bool:
    if a.type != b.type or not _agree(a.agents, b.agents):
        return False
    if not a.all_places or not b.all_places:
        return abs(a.order - b.order) <= 3 or b.headline or a.headline
    if a.destinations and b.destinations:
        return bool(ids(a.destinations) & ids(b.destinations))
    return bool(ids(a.origins) & ids(b.origins)) or (
        abs(a.order - b.order) <= 1 and (b.definite or a.type == "withdrawal")
    )
