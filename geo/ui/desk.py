"""The analyst's desk: what the frame asks to be done, and what is kept beside the situation.

What is decided is kept by the store; this module finds what a decision is about, checks what the browser sent, and tells both
analysts when two decide on one thing.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import events, review, strings
from geo.errors import Conflict, GeoError, StoreError
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.strings import say
from geo.ui import asked as checked
from geo.ui import kept as library
from geo.ui import scenes, told
from geo.ui.channel import Made
from geo.ui.shown import Shown, queue

if TYPE_CHECKING:  # see geo.ui.kept
    from geo.store import Store
    from geo.store.entries import Decision

NOBODY = "analyst"
"""Whom decisions are kept under while nobody has given a name."""
LISTED = 200
"""Decisions that the frame is told of, the newest."""
PLAIN = ("confirm", "reject", "edit", "sensitive", "note", "merge", "split")
"""Kinds of decision on a record beside its places."""


@dataclass(frozen=True)
class Now:
    """What the page shows while the analyst acts."""

    shown: Shown
    ready: Made
    choice: str

    @cached_property
    def links(self) -> review.Links:
        """The reports behind what is shown, nothing blurred."""
        with Gazetteer.open(Settings()) as gazetteer:
            return review.Links(self.shown.gathered(gazetteer).extractions)

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """The records that are shown, by id."""
        return {r["id"]: r for r in self.ready.collection()["records"]}


@dataclass
class Session:
    """What a session knows of its analyst.

    ``own`` are the batches that were decided in it, ``undone`` those that it took back, the last of which comes first when it
    decides again; ``seen`` the number of the last step that each desk told of.
    """

    author: str = ""
    own: set[str] = field(default_factory=set)
    undone: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    told: tuple[object, dict[str, Any]] | None = None


Act = Callable[[Now, Mapping[str, Any]], Mapping[str, Any]]
ACTS: dict[str, Act] = {}
"""What may be asked for, by name; modules of this folder add theirs."""


def act(name: str) -> Callable[[Act], Act]:
    """Register an act."""

    def add(does: Act) -> Act:
        ACTS[name] = does
        return does

    return add


def perform(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do what the frame asks and return the answer; what fails is a sentence under ``error``, and nothing is lost."""
    does = ACTS.get(asked["do"])
    if does is None:
        return {"error": say("desk.unknown", name=asked["do"])}
    try:
        return does(now, asked)
    except Conflict as e:
        return {"error": str(e), "theirs": getattr(e.theirs, "body", None), "version": getattr(e.theirs, "version", 0)}
    except GeoError as e:
        return {"error": str(e)}
    except Exception as e:
        if type(e).__module__.startswith("streamlit"):
            raise
        logging.getLogger(__name__).error("an act failed", exc_info=e)
        return {"error": say("desk.fault", name=asked["do"])}


def session() -> Session:
    """Return what this session knows of its analyst."""
    if "desk" not in st.session_state:
        st.session_state["desk"] = Session(author=Settings().author)
    return st.session_state["desk"]


# ------------------------------------------------------------------------------------------------------------ kept


def kept(now: Now, wants: frozenset[str]) -> dict[str, Any]:
    """Return what the frame is told beside the situation; ``version`` names its content.

    It does not wait for the store's libraries where nothing is decided.
    """
    mine = session()
    decided = library.decided()
    briefing = scenes.kept(now.choice) if library.door().is_open else None
    queued = "queue" in wants
    names = (
        now.choice, now.ready.version, decided, mine.author, tuple(mine.undone[-1:]), briefing and briefing["version"], queued,
        strings.language(),
    )  # fmt: skip
    if mine.told is not None and mine.told[0] == names:
        return mine.told[1]
    steps: Sequence[Decision] = ()
    trouble = ""
    if decided != library.UNDECIDED:
        try:
            steps = library.door().open().decisions(include_undone=True, articles=now.shown.ids)
        except StoreError as e:
            trouble = str(e)
    version = hashlib.sha256(repr(names).encode("utf-8", "replace")).hexdigest()[:16]
    content: dict[str, Any] = {
        "version": version,
        "author": mine.author,
        "can": _can(steps, mine, now),
        "decisions": [told.row(d, _hidden(now, steps)) for d in reversed(_listed(steps, now))],
        "briefing": briefing and scenes.seen(briefing, now.ready.veil),
        "choices": _choices(now.ready),
        **({"trouble": trouble} if trouble else {}),
        **({"queue": queue(now.shown, now.ready)} if queued else {}),
    }
    mine.seen[version] = max((d.version for d in steps), default=0)
    mine.told = (names, content)
    return content


