"""The situation day by day: who held what and where fronts ran, as it was true or as it was known then."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from geo.model import CURRENT, Control, Event, Movement, Record
from geo.settings import Settings
from geo.situation import carried, control, lines
from geo.situation.fronts import Statement
from geo.situation.records import By, Moment, ShortFront, day_of

T = TypeVar("T")
R = TypeVar("R", Event, Movement, Control)
Chain = tuple[Hashable, ...]
STEPS_KEPT = 150
"""Days whose fronts are remembered: twelve campaigns of twelve days, some 30 MB."""
Valid = tuple[date | None, date | None]
"""First day and the day after the last; None where it is open."""


def moments(
    events: Sequence[Event],
    movements: Sequence[Movement],
    controls: Sequence[Control],
    *,
    by: By,
    published: Mapping[str, date | None],
    theatre: str | None,
    settings: Settings,
    start: Callable[[Sequence[Statement], date | None], carried.Earlier | None] | None = None,
) -> tuple[tuple[Moment, ...], int]:
    """Return the moments at which statements change, in order, and the step between them in days.

    A front that no new statement touches is the very same in the next moment: it does not move with age alone.
    Where there are more days than ``settings.time_steps``, or so many places that it would take long, days are taken
    together and the step is above 1. ``start`` gives the map that fronts start from, of what is said by a day.
    """
    both: list[Event | Movement | Control] = [*events, *movements, *controls]
    current = [r for r in both if r.status in CURRENT]
    places = {p.id for r in current if not isinstance(r, Movement) for p in r.places}
    most = max(min(settings.time_steps, settings.time_places // max(len(places), 1)), settings.time_steps_least)
    days, step = _days((day_of(r, by, published) for r in current), most)
    out: list[Moment] = []
    before: tuple[Statement, ...] = ()
    begun = False
    chain: Chain = (settings,)
    for day in days:
        seen = _until(day, by, published)
        found = (seen(events), seen(movements), seen(controls))
        holdings, conflicts = control.settle(*found, published, theatre, settings)
        said = lines.statements(holdings, *found, published, settings)
        drawn = start(said, day) if start else None
        # On the day of the map its line takes over; from then on it is carried on.
        kept = out[-1].fronts if out and (drawn is None or begun) else ()
        begun = drawn is not None
        make = partial(lines.short_fronts, said, settings, day, previous=kept, before=before, drawn=drawn)
        if start:
            fronts = make()
        else:
            chain, fronts = REMEMBERED.fronts((*chain[-1:], day, said), make)
        before = said
        out.append(Moment(day=day, holdings=holdings, conflicts=conflicts, fronts=fronts))
    return tuple(out), step


class _Remembered:
    """Fronts by what is said and by what led to them: most of what people decide changes no statement, or a late one.

    The name of a step holds the name of the one before, so equal names are equal histories.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Chain, tuple[int, tuple[ShortFront, ...]]] = OrderedDict()
        self._names = itertools.count()
        self._lock = threading.Lock()

    def fronts(self, step: Chain, make: Callable[[], tuple[ShortFront, ...]]) -> tuple[Chain, tuple[ShortFront, ...]]:
        """Return the name of a step, and its fronts."""
        with self._lock:
            known = self._kept.get(step)
            if known is not None:
                self._kept.move_to_end(step)
        if known is None:
            made = make()
            with self._lock:
                known = self._kept.setdefault(step, (next(self._names), made))
                while len(self._kept) > STEPS_KEPT:
                    self._kept.popitem(last=False)
        return (known[0],), known[1]

    def forget(self) -> None:
        """Begin anew, as a process does: for measurements."""
        with self._lock:
            self._kept.clear()


REMEMBERED = _Remembered()


def renamed(found: Sequence[Moment], names: Mapping[str, str]) -> tuple[Moment, ...]:
    """Return the moments with ids of records as ``names`` has them: those that several records are shown as."""

    def ids(records: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names.get(r, r) for r in records))

    def named(x: Statement) -> Statement:
        return replace(x, records=ids(x.records))

    def front(f: ShortFront) -> ShortFront:
        return replace(
            f,
            lines=tuple(replace(x, records=ids(x.records)) for x in f.lines),
            statements=tuple(named(x) for x in f.statements),
            suspects=tuple(named(x) for x in f.suspects),
        )

    # A front that lasts is one object in all its moments.
    fronts = {id(f): front(f) for m in found for f in m.fronts} if names else {}
    return tuple(
        replace(
            m,
            holdings=tuple(replace(h, records=ids(h.records)) for h in m.holdings),
            conflicts=tuple(replace(c, records=ids(c.records)) for c in m.conflicts),
            fronts=tuple(fronts.get(id(f), f) for f in m.fronts),
        )
        for m in found
    )


def spans(
    found: Sequence[Moment], items: Callable[[Moment], Iterable[T]], key: Callable[[T], Hashable]
) -> list[tuple[T, Valid | None]]:
    """Return what moments hold, each with the days on which it does; without days when there is a single moment.

    Parameters
    ----------
    key : callable
        What an item is about: there is one item of a key in a moment, and it lasts until it is another or gone.
    """
    out: list[tuple[T, date | None, date | None]] = []
    lasting: dict[Hashable, tuple[T, date | None]] = {}
    for moment in found:
        now = {key(x): x for x in items(moment)}
        over = [k for k, (x, _) in lasting.items() if k not in now or now[k] != x]
        out += [(*lasting.pop(k), moment.day) for k in over]
        lasting |= {k: (x, moment.day) for k, x in now.items() if k not in lasting}
    out += [(*x, None) for x in lasting.values()]
    return [(x, (since, until) if len(found) > 1 else None) for x, since, until in out]


def _days(found: Iterable[date | None], most: int) -> tuple[list[date | None], int]:
    """Return the days in order, None first, with so coarse a step that there are at most so many."""
    every = set(found)
    known = sorted(d for d in every if d is not None)
    if len(known) < 2:
        return [known[0] if known else None], 1
    undated: list[date | None] = [None] if None in every else []
    step, kept = 1, known
    while len(kept) > most:
        step += 1
        # The last day of each stretch stands for it; stretches are counted back from the newest day.
        kept = sorted({(known[-1] - d).days // step: d for d in known}.values())
    return [*undated, *kept], step


def _until(day: date | None, by: By, published: Mapping[str, date | None]) -> Callable[[Sequence[R]], list[R]]:
    def seen(records: Sequence[R]) -> list[R]:
        return [r for r in records if _counts(r, day, by, published)]

    return seen


def _counts(record: Record, day: date | None, by: By, published: Mapping[str, date | None]) -> bool:
    # Background is never newer than what it explains: it counts from the first, or as soon as its article is known.
    if by == "time" and record.status not in CURRENT:
        return True
    own = day_of(record, by, published)
    return own is None or (day is not None and own <= day)


def leading_to(found: Sequence[Moment], day: date | None) -> list[Moment]:
    """Return what a record of a day can be read against: the moment just before it, its own, then older ones."""
    own = [m for m in found if m.day == day]
    older = [m for m in found if day is not None and (m.day is None or m.day < day)][::-1]
    return [*older[:1], *own, *older[1:]] or list(found[-1:])
