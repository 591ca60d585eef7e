"""What fields look like on the map: areas without gaps, the band, unknown ground, and lines that know their statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, permutations
from typing import Protocol, cast

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import ndtr

from geo import geometry
from geo.geometry import BaseGeometry, LineString, Point, Polygon
from geo.settings import Settings
from geo.situation import kriging
from geo.situation.kriging import Array, Soundings
from geo.situation.sheet import Sheet
from geo.situation.statements import Statement

FAR_KM = 1e9
"""Larger than any lead: the upper end of an area that is open upwards."""
SLIVER_KM = 0.05
"""Ground narrower than this between two areas is rounding."""
SHORTEST_KM = 0.2
"""Shorter pieces of a front are rounding at a region's rim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontLine:
    """A stretch of front; the area of ``sides[0]`` lies to the left of its direction."""

    line: LineString
    sides: tuple[str, str]
    records: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FrontResult:
    """Areas by side (together the whole region), fronts, and what is doubtful; degrees, EPSG:4326."""

    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)
    fronts: tuple[FrontLine, ...] = ()
    band: BaseGeometry = field(default_factory=Polygon)
    contested: BaseGeometry = field(default_factory=Polygon)
    unknown: BaseGeometry = field(default_factory=Polygon)
    suspects: tuple[Statement, ...] = ()


def areas(sheet: Sheet, fields: Sequence[Array]) -> list[BaseGeometry]:
    """Return one area a side in the plane, without gaps or overlaps."""
    _, leads = kriging.lead(fields)
    left, found = sheet.region, []
    for values in leads[:-1]:
        area = geometry.polygons(sheet.area(values, 0.0, FAR_KM).intersection(left))
        found.append(area)
        left = geometry.polygons(left.difference(area))
    return _without_slivers([*found, left])


def _without_slivers(found: list[BaseGeometry]) -> list[BaseGeometry]:
    """Give what rounding left between two areas to the one that it touches most."""
    kept: list[list[BaseGeometry]] = [[] for _ in found]
    slivers: list[BaseGeometry] = []
    for k, area in enumerate(found):
        for part in geometry.parts(area):
            if part.buffer(-SLIVER_KM / 2).is_empty:
                slivers.append(part)
            else:
                kept[k].append(part)
    whole = [geometry.union(parts) for parts in kept]
    for part in slivers:
        near = part.buffer(SLIVER_KM)
        kept[int(np.argmax([area.intersection(near).area for area in whole]))].append(part)
    return [geometry.polygons(geometry.union(parts)) for parts in kept] if slivers else found


def band(sheet: Sheet, fields: Sequence[Array], spread: Sequence[Array], s: Settings) -> BaseGeometry:
    """Return where the leading side is not sure enough of its lead."""
    _, leads = kriging.lead(fields)
    first_two = np.argsort(-np.array(fields), axis=0)[:2]
    doubt = np.take_along_axis(np.array(spread), first_two, axis=0).sum(axis=0)
    sure = ndtr(np.max(leads, axis=0) / np.maximum(doubt, 1e-6))
    return sheet.area(sure, -1.0, s.front_band_confidence)


def unknown(sheet: Sheet, xy: Array, s: Settings) -> BaseGeometry:
    """Return what lies too far from every statement."""
    far = cKDTree(xy).query(sheet.fine_nodes)[0]
    return sheet.area(far, s.front_unknown_km, FAR_KM)


def contested(sheet: Sheet, current: Sequence[Statement], xy: Array, s: Settings) -> BaseGeometry:
    """Return the ground around contested points: half-way to the next holder, within reason."""
    open_ = np.array([x.kind == "contested" for x in current])
    held = np.array([x.kind == "control" for x in current])
    if not open_.any() or not held.any():
        return Polygon()
    reach = np.minimum(cKDTree(xy[held]).query(xy[open_])[0] / 2, s.front_hold_km)
    return geometry.polygons(geometry.discs(xy[open_], np.maximum(reach, s.front_noise_km)).intersection(sheet.region))


def lines(
    sheet: Sheet,
    fields: Sequence[Array],
    found: Sequence[BaseGeometry],
    known: BaseGeometry,
    sides: Sequence[str],
    current: Sequence[Statement],
    points: Soundings,
    segment_km: float | None,
) -> tuple[FrontLine, ...]:
    """Return the fronts between pairs of sides inside what is known, in degrees.

    Parameters
    ----------
    found : sequence of Polygon or MultiPolygon
        The sides' areas, km.
    segment_km : float, optional
        Longest piece: each names the statements nearest to it.
    """
    out = []
    behind = Behind(sides, current, points)
    for pair in combinations(range(len(sides)), 2):
        a, b = sorted(pair, key=lambda k: sides[k])
        # Shrunk, so that areas which only touch the border of two others do not cut it up.
        thirds = geometry.union(area for k, area in enumerate(found) if k not in (a, b)).buffer(-SLIVER_KM)
        for coordinates in sheet.contours(fields[a] - fields[b]):
            for part in geometry.pieces(LineString(coordinates).intersection(known).difference(thirds)):
                turned = left_is(part, found[a])
                out += [behind.front(piece, a, b, sheet.local) for piece in cut(turned, segment_km)]
    return tuple(sorted((f for f in out if f is not None), key=lambda f: (sorted(f.sides), f.line.wkt)))