def _of_here(steps: Iterable[Decision], now: Now) -> list[Decision]:
    """Return the steps on what is shown: drawings of other theatres are not."""
    return [
        d
        for d in steps
        if d.article is not None or d.body.get("theatre") in (None, now.ready.theatre) or d.kind == "undo"
    ]


def _listed(steps: Sequence[Decision], now: Now) -> list[Decision]:
    return [d for d in _of_here(steps, now) if d.kind != "undo" and not d.undone][-LISTED:]


def _hidden(now: Now, steps: Iterable[Decision]) -> frozenset[str]:
    """Return the ids of records of which nothing is told that gives their place away."""
    blurred = {d.target for d in steps if d.kind == "sensitive" and not d.undone and d.body.get("on", True)}
    return now.ready.blurred | blurred


def _can(steps: Sequence[Decision], mine: Session, now: Now) -> dict[str, str | None]:
    hidden = _hidden(now, steps)
    batches = told.standing(_of_here(steps, now))
    last = next(reversed(batches), None)
    back = [d for d in steps if mine.undone and d.batch == mine.undone[-1] and d.kind != "undo"]
    return {
        "undo": told.batch(batches[last], hidden) if last else None,
        "redo": told.batch(back, hidden) if back else None,
    }


def _choices(ready: Made) -> dict[str, Any]:
    """Return what a form lets choose from."""
    types: dict[str, list[list[str]]] = {}
    for (of, name), kind in events.metadata.event_types().items():
        types.setdefault(of, []).append([name, kind.label])
    states = types.pop("control", [])
    named = {s.id: s.label for s in events.metadata.sides(ready.theatre).values()} | dict(ready.sides)
    return {
        "types": types,
        "states": states,
        "statuses": [[s, say(f"status.{s}")] for s in ("asserted", "claimed", "forecast", "historical", "denied")],
        "sides": [list(pair) for pair in named.items()],
    }


# ------------------------------------------------------------------------------------------------------------ acts


