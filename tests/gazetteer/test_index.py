import threading

import pytest


def test_the_place_of_that_own_name_comes_first_then_the_larger(small):
    assert [(p.id, p.kind) for p in small.lookup("Homs")] == [
        ("geonames:1", "settlement"),
        ("admin1:SY.11", "admin1"),
        ("geonames:2", "settlement"),
    ]
    assert [p.id for p in small.lookup("Homs", country="LY")] == ["geonames:2"]


@pytest.mark.parametrize("name", ["Rastan", "ar-Rastan", "AR RASTAN", "Al-Rastan"])
def test_a_leading_article_may_be_there_or_missing(small, name):
    assert [p.id for p in small.lookup(name)] == ["geonames:3"]


def test_the_first_alias_row_is_the_name_to_show(small):
    assert small.lookup("Rastan")[0].name == "Rastan"


def test_namibia_is_not_missing(small):
    assert small.lookup("Windhoek")[0].country == "NA"


@pytest.mark.parametrize("name", ["", " ", "-", "\ud800", "x" * 10_000, "'; DROP TABLE place; --", "%"])
def test_odd_names_have_no_place(small, name):
    assert small.lookup(name) == []


def test_look_ups_in_bulk_agree_with_single_ones(small):
    names = ["Homs", "Talbiseh", "nowhere", "M5"]
    assert small.lookup_many(names) == {n: small.lookup(n) for n in names if small.lookup(n)}


def test_geometry_comes_with_the_id(small):
    road = small.place("road:M5")
    assert road.geometry["type"] == "LineString"
    assert small.lookup("M5")[0].geometry is None
    assert small.place("no such") is None


def test_a_region_of_members_has_their_areas(small):
    assert len(small.place("coast:SY").geometry["coordinates"]) == 2


def test_bounds_give_the_largest_settlements(small):
    assert [p.name for p in small.settlements((35, 34, 38, 36), limit=2)] == ["Homs", "Latakia"]


def test_bounds_may_cross_the_date_line(small):
    assert {p.name for p in small.settlements((179, -20, -179, -10))} == {"Levuka", "Waiyevo"}


def test_near_is_sorted_by_distance(small):
    found = small.near(34.9, 36.73, within_km=30)
    assert [p.name for _, p in found] == ["Rastan", "Talbiseh", "Homs"]
    # 34.927 - 34.9 degrees of latitude are 3.0 km
    assert found[0][0] == pytest.approx(3.0, abs=0.1)


def test_a_letter_or_two_off_is_found_within_the_country_only(small):
    assert [p.id for _, p in small.similar("Talbisseh", "SY")] == ["geonames:4"]
    assert small.similar("Talbisseh", "LY") == []
    assert small.similar("Hums", "SY") == []


def test_info_tells_what_lies_where(small, small_path):
    info = small.info()
    assert info["path"] == str(small_path)
    assert "GeoNames (CC BY 4.0): 8" in info["sources"]


def test_threads_share_one_index(small):
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(small.lookup("Homs")))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert found == [3, 3, 3, 3]


def test_the_real_index_knows_the_places_of_several_wars(gazetteer):
    for name, country in [
        ("Homs", "SY"),
        ("Kherson", "UA"),
        ("El Fasher", "SD"),
        ("Goma", "CD"),
        ("Lashio", "MM"),
        ("Kidal", "ML"),
        ("Tyre", "LB"),
    ]:
        assert gazetteer.lookup(name, country), name
    assert gazetteer.lookup("Homs")[0].population > 500_000
    homs = gazetteer.place("admin1:SY.11")
    assert homs.geometry["type"] in {"Polygon", "MultiPolygon"}
