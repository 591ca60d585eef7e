"""Other people's event data beside the articles: which row tells of what an article tells, and why it is thought so.

Rows stay records of their own: a match is shown with both and adds nothing up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from geo import external
from geo.gazetteer import distance_km
from geo.model import CURRENT, Actor, Displacement, Event, Extraction, Figure, Place, Record
from geo.settings import Settings
from geo.situation import meta, words
from geo.situation.records import Clause, LedgerRow, Match, Total, statement_day
from geo.situation.theatres import bloc

VIOLENT = frozenset(("battle", "remote", "violence", "siege"))
"""Classes that sources tell apart in different ways: shelling in a battle is either."""
TAKING = frozenset(("advance", "capture", "clash", "siege"))
LEAST = 0.6
"""Score from which two records are taken for one event: alike in place and day, and the type at least of one family."""
SLACK_KM = 5.0
"""Added to how far both places may be off: data sets and gazetteers put a town's point elsewhere; chosen."""
LONGEST_DAYS = 31
"""Spans beyond are matched by figures alone, which nobody could check; left out."""
CELL = 1.0
"""Degrees of the grid on which neighbours are looked for."""
MOST_CELLS = 1_000_000
"""Pairs of a group for which the best assignment is worked out (a second); in a greater one the best pair goes first."""
WHERE, WHEN, WHAT, WHO, COUNT = 0.3, 0.25, 0.3, 0.1, 0.05
"""What place, day, type, actors and figures count for."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is compared of a record."""

    record: Event | Displacement
    type: str
    cls: str
    places: tuple[Place, ...]
    first: date
    last: date


def parted(extractions: Iterable[Extraction]) -> tuple[list[Extraction], list[Extraction]]:
    """Return what articles tell and what data sets hold."""
    found = list(extractions)
    data = [e for e in found if external.kind_of(e.article)]
    return [e for e in found if not external.kind_of(e.article)], data


def matches(
    told: Sequence[Event | Displacement],
    rows: Sequence[Event | Displacement],
    sources: Mapping[str, str],
    published: Mapping[str, date | None],
    settings: Settings,
) -> tuple[Match, ...]:
    """Return which row of each data set tells of which record of the articles: one of each at most, the best overall.

    Parameters
    ----------
    told, rows : sequence of Event or Displacement
        Of articles; of data sets. Only what is current is compared.
    sources : mapping
        Name of the data set by article.
    """
    here = [t for r in told if (t := _told(r, published)) is not None]
    out: list[Match] = []
    by_source: dict[str, list[_Told]] = defaultdict(list)
    for row in rows:
        if (t := _told(row, published)) is not None:
            by_source[sources.get(row.evidence[0].article_id, "")].append(t)
    for source, there in sorted(by_source.items()):
        found = {
            (i, j): m for i, j in _neighbours(here, there) if (m := _compared(here[i], there[j], source, settings))
        }
        out += [found[pair] for pair in _best({pair: m.score for pair, m in found.items()})]
    return tuple(sorted(out, key=lambda m: (m.record, m.row)))


def counts(
    told: Sequence[Record], rows: Sequence[Record], sources: Mapping[str, str], found: Sequence[Match]
) -> tuple[Clause, ...]:
    """Return how many current events and displacements articles and each data set tell of, and how many are in both."""
    ours = sum(r.status in CURRENT for r in told)
    by_source: dict[str, int] = defaultdict(int)
    for row in rows:
        by_source[sources.get(row.evidence[0].article_id, "")] += 1
    out = []
    for source, n in sorted(by_source.items()):
        both = tuple(m.record for m in found if m.source == source)
        text = f" {n:,} record{'' if n == 1 else 's'} in {source}"
        if told:
            text = f" {ours:,} events and displacements in articles, {n:,} in {source}, {len(both):,} of them in both."
        else:
            text += "."
        out.append(Clause(text=text, records=both))
    return tuple(out)


def refused(stated: Sequence[LedgerRow], beside: Sequence[LedgerRow], sources: Mapping[str, str]) -> tuple[Total, ...]:
    """Return for each metric that articles and data sets both count that the two are never added."""
    out = []
    for metric in sorted({r.figure.metric for r in stated} & {r.figure.metric for r in beside}):
        names = words.listed(sorted({sources[r.article] for r in beside if r.figure.metric == metric}))
        reason = f"articles and {names} may count the same people ({words.VERBS.get(metric, metric)})"
        text = f"No total ({metric}): {reason}."
        out.append(Total(metric=metric, refused=True, reason=reason, text=text, records=()))
    return tuple(out)