@act("author")
def _author(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the name of who decides, for this session."""
    del now
    session().author = " ".join(checked.text(asked, "name", most=checked.LONGEST_LINE).split())
    return {}


@act("decide")
def _decide(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Decide, all of it at once or nothing."""
    checked.sized(dict(asked))
    reason = checked.text(asked, "reason")
    with Gazetteer.open(Settings()) as gazetteer:
        steps = [step for one in checked.items(asked, "items") for step in _steps(now, one, gazetteer)]
        steps = _once(steps)
        store = library.door().open()
        _stored(now, {target for target, _, _ in steps}, store, gazetteer)
    return _keep(now, store, steps, reason)


def _steps(now: Now, one: Mapping[str, Any], gazetteer: Gazetteer) -> list[review.Step]:
    """Return the steps of one decision."""
    kind, body = one.get("kind"), checked.members(one, "body")
    target = checked.record(one, "target")
    if kind == "draw":
        return [(target, "draw", {"gone": True} if body.get("removed") is True else dict(body))]
    shown = review.Shown.of(list(now.records.values()), now.links)
    _known(now, shown, target)
    if kind == "place":
        return _place(now, shown, target, body, gazetteer)
    if kind not in PLAIN:
        raise checked.refuse("kind")
    if kind == "merge":
        body = {"with": checked.records(body, "with")}
        for other in body["with"]:
            _known(now, shown, other)
    if kind == "split" and len(shown.groups[target]) < 2:
        raise checked.Refused(say("desk.not_joined"))
    return shown.steps(target, kind, body)


def _known(now: Now, shown: review.Shown, target: str) -> None:
    if target in shown.groups:
        return
    key = "desk.a_row" if target in now.records else "desk.gone"
    raise checked.Refused(say(key))


def _place(
    now: Now, shown: review.Shown, target: str, body: Mapping[str, Any], gazetteer: Gazetteer
) -> list[review.Step]:
    if target in now.ready.blurred:
        raise checked.Refused(say("desk.blurred"))
    role, old = body.get("role"), checked.place_id(body, "from")
    if role not in ("places", "origins", "destinations", "via"):
        raise checked.refuse("role")
    surface = checked.text(body, "surface", most=checked.LONGEST_LINE) or None
    everywhere = checked.yes(body, "everywhere", True)
    learn = checked.yes(body, "learn", everywhere)
    spots = [s for i in shown.groups[target] for s in now.links.spots(i)]
    spot = next((s for s in spots if s.role == role and (s.place.id if s.place else None) == old), None)
    if spot is None and old is not None:
        raise checked.Refused(say("desk.moved"))
    surface = surface if spot is None or surface is None else spot.surface
    place = _chosen(now, spots, role, old, surface, checked.members(body, "place"), gazetteer)
    if place["id"] == old:  # where it stands is where it belongs
        return shown.steps(target, "confirm", {})
    return shown.moves(target, str(role), old, surface, place, everywhere=everywhere, learn=learn)


def _chosen(
    now: Now,
    spots: Sequence[review.Spot],
    role: object,
    old: str | None,
    surface: str | None,
    given: Mapping[str, Any],
    gazetteer: Gazetteer,
) -> dict[str, Any]:
    """Return the place that the analyst means: a candidate by its number or id, one of the index, or a point of the map."""
    if "candidate" in given:
        return _numbered(now, spots, role, old, int(checked.number(given, "candidate", 1, 99)), surface)
    place_id = checked.place_id(given, "id")
    if place_id is not None and not place_id.startswith(told.POINT):
        named = (c.place for s in spots for c in s.candidates)
        place = next((p for p in named if p.id == place_id), None) or gazetteer.place(place_id)
        if place is None:
            raise checked.Refused(say("desk.no_place"))
        return review.plain(place)
    lat, lon = checked.number(given, "lat", -90, 90), checked.number(given, "lon", -180, 180)
    near = next((p for _, p in gazetteer.near(lat, lon, within_km=100, limit=1)), None)
    name = checked.text(given, "name", most=checked.LONGEST_LINE) or surface or f"{lat:.3f}, {lon:.3f}"
    kind = given.get("kind", "settlement")
    if not isinstance(kind, str):
        raise checked.refuse("kind")
    return {
        "id": f"{told.POINT}{lat:.4f},{lon:.4f}", "name": name, "kind": kind, "lat": lat, "lon": lon,
        "country": near.country if near else None, "admin1": near.admin1 if near else None,
        "precision_km": checked.number(given, "precision_km", 0, 20_000, 0),
    }  # fmt: skip


def _numbered(
    now: Now, spots: Sequence[review.Spot], role: object, old: str | None, n: int, surface: str | None
) -> dict[str, Any]:
    """Return the candidate that stands under a number in the queue."""
    spot = next(
        (
            s
            for s in spots
            if s.role == role and (s.place.id if s.place else None) == old and (old or s.surface == surface)
        ),
        None,
    )
    found = [c.place for c in spot.candidates] if spot else []
    if spot and not found:
        found = [t.place for t in now.links.named(spot.report.id) if t.place]
    if not 0 < n <= len(found):
        raise checked.Refused(say("desk.no_candidate", n=n))
    return review.plain(found[n - 1])


def _once(steps: Sequence[review.Step]) -> list[review.Step]:
    """Return the steps without those that are there twice."""
    out: list[review.Step] = []
    for step in steps:
        if step not in out:
            out.append(step)
    return out


def _stored(now: Now, targets: set[str], store: Store, gazetteer: Gazetteer) -> None:
    """Put the given articles that are decided on into the library, as they were read."""
    if now.shown.stored != ():
        return
    wanted = {now.links.article_of(i) for i in targets if i in now.links.reports}
    lacking = wanted - {e.id for e in store.library(ids=sorted(wanted), limit=len(wanted))} if wanted else set()
    if not lacking:
        return
    from geo.store import rules

    articles = tuple(a for a in now.shown.articles if a.id in lacking)
    alone = replace(now.shown, articles=articles, data=())
    read = alone.read(gazetteer, now.shown.learnt())
    store.add_all([(e, say("desk.origin")) for e in read], rules=rules.version())


def _keep(now: Now, store: Store, steps: Sequence[review.Step], reason: str) -> Mapping[str, Any]:
    """Store steps in one batch, unless they stand already; what somebody else decided since is not decided over unseen."""
    mine = session()
    before = store.decisions(include_undone=True, articles=now.shown.ids)
    last = {d.target: d for d in before if d.kind != "undo" and not d.undone}
    there = [last.get(target) for target, _, _ in steps]
    if all(
        d is not None and (d.kind, dict(d.body)) == (kind, body)
        for d, (_, kind, body) in zip(there, steps, strict=True)
    ):
        return {"batch": there[0].batch if there[0] else "", "words": told.batch([d for d in there if d]), "moved": 0}
    seen = mine.seen.get(st.session_state["link"].desk or "", 0) if "link" in st.session_state else 0
    known = [d for d in before if d.version <= seen or d.batch in mine.own]
    expected = {target: max((d.version for d in known if d.target == target), default=0) for target, _, _ in steps}
    try:
        made = store.decide_all(steps, author=mine.author or NOBODY, reason=reason, expected=expected)
    except Conflict as e:
        theirs = e.theirs
        told_of = [told.row(theirs, now.ready.blurred)] if theirs is not None and hasattr(theirs, "kind") else []  # type: ignore[arg-type]
        return {"error": say("desk.conflict"), "theirs": told_of, "version": getattr(theirs, "version", 0)}
    mine.own.add(made[0].batch)
    mine.undone.clear()
    moved = len({d.target for d in made if d.kind == "place"})
    return {"batch": made[0].batch, "words": told.batch(made, _hidden(now, made)), "moved": moved}


@act("undo")
def _undo(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a batch back: the given one, or the last that stands on what is shown."""
    given = checked.text(asked, "batch", most=64)
    if library.decided() == library.UNDECIDED:
        raise checked.Refused(say("desk.nothing_to_undo"))
    store = library.door().open()
    steps = store.decisions(include_undone=True, articles=now.shown.ids)
    batches = told.standing(_of_here(steps, now))
    batch = given or next(reversed(batches), "")
    if batch not in batches:
        raise checked.Refused(say("desk.nothing_to_undo"))
    mine = session()
    taken = store.undo_all(batch, author=mine.author or NOBODY)
    mine.own.add(taken[0].batch)
    mine.undone.append(batch)
    return {"batch": batch, "words": say("desk.undone", words=told.batch(batches[batch], _hidden(now, steps)))}


@act("redo")
def _redo(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Decide again what this session took back last."""
    del asked
    mine = session()
    if not mine.undone:
        raise checked.Refused(say("desk.nothing_to_redo"))
    made = library.door().open().redo(mine.undone[-1], author=mine.author or NOBODY)
    mine.undone.pop()
    mine.own.add(made[0].batch)
    return {"batch": made[0].batch, "words": say("desk.redone", words=told.batch(made, _hidden(now, made)))}


@act("look")
def _look(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the item of any record that is shown."""
    target = checked.record(asked, "record")
    for item in queue(now.shown, now.ready):
        if item["record"] == target:
            return {"item": item}
    with Gazetteer.open(Settings()) as gazetteer:
        found = now.shown.gathered(gazetteer)
        lookup = partial(review.named, gazetteer=gazetteer, theatre=now.ready.theatre)
        made = review.item(now.ready.collection(), found.blurred, target, apart=found.review.apart, lookup=lookup)
    if made is None:
        raise checked.Refused(say("desk.a_row" if target in now.records else "desk.gone"))
    return {"item": made}
