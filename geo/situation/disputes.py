"""Where accounts differ: records that do not go with others, or whose tellers give other figures or name others, both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from geo.model import CURRENT, Actor, Control, Displacement, Event, Figure, Movement, Place, Record
from geo.situation import meta, pen, words
from geo.situation.records import Situation, known_day, statement_day
from geo.situation.theatres import bloc, sides_of

Why = Literal["holder", "figures", "actors", "denied"]

GROWING = timedelta(days=1)
"""Between two reports after which a higher number is news of the same count, no other count."""
DENIED_WITHIN = timedelta(days=3)
"""Days between what somebody says and its denial."""
ROUGH = 0.25
"""Share by which "about 200" may be off."""
MOST_ACCOUNTS = 6
BLAMED = frozenset(("remote", "violence"))
"""Classes of what one side is blamed for; in a battle both take part."""
COUNTED = frozenset(("killed", "wounded"))
TELLING = 5
"""Dead or wounded from which the same number is seldom chance."""
MOST_DEEDS = 50
"""Of one type, place and day that are compared: more are a list, no story."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What one of them says.

    Parameters
    ----------
    record, article : str
        Where its sentence stands.
    who : str or None
        The speaker; None: the article itself.
    says : str
        In short: a figure, names, who holds the place.
    """

    record: str
    article: str
    who: str | None
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """Accounts of one thing that do not go together, never averaged."""

    why: Why
    accounts: tuple[Account, ...]


def found(situation: Situation) -> dict[str, tuple[Dispute, ...]]:
    """Return the disputes that each record is part of."""
    out: dict[str, list[Dispute]] = defaultdict(list)
    by_id = {r.id: r for r in situation.records}
    for told in situation.told.values():
        for dispute in (_figures(told, situation.published), _actors(told)):
            if dispute is not None:
                out[told[0].id].append(dispute)
    texts = {c.records: c for m in situation.moments for c in m.conflicts}
    for conflict in texts.values():
        accounts = [_account(by_id[i], i, pen.label(by_id[i])) for i in conflict.records if i in by_id]
        _spread(out, Dispute(why="holder", accounts=tuple(accounts[:MOST_ACCOUNTS])), conflict.records)
    for a, b in _blames(situation):
        accounts = [_account(r, r.id, words.actors(_doers(r))) for r in (a, b)]
        _spread(out, Dispute(why="actors", accounts=tuple(accounts)), (a.id, b.id))
    for record, denial in _denials(situation):
        dispute = Dispute(
            why="denied",
            accounts=(_account(record, record.id, pen.label(record)), _account(denial, denial.id, "denied")),
        )
        _spread(out, dispute, (record.id, denial.id))
    return {i: tuple(dict.fromkeys(told)) for i, told in out.items()}


def _spread(out: dict[str, list[Dispute]], dispute: Dispute, records: Iterable[str]) -> None:
    if len(dispute.accounts) > 1:
        for record in records:
            out[record].append(dispute)


def _account(report: Record, shown_as: str, says: str) -> Account:
    return Account(record=shown_as, article=report.evidence[0].article_id, who=words.speaker(report), says=says)


def _figures(told: Sequence[Record], published: Mapping[str, date | None]) -> Dispute | None:
    """Two reports of one thing, of which no number of the one goes with any of the other's of that kind."""
    counted = [(r, by) for r in told if (by := _by_kind(r))]
    for (a, of_a), (b, of_b) in combinations(counted, 2):
        for kind in of_a.keys() & of_b.keys():
            if any(_go_together(x, y, a, b, published) for x in of_a[kind] for y in of_b[kind]):
                continue
            accounts = [
                _account(r, told[0].id, words.listed(words.figure_text(f) for f in by[kind]))
                for r, by in counted
                if kind in by
            ]
            once = {(x.says, x.who): x for x in reversed(accounts)}
            return Dispute(why="figures", accounts=tuple(list(once.values())[::-1][:MOST_ACCOUNTS]))
    return None


def _by_kind(report: Record) -> dict[tuple[str, str, str | None], list[Figure]]:
    figures = report.figures if isinstance(report, Event) else ()
    if isinstance(report, Displacement) and report.figure:
        figures = (report.figure,)
    out: dict[tuple[str, str, str | None], list[Figure]] = defaultdict(list)
    for f in figures:
        if f.observed:
            out[f.metric, f.unit, f.scope.id if f.scope else None].append(f)
    return out


