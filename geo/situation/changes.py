"""What is new since a day: places that changed hands, fronts that moved, claims upheld, withdrawn or contradicted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from geo import geometry
from geo.geometry import BaseGeometry, LonLat
from geo.model import CURRENT, Control, Displacement, Event, Place, Record
from geo.settings import Settings
from geo.situation import words
from geo.situation.records import Conflict, Holding, Moment, ShortFront, Situation, day_of, statement_day
from geo.situation.theatres import bloc, party


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """A place that another party holds than before, or nobody any more; ``before`` is None where nothing was said."""

    place: Place
    before: Holding | None
    after: Holding


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """A stretch of front that moved.

    Parameters
    ----------
    sides : tuple of str
        The two that it runs between, as now.
    km : float
        Median way of its points.
    bearing : float
        Median direction, degrees from north.
    start, end : (lon, lat)
        Where the middle of the stretch was and is.
    """

    sides: tuple[str, str]
    km: float
    bearing: float
    start: LonLat
    end: LonLat
    line: BaseGeometry = field(hash=False)
    records: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What became of an earlier statement, in words, with the records of both sides."""

    text: str
    places: tuple[Place, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """People who moved from one place to another since then: every report with its own figure, never added up."""

    origin: str | None
    destination: str | None
    reports: tuple[Displacement, ...]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Everything that differs between the end of ``since`` and the situation's day."""

    since: date
    new: tuple[Record, ...] = ()
    hands: tuple[Handover, ...] = ()
    first_told: tuple[Handover, ...] = ()
    moved: tuple[Shift, ...] = ()
    appeared: tuple[ShortFront, ...] = ()
    gone: tuple[ShortFront, ...] = ()
    upgraded: tuple[Turn, ...] = ()
    withdrawn: tuple[Turn, ...] = ()
    contradicted: tuple[Conflict, ...] = ()
    displacement: tuple[Flow, ...] = ()


def since(situation: Situation, day: date, settings: Settings | None = None) -> Changes:
    """Return what changed after a day, until the situation's own.

    Days are those that the situation was built by: of what is told, or of publication.
    """
    s = settings or Settings()
    then = next((m for m in reversed(situation.moments) if m.day is None or m.day <= day), Moment(day=None))
    now = situation.moments[-1]
    later = _after(day, situation.records, situation)
    fresh = [r for r in later if r.status in CURRENT]
    # What was claimed before and is said by another voice now is one record: its reports tell.
    reports = [r for r in situation.reports if r.status in CURRENT]
    told = {r.id for r in _after(day, reports, situation)}
    earlier = [r for r in reports if r.id not in told]
    moved, appeared, gone = _fronts(then.fronts, now.fronts, s)
    known = {_conflict(c) for c in then.conflicts}
    handed = list(_hands(then.holdings, now.holdings))
    return Changes(
        since=day,
        new=tuple(fresh),
        hands=tuple(h for h in handed if h.before is not None),
        first_told=tuple(h for h in handed if h.before is None),
        moved=tuple(moved),
        appeared=tuple(appeared),
        gone=tuple(gone),
        upgraded=tuple(
            _upgraded(earlier, [r for r in reports if r.id in told], situation.published, situation.shown_as)
        ),
        withdrawn=tuple(_withdrawn(earlier, [r for r in later if r.status == "denied"], situation.shown_as)),
        contradicted=tuple(c for c in now.conflicts if _conflict(c) not in known),
        displacement=tuple(_flows(fresh)),
    )


def _hands(before: Sequence[Holding], after: Sequence[Holding]) -> Iterable[Handover]:
    old = {h.place.id: h for h in before}
    for h in after:
        was = old.get(h.place.id)
        if was is None and h.inferred:
            continue  # nobody says anything of it: that it is inferred now is no change
        if was is None or _held(was) != _held(h):
            yield Handover(place=h.place, before=was, after=h)


def _held(h: Holding) -> tuple[str, frozenset[str]]:
    state = "held" if h.state == "besieged" else h.state
    return state, frozenset(party(a) for a in h.holders)


def _fronts(
    before: Sequence[ShortFront], after: Sequence[ShortFront], s: Settings
) -> tuple[list[Shift], list[ShortFront], list[ShortFront]]:
    old, new = _by_blocs(before), _by_blocs(after)
    moved: list[Shift] = []
    for pair, lines in new.items():
        if pair in old:
            was = geometry.union([line for line, _, _ in old[pair]])
            for line, sides, records in lines:
                moved += _shifts(line, sides, records, was, s)
    return moved, _unmet(after, before, s), _unmet(before, after, s)


def _by_blocs(
    fronts: Sequence[ShortFront],
) -> Mapping[frozenset[str], list[tuple[BaseGeometry, tuple[str, str], tuple[str, ...]]]]:
    out: dict[frozenset[str], list[tuple[BaseGeometry, tuple[str, str], tuple[str, ...]]]] = defaultdict(list)
    for front in fronts:
        for f in front.lines:
            out[frozenset(map(bloc, f.sides))].append((f.line, f.sides, f.records))
    return out


def _shifts(
    line: BaseGeometry, sides: tuple[str, str], records: tuple[str, ...], was: BaseGeometry, s: Settings
) -> Iterable[Shift]:
    """Stretches of a line that lie farther from the old one than a line is sure to, each with its direction."""
    points = [(float(x), float(y)) for x, y in geometry.along(line, _shares(line, s.changes_step_km))]
    ways = [(p, q, geometry.distance_km(q, p)) for p in points for q in [geometry.nearest_point(was, p)]]
    for far, group in groupby(ways, key=lambda w: s.changes_least_km < w[2] <= s.front_unknown_km):
        stretch = list(group)
        if not far:
            continue
        p, q, _ = stretch[len(stretch) // 2]
        km = sorted(w[2] for w in stretch)[len(stretch) // 2]
        path = geometry.densify([w[0] for w in stretch]) if len(stretch) > 1 else line
        yield Shift(
            sides=sides,
            km=km,
            bearing=_middle_bearing([geometry.bearing(a, b) for b, a, _ in stretch]),
            start=q,
            end=p,
            line=path,
            records=records,
        )


def _shares(line: BaseGeometry, step_km: float) -> list[float]:
    n = max(int(geometry.length_km(line) / step_km), 2)
    return [k / n for k in range(n + 1)]


def _middle_bearing(found: Sequence[float]) -> float:
    """Return the bearing that the others turn least from."""
    return min(found, key=lambda b: sum(abs((b - x + 180) % 360 - 180) for x in found))


def _unmet(fronts: Sequence[ShortFront], others: Sequence[ShortFront], s: Settings) -> list[ShortFront]:
    """Fronts that have nothing between the same blocs near them among the others."""
    there = _by_blocs(others)
    out = []
    for front in fronts:
        near = False
        for f in front.lines:
            for line, _, _ in there.get(frozenset(map(bloc, f.sides)), ()):
                middle = geometry.anchor(f.line)
                gap = geometry.distance_km(geometry.nearest_point(line, middle), middle)
                near = near or gap <= s.front_unknown_km
        if not near:
            out.append(front)
    return out


def _upgraded(
    earlier: Sequence[Record],
    fresh: Sequence[Record],
    published: Mapping[str, date | None],
    shown_as: Mapping[str, str],
) -> Iterable[Turn]:
    """Claims that another voice has since made its own: the article itself, or a second speaker."""
    claims: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for r in earlier:
        if r.status == "claimed":
            for key in _about(r):
                claims[key].append(r)
    for r in fresh:
        for key in _about(r):
            found = (c for c in claims.get(key, ()) if _voice(c) != _voice(r) and _lasting_or_same_day(c, r, published))
            first = next(found, None)
            if first is not None:
                claims.pop(key)
                said, then = words.speaker(r) or "the article itself", words.speaker(first) or "the article"
                yield Turn(
                    text=f"{_what(r)}: claimed by {then}, now also said by {said}",
                    places=_where(r),
                    records=_shown((first, r), shown_as),
                )


def _after(day: date, records: Iterable[Record], situation: Situation) -> list[Record]:
    return [r for r in records if (own := day_of(r, situation.by, situation.published)) and own > day]


def _shown(records: Iterable[Record], shown_as: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shown_as.get(r.id, r.id) for r in records))


def _lasting_or_same_day(a: Record, b: Record, published: Mapping[str, date | None]) -> bool:
    """Whether two records can be of one thing: who holds a place lasts, the next day's strike is another."""
    lasting = isinstance(a, Control) or (isinstance(a, Event) and a.type == "capture")
    return lasting or statement_day(a, published) == statement_day(b, published)


def _withdrawn(earlier: Sequence[Record], denied: Sequence[Record], shown_as: Mapping[str, str]) -> Iterable[Turn]:
    """Earlier statements that are denied now."""
    for r in denied:
        for old in earlier:
            same = {k[:3] for k in _about(old)} & {k[:3] for k in _about(r)}
            if same:
                said = words.speaker(r) or "the article itself"
                yield Turn(
                    text=f"{_what(old)}: denied by {said}", places=_where(old), records=_shown((old, r), shown_as)
                )


def _about(r: Record) -> list[tuple[object, ...]]:
    """What a record says of each of its places: two that share it say the same."""
    if isinstance(r, Event):
        return [("event", r.type, p.id, *sorted({party(a) for a in r.agents})) for p in r.places]
    if isinstance(r, Control):
        return [("control", r.state, p.id, *sorted({party(a) for a in r.holders})) for p in r.places]
    return []


def _where(r: Record) -> tuple[Place, ...]:
    return r.places if isinstance(r, Event | Control) else ()


def _what(r: Record) -> str:
    where = words.places(_where(r))
    if isinstance(r, Control):
        return f"{where} {r.state}" + (f" by {words.actors(r.holders)}" if r.holders else "")
    return f"{r.type if isinstance(r, Event) else r.kind} {where}".strip()


def _voice(r: Record) -> str:
    return "" if r.status == "asserted" else words.speaker(r) or "?"


def _conflict(c: Conflict) -> tuple[frozenset[str], str]:
    return frozenset(p.id for p in c.places), c.text


def _flows(fresh: Sequence[Record]) -> Iterable[Flow]:
    by_ends: dict[tuple[str | None, str | None], list[Displacement]] = defaultdict(list)
    for r in fresh:
        if isinstance(r, Displacement):
            for origin in r.origins or (None,):
                for goal in r.destinations or (None,):
                    by_ends[origin.name if origin else None, goal.name if goal else None].append(r)
    for (origin_name, goal_name), reports in sorted(by_ends.items(), key=lambda x: (x[0][0] or "", x[0][1] or "")):
        yield Flow(origin=origin_name, destination=goal_name, reports=tuple(reports))
