"""Make one record of the repeated reports of one thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date, timedelta

from geo.events.drafts import Draft
from geo.model import AREA_KINDS, Actor, Figure, Place, TimeSpan

LOOK_BACK = 60
"""Drafts of one kind compared with: keeps a dump of reports linear."""
VIOLENT = frozenset(("battle", "remote", "violence"))
SPLIT_LISTS = frozenset(("event", "control"))
GENERIC_NAMES = frozenset(
    ("Opposition forces", "Rebels", "Insurgents", "Militants", "Gunmen", "Jihadists", "Separatists")
)
NEAR_KM = 15.0
"""A church, bridge or suburb this near a town belongs to it; chosen: the radius of a big city."""
GENERIC = frozenset(("attack", "clash"))


def merge(drafts: Sequence[Draft], published: date | None) -> list[Draft]:
    """Return the drafts with repeats folded together, in the order of the text, headlines last.

    Current and historical never merge; figures that differ stand side by side with their evidence.
    """
    del published
    body = [d for d in drafts if not d.headline]
    heads = [d for d in drafts if d.headline]
    kept: list[Draft] = []
    buckets: dict[tuple[str, str], list[Draft]] = {}
    for d in _unified([part for whole in [*body, *heads] for part in _split(whole)]):
        key = (d.kind, d.layer)
        bucket = buckets.setdefault(key, [])
        pool = bucket[-LOOK_BACK:]
        partner = next((k for k in reversed(pool) if _same(k, d)), None)
        if partner is not None:
            _fold(partner, d)
            continue
        bucket.append(d)
        kept.append(d)
    kept = _absorb_casualties(kept)
    settled = _settle(kept)
    worthy = [d for d in settled if _worth(d, bool(body))]
    if not any(d.kind == "event" for d in worthy):
        worthy.extend([d for d in settled if d.kind == "event" and not d.weak and d.cls != "statement"][:1])
    return worthy


def _split(d: Draft) -> list[Draft]:
    """Return one draft a place for coordinated places without a shared figure."""
    if d.kind not in SPLIT_LISTS or len(d.places) < 2 or d.figures:
        return [d]
    parts = []
    for place in d.places:
        part = copy(d)
        part.places = [place]
        part.evidence, part.agents, part.targets, part.figures = list(d.evidence), list(d.agents), list(d.targets), []
        parts.append(part)
    return parts


def _unified(drafts: list[Draft]) -> list[Draft]:
    """Give "rebels" and "opposition fighters" of one article one name, the first used."""
    generic = ("Opposition forces", "Rebels", "Insurgents")
    first = next((a for d in drafts for a in (*d.agents, *d.targets) if a.name in generic), None)
    if first is None:
        return drafts
    names = {a.name for d in drafts for a in (*d.agents, *d.targets)} & set(generic)
    if len(names) < 2:
        return drafts
    target: Actor = next((a for d in drafts for a in (*d.agents, *d.targets) if a.name == "Opposition forces"), first)
    for d in drafts:
        d.agents = _unique([target if a.name in names else a for a in d.agents])
        d.targets = _unique([target if a.name in names else a for a in d.targets])
    return drafts


def _unique(actors: list[Actor]) -> list[Actor]:
    return list({a.name: a for a in actors}.values())


def _ids(places: Sequence[Place]) -> set[str]:
    return {p.id for p in places}


def _contains(big: Place, small: Place) -> bool:
    """Whether one place lies in the other, as far as codes and distances tell."""
    if big.id == small.id:
        return True
    if big.kind == "country":
        return big.country == small.country
    if big.kind in ("admin1", "admin2") and big.admin1:
        return big.admin1 == small.admin1 and small.kind != "country"
    if big.kind in AREA_KINDS and big.country == small.country:
        return distance_km(big, small) <= max(big.precision_km, NEAR_KM)
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
    return any(_contains(x, y) or _contains(y, x) for x in a.places for y in b.places)


def _agree(a: Sequence[Actor], b: Sequence[Actor]) -> bool:
    """Whether two casts may be one: one is silent, they share a name, or two names stand on one side."""
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


def _same(a: Draft, b: Draft) -> bool:
    if b.kind == "event":
        return _same_event(a, b)
    if b.kind == "displacement":
        return _same_displacement(a, b)
    if b.kind == "movement":
        return _same_movement(a, b)
    shared = bool(_ids(a.places) & _ids(b.places))
    return a.type == b.type and shared and _agree(a.agents, b.agents) and _times_agree(a.time, b.time)


def _alike(a: Draft, b: Draft) -> bool:
    if a.type == b.type:
        return True
    if a.cls in VIOLENT and b.cls in VIOLENT:
        vague = (a.type in GENERIC or b.type in GENERIC) and {a.type, b.type} & {"attack"}
        if a.order == b.order and "attack" in (a.type, b.type) and a.definite == b.definite:
            return True
        if "abduction" in (a.type, b.type):
            return False
        casualty = (b.weak and b.type == "attack") or (a.weak and a.type == "attack")
        if a.cls == b.cls:
            return bool(vague) or casualty or (a.cls == "remote" and (b.definite or b.weak) and a.order != b.order)
        return (b.definite and b.type == "attack") or (casualty and b.order != a.order)
    return a.cls == b.cls == "protest" and (b.weak or b.definite)


def _same_event(a: Draft, b: Draft) -> bool:
    if not _alike(a, b) or not _agree(a.agents, b.agents) or not _times_agree(a.time, b.time):
        return False
    if (
        a.cls == "disaster"
        and not b.definite
        and (a.time is None) != (b.time is None)
        and a.order != b.order
        and not b.headline
    ):
        return False
    if a.cls == "statement":
        return (
            a.type == b.type
            and bool({x.name for x in a.agents} & {x.name for x in b.agents})
            and _agree(a.targets, b.targets)
        )
    gap = abs(b.order - a.order)
    here = bool(_ids(a.places) & _ids(b.places))
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
        close = gap <= 3 or b.definite or b.headline or a.cls == "disaster"
        return close and a.type == b.type and _nested(a, b)
    if _stranger(a, b):
        b.unplaced = "the article does not say where: who speaks is no party to what was told before"
        return False
    if a.type == b.type == "advance" and a.agents and b.agents:
        return True
    return b.headline or gap == 0 or b.definite or (b.weak and gap <= 2) or (a.cls == "disaster" and gap <= 6)


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
    apart = bool(a.origins and b.origins and not _ids(a.origins) & _ids(b.origins))
    apart = apart or bool(a.destinations and b.destinations and not _ids(a.destinations) & _ids(b.destinations))
    if apart:
        return False
    gap = abs(b.order - a.order)
    if fa is not None and fb is not None:
        return (fa.value, fa.unit) == (fb.value, fb.unit)
    shared = bool(_ids(a.origins) & _ids(b.origins) or _ids(a.destinations) & _ids(b.destinations))
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
        return bool(_ids(a.destinations) & _ids(b.destinations))
    return bool(_ids(a.origins) & _ids(b.origins)) or (
        abs(a.order - b.order) <= 1 and (b.definite or a.type == "withdrawal")
    )


def _fold(a: Draft, b: Draft) -> None:
    """Add what ``b`` tells to ``a``."""
    seen = {(e.field, e.start, e.end, e.speaker.name if e.speaker else "") for e in a.evidence}
    a.evidence.extend(
        e for e in b.evidence if (e.field, e.start, e.end, e.speaker.name if e.speaker else "") not in seen
    )
    if a.kind == "event" and a.type != b.type and (a.type in GENERIC or a.weak) and not b.weak:
        a.type, a.cls, a.trigger = b.type, b.cls, b.trigger
    a.weak = a.weak and b.weak
    if a.kind == "displacement" and a.type == "stock" and b.type != "stock":
        a.type, a.trigger = b.type, b.trigger
    if a.heading and not b.heading and b.destinations:
        a.destinations, a.heading, a.within_km = list(b.destinations), False, b.within_km
    for slot in ("origins", "destinations", "via"):
        mine: list[Place] = getattr(a, slot)
        if b.heading and not a.heading and slot == "destinations" and mine:
            continue
        mine.extend(p for p in getattr(b, slot) if p.id not in _ids(mine))
    finer = bool(a.places and b.places) and all(
        any(x.id != y.id and _contains(x, y) for x in a.places) for y in b.places
    )
    if not a.places or finer or (a.inherited and b.places and not b.inherited):
        if b.places:
            a.within_km = b.within_km
        a.places = list(b.places) or a.places
        a.unplaced = "" if a.places else a.unplaced
    elif a.within_km is None and b.within_km is not None and _ids(a.places) & _ids(b.places):
        a.within_km = b.within_km
    if a.all_places:
        a.unplaced = ""
    a.agents = _unique([*a.agents, *b.agents])[:4]
    a.targets = [t for t in _unique([*a.targets, *b.targets]) if t.name not in {x.name for x in a.agents}][:4]
    a.figures.extend(f for f in b.figures if not _has(a.figures, f))
    a.time = a.time if a.time is not None and (a.time.end or b.time is None) else b.time
    if a.source is None and b.source is not None and a.layer == "current":
        a.source, a.status = (b.source, "claimed") if a.headline else (a.source, a.status)


def _has(figures: Sequence[Figure], f: Figure) -> bool:
    return any((g.metric, g.value, g.unit) == (f.metric, f.value, f.unit) for g in figures)


def _absorb_casualties(drafts: list[Draft]) -> list[Draft]:
    """Fold bare "N people were killed" into the disaster or attack told beside it."""
    kept: list[Draft] = []
    loud = [d for d in drafts if d.kind == "event" and d.cls in VIOLENT | {"disaster", "protest"} and not d.weak]
    for d in drafts:
        if d.kind == "event" and d.weak and d.type == "attack" and not d.agents:
            host = next(
                (
                    h
                    for h in loud
                    if h.type != "epidemic"
                    and h.layer == d.layer
                    and abs(h.order - d.order) <= (3 if h.cls == "disaster" else 2)
                    and (not d.places or d.inherited or not h.places or _ids(h.places) & _ids(d.places))
                ),
                None,
            )
            if host is not None:
                host.figures.extend(f for f in d.figures if not _has(host.figures, f))
                host.evidence.extend(e for e in d.evidence if e not in host.evidence)
                continue
        kept.append(d)
    return kept


def _settle(drafts: list[Draft]) -> list[Draft]:
    """Order a draft's evidence: the text before the headline."""
    for d in drafts:
        d.evidence.sort(key=lambda e: (e.field == "title", e.start))
    return drafts


def _worth(d: Draft, has_body: bool) -> bool:
    if d.kind == "movement" and not d.all_places:
        return False
    if d.kind == "displacement" and not d.all_places and not d.figures:
        return False
    if d.headline and has_body:
        return bool(d.all_places or d.figures)
    if d.kind == "event" and not (d.places or d.agents or d.targets or d.figures):
        return False
    return not (d.kind == "event" and d.cls == "statement" and not d.agents)


def implied(time: TimeSpan | None, layer: str, published: date | None) -> TimeSpan | None:
    """Return the time, or the day of publication marked as implied for what is current."""
    if time is not None:
        return time
    if layer == "current" and published is not None:
        return TimeSpan(start=published, end=published, implied=True)
    return None


def with_scope(figures: Sequence[Figure], scope: Place | None) -> list[Figure]:
    """Return figures with what they count over."""
    return [replace(f, scope=scope) if f.scope is None else f for f in figures]
