"""The online geocoders that geopy speaks to, and what their answers mean here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.geocoders import GeoNames, Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.errors import GeoError
from geo.gazetteer import distance_km
from geo.settings import Settings

USER_AGENT = "situation-map/0.1"
PUBLIC_NOMINATIM = "https://nominatim.openstreetmap.org"
PUBLIC_PHOTON = "https://photon.komoot.io"
PUBLIC_GEONAMES = "https://api.geonames.org"
_OSM = "© OpenStreetMap contributors (ODbL)"
_KINDS = {
    "city": "settlement", "town": "settlement", "village": "settlement", "hamlet": "settlement",
    "isolated_dwelling": "settlement", "suburb": "district", "neighbourhood": "district", "quarter": "district",
    "municipality": "district", "city_district": "district", "country": "country", "state": "admin1", "region": "admin1",
    "province": "admin1", "county": "admin2", "district": "district", "waterway": "river", "river": "river",
    "highway": "road", "road": "road", "bridge": "bridge", "water": "region", "natural": "region", "place": "settlement",
    "island": "area", "locality": "area",
}  # fmt: skip
_GEONAMES_KINDS = {
    "P": "settlement",
    "A": "district",
    "H": "region",
    "L": "region",
    "T": "area",
    "S": "facility",
    "V": "area",
    "R": "road",
}
_POINT_KM = 1.0


class GeocoderSettingsError(GeoError, ValueError):
    """The settings name an unknown online geocoder, or lack what it needs."""


_adapter = URLLibAdapter
"""Not geopy's default: that one repeats a request that timed out twice, at once, which no server's policy allows."""


@dataclass(frozen=True, slots=True)
class Service:
    """One online geocoder as it is set up."""

    name: str
    label: str
    attribution: str
    licence: str
    seconds_between: float
    geocoder: Geocoder
    ask: Callable[[str, str], list[Location]]
    """Called with name and country code; returns what the service found, likeliest first."""
    read: Callable[[Location], dict[str, Any]]


def service(settings: Settings) -> Service | None:
    """Return the online geocoder that the settings name, or None where there is none.

    Raises
    ------
    GeocoderSettingsError
        If the settings name an unknown one, or lack what it needs.
    """
    kind = settings.geocoder.casefold()
    if not kind:
        return None
    if kind not in _MAKERS:
        raise GeocoderSettingsError(f"geocoder {settings.geocoder!r}: expected one of {', '.join(_MAKERS)}, or nothing")
    return _MAKERS[kind](settings)


def _parts(url: str) -> tuple[str, str]:
    found = urlsplit(url if "//" in url else f"https://{url}")
    if found.scheme not in {"http", "https"} or not found.netloc:
        raise GeocoderSettingsError(f"geocoder address {url!r}: expected something like https://nominatim.example.org")
    return found.scheme, found.netloc + found.path.rstrip("/")


def _setup(settings: Settings, public: str) -> tuple[str, dict[str, Any]]:
    """Return a server's name, the user's own or the public one, and what every geocoder of geopy is set up with."""
    scheme, domain = _parts(settings.geocoder_url or public)
    agent = f"{USER_AGENT} ({settings.geocoder_contact})" if settings.geocoder_contact else USER_AGENT
    return domain, {
        "scheme": scheme, "domain": domain, "user_agent": agent, "timeout": settings.geocoder_timeout_s, "adapter_factory": _adapter,
    }  # fmt: skip


def _nominatim(settings: Settings) -> Service:
    domain, setup = _setup(settings, PUBLIC_NOMINATIM)
    public = domain.endswith("openstreetmap.org")
    if public and not settings.geocoder_contact:
        raise GeocoderSettingsError(
            "the public Nominatim asks who uses it: set SITUATION_GEOCODER_CONTACT to an e-mail address or a page"
        )
    coder = Nominatim(**setup)
    return Service(
        name="nominatim",
        label=f"Nominatim ({domain})",
        attribution=_OSM,
        licence="ODbL",
        # The public server's policy is one request a second for a whole application; no setting goes below that.
        seconds_between=max(settings.geocoder_seconds_between, 1.0 if public else 0.0),
        geocoder=coder,
        ask=lambda query, country: _listed(
            coder.geocode(
                query, exactly_one=False, limit=5, addressdetails=True, language="en", country_codes=country.lower()
            )
        ),
        read=_of_nominatim,
    )


def _photon(settings: Settings) -> Service:
    domain, setup = _setup(settings, PUBLIC_PHOTON)
    coder = Photon(**setup)
    return Service(
        name="photon",
        label=f"Photon ({domain})",
        attribution=_OSM,
        licence="ODbL",
        seconds_between=max(settings.geocoder_seconds_between, 0.0 if settings.geocoder_url else 1.0),
        geocoder=coder,
        ask=lambda query, _: _listed(coder.geocode(query, exactly_one=False, limit=15, language="en")),
        read=_of_photon,
    )


def _geonames(settings: Settings) -> Service:
    if not settings.geocoder_user:
        raise GeocoderSettingsError("the GeoNames service needs a user name: set SITUATION_GEOCODER_USER")
    domain, setup = _setup(settings, PUBLIC_GEONAMES)
    coder = GeoNames(settings.geocoder_user, **setup)
    return Service(
        name="geonames",
        label=f"GeoNames ({domain})",
        attribution="GeoNames (CC BY 4.0)",
        licence="CC BY 4.0",
        seconds_between=max(settings.geocoder_seconds_between, 1.0),
        geocoder=coder,
        ask=lambda query, country: _listed(coder.geocode(query, exactly_one=False, country=country)),
        read=_of_geonames,
    )


_MAKERS: dict[str, Callable[[Settings], Service]] = {
    "nominatim": _nominatim,
    "photon": _photon,
    "geonames": _geonames,
}


def _listed(found: Any) -> list[Location]:
    return list(found or [])


def _text(value: Any) -> str:
    return value.strip()[:200] if isinstance(value, str) else ""


def _point(lat: Any, lon: Any) -> dict[str, float]:
    return {"lat": round(float(lat), 5), "lon": round(float(lon), 5)}


def _extent_km(south: float, north: float, west: float, east: float) -> float:
    """Return how far the truth may be from the middle of a box."""
    return max(_POINT_KM, round(distance_km(south, west, north, east) / 2, 1))


def _of_nominatim(found: Location) -> dict[str, Any]:
    raw = found.raw
    box = [float(x) for x in raw.get("boundingbox", [])]
    address = raw.get("address") if isinstance(raw.get("address"), dict) else {}
    kind = _KINDS.get(_text(raw.get("addresstype"))) or _KINDS.get(_text(raw.get("class"))) or "facility"
    return {
        "id": f"osm:{_text(raw.get('osm_type'))}:{raw.get('osm_id', '')}",
        "name": _text(raw.get("name")) or found.address.split(",")[0].strip(),
        "kind": kind,
        "country": _text(address.get("country_code")).upper(),
        "precision_km": _POINT_KM if kind == "settlement" or len(box) != 4 else _extent_km(*box),
        **_point(raw["lat"], raw["lon"]),
    }


def _of_photon(found: Location) -> dict[str, Any]:
    p = found.raw.get("properties", {})
    extent = [float(x) for x in p.get("extent", [])]  # west, north, east, south
    kind = _KINDS.get(_text(p.get("osm_value"))) or _KINDS.get(_text(p.get("type"))) or "facility"
    wide = _extent_km(extent[3], extent[1], extent[0], extent[2]) if len(extent) == 4 else _POINT_KM
    return {
        "id": f"osm:{_text(p.get('osm_type'))}:{p.get('osm_id', '')}",
        "name": _text(p.get("name")) or found.address.split(",")[0].strip(),
        "kind": kind,
        "country": _text(p.get("countrycode")).upper(),
        "precision_km": _POINT_KM if kind == "settlement" else wide,
        **_point(*reversed(found.raw["geometry"]["coordinates"])),
    }


def _of_geonames(found: Location) -> dict[str, Any]:
    raw = found.raw
    kind = _GEONAMES_KINDS.get(_text(raw.get("fcl")), "area")
    return {
        "id": f"geonames:{raw.get('geonameId', '')}",
        "name": _text(raw.get("toponymName")) or _text(raw.get("name")) or found.address.split(",")[0].strip(),
        "kind": kind,
        "country": _text(raw.get("countryCode")).upper(),
        "precision_km": {"settlement": 1.0, "facility": 1.0, "area": 5.0, "district": 15.0}.get(kind, 30.0),
        **_point(raw["lat"], raw["lng"]),
    }


def on_earth(answer: dict[str, Any]) -> bool:
    """Whether the point of an answer lies on Earth; geopy wraps a latitude of 999 onto the globe."""
    return abs(answer["lat"]) <= 90 and abs(answer["lon"]) <= 180
