"""Several wars on one map: a side's id of one war is not taken for the same id of another.

Side ids are those of a theatre: "government" in Syria and in DR Congo are two sides. On a map of several theatres
the sides of all but the main one are written "CD:government". A side that two theatres share (Russia in articles
that point to Ukraine or to Russia) stays one side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from geo.events import metadata
from geo.model import Actor, Control, Displacement, Event, Evidence, Extraction, Movement

COMMON = frozenset({"government", "opposition", "resistance"})
"""Ids that are common nouns: equal ids and labels in two theatres still are two sides."""

NO_PARTY = "other"
"""Side of data/sides.csv that gathers whoever fits nowhere else: they are no party to a front, in any war."""

M = TypeVar("M", Event, Displacement, Movement, Control)


def ranked(extractions: Sequence[Extraction]) -> list[str]:
    """Return the theatres of articles, that of most articles first."""
    votes = Counter(e.theatre for e in extractions if e.theatre)
    return sorted(votes, key=lambda t: (-votes[t], t))


def told_apart(extractions: Sequence[Extraction], first: Sequence[str] = ()) -> list[Extraction]:
    """Return the extractions with side ids that hold across all of their theatres; of one theatre, as they are.

    ``first`` are theatres that go before the others, whatever their numbers.
    """
    order = list(dict.fromkeys((*first, *ranked(extractions))))
    if len(order) < 2:
        return list(extractions)
    return [e if e.theatre in (None, order[0]) else _renamed(e, e.theatre, order) for e in extractions]


def split(side: str) -> tuple[str | None, str]:
    """Return the theatre that an id names, if any, and the id within it.

    >>> split("CD:government"), split("government")
    (('CD', 'government'), (None, 'government'))
    """
    theatre, colon, own = side.partition(":")
    return (theatre, own) if colon else (None, side)


def war(side: str) -> str | None:
    """Return what tells the wars of two sides apart: the theatre that the id names, None for the main one."""
    return split(side)[0]


def bloc(side: str) -> str:
    """Return who fights together: "opposition.sna" is a side of its own in the bloc "opposition".

    Sides of one bloc keep their own colours; no front runs between them.

    >>> bloc("CD:opposition.sna"), bloc("government")
    ('CD:opposition', 'government')
    """
    home, own = split(side)
    first = own.partition(".")[0]
    return f"{home}:{first}" if home else first


def _id(side: str, theatre: str, order: Sequence[str]) -> str:
    if side == NO_PARTY:
        return side
    home = next((t for t in order if t == theatre or _shared(side, t, theatre)), theatre)
    return side if home == order[0] else f"{home}:{side}"


def _shared(side: str, a: str, b: str) -> bool:
    """Whether an id means one side in two theatres: it is a name, and both tables call it by the same name."""
    here, there = metadata.sides(a).get(side), metadata.sides(b).get(side)
    if here is None or there is None or side in COMMON:
        return False
    return here.label.partition(" and ")[0] == there.label.partition(" and ")[0]


def _renamed(e: Extraction, theatre: str, order: Sequence[str]) -> Extraction:
    def actor(a: Actor) -> Actor:
        return replace(a, side=_id(a.side, theatre, order)) if a.side else a

    def actors(found: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(actor(a) for a in found)

    def evidence(x: Evidence) -> Evidence:
        return replace(x, speaker=actor(x.speaker)) if x.speaker else x

    def said(r: M) -> M:
        source = actor(r.source) if r.source else None
        return replace(r, source=source, evidence=tuple(evidence(x) for x in r.evidence))

    return replace(
        e,
        events=tuple(replace(said(r), agents=actors(r.agents), targets=actors(r.targets)) for r in e.events),
        displacements=tuple(said(r) for r in e.displacements),
        movements=tuple(replace(said(r), agents=actors(r.agents)) for r in e.movements),
        controls=tuple(replace(said(r), holders=actors(r.holders)) for r in e.controls),
    )


def party(actor: Actor) -> str:
    """Return what tells opponents apart: the bloc of its side, or the name of an actor of no known side."""
    return bloc(actor.side) if actor.side and actor.side != NO_PARTY else actor.name


def sides_of(found: Iterable[Actor]) -> tuple[str, ...]:
    """Return the known sides of actors, each once, in order."""
    return tuple(dict.fromkeys(a.side for a in found if a.side and a.side != NO_PARTY))