def notes(sources: Mapping[str, str]) -> list[str]:
    """Return what is to be said of the data sets on a map: whose they are, what may be done with them, how they are shown."""
    out = []
    for kind, name in sorted({(external.kind_of(article), source) for article, source in sources.items()}):
        known = external.about(kind)
        whose = f"{name}: {known.attribution}." if known.attribution else f"{name}:"
        out.append(f"{whose} {known.terms}")
    if out:
        out.append(
            "Rows of data sets are a source of their own beside the articles: matched by place, day and type, never merged or"
            " added up, and nobody holds a place by them. A row counts as known from its own day on, for most data sets do not"
            " say when it was published."
        )
    return out


def credit(sources: Mapping[str, str]) -> str:
    """Return whose the event data on a map are, for its foot: "" where there are none."""
    kinds = sorted({external.kind_of(article) for article in sources})
    owners = [o for kind in kinds if (o := external.about(kind).attribution)]
    return f" Event data: {'; '.join(owners)}." if owners else ""


def also(record: Record, match: Match, source: str) -> str:
    """Return what the other side of a match tells, in a line: "ACLED (SYR12345): Armed clash, 5 December 2024, 3 killed"."""
    own_id, _, said = record.trigger.partition(": ")
    is_row = record.id == match.row
    kind = record.type if isinstance(record, Event) else getattr(record, "kind", "")
    what = said if is_row else meta.event_type(kind, type(record).__name__.lower()).label
    figures = record.figures if isinstance(record, Event) else _figures(record)
    told = [what, words.span(getattr(record, "time", None)), *(words.figure_text(f) for f in figures)]
    name = f"{source} ({own_id})" if is_row else source
    return f"{name}: {', '.join(filter(None, told))}"


def _told(record: Event | Displacement, published: Mapping[str, date | None]) -> _Told | None:
    if record.status not in CURRENT:
        return None
    span = record.time
    if span and not span.implied and (span.start or span.end):
        first, last = span.start or span.end, span.end or span.start
    else:
        last = published.get(record.evidence[0].article_id) or statement_day(record, published)
        first = last - timedelta(days=1) if last > date.min else last  # news of last night has today's date
    places = record.places if isinstance(record, Event) else (*record.origins, *record.destinations)
    spots = tuple(p for p in places if p.kind != "country")
    if first is None or last is None or not spots or (last - first).days > LONGEST_DAYS or last == date.min:
        return None
    kind = record.type if isinstance(record, Event) else record.kind
    list_ = type(record).__name__.lower()
    return _Told(record, kind, meta.event_type(kind, list_).cls or list_, spots, first, last)


def _neighbours(here: Sequence[_Told], there: Sequence[_Told]) -> Iterable[tuple[int, int]]:
    """Yield pairs of one month and of cells that touch, by a grid of a degree: what lies farther apart is no match."""
    grid: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for j, t in enumerate(there):
        for key in {(m, *_cell(p)) for p in t.places for m in _weeks(t)}:
            grid[key].append(j)
    for i, t in enumerate(here):
        near = {
            j
            for p in t.places
            for week in _weeks(t)
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
            for j in grid.get((week, _cell(p)[0] + dy, _cell(p)[1] + dx), ())
        }
        for j in sorted(near):
            if _gap(t, there[j]) <= 1 and _family(t.cls) == _family(there[j].cls):
                yield i, j


def _gap(a: _Told, b: _Told) -> int:
    """Return the days between two spans, 0 where they meet."""
    return max((b.first - a.last).days, (a.first - b.last).days, 0)


def _family(cls: str) -> str:
    """Return what a class is compared within: the violent ones, and who moves where fighting is, together."""
    return "violent" if cls in VIOLENT or cls == "move" else cls


