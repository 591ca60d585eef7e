"""The ground that statements speak of when nobody gives a region: what they span, on land, in the countries concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np

from geo import geometry
from geo.gazetteer import sources
from geo.geometry import BaseGeometry, LonLat
from geo.settings import Settings
from geo.situation import sheet
from geo.tables import DATA

COAST_KM = 10.0
"""A port may lie this far off the simplified coast of the areas and still be in its country."""


def region(points: Sequence[LonLat], settings: Settings) -> BaseGeometry:
    """Return what points (degrees) span with a margin, without the sea and without countries that none of them is in.

    Where the outline of a country is not known, only the ground of other countries is left out.
    """
    local = geometry.Local(points)
    xy = local.forward(np.array(points))
    span = sheet.span(xy, settings)
    plane = {code: local.to_plane(area) for code, area in _near(local.to_globe(span)).items()}
    inside = {code: geometry.away_km(area, xy) <= COAST_KM for code, area in plane.items()}
    strictly = {code: geometry.inside(area, xy) for code, area in plane.items()}
    somewhere = np.any(list(strictly.values()), axis=0) if plane else np.zeros(len(xy), dtype=bool)
    # A point off every coast belongs to the countries whose coast is near.
    concerned = {c for c in plane if strictly[c].any() or (inside[c] & ~somewhere).any()}
    covered = np.any([strictly[c] | inside[c] for c in concerned], axis=0) if concerned else somewhere
    if covered.all():
        kept = span.intersection(geometry.union(plane[c] for c in sorted(concerned)))
    else:
        kept = span.difference(geometry.union(plane[c] for c in sorted(set(plane) - concerned)))
    found = geometry.polygons(kept)
    return local.to_globe(found if not found.is_empty else span)


@cache
def _units() -> dict[str, list[BaseGeometry]]:
    """First-order units by country."""
    found: dict[str, list[BaseGeometry]] = defaultdict(list)
    for key, shape in sources.areas(DATA / "gazetteer").items():
        level, _, code = key.partition(":")
        if level == "admin1":
            found[code.partition(".")[0]].append(geometry.from_geojson(shape))
    return dict(sorted(found.items()))


def _near(span: BaseGeometry) -> dict[str, BaseGeometry]:
    """Outlines of the countries that an area touches, made of their first-order units."""
    here = geometry.cut(span)
    return {code: geometry.union(units) for code, units in _units().items() if any(u.intersects(here) for u in units)}
