"""Rivers as fronts: where rivals hold opposite banks, the border between them runs along the water.

A river proves nothing by itself. It counts only at points where the statements on one bank mostly name one side
and those on the other bank mostly name another; there the border lies on it, as sure as the banks are near.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.spatial import cKDTree

from geo import geometry
from geo.geometry import BaseGeometry
from geo.settings import Settings
from geo.situation.kriging import Array, Soundings

STEP_KM = 10.0
"""Distance between the points at which a river is looked at; the borders meant are tens of kilometres long."""


def soundings(rivers: Iterable[BaseGeometry], points: Soundings, sides: int, s: Settings) -> Soundings | None:
    """Return the points of rivers (km) that part two sides, None when there are none."""
    held = points.held >= 0
    xy, holder, weight = points.xy[held], points.held[held], points.weight[held]
    if len(set(holder)) < 2:
        return None
    tree = cKDTree(xy)
    found: list[tuple[Array, tuple[int, int], float]] = []
    for river in rivers:
        for line in geometry.pieces(river):
            for at, normal in _stations(line):
                near = np.array(tree.query_ball_point(at, s.front_river_reach_km, return_sorted=True), dtype=int)
                parted = _parted(xy[near] - at, normal, holder[near], weight[near], sides, s)
                if parted is not None:
                    found.append((at, *parted))
    if not found:
        return None
    n = len(found)
    none = np.full(n, -1, dtype=np.intp)
    return Soundings(
        xy=np.array([at for at, _, _ in found]),
        held=none,
        near=none,
        beside=none,
        within_km=np.zeros(n),
        between=np.array([pair for _, pair, _ in found], dtype=np.intp),
        open_km=np.array([km for _, _, km in found]),
        weight=np.ones(n),
        age_days=np.zeros(n),
    )


def _stations(line: geometry.LineString) -> Iterable[tuple[Array, Array]]:
    """Points along a river, and the direction across it there."""
    count = max(int(line.length // STEP_KM), 1)
    middle = (np.arange(count) + 0.5) / count
    reach = min(STEP_KM / 2 / max(line.length, 1e-9), 0.5)
    at = geometry.along(line, middle)
    way = geometry.along(line, np.minimum(middle + reach, 1)) - geometry.along(line, np.maximum(middle - reach, 0))
    length = np.hypot(*way.T)
    for point, (dx, dy), km in zip(at, way, length, strict=True):
        if km > 0:
            yield point, np.array([-dy, dx]) / km


def _parted(
    offset: Array, normal: Array, holder: np.ndarray, weight: Array, sides: int, s: Settings
) -> tuple[tuple[int, int], float] | None:
    """The two sides that hold the banks and the deviation (km) of their border, None where the banks are not parted."""
    if len(offset) < 2:
        return None
    km = np.hypot(*offset.T)
    pull = weight * np.exp(-km / s.front_river_scale_km)
    left = offset @ normal > 0
    banks = [np.bincount(holder[bank], weights=pull[bank], minlength=sides) for bank in (left, ~left)]
    total = sum(bank.sum() for bank in banks)
    a, b = (int(bank.argmax()) for bank in banks)
    if a == b or min(bank.sum() for bank in banks) < 0.1 * total:
        return None
    if banks[0][a] + banks[1][b] < s.front_river_agreement * total:
        return None
    apart = km[left & (holder == a)].min() + km[~left & (holder == b)].min()
    return (a, b), max(s.front_noise_km, s.front_river_share * apart)
