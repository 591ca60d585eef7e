"""The join: one row a record and place, with what the tables and the analyst's notes say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import TableError
from geo.events.metadata import event_types, sides
from geo.model import Actor, Control, Displacement, Event, Extraction, Figure, Movement, Place, Record

SCHEMA: dict[str, str] = {
    "record": "str",
    "article": "str",
    "list": "str",
    "type": "str",
    "status": "str",
    "trigger": "str",
    "slot": "str",
    "place": "str",
    "place_id": "str",
    "place_kind": "str",
    "lat": "float64",
    "lon": "float64",
    "precision_km": "float64",
    "within_km": "float64",
    "heading": "bool",
    "agents": "str",
    "targets": "str",
    "side": "str",
    "metric": "str",
    "value": "float64",
    "max": "float64",
    "qualifier": "str",
    "unit": "str",
    "time": "str",
    "time_implied": "bool",
    "speaker": "str",
    "field": "str",
    "start": "int64",
    "end": "int64",
    "quote": "str",
    "unplaced": "str",
    "class": "str",
    "label": "str",
    "acled": "str",
    "acled_sub": "str",
    "icon": "str",
    "colour": "str",
    "side_label": "str",
    "side_colour": "str",
    "hatch": "str",
    "source_grade": "str",
    "info_grade": "str",
}
"""Columns and dtypes of the frame, notes aside; their columns follow as ``note_<column>`` strings."""
NOTES_KEY = "record"


def frame(extractions: Iterable[Extraction], notes: Path | pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row for each record and place (a record without place has one row).

    Rows of one record share ``record``: count records with ``nunique``, never rows. ``slot`` says what the place is
    to the record: place, origin, destination, via. ``metric`` to ``unit`` hold the record's first figure.

    Parameters
    ----------
    extractions : iterable of Extraction
    notes : Path or DataFrame, optional
        The analyst's table with a column ``record`` (record ids, each once) and any others.

    Returns
    -------
    pandas.DataFrame
        Checked against :data:`SCHEMA`. ``attrs["unknown_notes"]`` lists ids of notes that no record has.

    Raises
    ------
    TableError
        If the notes lack the column ``record`` or name a record twice.
    """
    found = [row for e in extractions for row in _rows(e)]
    core = [c for c in SCHEMA if c not in _JOINED]
    base = pd.DataFrame(found, columns=[*core, "theatre"])
    joined = base.merge(_type_table(), on=["list", "type"], how="left", validate="many_to_one")
    joined = joined.merge(
        _side_table(joined["theatre"].unique()), on=["theatre", "side"], how="left", validate="many_to_one"
    )
    table = check(joined[list(SCHEMA)])
    return _with_notes(table, notes)


_JOINED = ("class", "label", "acled", "acled_sub", "icon", "colour", "side_label", "side_colour", "hatch")


