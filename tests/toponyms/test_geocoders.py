"""The contract of a geopy geocoder, without a network."""

import pytest
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.toponyms import GazetteerGeocoder
from geo.toponyms.geocoders import OfflineAdapter


@pytest.fixture
def geocoder(gazetteer):
    return GazetteerGeocoder(gazetteer)


def test_it_is_a_geopy_geocoder(geocoder):
    assert isinstance(geocoder, Geocoder)
    assert isinstance(geocoder.adapter, OfflineAdapter)


def test_one_place_a_list_or_none(geocoder):
    assert isinstance(geocoder.geocode("Homs"), Location)
    assert geocoder.geocode("Homs").latitude == pytest.approx(34.72, abs=0.01)
    many = geocoder.geocode("Homs", exactly_one=False)
    assert len(many) > 1
    assert many[0].address.startswith("Homs")
    assert geocoder.geocode("Qwxyzville") is None
    assert geocoder.geocode("") is None


def test_a_country_narrows_it_down(geocoder):
    assert geocoder.geocode("Homs", country="LY").raw["country"] == "LY"
    assert geocoder.geocode("Paris, Texas").raw["admin1"] == "US.TX"
    assert geocoder.geocode("Homs, Syria", timeout=1).raw["country"] == "SY"


def test_reverse_gives_the_nearest_settlement(geocoder):
    assert geocoder.reverse((34.93, 36.73)).raw["name"] == "Rastan"
    assert geocoder.reverse("34.93, 36.73").raw["name"] == "Rastan"
    assert geocoder.reverse((0.0, -30.0)) is None
    assert len(geocoder.reverse((34.93, 36.73), exactly_one=False)) > 1


@pytest.mark.parametrize("query", [(999, 0), "nowhere", (float("nan"), 0), None])
def test_what_is_no_point_is_said_so(geocoder, query):
    with pytest.raises(GeocoderQueryError, match="point"):
        geocoder.reverse(query)


def test_any_request_is_refused(geocoder):
    with pytest.raises(RuntimeError, match="never leaves"):
        geocoder._call_geocoder("https://example.org/?q=Homs", lambda r: r)