class Ground(Protocol):
    """A plane and the region in it."""

    @property
    def local(self) -> geometry.Local:
        """Plane, km."""

    @property
    def region(self) -> BaseGeometry:
        """In the plane."""


def borders(
    ground: Ground,
    found: Sequence[BaseGeometry],
    unknown: BaseGeometry,
    sides: Sequence[str],
    current: Sequence[Statement],
    points: Soundings,
    segment_km: float | None,
) -> tuple[FrontLine, ...]:
    """Return the fronts between areas that are there already (km), inside the region and what is known, in degrees."""
    inner = ground.region.buffer(-2 * SHORTEST_KM).difference(unknown)
    behind = Behind(sides, current, points)
    out: list[FrontLine | None] = []
    for a, b in permutations(range(len(sides)), 2):
        if sides[a] < sides[b] and not found[a].is_empty and not found[b].is_empty:
            shared = found[a].boundary.intersection(inner).intersection(found[b].buffer(SLIVER_KM))
            for piece in geometry.pieces(shared):
                turned = left_is(piece, found[a])
                out += [behind.front(part, a, b, ground.local) for part in cut(turned, segment_km)]
    return tuple(sorted((f for f in out if f is not None), key=lambda f: (f.sides, f.line.wkt)))


class Behind:
    """Which statements made a stretch of front: the nearest of either side and of every kind."""

    def __init__(self, sides: Sequence[str], current: Sequence[Statement], points: Soundings) -> None:
        self._sides, self._current, self._points = sides, current, points
        self._trees: dict[tuple[str, int], tuple[np.ndarray, cKDTree]] = {}

    def front(self, line: LineString, a: int, b: int, local: geometry.Local) -> FrontLine | None:
        """Return a stretch (km) between two sides as a front in degrees; None for a crumb."""
        if line.length <= SHORTEST_KM:
            return None
        rows = self._rows(line, a, b)
        return FrontLine(
            line=cast(LineString, local.to_globe(line)),
            sides=(self._sides[a], self._sides[b]),
            records=tuple(sorted({r for i in rows for r in self._current[i].records})),
            places=tuple(sorted({self._current[i].place for i in rows if self._current[i].place})),
        )

    def _rows(self, line: LineString, a: int, b: int) -> set[int]:
        samples = geometry.along(line, np.linspace(0, 1, max(int(line.length // 2), 3)))
        found: set[int] = set()
        for kind in ("held", "near", "between"):
            for side in (a, b):
                rows, tree = self._tree(kind, side)
                if tree is None:
                    continue
                gap, nearest = tree.query(samples)
                # Every nearest holder shaped the line; the others only where the line is at about their distance.
                reach = np.full(len(gap), FAR_KM)
                if kind == "near":
                    reach = 3 * self._points.within_km[rows[nearest]]
                elif kind == "between":
                    reach = 3 * self._points.open_km[rows[nearest]]
                found |= {int(i) for i in rows[nearest[gap <= reach]]}
        return found

    def _tree(self, kind: str, side: int) -> tuple[np.ndarray, cKDTree | None]:
        if (kind, side) not in self._trees:
            column = getattr(self._points, kind)[: len(self._current)]
            hits = (column == side).any(axis=1) if column.ndim == 2 else column == side
            rows = np.flatnonzero(hits)
            self._trees[kind, side] = (rows, cKDTree(self._points.xy[rows]) if len(rows) else None)
        return self._trees[kind, side]


def cut(line: LineString, segment_km: float | None) -> Iterator[LineString]:
    """Yield a line in even pieces no longer than ``segment_km``."""
    parts = int(np.ceil(line.length / segment_km)) if segment_km else 1
    if parts < 2:
        yield line
        return
    ends = np.linspace(0, line.length, parts + 1)
    for a, b in pairwise(ends):
        yield geometry.stretch(line, a, b)


def left_is(line: LineString, area: BaseGeometry) -> LineString:
    """Turn a line so that an area lies to its left."""
    middle = geometry.along(line, [0.49, 0.51])
    ahead = middle[1] - middle[0]
    left = middle.mean(axis=0) + np.array([-ahead[1], ahead[0]]) / max(float(np.hypot(*ahead)), 1e-9) * 0.3
    return line if area.contains(Point(left)) else line.reverse()
