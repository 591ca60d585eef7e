"""The sheet a front is worked out on: a local plane, the region in it, and the grid that fields are read off from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.interpolate import RectBivariateSpline

from geo import geometry
from geo.errors import GeometryError
from geo.geometry import BaseGeometry, LonLat
from geo.settings import Settings
from geo.situation.kriging import Array

GROWTH = 1.25
"""Each cell outside what statements span is this much wider than the last: nothing is known there."""
LEAST_STEP_KM = 1.5
"""Finer coarse cells would draw what no statement can say: places are known to a kilometre at best."""
WIDEST_KM = 6000.0
"""Farthest that a region may reach from the middle of the statements: the equal-area plane tears farther out."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A region in kilometres with a coarse grid (``x``, ``y``) for fields and a fine one for what is drawn."""

    local: geometry.Local
    region: BaseGeometry
    x: Array
    y: Array
    fine_x: Array
    fine_y: Array

    @property
    def nodes(self) -> Array:
        """Nodes of the coarse grid, n x 2, row by row."""
        return _nodes(self.x, self.y)

    @property
    def fine_nodes(self) -> Array:
        """Nodes of the fine grid, n x 2, row by row."""
        return _nodes(self.fine_x, self.fine_y)

    @property
    def step(self) -> float:
        """Least distance of fine nodes, km."""
        return float(np.diff(self.fine_x).min())

    def refined(self, values: Array) -> Array:
        """Return a coarse field at the fine nodes (cubic)."""
        spline = RectBivariateSpline(self.y, self.x, values.reshape(len(self.y), len(self.x)))
        return cast(Array, spline(self.fine_y, self.fine_x).ravel())

    def area(self, values: Array, low: float, high: float) -> BaseGeometry:
        """Return the part of the region where a fine field lies between two levels."""
        found = geometry.area_between(self.fine_x, self.fine_y, self._grid(values), low, high)
        return geometry.polygons(found.intersection(self.region))

    def contours(self, values: Array) -> list[Array]:
        """Return the lines on which a fine field is zero, higher values to their left."""
        return geometry.contours(self.fine_x, self.fine_y, self._grid(values), 0.0)

    def coarse_contours(self, values: Array) -> list[Array]:
        """Return the lines on which a coarse field is zero."""
        return geometry.contours(self.x, self.y, values.reshape(len(self.y), len(self.x)), 0.0)

    def _grid(self, values: Array) -> Array:
        return values.reshape(len(self.fine_y), len(self.fine_x))


def sheet(points: Iterable[LonLat], region: BaseGeometry | None, s: Settings) -> Sheet:
    """Return the sheet around points; without a region, of what they span with a margin.

    Raises
    ------
    GeometryError
        If the region has no area or reaches too far from the points.
    """
    lonlat = list(points)
    local = geometry.Local(lonlat)
    xy = local.forward(np.array(lonlat))
    return on_plane(local, span(xy, s) if region is None else _plane(region, local), xy, s)


def on_plane(local: geometry.Local, plane: BaseGeometry, xy: Array, s: Settings) -> Sheet:
    """Return the sheet of a region that is in the plane already, fine around points (km), n x 2.

    Raises
    ------
    GeometryError
        If the region reaches too far from the middle of the plane.
    """
    west, south, east, north = plane.bounds
    if not np.isfinite(plane.bounds).all() or max(np.abs(plane.bounds)) > WIDEST_KM:
        raise GeometryError(f"the region reaches over {WIDEST_KM:.0f} km from the statements; give the theatre alone")
    margin = s.front_unknown_km / 2
    (x0, y0), (x1, y1) = np.min(xy, axis=0) - margin, np.max(xy, axis=0) + margin
    core = (max(x0, west), max(y0, south), min(x1, east), min(y1, north))
    if core[0] >= core[2] or core[1] >= core[3]:
        core = (west, south, east, north)
    step = max(max(core[2] - core[0], core[3] - core[1]) / s.front_grid, LEAST_STEP_KM)
    x, y = _axis(core[0], core[2], west, east, step), _axis(core[1], core[3], south, north, step)
    return Sheet(
        local=local, region=plane, x=x, y=y, fine_x=_finer(x, s.front_refine), fine_y=_finer(y, s.front_refine)
    )


def span(xy: Array, s: Settings) -> BaseGeometry:
    """Return what points (km) span with a margin: three tenths of their extent, but no farther than is known."""
    margin = min(s.front_unknown_km, max(2 * s.front_reach_km, 0.3 * np.ptp(xy, axis=0).max()))
    return geometry.hull(xy).buffer(margin)


def _plane(region: BaseGeometry, local: geometry.Local) -> BaseGeometry:
    plane = geometry.polygons(local.to_plane(geometry.densified(region, 0.1)))
    if plane.is_empty:
        raise GeometryError("the region has no area; expected a polygon in degrees")
    return plane


def _axis(core_low: float, core_high: float, low: float, high: float, step: float) -> Array:
    """Even steps over the core, ever wider ones from there to the ends of the region and a step beyond."""
    even = np.arange(core_low - step, core_high + 2 * step, step)
    before, after = [even[0]], [even[-1]]
    while before[-1] > low - step:
        before.append(before[-1] - step * GROWTH ** len(before))
    while after[-1] < high + step:
        after.append(after[-1] + step * GROWTH ** len(after))
    return np.concatenate([before[:0:-1], even, after[1:]])


def _finer(axis: Array, parts: int) -> Array:
    shares = np.arange(parts) / parts
    inner = (axis[:-1, None] + np.diff(axis)[:, None] * shares).ravel()
    return np.append(inner, axis[-1])


def _nodes(x: Array, y: Array) -> Array:
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
