"""The place index as a geopy geocoder that cannot reach the network."""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.gazetteer import Gazetteer
from geo.model import Place

NEAR_KM = 25.0
"""How far ``reverse`` looks for a settlement: chosen, beyond it "at X" is no longer true."""


class OfflineAdapter(BaseSyncAdapter):
    """A transport that refuses every request: what uses it provably stays on the machine."""

    def get_json(self, url: str, *, timeout: Any, headers: Any) -> NoReturn:
        """Refuse."""
        del timeout, headers
        raise RuntimeError(f"the offline geocoder was asked for {url.partition('?')[0]}; it never leaves the machine")

    get_text = get_json


class GazetteerGeocoder(Geocoder):
    """Geocode from the place index, by geopy's contract.

    Parameters
    ----------
    gazetteer : Gazetteer
        Open; the caller closes it.

    Examples
    --------
    >>> GazetteerGeocoder(gazetteer).geocode("Homs, Syria").point  # doctest: +SKIP
    Point(34.72405, 36.72559, 0.0)
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(adapter_factory=OfflineAdapter)
        self._gazetteer = gazetteer

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, country: str | None = None
    ) -> Location | list[Location] | None:
        """Return the place of that name, or None.

        Parameters
        ----------
        query : str
            A name, with its country or province after a comma if you like ("Paris, Texas").
        exactly_one : bool
            The likeliest place only; otherwise all, likeliest first.
        timeout
            Accepted for geopy's contract; nothing is waited for.
        country : str or None
            ISO 3166-1 alpha-2: only places there.
        """
        del timeout
        places = self._gazetteer.lookup(query, country)
        if not places and "," in query:
            name, _, rest = query.partition(",")
            outer = self._gazetteer.lookup(rest)
            codes = {p.country for p in outer if p.kind == "country"} | {p.admin1 for p in outer if p.kind == "admin1"}
            places = [p for p in self._gazetteer.lookup(name, country) if p.country in codes or p.admin1 in codes]
        found = [_location(p) for p in places]
        if not found:
            return None
        return found[0] if exactly_one else found

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the nearest settlement within 25 km of a (lat, lon), or None.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is no point on Earth.
        """
        del timeout
        try:
            if query is None:
                raise ValueError(query)
            with warnings.catch_warnings():
                # geopy wraps a latitude of 999 onto the globe with no more than a warning.
                warnings.simplefilter("error")
                point = Point(query)
        except (ValueError, TypeError, UserWarning) as e:
            raise GeocoderQueryError(f"{query!r} is no point: expected (lat, lon) in degrees, lat within ±90") from e
        found = [_location(p) for _, p in self._gazetteer.near(point.latitude, point.longitude, within_km=NEAR_KM)]
        if not found:
            return None
        return found[0] if exactly_one else found


def _location(p: Place) -> Location:
    address = ", ".join(part for part in (p.name, p.admin1, p.country) if part)
    raw = {
        "id": p.id, "name": p.name, "kind": p.kind, "country": p.country, "admin1": p.admin1,
        "precision_km": p.precision_km, "population": p.population, "source": p.source, "licence": p.licence,
    }  # fmt: skip
    return Location(address, (p.lat, p.lon), raw)