def check(table: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the dtypes of :data:`SCHEMA`, or say which column breaks it.

    Raises
    ------
    TableError
        If a column is missing, or its values are not of its type.
    """
    missing = [c for c in SCHEMA if c not in table.columns]
    if missing:
        raise TableError(f"frame of records lacks the columns {', '.join(missing)}; expected {', '.join(SCHEMA)}")
    made: dict[str, pd.Series] = {}
    for name, dtype in SCHEMA.items():
        column = table[name]
        try:
            made[name] = column.fillna("").astype(object) if dtype == "str" else column.astype(dtype)  # type: ignore[call-overload]
        except (ValueError, TypeError) as e:
            raise TableError(f"frame of records: column {name} is not {dtype}: {e}") from e
    return pd.DataFrame(made, columns=list(SCHEMA))


def _type_table() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "list": t.of,
                "type": t.type,
                "class": t.cls,
                "label": t.label,
                "acled": t.acled,
                "acled_sub": " | ".join(t.acled_sub),
                "icon": t.icon,
                "colour": t.colour,
            }
            for t in event_types().values()
        ]
    )


def _side_table(theatres: Iterable[str]) -> pd.DataFrame:
    columns = ["theatre", "side", "side_label", "side_colour", "hatch"]
    found = [
        {"theatre": theatre, "side": s.id, "side_label": s.label, "side_colour": s.colour, "hatch": s.hatch}
        for theatre in theatres
        for s in sides(theatre or None).values()
    ]
    return pd.DataFrame(found, columns=columns).astype(object)


def _rows(extraction: Extraction) -> Iterator[dict[str, Any]]:
    for record in extraction.records:
        base = {**_common(record), "theatre": extraction.theatre or ""}
        placed: list[tuple[str, Place | None]] = list(_slots(record))
        for slot, place in placed or [("", None)]:
            yield {**base, "slot": slot, **_place(place)}


def _slots(r: Record) -> Iterator[tuple[str, Place | None]]:
    if isinstance(r, Event | Control):
        yield from (("place", p) for p in r.places)
    else:
        yield from (("origin", p) for p in r.origins)
        yield from (("destination", p) for p in r.destinations)
        yield from (("via", p) for p in r.via)


def _place(p: Place | None) -> dict[str, Any]:
    if p is None:
        return {"place": "", "place_id": "", "place_kind": "", "lat": None, "lon": None, "precision_km": None}
    return {
        "place": p.name,
        "place_id": p.id,
        "place_kind": p.kind,
        "lat": p.lat,
        "lon": p.lon,
        "precision_km": p.precision_km,
    }


def _common(r: Record) -> dict[str, Any]:
    first = r.evidence[0]
    agents: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    figure: Figure | None = None
    time = r.as_of if isinstance(r, Control) else r.time
    if isinstance(r, Event):
        name, kind, agents, targets = "event", r.type, r.agents, r.targets
        figure = r.figures[0] if r.figures else None
    elif isinstance(r, Displacement):
        name, kind, figure = "displacement", r.kind, r.figure
    elif isinstance(r, Movement):
        name, kind, agents = "movement", r.kind, r.agents
    else:
        name, kind, agents = "control", r.state, r.holders
    return {
        "record": r.id,
        "article": first.article_id,
        "list": name,
        "type": kind,
        "status": r.status,
        "trigger": r.trigger,
        "within_km": getattr(r, "within_km", None),
        "heading": bool(getattr(r, "heading", False)),
        "agents": " | ".join(a.name for a in agents),
        "targets": " | ".join(a.name for a in targets),
        "side": next((a.side for a in agents if a.side), ""),
        "metric": figure.metric if figure else "",
        "value": figure.value if figure else None,
        "max": figure.max if figure else None,
        "qualifier": figure.qualifier if figure else "",
        "unit": figure.unit if figure else "",
        "time": time.iso if time else "",
        "time_implied": bool(time and time.implied),
        "speaker": r.source.name if r.source else "",
        "field": first.field,
        "start": first.start,
        "end": first.end,
        "quote": first.quote,
        "source_grade": first.source_grade,
        "info_grade": first.info_grade,
        "unplaced": r.unplaced,
    }


def read_notes(path: Path) -> pd.DataFrame:
    """Return an analyst's notes; every cell a string, "NA" stays "NA" (Namibia).

    Raises
    ------
    TableError
        If the file cannot be read as a table.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise TableError(f"{path}: is no file; check the path")
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as e:
        raise TableError(f"{path}: cannot be read as notes: {e}; expected UTF-8 CSV with a column {NOTES_KEY!r}") from e


def _with_notes(table: pd.DataFrame, notes: Path | pd.DataFrame | None) -> pd.DataFrame:
    if notes is None:
        table.attrs["unknown_notes"] = []
        return table
    where = str(notes) if isinstance(notes, Path) else "notes"
    given = read_notes(notes) if isinstance(notes, Path) else notes
    if NOTES_KEY not in given.columns:
        raise TableError(
            f"{where}: lacks the column {NOTES_KEY!r}; it has {', '.join(map(str, given.columns)) or 'none'}"
        )
    keys = given[NOTES_KEY]
    twice = sorted(set(keys[keys.duplicated()]))
    if twice:
        raise TableError(
            f"{where}: record {twice[0]!r} stands in {int((keys == twice[0]).sum())} rows; keep one row a record"
        )
    renamed = given.rename(columns={c: f"note_{c}" for c in given.columns if c != NOTES_KEY}).astype(object)
    joined = table.merge(renamed, on=NOTES_KEY, how="left", validate="many_to_one")
    extra = [c for c in joined.columns if c not in SCHEMA]
    joined[extra] = joined[extra].fillna("")
    joined.attrs["unknown_notes"] = sorted(set(keys) - set(table[NOTES_KEY]))
    return joined
