"""Lines between the same two places: reports of one flow become one line, and different flows run side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from geo import geometry
from geo.geometry import BaseGeometry, LineString, LonLat
from geo.model import CURRENT
from geo.situation.records import Route


def gathered(routes: Sequence[Route], day_of: Callable[[Route], date | None]) -> list[Route]:
    """Return the routes with reports of one flow on one day as one line, the one with a figure of its own first.

    Figures are not added: the line bears that of one report and the records of all.
    """
    by_flow: dict[tuple[object, ...], list[Route]] = defaultdict(list)
    for n, r in enumerate(routes):
        flow = (r.layer, *_lane(r), r.origin_id, r.destination_id, r.within_km, r.status in CURRENT, day_of(r))
        by_flow[flow if r.origin_id and r.layer != "heading" else (n,)].append(r)
    return [_one(same) for same in by_flow.values()]


def _one(same: Sequence[Route]) -> Route:
    if len(same) == 1:
        return same[0]
    first = min(same, key=lambda r: (not r.tied, r.basis != "stated", r.basis != "corridor", r.record))
    records = tuple(sorted({i for r in same for i in r.records}))
    return replace(first, records=records, reports=len({r.record for r in same}))


def apart(routes: Sequence[Route], beside_km: float) -> list[Route]:
    """Return the routes with those that share their way moved to the right of it, each kind in a lane of its own."""
    lanes: dict[frozenset[str], dict[tuple[object, ...], int]] = defaultdict(dict)
    for r in routes:
        if _shares(r):
            ways = lanes[frozenset((r.origin_id, r.destination_id))]
            same_way = sum(1 for w in ways if w[0] == r.origin_id)
            ways.setdefault((r.origin_id, *_lane(r)), same_way)
    out = []
    for r in routes:
        ways = lanes[frozenset((r.origin_id, r.destination_id))] if _shares(r) else {}
        if len(ways) > 1:
            lane = ways[r.origin_id, *_lane(r)]
            both = len({w[0] for w in ways}) > 1
            # On a road traffic keeps right; bows of opposite directions already bend away from each other.
            half = 0.5 if both and r.basis != "schematic" else 0.0
            r = replace(r, line=_to_the_right(r.line, (lane + half) * beside_km))
        out.append(r)
    return out


def _lane(r: Route) -> tuple[object, ...]:
    return (r.kind, r.side)


def _shares(r: Route) -> bool:
    return bool(r.origin_id) and r.layer != "heading"


def _to_the_right(line: BaseGeometry, km: float) -> BaseGeometry:
    """Return a line beside another, its ends where they were."""
    path = [(float(p[0]), float(p[1])) for p in line.coords]
    if km <= 0:
        return line
    if len(path) < 3:
        between = geometry.densify(path, step_km=geometry.length_km(line) / 8)
        path = [(float(p[0]), float(p[1])) for p in between.coords]
    moved = [_beside(a, p, b, km) for a, p, b in zip(path[:-2], path[1:-1], path[2:], strict=True)]
    return LineString([path[0], *moved, path[-1]])


def _beside(a: LonLat, p: LonLat, b: LonLat, km: float) -> LonLat:
    """Return the point beside one of a line, on its turn around the globe: longitudes of lines run on over ±180°."""
    before, here, after = ((_within(x), y) for x, y in (a, p, b))
    x, y = geometry.destination(here, geometry.bearing(before, after) + 90, km)
    return p[0] + (x - p[0] + 180) % 360 - 180, y


def _within(lon: float) -> float:
    return (lon + 180) % 360 - 180 if abs(lon) > 180 else lon
