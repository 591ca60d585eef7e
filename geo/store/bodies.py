"""What a decision says: whether it fits the record that it is about, and the values that it sets there."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from geo import geometry
from geo.errors import GeometryError, StoreError
from geo.model import AREA_KINDS, Actor, ControlState, Figure, Place, Status, TimeSpan
from geo.store import codec

ROLES = ("places", "origins", "destinations", "via")
"""Fields of records that hold places."""
CASTS = ("agents", "targets", "holders")
"""Fields of records that hold actors."""
EDITABLE: dict[str, Any] = {
    "status": Status, "type": str, "kind": str, "state": ControlState, "time": TimeSpan | None, "as_of": TimeSpan | None,
    "figure": Figure | None, "figures": tuple[Figure, ...], **dict.fromkeys(CASTS, tuple[Actor, ...]),
}  # fmt: skip
"""Fields that a decision of the kind "edit" may set, and what they hold."""
PLACE_KINDS = AREA_KINDS | {"settlement", "river", "road", "bridge", "facility", "camp"}
"""Kinds of place that can be drawn."""
LONGEST_NAME, LONGEST_TEXT = 200, 10_000
MOST = 200
"""Records, actors or figures that one decision may name."""
_WORD = re.compile(r"[a-z][a-z0-9_ -]{0,40}")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """The record that a decision is about: its kind ("event"), None for a whole article, and its article's theatre."""

    kind: str | None
    theatre: str | None = None

    @property
    def fields(self) -> frozenset[str]:
        """Names of what such a record has."""
        return frozenset(f.name for f in dataclasses.fields(codec.KINDS[self.kind])) if self.kind else frozenset()


def check(about: About, kind: str, body: Mapping[str, Any]) -> None:
    """Refuse a decision that says nothing, or could not be applied to its record.

    Raises
    ------
    StoreError
    """
    if kind == "note":
        text = body.get("text", "")
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise StoreError(f"a note is a text of at most {LONGEST_TEXT:,} characters")
    elif kind == "sensitive" and not isinstance(body.get("on", True), bool):
        raise StoreError(f"sensitive is on or off: true or false, not {body['on']!r:.40}")
    elif kind == "edit":
        _edit(about, body)
    elif kind == "place":
        _place(about, body)


def ids(body: Mapping[str, Any], name: str) -> list[str]:
    """Return the ids of other records that a decision names.

    Raises
    ------
    StoreError
        If there are none, or too many.
    """
    raw = body.get(name)
    found = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ()
    if not found and name == "from":
        raise StoreError(
            "nothing to take it apart from: what one article tells in several sentences is one record; edit or reject it"
        )
    if not found or len(found) > MOST or not all(isinstance(i, str) for i in found):
        raise StoreError(f"“{name}” needs the ids of 1 to {MOST} other records")
    return list(dict.fromkeys(found))


def set_by(body: Mapping[str, Any], theatre: str | None, cast: Iterable[Actor] = ()) -> dict[str, Any]:
    """Return the fields that an edit sets, as records hold them; actors of ``cast`` are known by their names."""
    known = {a.name: a for a in cast}
    return {n: _field(n, v, theatre, known) for n, v in body.items()}


def chosen(body: Mapping[str, Any], author: str) -> Place:
    """Return the place that an analyst chose, saying so in its source."""
    raw = body.get("place")
    if not isinstance(raw, Mapping):
        raise StoreError("a place needs at least id, name, kind, lat and lon")
    place: Place = codec.convert_plain(raw, Place)
    by = f"chosen by {author}" if author else "chosen by an analyst"
    return dataclasses.replace(place, source=f"{by} ({place.source})" if place.source else by)


def _place(about: About, body: Mapping[str, Any]) -> None:
    able = [n for n in ROLES if n in about.fields]
    if body.get("role") not in able:
        raise StoreError(f"a place needs its role in the record: {', '.join(able)}")
    if not isinstance(body.get("from"), str | None):
        raise StoreError("“from” is the id of the place that stood there, or null")
    place = chosen(body, "")
    if not place.id.strip() or not place.name.strip() or max(len(place.id), len(place.name)) > LONGEST_NAME:
        raise StoreError(f"a place needs an id and a name of at most {LONGEST_NAME} characters")
    if place.kind not in PLACE_KINDS:
        raise StoreError(f"{place.kind!r:.60} is no kind of place; choose from {', '.join(sorted(PLACE_KINDS))}")
    if not 0 <= place.precision_km <= 20_000:
        raise StoreError(f"{place.precision_km} km: the doubt about a point is 0 km or more")
    if place.geometry is not None:
        try:
            geometry.from_geojson(place.geometry)
        except GeometryError as e:
            raise StoreError(f"the outline of {place.name!r:.60}: {e}") from e
    for name in ("everywhere", "learn"):
        if not isinstance(body.get(name, False), bool):
            raise StoreError(f"“{name}” is true or false, not {body[name]!r:.40}")
    surface = body.get("surface", "")
    if not isinstance(surface, str) or len(surface) > LONGEST_NAME:
        raise StoreError(f"“surface” is the name as the article has it, of at most {LONGEST_NAME} characters")
    if body.get("learn") and not surface.strip():
        raise StoreError("to learn a name, say which: “surface” is the name as the article has it")


