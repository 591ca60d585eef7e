"""Points on the globe, distances between them, and a local plane in kilometres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryError

LonLat = tuple[float, float]
Grid = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")


def check(point: Sequence[float]) -> LonLat:
    """Return the point, or raise when it is not on Earth.

    Raises
    ------
    GeometryError
        If a coordinate is not finite, latitude is beyond ±90 or longitude beyond ±180.
    """
    lon, lat = float(point[0]), float(point[1])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
        raise GeometryError(f"point lon {lon}, lat {lat} is not on Earth; expected degrees, longitude first")
    return lon, lat


def distance_km(a: LonLat, b: LonLat) -> float:
    """Return the geodesic distance between two points.

    >>> round(distance_km((36.7234, 34.7268), (36.7324, 34.9269)), 1)
    22.2
    """
    (lon1, lat1), (lon2, lat2) = check(a), check(b)
    return float(WGS84.inv(lon1, lat1, lon2, lat2)[2]) / 1000


def bearing(a: LonLat, b: LonLat) -> float:
    """Return the initial bearing from ``a`` to ``b``, degrees clockwise from north, 0 to 360."""
    (lon1, lat1), (lon2, lat2) = check(a), check(b)
    return float(WGS84.inv(lon1, lat1, lon2, lat2)[0]) % 360


def destination(start: LonLat, bearing_deg: float, km: float) -> LonLat:
    """Return the point reached from ``start`` after ``km`` on the given bearing."""
    lon, lat = check(start)
    lon2, lat2, _ = WGS84.fwd(lon, lat, bearing_deg, km * 1000)
    return float(lon2), float(lat2)


@lru_cache(maxsize=256)
def _proj(lon: float, lat: float) -> Proj:
    return Proj(proj="laea", lat_0=lat, lon_0=lon, datum="WGS84", units="km")


class Local:
    """Lambert azimuthal equal-area plane around some points; kilometres east and north of their middle.

    Parameters
    ----------
    points : iterable of (lon, lat)
        Degrees. The middle is taken on the sphere, so the antimeridian is no special case.

    Raises
    ------
    GeometryError
        If there is no point, or one is not on Earth.
    """

    def __init__(self, points: Iterable[LonLat]) -> None:
        # Summed in sorted order: floating-point addition depends on it, and the order of articles must not.
        checked = sorted(check(p) for p in points)
        if not checked:
            raise GeometryError("no point to centre a local projection on; expected at least one")
        lon, lat = np.radians(np.array(checked)).T
        x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
        self.centre: LonLat = (
            round(math.degrees(math.atan2(y, x)), 4),
            round(math.degrees(math.atan2(z, math.hypot(x, y))), 4),
        )
        self._proj = _proj(*self.centre)

    def forward(self, lonlat: Grid) -> Grid:
        """Return n x 2 kilometres of n x 2 degrees."""
        pairs = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        return np.column_stack(self._proj(pairs[:, 0], pairs[:, 1]))

    def inverse(self, xy: Grid) -> Grid:
        """Return n x 2 degrees of n x 2 kilometres; longitudes within 180° of the centre's."""
        pairs = np.asarray(xy, dtype=float).reshape(-1, 2)
        lon, lat = self._proj(pairs[:, 0], pairs[:, 1], inverse=True)
        lon0 = self.centre[0]
        return np.column_stack([lon0 + (np.asarray(lon) - lon0 + 180) % 360 - 180, lat])

    def to_plane(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in kilometres, valid: touching rings may cross by a millimetre in another projection."""
        return shapely.make_valid(shapely.transform(geometry, self.forward))

    def to_globe(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in degrees, valid."""
        return shapely.make_valid(shapely.transform(geometry, self.inverse))


def circle(centre: LonLat, radius_km: float, *, corners: int = 72) -> Polygon:
    """Return the geodesic circle as a polygon of ``corners`` corners."""
    lon, lat = check(centre)
    angles = -np.arange(corners) * 360 / corners
    lons, lats, _ = WGS84.fwd([lon] * corners, [lat] * corners, angles, [radius_km * 1000] * corners)
    lons = lon + (np.asarray(lons) - lon + 180) % 360 - 180
    return Polygon(np.column_stack([lons, lats]))


def wrapped(lon: float) -> float:
    """Return the longitude within ±180°."""
    return (lon + 180) % 360 - 180 if abs(lon) > 180 else lon
