"""Records as people decided on them: decisions put on what was read, in the order in which they were made."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from geo.model import Extraction, Mark, Place
from geo.store import bodies
from geo.store.entries import Decision


def apply(extraction: Extraction, by_record: Mapping[str, Sequence[Decision]]) -> tuple[Extraction, dict[str, Mark]]:
    """Return an extraction with decisions applied, and the marks of its records by id.

    A rejected record is left out. The last decision wins where two set the same.

    Parameters
    ----------
    by_record : mapping
        Decisions in their order, by the id of the record that they apply to, or of the article for all of its records.
    """
    marks: dict[str, Mark] = {}
    if not by_record:
        return extraction, marks
    whole = by_record.get(extraction.article.id, ())

    def applied(records: Sequence[Any]) -> tuple[Any, ...]:
        out = []
        for record in records:
            about = sorted((*whole, *by_record.get(record.id, ())), key=lambda d: d.version)
            shown, mark = _applied(record, about, extraction.theatre)
            if shown is not None:
                out.append(shown)
                if mark != Mark():
                    marks[record.id] = mark
        return tuple(out)

    changed = dataclasses.replace(
        extraction,
        events=applied(extraction.events),
        displacements=applied(extraction.displacements),
        movements=applied(extraction.movements),
        controls=applied(extraction.controls),
    )
    return changed, marks


def _applied(record: Any, found: Sequence[Decision], theatre: str | None) -> tuple[Any | None, Mark]:
    mark = Mark()
    standing = True
    for d in found:
        mark = dataclasses.replace(mark, authors=tuple(dict.fromkeys((*mark.authors, d.author))))
        if d.kind == "reject":
            standing = False
        elif d.kind == "confirm":
            standing, mark = True, dataclasses.replace(mark, confirmed=True)
        elif d.kind == "sensitive":
            mark = dataclasses.replace(mark, sensitive=bool(d.body.get("on", True)))
        elif d.kind == "note":
            mark = dataclasses.replace(mark, notes=(*mark.notes, str(d.body.get("text", ""))))
        elif d.kind == "edit":
            cast = [a for name in bodies.CASTS for a in getattr(record, name, ())]
            values = bodies.set_by(d.body, theatre, cast)
            record = dataclasses.replace(record, **values)
            mark = _edited(mark, *values)
        elif d.kind == "place":
            record = _placed(record, d)
            mark = _edited(mark, d.body["role"])
    return (record if standing else None), mark


def _edited(mark: Mark, *names: str) -> Mark:
    return dataclasses.replace(mark, edited=tuple(dict.fromkeys((*mark.edited, *names))))


def _placed(record: Any, d: Decision) -> Any:
    """Put the chosen place where the given one stood, or beside the others."""
    role, old = d.body["role"], d.body.get("from")
    place = bodies.chosen(d.body, d.author)
    before: tuple[Place, ...] = getattr(record, role)
    after = tuple(place if p.id == old else p for p in before)
    if old not in {p.id for p in before}:
        after = (*before, place)
    kept = tuple({p.id: p for p in after}.values())
    return dataclasses.replace(record, **{role: kept}, unplaced="")
