"""Ground along and between lines of a plane: what lies beside a line, on its left, on its right.

Everything here is planar, in one unit; project first (`geo.geometry.Local`, km).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.geometry.plane import Grid
from geo.geometry.shapes import cells

_BEYOND = 0.01
"""Share of its length by which a line is run on at both ends, so that it cuts an area that ends where it does."""


def strip(line: BaseGeometry, reach: float) -> BaseGeometry:
    """Return the ground beside a line, ``reach`` to both sides and not beyond its ends."""
    return line.buffer(reach, cap_style="flat")


def enclosed(lines: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the ground that lines enclose together, whether or not each is crossed by another."""
    faces = shapely.polygonize([*shapely.get_parts(shapely.union_all(list(lines)))])
    return shapely.union_all(shapely.get_parts(faces)) if len(shapely.get_parts(faces)) else Polygon()


def left_and_right(area: BaseGeometry, line: LineString) -> tuple[BaseGeometry, BaseGeometry]:
    """Return what of an area lies to the left of a line's direction and what to its right.

    Where the line does not cut the area, ground is on the side of the stretch of line nearest to it.
    """
    if area.is_empty:
        return Polygon(), Polygon()
    edges = shapely.union_all([area.boundary, run_on(line, line.length * _BEYOND)])
    faces = [
        f
        for f in shapely.get_parts(shapely.polygonize([*shapely.get_parts(edges)]))
        if area.contains(f.representative_point())
    ]
    left = [f for f in faces if _to_the_left(line, cells(f, 9))]
    right = [f for f in faces if not any(f is x for x in left)]
    return shapely.union_all(left), shapely.union_all(right)


def run_on(line: LineString, more: float) -> LineString:
    """Return a line that goes on straight beyond both ends; one that is closed as it is."""
    xy = shapely.get_coordinates(line)
    if line.is_closed:
        return line
    first, last = xy[0] - xy[1], xy[-1] - xy[-2]
    return LineString([xy[0] + more * _unit(first), *xy, xy[-1] + more * _unit(last)])


def _unit(step: Grid) -> Grid:
    length = float(np.hypot(*step))
    return step / length if length else step


def _to_the_left(line: LineString, xy: Grid) -> bool:
    """Whether most of some points (n x 2) lie to the left of the line."""
    at = shapely.line_locate_point(line, shapely.points(xy))
    near = line.length * 1e-4
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(at - near, 0.0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(at + near, line.length)))
    step, away = after - before, xy - before
    cross = step[:, 0] * away[:, 1] - step[:, 1] * away[:, 0]
    return bool(np.sign(cross).sum() > 0)