def _go_together(x: Figure, y: Figure, a: Record, b: Record, published: Mapping[str, date | None]) -> bool:
    (low_x, high_x), (low_y, high_y) = _range(x), _range(y)
    if low_x <= high_y and low_y <= high_x:
        return True
    first, last = known_day(a, published), known_day(b, published)
    if first is None or last is None or abs(last - first) < GROWING:
        return False
    return high_x < low_y if first < last else high_y < low_x


def _range(f: Figure) -> tuple[float, float]:
    """Return the least and the most that a figure leaves open."""
    most = max(f.value, f.max or f.value)
    if f.qualifier == "at_least":
        return f.value, float("inf")
    if f.qualifier == "at_most":
        return 0.0, most
    rough = ROUGH if f.qualifier == "approx" else 0.0
    return f.value * (1 - rough), most * (1 + rough)


def _actors(told: Sequence[Record]) -> Dispute | None:
    """Two reports of one thing that name actors of different sides for it."""
    casts = [(r, doers) for r in told if (doers := _doers(r))]
    for (a, of_a), (b, of_b) in combinations(casts, 2):
        ours, theirs = ({bloc(s) for s in sides_of(x)} for x in (of_a, of_b))
        against = {bloc(s) for r in (a, b) if isinstance(r, Event) for s in sides_of(r.targets)}
        if ours and theirs and not ours & theirs and not (ours | theirs) & against:
            accounts = [_account(r, told[0].id, words.actors(doers)) for r, doers in casts]
            once = {x.says: x for x in reversed(accounts)}
            return Dispute(why="actors", accounts=tuple(list(once.values())[::-1][:MOST_ACCOUNTS]))
    return None


def _blames(situation: Situation) -> list[tuple[Event, Event]]:
    """Return deeds of one type, place and day that are laid to two sides: each blames the other, or the same dead are counted."""
    by_spot: dict[tuple[str, str, date], list[Event]] = defaultdict(list)
    for e in situation.events:
        if e.status in CURRENT and meta.event_type(e.type).cls in BLAMED and sides_of(e.agents):
            for p in e.places:
                if not p.is_area:
                    by_spot[e.type, p.id, statement_day(e, situation.published)].append(e)
    pairs = {(a.id, b.id): (a, b) for told in by_spot.values() for a, b in combinations(told[:MOST_DEEDS], 2)}
    return [(a, b) for a, b in pairs.values() if _other_side(a, b) and (_accusing(a, b) or _same_dead(a, b))]


def _other_side(a: Event, b: Event) -> bool:
    return not {bloc(s) for s in sides_of(a.agents)} & {bloc(s) for s in sides_of(b.agents)}


def _accusing(a: Event, b: Event) -> bool:
    """Whether each is told by the side that the other is laid to."""
    speakers = [{bloc(s) for s in sides_of([e.source])} if e.source else set() for e in (a, b)]
    doers = [{bloc(s) for s in sides_of(e.agents)} for e in (a, b)]
    return bool(speakers[0] & doers[1] and speakers[1] & doers[0])


def _same_dead(a: Event, b: Event) -> bool:
    counts = [
        {(f.metric, f.value) for f in e.figures if f.metric in COUNTED and f.qualifier == "exact"} for e in (a, b)
    ]
    return any(value >= TELLING for _, value in counts[0] & counts[1])


def _doers(report: Record) -> tuple[Actor, ...]:
    return report.agents if isinstance(report, Event | Movement) else ()


def _denials(situation: Situation) -> list[tuple[Record, Record]]:
    """Return what is said with what denies it: of one type, at one place, within days, of no other actor."""
    said: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    denied = []
    for r in situation.records:
        if r.status == "denied":
            denied.append(r)
        elif r.status in CURRENT:
            for p in _places(r):
                said[(*_type(r), p.id)].append(r)
    out = []
    for r in denied:
        day = statement_day(r, situation.published)
        near = {x.id: x for p in _places(r) for x in said[(*_type(r), p.id)]}
        for x in near.values():
            if abs(statement_day(x, situation.published) - day) <= DENIED_WITHIN and _same_cast(x, r):
                out.append((x, r))
    return out


def _same_cast(a: Record, b: Record) -> bool:
    ours, theirs = ({bloc(s) for s in sides_of(_cast(r))} for r in (a, b))
    return not ours or not theirs or bool(ours & theirs)


def _cast(r: Record) -> Sequence[Actor]:
    return r.holders if isinstance(r, Control) else _doers(r)


def _type(r: Record) -> tuple[str, str]:
    return pen.kind_of(r), r.type if isinstance(r, Event) else r.state if isinstance(r, Control) else r.kind


def _places(r: Record) -> Sequence[Place]:
    found = r.places if isinstance(r, Event | Control) else (*r.origins, *r.destinations)
    return [p for p in found if p.kind != "country"]
