"""Find a place by name for the desk: those that the map's surroundings make likely first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from geo import review
from geo.gazetteer import Gazetteer
from geo.model import Place
from geo.settings import Settings
from geo.strings import say
from geo.ui import asked as checked
from geo.ui import told
from geo.ui.desk import Now, act

_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
"""Latitude and longitude in degrees, as maps and messages write them."""


@act("find")
def _find(now: Now, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return places of a name, or the point that two numbers mean."""
    text = checked.text(asked, "text", most=checked.LONGEST_LINE, needed=True)
    with Gazetteer.open(Settings()) as gazetteer:
        found = find(text, gazetteer, now.ready.theatre)
    return {"places": [{**_row(p), "words": review.words(p)} for p in found]}


def find(text: str, gazetteer: Gazetteer, theatre: str | None) -> list[Place]:
    """Return places of a name, the theatre's own first, then its neighbours', then the largest.

    Parameters
    ----------
    theatre : str or None
        ISO country of what is shown.
    """
    point = _POINT.fullmatch(text)
    if point and abs(float(point[1])) <= 90 and abs(float(point[2])) <= 180:
        lat, lon = float(point[1]), float(point[2])
        near = next((p for _, p in gazetteer.near(lat, lon, within_km=100, limit=1)), None)
        name = say("desk.point", lat=f"{lat:.4f}", lon=f"{lon:.4f}")
        admin1, country = (near.admin1, near.country) if near else (None, None)
        return [
            Place(
                id=f"{told.POINT}{lat:.4f},{lon:.4f}",
                name=name,
                kind="settlement",
                lat=lat,
                lon=lon,
                country=country,
                admin1=admin1,
            )
        ]
    return review.named(text, gazetteer, theatre)


def _row(p: Place) -> dict[str, Any]:
    return {
        "id": p.id, "name": p.name, "kind": p.kind, "lat": round(p.lat, 5), "lon": round(p.lon, 5), "country": p.country,
        "admin1": p.admin1, "precision_km": p.precision_km,
    }  # fmt: skip