def _edit(about: About, body: Mapping[str, Any]) -> None:
    able = [n for n in EDITABLE if n in about.fields]
    wrong = [n for n in body if n not in able]
    if wrong or not body:
        shown = ", ".join(f"{n!s:.40}" for n in wrong)
        raise StoreError(f"{shown or 'nothing'}: cannot be edited here; choose from {', '.join(able)}")
    for name, value in body.items():
        if name in CASTS:
            _cast(name, value, about.theatre)
        made = _field(name, value, about.theatre, {})
        if name in ("type", "kind", "state"):
            _known(str(about.kind), made)
        for figure in made if name == "figures" else [made] if name == "figure" and made else []:
            _countable(figure)
        if name in ("time", "as_of") and made is not None:
            _sound(made, name)


def _field(name: str, value: Any, theatre: str | None, known: Mapping[str, Actor]) -> Any:
    """Return the value of an edited field as records hold it."""
    try:
        if name in CASTS:
            return tuple(_actor(x, theatre, known) for x in value)
        if name in ("time", "as_of") and isinstance(value, str):
            return _span(value)
        return codec.convert_plain(value, EDITABLE[name])
    except (StoreError, TypeError, LookupError) as e:
        raise StoreError(f"{name} cannot be {value!r:.80}: {e}") from e


def _span(text: str) -> TimeSpan:
    """Return the days of "2024-12-05" or "2024-12-05/2024-12-07"; either end may be open."""
    first, _, last = text.partition("/")
    try:
        start, end = (date.fromisoformat(d) if d else None for d in (first, last if "/" in text else first))
    except ValueError:
        raise StoreError("expected a day (2024-12-05) or two with a slash (2024-12-05/2024-12-07)") from None
    return TimeSpan(start=start, end=end)


def _sound(span: TimeSpan, name: str) -> None:
    if span.start is None and span.end is None:
        raise StoreError(f"{name}: neither a first nor a last day; write null where none is stated")
    if span.start and span.end and span.start > span.end:
        raise StoreError(f"{name}: {span.start} lies after {span.end}; put the earlier day first")


def _countable(figure: Figure) -> None:
    if not _WORD.fullmatch(figure.metric):
        raise StoreError(f"{figure.metric!r:.60} is nothing that is counted; write killed, wounded, displaced …")
    if not math.isfinite(figure.value) or figure.value < 0:
        raise StoreError(f"{figure.metric} {figure.value}: expected a number from 0 on")
    if figure.max is not None and not figure.value <= figure.max < math.inf:
        raise StoreError(f"{figure.metric} {figure.value} to {figure.max}: the second number is the larger one")


def _cast(name: str, value: Any, theatre: str | None) -> None:
    """Refuse actors without a name, or of sides that the article's theatre does not have."""
    from geo.events.metadata import sides
    from geo.situation.theatres import split

    if not isinstance(value, list | tuple) or len(value) > MOST:
        raise StoreError(f"{name} are a list of at most {MOST}: name, and side where it is known")
    for x in value:
        who = x.get("name") if isinstance(x, Mapping) else None
        if not isinstance(who, str) or not who.strip() or len(who) > LONGEST_NAME:
            raise StoreError(f"{name}: each needs a name of at most {LONGEST_NAME} characters")
        side = x.get("side")
        there = sides(theatre)
        if side and (not isinstance(side, str) or split(side)[1] not in there):
            raise StoreError(f"{side!r:.60} is no side here; choose from {', '.join(there)}")


def _actor(raw: Mapping[str, Any], theatre: str | None, known: Mapping[str, Actor]) -> Actor:
    """Return an actor by the name that somebody wrote: of the record, of our tables, else as it is written.

    Side "" says that it is on none; without a side it is that of the tables.
    """
    # These bring the rules of reading along, which other decisions need not wait for.
    from geo.events.metadata import sides
    from geo.situation.theatres import split

    name = raw["name"].strip()
    found = known.get(name) or _of_tables(name, theatre)
    side = raw.get("side")
    if side is None:
        return found
    own = split(side)[1]
    return dataclasses.replace(found, side=own if own in sides(theatre) else None)


def _of_tables(name: str, theatre: str | None) -> Actor:
    from geo.events import roster
    from geo.events.tokens import tokenise

    parts = tuple(t.text.replace("’", "'").casefold() for t in tokenise(name))
    for words, canonical in roster.aliases().get(parts[0], ()) if parts else ():
        if tuple(w.casefold() for w in words) == parts:
            return roster.from_row(canonical, theatre)
    country = roster.countries().get(name.lower())
    if country:
        return roster.state(country, theatre)
    last = parts[-1] if parts else ""
    kind = roster.forces().get(last) or roster.organisation_nouns().get(last.title(), "")
    return roster.make(name, kind, None, theatre)


def _known(kind: str, name: str) -> None:
    """Refuse a type of record that nobody could draw."""
    from geo.events.metadata import event_types

    known = {type_ for of, type_ in event_types() if of == kind}
    if name not in known:
        raise StoreError(f"{name!r:.60} is no type of {kind}; choose from {', '.join(sorted(known))}")
