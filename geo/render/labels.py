"""Which settlements are named at which zoom: as dense in a desert as in a delta."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

LABELS = 1100
FOCUS_LABELS = 200
"""Settlements sent as labels: those of the first zooms, and the largest of where the map opens."""
LABEL_CELL_PX = 190.0
LABELS_A_CELL = 2
"""A settlement is named from the zoom at which it is among the largest so many in a square of so many pixels ..."""
LABEL_PEOPLE = (7.6, 0.6)
"""... and its people are at least 10 to the power of (first - second * zoom): 40,000 at zoom 5, 600 at zoom 8."""
ZOOMS = range(3, 13)


def label_zooms(places: Sequence[Sequence[Any]]) -> list[int]:
    """Return the zoom from which each place is named; one beyond `ZOOMS` means that it is crowded out to the end.

    Parameters
    ----------
    places : sequence of (name, lon, lat, population)
        Degrees; the order does not matter.

    Examples
    --------
    >>> label_zooms([("Homs", 36.72, 34.73, 775_404), ("Talbiseh", 36.73, 34.84, 30_796), ("Deir Ful", 36.8, 34.8, 900)])
    [3, 6, 10]
    """
    if not places:
        return []
    order = np.array(sorted(range(len(places)), key=lambda i: (-places[i][3], places[i][0])))
    lon = np.array([places[i][1] for i in order], dtype=float)
    lat = np.array([places[i][2] for i in order], dtype=float)
    people = np.array([places[i][3] for i in order], dtype=float)
    zooms = np.full(len(order), ZOOMS[-1] + 1)
    for zoom in reversed(ZOOMS):
        cell = LABEL_CELL_PX * 360 / (256 * 2**zoom)
        # Squares on the screen: a degree of latitude grows with 1 / cos.
        across, down = np.floor(lon / cell), np.floor(lat / (cell * np.cos(np.radians(np.round(lat)))))
        _, square = np.unique(across * 1e7 + down, return_inverse=True)
        together = np.argsort(square, kind="stable")
        first = np.r_[True, np.diff(square[together]) != 0]
        place = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
        zooms[together[place < LABELS_A_CELL]] = zoom
    base, slope = LABEL_PEOPLE
    needed = np.ceil((base - np.log10(np.maximum(people, 1))) / slope)
    out = np.empty(len(order), dtype=int)
    out[order] = np.maximum(zooms, np.minimum(needed, ZOOMS[-1]))
    return [int(zoom) for zoom in out]


def uncrowded(places: Sequence[list[Any]], focused: Sequence[bool]) -> list[list[Any]]:
    """Return the places that are named first as one zooms in, and the largest of the focus, each with its zoom.

    Parameters
    ----------
    places : sequence of [name, lon, lat, population]
    focused : sequence of bool
        Whether each lies where the map opens; empty: none does.
    """
    near = focused or [False] * len(places)
    zoomed = [([*place, zoom], here) for place, zoom, here in zip(places, label_zooms(places), near, strict=True)]
    zoomed.sort(key=lambda p: (p[0][4], -p[0][3], p[0][0]))
    inside = sorted((p for p, here in zoomed[LABELS:] if here), key=lambda p: -p[3])
    return [p for p, _ in zoomed[:LABELS]] + inside[:FOCUS_LABELS]
