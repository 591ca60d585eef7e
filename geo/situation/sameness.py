"""Whether two articles report one thing: type, place, time, actors and figures, each a point for or against.

Within an article the words tell ("the attack"); between articles only what is said can. Nothing here depends on a name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from geo.events import metadata, roster
from geo.events.drafts import LOST
from geo.events.sameness import GENERIC_NAMES, VIOLENT, contains, distance_km, ids
from geo.model import CURRENT, Actor, Control, Displacement, Event, Figure, Movement, Place, Record, TimeSpan
from geo.situation.theatres import bloc
from geo.tables import table

SAME = 6.0
"""Points from which two records are taken for one. Type, town and stated day alike make 6.5 in a large city, 7 elsewhere."""
NEVER = -math.inf
LARGE = 500_000
"""Inhabitants of a city where two strikes of a day are often two."""
CLOSE_KM = 10.0
"""How far apart a suburb and its city may be named for one spot."""
DAYS = {"stock": 31, "flow": 3}
"""Days within which a count of displaced people is repeated in the news."""
COUNTED_DAYS = 3
"""Days for which something that a place seldom sees is still news."""
MANY_TIMES = 4.0
"""Dead by which two counts of one event differ only seldom, whoever counts them."""
ROUTINE = frozenset(("remote", "battle", "violence", "move", "movement", "protest", "state", "aid"))
"""Classes of event that one place sees day after day."""
ONCE = frozenset(("capture", "agreement", "abduction", "breakdown"))
"""Types that a place seldom sees twice within days."""
PEOPLE = frozenset(("killed", "wounded", "missing", "arrested", "participants"))
"""What is counted of an event; other figures may be of anything."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is compared of a record, worked out once.

    Parameters
    ----------
    first, last : date
        Days of what happened; those of publication where nothing is stated (``stated`` is false).
    published : date
        Day of the article.
    lost : str
        The name that no place was found for.
    words, sites : frozenset of str
        Of its sentences: longer words that are no names, and kinds of building or spot.
    """

    record: Record
    list: str
    type: str
    cls: str
    places: tuple[Place, ...]
    agents: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    figures: tuple[Figure, ...]
    first: date
    last: date
    stated: bool
    published: date
    lost: str
    words: frozenset[str]
    sites: frozenset[str]
    again: bool


def told(record: Record, published: Mapping[str, date | None]) -> Told | None:
    """Return what is compared of a record; None when its article has no date or it is not of the present."""
    day = published.get(record.evidence[0].article_id)
    if day is None or record.status not in (CURRENT | {"forecast"} if isinstance(record, Displacement) else CURRENT):
        return None
    span = record.as_of if isinstance(record, Control) else record.time
    stated = span is not None and not span.implied and (span.end or span.start) is not None
    first, last = _days(span, day) if stated and span is not None else (day, day)
    name = record.type if isinstance(record, Event) else record.state if isinstance(record, Control) else record.kind
    kind = type(record).__name__.lower()
    known = metadata.event_types().get((kind, name))
    spoken = [w for e in record.evidence for w in _WORD.findall(e.quote)]
    lower = frozenset(w for w in spoken if w[0].islower())
    return Told(
        record=record,
        list=kind,
        type=name,
        cls=known.cls if known else "",
        places=_places(record),
        agents=record.holders if isinstance(record, Control) else getattr(record, "agents", ()),
        targets=getattr(record, "targets", ()),
        figures=_figures(record),
        first=first,
        last=last,
        stated=stated,
        published=day,
        lost=record.unplaced if record.unplaced.startswith(LOST) else "",
        words=frozenset(w[:6] for w in lower if len(w) > 3),
        sites=frozenset(_sites()[w] for w in lower if w in _sites()),
        again=bool(lower & _sets()["again"]),
    )


def points(a: Told, b: Told) -> float:
    """Return how much speaks for two records of different articles telling of one thing; `SAME` or more says yes."""
    if a.list != b.list or (a.record.status == "forecast") != (b.record.status == "forecast"):
        return NEVER
    if isinstance(a.record, Displacement) and isinstance(b.record, Displacement):
        return _flight(a, b, a.record, b.record)
    parts = (_types(a, b), _times(a, b), _where(a, b), _casts(a, b), _within(a.record, b.record))
    if NEVER in parts:
        return NEVER
    extra = 1.0 if a.type == b.type and (a.type in ONCE or a.cls == "disaster") else 0.0
    apart = -1.0 if a.again != b.again and a.cls in ROUTINE | {"disaster"} and not (a.stated and b.stated) else 0.0
    return sum(parts) + extra + apart + _counted(a, b) + _worded(a, b)


def _days(span: TimeSpan, published: date) -> tuple[date, date]:
    last = span.end or max(published, span.start or published)
    first = span.start or last
    return first, max(first, last)


def _types(a: Told, b: Told) -> float:
    if a.cls == "statement":
        shared = {x.name for x in a.agents} & {x.name for x in b.agents}
        return 4.0 if a.type == b.type and shared else NEVER
    if a.type == b.type:
        return 2.0
    kinds = {a.type, b.type}
    if a.cls in VIOLENT and b.cls in VIOLENT and kinds & {"attack"} and not kinds & {"abduction", "capture", "advance"}:
        return 1.5
    if a.cls == b.cls == "protest":
        return 1.5 if "labour_strike" not in kinds else NEVER
    if a.cls == b.cls == "remote":
        return 0.5
    return 1.0 if kinds <= {"flood", "storm", "landslide"} else NEVER


def _times(a: Told, b: Told) -> float:
    disaster, routine = a.cls == b.cls == "disaster", a.cls in ROUTINE
    if a.stated and b.stated:
        gap = max((a.first - b.last).days, (b.first - a.last).days)
        if gap > 0:
            # The day on which the dead were counted is often read as that of the disaster.
            most = 1 if "earthquake" in (a.type, b.type) else COUNTED_DAYS
            return 0.5 if disaster and gap <= most and not (a.again or b.again) else NEVER
        longest = max((a.last - a.first).days, (b.last - b.first).days)
        # A night has two days. A week's fighting is not what happened on one of its days.
        alike = longest == 1 or ((a.first, a.last) == (b.first, b.last) and longest < 8)
        return 2.0 if longest == 0 else 1.5 if alike else 0.0
    if a.stated or b.stated:
        dated, other = (a, b) if a.stated else (b, a)
        late = (other.published - dated.last).days
        if late < 0 or late > (1 if routine else COUNTED_DAYS) or (dated.last - dated.first).days > 1:
            return NEVER
        return 1.0 if late == 0 else 0.25 if routine else 1.0 if late == 1 else 0.0
    gap = abs((a.published - b.published).days)
    if gap > (1 if routine else 2 * COUNTED_DAYS if disaster else COUNTED_DAYS):
        return NEVER
    return 1.0 if gap == 0 else 0.25 if routine else 0.5 if gap == 1 or disaster else -0.5


def _where(a: Told, b: Told) -> float:
    if isinstance(a.record, Movement) and isinstance(b.record, Movement):
        return _ends(a.record, b.record)
    if not a.places or not b.places:
        if a.places or b.places:
            return NEVER
        if a.lost or b.lost:
            return 3.0 if a.lost == b.lost else NEVER
        return 2.0 if a.cls == "statement" else 0.5
    return max(_spots(x, y, a.cls) for x in a.places for y in b.places)


def _ends(a: Movement, b: Movement) -> float:
    """Movements are alike when an end is the same and the other not another."""
    found = 0.0
    for x, y in ((a.origins, b.origins), (a.destinations, b.destinations)):
        if x and y:
            if not ids(x) & ids(y):
                return NEVER
            found += 3.0
    return min(found, 4.0) - (1.0 if a.heading != b.heading else 0.0) if found else NEVER


def _spots(x: Place, y: Place, cls: str) -> float:
    if x.id == y.id:
        if x.kind == "country":
            return 0.5
        if x.is_area:
            return 2.5 if cls == "disaster" else 2.0 if x.kind != "admin1" else 1.5
        return 2.5 if x.population >= LARGE and cls in ROUTINE else 3.0
    big, small = (x, y) if contains(x, y) else (y, x) if contains(y, x) else (None, None)
    if big is None or small is None:
        near = distance_km(x, y) <= CLOSE_KM and not (x.is_area or y.is_area)
        return 1.5 if near and (x.population == 0 or y.population == 0 or cls == "disaster") else NEVER
    if big.kind == "country":
        return 1.0 if cls == "disaster" else -1.0
    if big.is_area:
        return 2.0 if cls == "disaster" else 1.0 if big.kind == "admin1" else 1.5
    return 2.5


def _within(a: Record, b: Record) -> float:
    x, y = getattr(a, "within_km", None), getattr(b, "within_km", None)
    if x and y:
        return 0.5 if max(x, y) <= 1.4 * min(x, y) else NEVER
    return 0.0


def _casts(a: Told, b: Told) -> float:
    against = [_agree(a.agents, b.agents), _agree(a.targets, b.targets)]
    if NEVER in against and a.cls in ("battle", "violence") and a.type not in ("capture", "advance"):
        return _agree((*a.agents, *a.targets), (*b.agents, *b.targets))  # in a clash either may stand first
    if against[1] == NEVER and a.list == "event":
        against[1] = -1.5
    return sum(against)


def _agree(a: tuple[Actor, ...], b: tuple[Actor, ...]) -> float:
    """Whether two casts may be one: a point for a shared name, nothing where one is silent or nobody in particular."""
    if not a or not b:
        return 0.0
    if {x.name for x in a} & {x.name for x in b}:
        return 0.5
    sides = [{bloc(x.side) for x in found if x.side} for found in (a, b)]
    if sides[0] & sides[1]:
        return 0.25
    states = [
        {x.country for x in found if x.country and x.kind in ("state", "army", "government", "police")}
        for found in (a, b)
    ]
    if states[0] & states[1]:
        return 0.25
    if sides[0] and sides[1]:
        return NEVER
    return 0.0 if all(map(vague, a)) or all(map(vague, b)) else NEVER


def vague(actor: Actor) -> bool:
    """Return whether an actor is nobody in particular: "gunmen", "Syrian rebels", "villagers"."""
    last = actor.name.rsplit(maxsplit=1)[-1].casefold()
    return (
        actor.name in GENERIC_NAMES or last in roster.forces() or last in roster.groups() or actor.kind == "civilians"
    )


def _counted(a: Told, b: Told) -> float:
    """Points for figures: the same number is seldom chance; far apart they are of two events."""
    found = 0.0
    early, late = (a, b) if a.published <= b.published else (b, a)
    for f in early.figures:
        for g in late.figures:
            if f.metric != g.metric or f.unit != g.unit:
                continue
            if f.value == g.value and "order" not in (f.qualifier, g.qualifier):
                found += 2.0 if f.value >= 5 else 0.5
                continue
            (low, high), (least, most) = _range(f), _range(g)
            if max(low, least) <= min(high, most):
                found += 0.25
            elif f.metric in PEOPLE:
                far = max(low, least) > MANY_TIMES * max(min(high, most), 3)
                found -= 2.0 if far else 0.75 if most < low else 0.25  # a toll rises, it seldom falls
    return max(-2.5, min(found, 2.5))


def _range(f: Figure) -> tuple[float, float]:
    """Return between what the number lies: "dozens", "at least 12"."""
    if f.qualifier == "order" or f.max:
        return f.value, f.max or f.value
    low = {"approx": 0.8, "at_most": 1 / MANY_TIMES}.get(f.qualifier, 1.0)
    high = {"approx": 1.2, "at_least": MANY_TIMES}.get(f.qualifier, 1.0)
    return low * f.value, high * f.value


def _worded(a: Told, b: Told) -> float:
    """Points for words that both use beyond names, and against two kinds of building."""
    if a.sites and b.sites and not a.sites & b.sites:
        return -1.5
    shared = a.words & b.words - _common()
    return min(1.5, 0.25 * len(shared)) + (0.5 if a.sites & b.sites else 0.0)


def _flight(a: Told, b: Told, x: Displacement, y: Displacement) -> float:
    """Counts of people: the same kind, ends and number; other numbers stay side by side."""
    ends = [(x.origins, y.origins), (x.destinations, y.destinations)]
    if any(p and q and not ids(p) & ids(q) for p, q in ends):
        return NEVER
    shared = sum(bool(ids(p) & ids(q)) for p, q in ends)
    alike = a.type == b.type or {a.type, b.type} == {"flight", "influx"}
    f, g = x.figure, y.figure
    if f is None or g is None:
        both = alike and f is g and shared and shared == sum(bool(p or q) for p, q in ends)
        return SAME if both and _times(a, b) >= 1.0 else NEVER
    if (f.value, f.max, f.unit, f.metric) != (g.value, g.max, g.unit, g.metric):
        return NEVER
    scopes = [z.scope.id if z.scope else "" for z in (f, g)]
    if not shared and (scopes[0] != scopes[1] or x.origins or y.origins or x.destinations or y.destinations):
        return NEVER
    voices = {r.source.name if r.source else "" for r in (x, y)}
    one_voice = len(voices) == 1 and voices != {""}
    if f.qualifier == "order" and alike and shared and _times(a, b) >= (1.0 if shared == 2 else 1.5):
        return SAME
    if not one_voice and (f.qualifier == "order" or not alike):
        return NEVER
    # What is so many by now is told for weeks; how many went that day is not.
    lasting = "stock" in (f.measure, g.measure, a.type, b.type) or (a.last - a.first).days > 2
    close = abs((a.published - b.published).days) <= DAYS["stock" if lasting else "flow"]
    return SAME if close and (one_voice or _overlap(a, b)) else NEVER


def _overlap(a: Told, b: Told) -> bool:
    return a.first <= b.last and b.first <= a.last


def _places(record: Record) -> tuple[Place, ...]:
    if isinstance(record, Event | Control):
        return record.places
    return (*record.origins, *record.destinations)


def _figures(record: Record) -> tuple[Figure, ...]:
    if isinstance(record, Event):
        return record.figures
    return (record.figure,) if isinstance(record, Displacement) and record.figure else ()


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("lexicon/sameness.csv", "set", "word"):
        found.setdefault(row["set"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in found.items()}


@cache
def _sites() -> Mapping[str, str]:
    """Kinds of building or spot by word."""
    return {word: name for name, words in _sets().items() if name.startswith("site:") for word in words}


@cache
def _common() -> frozenset[str]:
    """Beginnings of words that every report has: who says so, that people died, when."""
    said = {w for row in table("lexicon/speech.csv", "verb") for w in row["verb"].split()}
    return frozenset(w[:6] for w in said | _sets()["common"])
