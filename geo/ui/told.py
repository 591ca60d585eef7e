"""What people decided, in a line each: what the desk lists, and what its undo says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geo import review
from geo.errors import GeometryError
from geo.model import Place
from geo.strings import say, table

if TYPE_CHECKING:
    from geo.store.entries import Decision

POINT = "point:"
"""Begins the id of a place that somebody picked on the map."""
LONGEST = 160
"""Characters of a note in such a line."""


def words(d: Decision, *, hidden: bool = False) -> str:
    """Return a decision in a line; of a ``hidden`` record without a word of where it lies."""
    if d.kind == "place":
        place = _place(d.body.get("place"))
        if hidden or place is None:
            return say("desk.did_place_hidden")
        if place.id.startswith(POINT):
            return say("desk.did_point", name=place.name, lat=f"{place.lat:.3f}", lon=f"{place.lon:.3f}")
        key = "desk.did_place" if d.body.get("surface") else "desk.did_place_new"
        return say(key, surface=d.body.get("surface"), name=place.name, words=review.words(place))
    if d.kind == "edit":
        names = (say(f"desk.field_{n}") if f"desk.field_{n}" in table() else n for n in d.body)
        return say("desk.did_edit", fields=", ".join(names))
    if d.kind == "sensitive":
        return say("desk.did_blur" if d.body.get("on", True) else "desk.did_unblur")
    if d.kind == "note":
        return say("desk.did_note", text=" ".join(str(d.body.get("text", "")).split())[:LONGEST] if not hidden else "…")
    if d.kind == "merge":
        return say("desk.did_merge", n=len(d.body.get("with", ())))
    if d.kind == "draw":
        gone = not d.body or d.body.get("gone") or d.body.get("removed")
        return say(
            "desk.did_erase" if gone else f"desk.did_draw_{'front' if d.body.get('shape') == 'front' else 'area'}"
        )
    return say(f"desk.did_{d.kind}")


def batch(found: Sequence[Decision], hidden: Collection[str] = ()) -> str:
    """Return what was decided at once in a line: its first step, and of how many records."""
    first = found[0]
    text = words(first, hidden=bool({first.target, first.record} & set(hidden)))
    records = len({d.record or d.target for d in found if d.kind == first.kind})
    return say("desk.did_several", words=text, n=records) if records > 1 else text


def standing(steps: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Return the batches of which something stands, in the order made, with what stands of them."""
    found: dict[str, list[Decision]] = {}
    for d in steps:
        if d.kind != "undo" and not d.undone:
            found.setdefault(d.batch, []).append(d)
    return found


def row(d: Decision, hidden: Collection[str]) -> dict[str, Any]:
    """Return a decision as the browser lists it."""
    secret = bool({d.target, d.record} & set(hidden))
    return {
        "id": d.id, "batch": d.batch, "target": d.target, "record": d.record, "kind": d.kind,
        "words": words(d, hidden=secret), "author": d.author, "at": d.at.isoformat(timespec="seconds"),
        "reason": "" if secret else d.reason, "quote": "" if secret else d.quote,
    }  # fmt: skip


def _place(raw: Any) -> Place | None:
    if not isinstance(raw, Mapping):
        return None
    try:
        return Place(
            **{k: raw[k] for k in ("id", "name", "kind", "lat", "lon")},
            country=raw.get("country"),
            admin1=raw.get("admin1"),
        )
    except (KeyError, TypeError, GeometryError):
        return None
