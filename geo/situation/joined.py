"""What several articles report of one thing as one record: all evidence, every figure and claim beside its voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any, Generic, TypeVar

from geo.events.sameness import GENERIC, VIOLENT, contains
from geo.model import Actor, Control, Displacement, Event, Figure, Mark, Movement, Place, Record, Review, TimeSpan
from geo.situation.records import first_told, in_time, statement_day
from geo.situation.sameness import NEVER, SAME, Told, points, told, vague
from geo.situation.theatres import party

R = TypeVar("R", bound=Record)

LATEST_DAYS = 31
"""Days between articles that can tell of one thing as news; later it is background."""
WITHIN_DAYS = 7
"""Days between what two records tell of beyond which nothing but a count of displaced people is one thing."""
MOST_NEAR = 300
"""Records of a kind and province, the next in time, that one is compared with: a larger heap is no news any more."""
SLACK = 1.5
"""Points that two records of a group may lack of `SAME` when others vouch for both: never where anything rules it out."""
MOST_ACTORS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined(Generic[R]):
    """Records in time order, each thing once, and by its id what the articles told of it, the earliest first.

    ``told`` holds only what several records tell.
    """

    records: tuple[R, ...]
    told: Mapping[str, tuple[R, ...]] = field(default_factory=dict)


def joined(records: Sequence[R], published: Mapping[str, date | None], decided: Review | None = None) -> Joined[R]:
    """Return the records with reports of one thing by several articles as one.

    The record keeps the id of the earliest article's (by day of publication, then id), whatever the order given. Two
    records of one article are joined by people alone: there the reader has judged by its words.

    Parameters
    ----------
    decided : Review, optional
        What people say tells of one thing, and what does not; which fields they set.
    """
    found = sorted(records, key=lambda r: first_told(r, published))
    decided = decided or Review()
    groups = [g for g in _groups(found, published, decided) if len(g) > 1]
    parts = {r.id: group for group in groups for r in group}
    out = [r for r in found if r.id not in parts] + [_as_decided(_one(group), group, decided.marks) for group in groups]
    return Joined(
        records=tuple(sorted(out, key=lambda r: in_time(r, published))),
        told={group[0].id: tuple(group) for group in groups},
    )


def _groups(found: Sequence[R], published: Mapping[str, date | None], decided: Review) -> list[list[R]]:
    """Return the records in groups, those that are likest first put together, where no two rule each other out.

    Rules put together what people have not, as if these had said nothing; where people's groups meet theirs, all of
    both goes together. What people keep apart stays apart.
    """
    known = [(n, t) for n, r in enumerate(found) if (t := told(r, published)) is not None]
    at = [t for _, t in known]
    scores: dict[tuple[int, int], float] = {}

    def score(i: int, j: int) -> float:
        key = (i, j) if i < j else (j, i)
        if key not in scores:
            scores[key] = _points(at[key[0]], at[key[1]], published)
        return scores[key]

    pairs = sorted((-score(i, j), i, j) for i, j in _neighbours(at) if score(i, j) >= SAME)
    whole = _Parts(found, decided)
    group = {n: [n] for n in range(len(at))}
    articles = {n: {e.article_id for e in t.record.evidence} for n, t in enumerate(at)}
    for _, i, j in pairs:
        a, b = group[i], group[j]
        if a is b or articles[a[0]] & articles[b[0]] or whole.apart(known[i][0], known[j][0]):
            continue
        if any(score(x, y) < SAME - SLACK for x in a for y in b):
            continue
        both = sorted([*a, *b])
        articles[both[0]] = articles[a[0]] | articles[b[0]]
        for n in both:
            group[n] = both
        whole.join(known[i][0], known[j][0])
    return [[found[n] for n in group] for group in whole.groups()]


class _Parts:
    """Groups of records by their numbers, at first those that people have put together."""

    def __init__(self, found: Sequence[Record], decided: Review) -> None:
        number = {r.id: n for n, r in enumerate(found)}
        self._group = {n: [n] for n in range(len(found))}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for ids in decided.together:
            first, *others = sorted(number[i] for i in ids if i in number) or [0]
            for other in others:
                self.join(first, other)
        for pair in decided.apart:
            a, b = (number.get(i) for i in sorted(pair))
            if a is not None and b is not None:
                self._apart[a].add(b)
                self._apart[b].add(a)

    def apart(self, a: int, b: int) -> bool:
        """Return whether people keep any two of two groups apart."""
        return any(self._apart[x].intersection(self._group[b]) for x in self._group[a] if x in self._apart)

    def join(self, a: int, b: int) -> None:
        """Put two groups together."""
        if self._group[a] is not self._group[b]:
            both = sorted([*self._group[a], *self._group[b]])
            self._group |= dict.fromkeys(both, both)

    def groups(self) -> list[list[int]]:
        """Return the groups, each once, in the order of their first."""
        return [group for n, group in sorted(self._group.items()) if group[0] == n]


def _points(a: Told, b: Told, published: Mapping[str, date | None]) -> float:
    if isinstance(a.record, Control) and isinstance(b.record, Control):
        return _holding(a.record, b.record, published)
    return points(a, b)


def _holding(a: Control, b: Control, published: Mapping[str, date | None]) -> float:
    """Statements of who holds a place are one only word for word: state, places, parties and day."""
    same = (
        a.state == b.state
        and {p.id for p in a.places} == {p.id for p in b.places}
        and a.places
        and {party(x) for x in a.holders} == {party(x) for x in b.holders}
        and statement_day(a, published) == statement_day(b, published)
    )
    return SAME if same else NEVER


def _neighbours(at: Sequence[Told]) -> Iterable[tuple[int, int]]:
    """Yield pairs that may be of one thing: of one kind, in one province or told of a country, of one month."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    wide: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, t in enumerate(at):
        family = "violent" if t.cls in VIOLENT else t.cls
        for p in t.places:
            (blocks if p.admin1 else wide)[t.list, family, p.admin1 or p.country or p.id].append(n)
            if p.admin1:
                blocks[t.list, family, p.country or p.id, "all"].append(n)
        if not t.places:
            blocks[t.list, family, t.lost].append(n)
    seen: set[tuple[int, int]] = set()
    everywhere = (_in_time(at, (*far, *blocks[*key, "all"])) for key, far in wide.items())
    for pair in chain(*everywhere, *(_in_time(at, b) for key, b in blocks.items() if key[-1] != "all")):
        if pair not in seen and _may_be(at[pair[0]], at[pair[1]]):
            seen.add(pair)
            yield pair


