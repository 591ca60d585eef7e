"""A map that somebody drew before: all of its ground given to somebody, and signed distances to its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from geo import geometry
from geo.errors import GeometryError
from geo.geometry import BaseGeometry, Polygon
from geo.settings import Settings
from geo.situation import outlines
from geo.situation.kriging import Array, Index, Soundings
from geo.situation.outlines import FAR_KM
from geo.situation.sheet import on_plane
from geo.situation.statements import Statement

SAMPLE_KM = 0.3
"""Distance between the points by which the way to a line is measured: an error below 50 m where it counts."""
SLIVER_KM2 = 50.0
"""Ground of nobody that is smaller goes to its nearest neighbour whole."""


class PreviousMap:
    """The previous map in the plane, all of the region given to somebody, and signed distances to its lines."""

    def __init__(
        self,
        local: geometry.Local,
        previous: Mapping[str, BaseGeometry],
        ground: BaseGeometry,
        names: Sequence[str],
        current: Sequence[Statement],
        xy: Array,
        s: Settings,
    ) -> None:
        self.local = local
        self.region = geometry.polygons(local.to_plane(geometry.densified(ground, 0.1)))
        left = self.region
        found: list[BaseGeometry] = []
        for side in names:
            own: BaseGeometry = Polygon()
            if side in previous:
                own = geometry.polygons(local.to_plane(geometry.densified(previous[side], 0.1)).intersection(left))
                left = geometry.polygons(left.difference(own))
            found.append(own)
        if all(a.is_empty for a in found):
            raise GeometryError("the previous map holds nothing in the region; check that both are of one theatre")
        self.areas = found
        if not left.is_empty:
            self._share_out(left, names, current, xy, s)

    def _share_out(
        self, left: BaseGeometry, names: Sequence[str], current: Sequence[Statement], xy: Array, s: Settings
    ) -> None:
        """Give ground that the previous map gives to nobody to those who hold none, else to the nearest."""
        landless = [k for k, area in enumerate(self.areas) if area.is_empty]
        takers = {k: xy[[x.kind == "control" and x.side == names[k] for x in current]] for k in landless} or {
            k: geometry.sampled(area.boundary, SAMPLE_KM) for k, area in enumerate(self.areas)
        }
        trees = {k: cKDTree(points) for k, points in takers.items() if len(points)}
        gained: dict[int, list[BaseGeometry]] = {k: [] for k in trees}
        for part in geometry.parts(left):
            if len(trees) == 1 or part.area < SLIVER_KM2:
                spot = part.representative_point()
                away = {k: float(tree.query((spot.x, spot.y))[0]) for k, tree in trees.items()}
                gained[min(away, key=away.__getitem__)].append(part)
                continue
            paper = on_plane(self.local, part, geometry.sampled(part.boundary, SLIVER_KM2), s)
            near = [-tree.query(paper.fine_nodes)[0] for tree in trees.values()]
            for k, share in zip(trees, outlines.areas(paper, near), strict=True):
                gained[k].append(share)
        for k, found in gained.items():
            self.areas[k] = geometry.polygons(geometry.union([self.areas[k], *found]))

    def fields(self, at: Array) -> list[Array]:
        """Signed distance (km) of points to each side's area."""
        return distances(self.areas, at)

    def reached(self, said: Soundings, s: Settings) -> Soundings:
        """Soundings in which whoever is nearer to a place than the map has it holds a point on the way there."""
        xy, held = said.xy.copy(), said.held.copy()
        for i in np.flatnonzero((said.near >= 0) & (said.beside >= 0)):
            area, d = self.areas[said.near[i]], said.within_km[i]
            if area.is_empty:
                continue
            line = geometry.sampled(area.boundary, SAMPLE_KM)
            way = line - xy[i]
            km = np.hypot(*way.T)
            nearest = int(km.argmin())
            # Nearer than stated is no contradiction.
            if km[nearest] > d + s.front_within_floor_km and not geometry.inside(area, xy[i : i + 1])[0]:
                xy[i] += way[nearest] / km[nearest] * s.front_within_share * d
                held[i] = said.near[i]
        return replace(said, xy=xy, held=held)

    def holders(self, at: Array) -> Index:
        """Index of the side in whose area each point lies, -1 outside the region."""
        return holders(self.areas, at)


def distances(areas: Sequence[BaseGeometry], at: Array, most: float = FAR_KM / 4) -> list[Array]:
    """Signed distance (km) of points to areas in the plane: to the others' inside, minus the way to it outside.

    Farther than ``most`` counts as that.
    """
    trees = [None if a.is_empty else cKDTree(geometry.sampled(a.boundary, SAMPLE_KM)) for a in areas]
    away = [
        np.full(len(at), most) if tree is None else np.minimum(tree.query(at, distance_upper_bound=most)[0], most)
        for tree in trees
    ]
    out, inner = [], holders(areas, at)
    for k, own in enumerate(away):
        others = np.min([km for j, km in enumerate(away) if j != k], axis=0, initial=most)
        out.append(np.where(inner == k, others, -own))
    return out


def holders(areas: Sequence[BaseGeometry], at: Array) -> Index:
    """Index of the area in which each point lies, -1 outside all of them."""
    out = np.full(len(at), -1, dtype=np.intp)
    for k, area in enumerate(areas):
        if len(at) and not area.is_empty:
            out[geometry.inside(area, at)] = k
    return out


def joined(
    old: Sequence[BaseGeometry],
    new: Sequence[BaseGeometry],
    touched: BaseGeometry,
    rest: Sequence[BaseGeometry] | None = None,
) -> list[BaseGeometry]:
    """Areas that are the new ones where they were touched, else the old ones to the corner, else the rest."""
    out = [
        geometry.polygons(geometry.union([a.difference(touched), b.intersection(touched)]))
        for a, b in zip(old, new, strict=True)
    ]
    if rest is None:
        return out
    taken = geometry.union(out)
    return [geometry.polygons(geometry.union([a, b.difference(taken)])) for a, b in zip(out, rest, strict=True)]
