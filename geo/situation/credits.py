"""Whose places stand on a map or in a file, with the licences under which they may be shown."""

from __future__ import annotations

from collections.abc import Iterable

from geo.model import Control, Event, Place, Record

BASEMAP = "Base map: Natural Earth (public domain)"
_ODBL = "© OpenStreetMap contributors (ODbL 1.0)"


def attribution(records: Iterable[Record]) -> str:
    """Return the words that must be shown with the places of these records.

    Examples
    --------
    >>> attribution([])
    'Places: GeoNames (CC BY 4.0). Base map: Natural Earth (public domain).'
    """
    found = dict.fromkeys(("GeoNames (CC BY 4.0)",))
    # Rows of data sets bring their own points; whose they are is said in a sentence of its own.
    for place in (p for r in records for p in _places(r) if not p.id.startswith("data:")):
        if "ODbL" in place.licence:
            found[_ODBL] = None
        elif place.licence and "GeoNames" not in place.source and not place.source.startswith("project"):
            found[f"{place.source} ({place.licence})"] = None
    return f"Places: {'; '.join(found)}. {BASEMAP}."


def _places(record: Record) -> Iterable[Place]:
    if isinstance(record, Event | Control):
        return record.places
    return (*record.origins, *record.destinations, *record.via)