def _in_time(at: Sequence[Told], block: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Yield the pairs of a block whose days lie near, the smaller number first."""
    order = sorted(set(block), key=lambda n: (at[n].first, n))
    for k, x in enumerate(order):
        reach = timedelta(days=LATEST_DAYS if at[x].list == "displacement" else WITHIN_DAYS)
        for y in order[k + 1 : k + 1 + MOST_NEAR]:
            if at[y].first > at[x].last + reach:
                break
            yield (x, y) if x < y else (y, x)


def _may_be(a: Told, b: Told) -> bool:
    """Whether days leave it open: quickly, as it is asked of every pair of a province."""
    if a.list == "event" and a.stated and b.stated and a.cls != "disaster" and (a.first > b.last or b.first > a.last):
        return False
    return abs((a.published - b.published).days) <= LATEST_DAYS


def _one(group: Sequence[R]) -> R:
    """Return one record of several: the earliest, with what the others add."""
    first = group[0]
    status = "asserted" if any(r.status == "asserted" for r in group) else first.status
    voice = next(r for r in group if r.status == status)
    evidence = tuple(dict.fromkeys(e for r in group for e in r.evidence))
    common = replace(first, evidence=evidence, status=status, source=voice.source)
    if isinstance(common, Event):
        events = [r for r in group if isinstance(r, Event)]
        where = _finest(events)
        what = next((r for r in events if r.type not in GENERIC), events[0])
        return replace(
            common,
            type=what.type,
            trigger=what.trigger,
            places=where.places,
            within_km=where.within_km
            or next((r.within_km for r in events if r.within_km and len(where.places) == 1), None),
            agents=_named([r.agents for r in events]),
            targets=_named([r.targets for r in events]),
            figures=_different([f for r in events for f in r.figures]),
            time=_clearest([r.time for r in events]),
            unplaced=where.unplaced,
        )
    if isinstance(common, Displacement):
        flights = [r for r in group if isinstance(r, Displacement)]
        return replace(
            common,
            kind=next((r.kind for r in flights if r.kind != "influx"), common.kind),
            origins=next((r.origins for r in flights if r.origins), ()),
            destinations=next((r.destinations for r in flights if r.destinations), ()),
            via=next((r.via for r in flights if r.via), ()),
            figure=next((r.figure for r in flights if r.figure), None),
            time=_clearest([r.time for r in flights]),
        )
    if isinstance(common, Movement):
        moves = [r for r in group if isinstance(r, Movement)]
        whither = next((r for r in moves if r.destinations and not r.heading), moves[0])
        return replace(
            common,
            agents=_named([r.agents for r in moves]),
            origins=next((r.origins for r in moves if r.origins), ()),
            destinations=whither.destinations or next((r.destinations for r in moves if r.destinations), ()),
            heading=whither.heading,
            via=next((r.via for r in moves if r.via), ()),
            within_km=next((r.within_km for r in moves if r.within_km), None),
            time=_clearest([r.time for r in moves]),
        )
    return common


def _as_decided(record: R, group: Sequence[R], marks: Mapping[str, Mark]) -> R:
    """Return a record with the fields that people set in one of its reports, of several the earliest."""
    values: dict[str, Any] = {}
    for report in reversed(group):
        edited = marks[report.id].edited if report.id in marks else ()
        values |= {name: getattr(report, name) for name in edited}
        if "places" in edited:
            values |= {n: getattr(report, n) for n in ("unplaced", "within_km") if hasattr(report, n)}
    return replace(record, **values)


def _finest(events: Sequence[Event]) -> Event:
    """Return the event whose places no other's lie within, the earliest of such."""
    placed = [e for e in events if e.places]
    for e in placed:
        if not any(_inside(x.places, e.places) for x in placed):
            return e
    return placed[0] if placed else events[0]


def _inside(small: Sequence[Place], big: Sequence[Place]) -> bool:
    return all(any(p.id != q.id and contains(q, p) for q in big) for p in small)


def _named(casts: Sequence[tuple[Actor, ...]]) -> tuple[Actor, ...]:
    """Return the first cast that names somebody, else the first that is not empty."""
    told = [c for c in casts if c]
    return next((c for c in told if not all(map(vague, c))), told[0] if told else ())[:MOST_ACTORS]


def _clearest(spans: Sequence[TimeSpan | None]) -> TimeSpan | None:
    """Return the shortest stated time, else the first that publication implies."""
    stated = [s for s in spans if s is not None and not s.implied]
    whole = [s for s in stated if s.start and s.end]
    if whole:
        return min(whole, key=_length)
    return next(iter(stated), next((s for s in spans if s is not None), None))


def _length(span: TimeSpan) -> int:
    return (span.end - span.start).days if span.start and span.end else 0


def _different(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return figures that say different things, in order; the same number with a period or scope says most."""
    said = {(f.metric, f.value, f.max, f.qualifier, f.unit): f for f in reversed(figures)}
    return tuple(said[key] for key in dict.fromkeys((f.metric, f.value, f.max, f.qualifier, f.unit) for f in figures))