def _cell(place: Place) -> tuple[int, int]:
    return int(place.lat // CELL), int(place.lon // CELL)


def _weeks(t: _Told) -> range:
    return range((t.first.toordinal() - 1) // 7, (t.last.toordinal() + 1) // 7 + 1)


def _compared(a: _Told, b: _Told, source: str, settings: Settings) -> Match | None:
    if type(a.record) is not type(b.record):
        return None
    what, why_what = _type(a, b)
    when, why_when = _days(a, b)
    where, why_where = _place(a, b, settings)
    if not (what and when and where):
        return None
    who, why_who = _actors(a.record, b.record)
    count, why_count = _counted(_figures(a.record), _figures(b.record))
    score = WHAT * what + WHEN * when + WHERE * where + WHO * who + COUNT * count
    if score < LEAST:
        return None
    reasons = tuple(filter(None, (why_where, why_when, why_what, why_who, why_count)))
    return Match(record=a.record.id, row=b.record.id, source=source, score=round(min(score, 1.0), 3), reasons=reasons)


def _type(a: _Told, b: _Told) -> tuple[float, str]:
    of = type(a.record).__name__.lower()
    names = [meta.event_type(t.type, of).label.lower() for t in (a, b)]
    if a.type == b.type:
        return 1.0, f"both {names[0]}"
    said = f"{names[0]} and {names[1]}"
    if a.cls == b.cls:
        return 0.8, said
    if a.cls in VIOLENT and b.cls in VIOLENT:
        return 0.5, said
    if {a.type, b.type} & {"withdrawal"} and {a.type, b.type} & TAKING:
        return 0.5, said
    return 0.0, ""


def _days(a: _Told, b: _Told) -> tuple[float, str]:
    if _gap(a, b):
        return 0.4, "a day apart"
    longest = max((a.last - a.first).days, (b.last - b.first).days)
    if longest <= 1:
        return 1.0, "same day" if (a.first, a.last) == (b.first, b.last) else "same day or night"
    return max(0.4, 1 - longest / 20), "days overlap"


def _place(a: _Told, b: _Told, settings: Settings) -> tuple[float, str]:
    within = getattr(a.record, "within_km", None) or 0.0
    best = (0.0, "")
    for p in a.places:
        for q in b.places:
            km = distance_km(p.lat, p.lon, q.lat, q.lon)
            reach = SLACK_KM + within + _doubt(p, settings) + _doubt(q, settings)
            if km > reach:
                continue
            sharp = 1.0 if reach <= 25 else max(0.4, 1 - reach / 150)
            share = sharp * (1 - 0.4 * km / reach)
            near = "same place" if km < SLACK_KM else f"{km:.0f} km apart, known to {reach:.0f} km"
            best = max(best, (share, near))
    return best


def _doubt(place: Place, settings: Settings) -> float:
    return max(place.precision_km, settings.area_precision_km if place.is_area else 0.0)


def _actors(a: Event | Displacement, b: Event | Displacement) -> tuple[float, str]:
    """A point for a shared name or side, one against for others; nothing where one is silent."""
    x, y = _cast(a), _cast(b)
    if not x or not y:
        return 0.0, ""
    shared = [p.name for p in x if p.name in {q.name for q in y}]
    if shared:
        return 1.0, f"both name {shared[0]}"
    if {bloc(p.side) for p in x if p.side} & {bloc(q.side) for q in y if q.side}:
        return 0.5, "actors of one side"
    return (-1.0, "other actors") if all(p.side for p in (*x, *y)) else (0.0, "")


def _cast(record: Event | Displacement) -> tuple[Actor, ...]:
    return (*record.agents, *record.targets) if isinstance(record, Event) else ()


def _counted(a: Sequence[Figure], b: Sequence[Figure]) -> tuple[float, str]:
    for f in a:
        for g in b:
            if f.metric == g.metric and f.unit == g.unit:
                said = f"{words.figure_text(f)}; {words.figure_text(g)}"
                low, high = sorted((f.value, g.value))
                far = high > 5 and high > 5 * max(low, 1) and "order" not in (f.qualifier, g.qualifier)
                return (1.0 if f.value == g.value else -1.0 if far else 0.0), said
    return 0.0, ""


def _figures(record: Record) -> tuple[Figure, ...]:
    if isinstance(record, Event):
        return record.figures
    return (record.figure,) if isinstance(record, Displacement) and record.figure else ()


def _best(scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs of the assignment with the highest sum, each number once on its side."""
    out: list[tuple[int, int]] = []
    for part in _parts(scores):
        if len(part) == 1:
            out += part
            continue
        from scipy.optimize import linear_sum_assignment

        left, right = (sorted({pair[side] for pair in part}) for side in (0, 1))
        if len(left) * len(right) > MOST_CELLS:
            out += _greedy(part, scores)
            continue
        at = {pair: (left.index(pair[0]), right.index(pair[1])) for pair in part}
        gain = np.zeros((len(left), len(right)))
        for pair, spot in at.items():
            gain[spot] = scores[pair]
        chosen = set(zip(*linear_sum_assignment(gain, maximize=True), strict=True))
        out += [pair for pair, spot in at.items() if spot in chosen]
    return out


def _greedy(part: Sequence[tuple[int, int]], scores: Mapping[tuple[int, int], float]) -> Iterable[tuple[int, int]]:
    """Yield the best pair, then the best of what is left."""
    taken: tuple[set[int], set[int]] = (set(), set())
    for pair in sorted(part, key=lambda p: (-scores[p], p)):
        if pair[0] not in taken[0] and pair[1] not in taken[1]:
            taken[0].add(pair[0])
            taken[1].add(pair[1])
            yield pair


def _parts(pairs: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the pairs in groups that share no record."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(x: tuple[int, int]) -> tuple[int, int]:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    listed = sorted(pairs)
    for i, j in listed:
        parent[root((0, i))] = root((1, j))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for i, j in listed:
        groups[root((0, i))].append((i, j))
    return list(groups.values())
