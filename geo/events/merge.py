"""Make one record of the repeated reports of one thing."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from geo.events.drafts import LOST, Draft, EvidenceKey
from geo.events.sameness import GENERIC, VIOLENT, contains, ids, same
from geo.model import Actor, Evidence, Figure, Place, TimeSpan

LOOK_BACK = 60
"""Drafts of one kind compared with: keeps a dump of reports linear."""
ONE_DISASTER = ({"earthquake"}, {"flood"}, {"landslide"}, {"storm"}, {"flood", "landslide"}, {"storm", "flood"})
"""Disasters that, alone in an article, have killed whoever it counts."""
PARTIES = 2
"""Parties that talks or a deal must name when they name no place: one alone mostly "agrees" to something else."""
TALK = frozenset(("condemnation", "demand", "support"))
"""Statements that anybody makes every day: in an article that tells of nothing done they need a party or power."""
POWERS = frozenset(("state", "government", "armed_group", "army", "coalition", "igo"))
SPLIT_LISTS = frozenset(("event", "control"))


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
        partner = next((k for k in reversed(pool) if same(k, d)), None)
        if partner is not None:
            _fold(partner, d)
            continue
        bucket.append(d)
        kept.append(d)
    kept = _absorb_casualties(kept)
    settled = _settle(kept)
    deeds = any(d.kind != "event" or d.cls not in ("statement", "deal", "aid") for d in settled)
    worthy = [d for d in settled if _worth(d, bool(body)) and (deeds or d.type not in TALK or _by_power(d))]
    if not any(d.kind == "event" for d in worthy):
        worthy.extend([d for d in settled if d.kind == "event" and not d.weak and d.cls != "statement"][:1])
    return worthy


def _split(d: Draft) -> list[Draft]:
    """Return one draft a place for coordinated places without a shared figure."""
    if d.kind not in SPLIT_LISTS or len(d.places) < 2 or d.figures or all(p.kind == "country" for p in d.places):
        return [d]
    parts = []
    outer = [p for p in d.places if any(p.id != q.id and contains(p, q) for q in d.places)]
    for place in [p for p in d.places if p not in outer] or d.places[:1]:
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


def _add_evidence(a: Draft, more: Sequence[Evidence]) -> None:
    if a.known is None:
        a.known = {_key(e) for e in a.evidence}
    for e in more:
        if _key(e) not in a.known:
            a.known.add(_key(e))
            a.evidence.append(e)


def _key(e: Evidence) -> EvidenceKey:
    return e.field, e.start, e.end, e.speaker.name if e.speaker else ""


def _fold(a: Draft, b: Draft) -> None:
    """Add what ``b`` tells to ``a``."""
    _add_evidence(a, b.evidence)
    if a.kind == "event" and a.type != b.type and (a.type in GENERIC or a.weak) and not b.weak:
        a.type, a.cls, a.trigger = b.type, b.cls, b.trigger
    a.weak = a.weak and b.weak
    if a.kind == "displacement" and a.type == "stock" and b.type != "stock":
        a.type, a.trigger = b.type, b.trigger
    if a.heading and not b.heading and b.destinations:
        a.destinations, a.heading, a.within_km = list(b.destinations), False, b.within_km
    for slot in ("origins", "destinations", "via"):
        mine: list[Place] = getattr(a, slot)
        if b.headline and mine:
            continue  # "the army leaves X and Y" sums up two withdrawals; the text says which went where
        if b.heading and not a.heading and slot == "destinations" and mine:
            continue
        mine.extend(p for p in getattr(b, slot) if p.id not in ids(mine))
    finer = bool(a.places and b.places) and all(
        any(x.id != y.id and contains(x, y) for x in a.places) for y in b.places
    )
    if not a.places or (finer and not b.headline) or (a.inherited and b.places and not b.inherited):
        if b.places:
            a.within_km = b.within_km
        a.places = list(b.places) or a.places
        a.unplaced = "" if a.places else a.unplaced
    elif a.within_km is None and b.within_km is not None and ids(a.places) & ids(b.places):
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
    """Whether a figure is told already, or only says roughly what another counts: "dozens killed" beside 57."""
    rough = f.qualifier == "order" and f.max is not None
    return any(
        (g.metric, g.unit) == (f.metric, f.unit)
        and (g.value == f.value or (rough and f.value <= g.value <= (f.max or 0)))
        for g in figures
    )


def _absorb_casualties(drafts: list[Draft]) -> list[Draft]:
    """Fold bare "N people were killed" into the disaster or attack told beside it."""
    kept: list[Draft] = []
    loud = [d for d in drafts if d.kind == "event" and d.cls in VIOLENT | {"disaster", "protest"} and not d.weak]
    only = {h.type for h in loud if h.layer == "current"} in ONE_DISASTER
    for d in drafts:
        if d.kind == "event" and d.weak and d.type == "attack" and not d.agents:
            host = next(
                (
                    h
                    for h in loud
                    if h.type != "epidemic"
                    and h.layer == d.layer
                    and (only or abs(h.order - d.order) <= (3 if h.cls == "disaster" else 2))
                    and (only or not d.places or d.inherited or not h.places or ids(h.places) & ids(d.places))
                ),
                None,
            )
            if host is not None:
                host.figures.extend(f for f in d.figures if not _has(host.figures, f))
                _add_evidence(host, d.evidence)
                continue
        kept.append(d)
    return kept


def _settle(drafts: list[Draft]) -> list[Draft]:
    """Order a draft's evidence: the text before the headline."""
    for d in drafts:
        d.evidence.sort(key=lambda e: (e.field == "title", e.start))
    return drafts


def _worth(d: Draft, has_body: bool) -> bool:
    if d.kind == "movement" and not (d.all_places or d.lost_slot):
        return False
    if d.kind == "displacement" and not (d.all_places or d.lost_slot) and not d.figures:
        return False
    if d.kind == "event" and d.unplaced.startswith(LOST):
        return True
    if d.status == "denied" and d.weak and d.type == "attack":
        return False
    if d.status == "denied" and (d.inherited or not d.places) and (d.trigger_pos == "noun" or d.cls in VIOLENT):
        return False
    if d.status == "forecast" and d.cls in VIOLENT and not d.agents and (d.inherited or not d.places):
        return False
    if d.headline and has_body:
        return bool(d.all_places or d.figures)
    if d.kind == "event" and not (d.places or d.figures) and d.layer != "forecast":
        if not (d.agents or d.targets):
            return False
        if d.cls in VIOLENT | {"protest"} and d.source is None and not (d.time and d.time.end and d.agents):
            return False
        if d.cls == "deal" and len(d.agents) + len(d.targets) < PARTIES:
            return False
        if d.cls == "aid" and not any(x.kind not in ("police", "army") for x in d.agents):
            return False
    return not (d.kind == "event" and d.cls == "statement" and not d.agents)


def _by_power(d: Draft) -> bool:
    return any(a.kind in POWERS for a in d.agents)


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
