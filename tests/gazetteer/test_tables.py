"""Every row of the curated tables: in range, in the right country, no duplicates, with source and licence."""

import re
from collections import Counter

import pytest
from shapely import prepare
from shapely.geometry import LineString, Point, shape

from geo.gazetteer import distance_km, name_key
from geo.gazetteer import sources as s
from geo.gazetteer.forms import fold
from geo.tables import DATA, cells, rows

COUNTRIES = {r["iso2"]: r for _, r in rows(s.TABLES / "countries.csv", s.COUNTRY_COLUMNS)}
ADMIN1 = {r["code"]: r for _, r in rows(s.TABLES / "admin1.csv", s.ADMIN1_COLUMNS)}
KINDS = {"settlement", "district", "region", "coast", "river", "road", "bridge", "facility", "camp", "area"}
WIDE = {"region", "coast", "river", "road"}
"""Kinds that may run across borders."""
OUTLINES = {i[8:]: shape(g) for i, g in s.areas(s.TABLES).items() if i.startswith("country:")}
OUTLINE_KM = 6.0
"""Outlines of countries are simplified by 0.05 degrees."""
for _outline in OUTLINES.values():
    prepare(_outline)
CURATED = [(name, line, r) for name in s.PLACE_TABLES for line, r in rows(s.TABLES / name, s.PLACE_COLUMNS)]


def on_earth(r):
    return abs(float(r["lat"])) <= 90 and abs(float(r["lon"])) <= 180 and float(r["precision_km"]) >= 0


def test_countries_and_admin1_are_on_earth_and_named_once():
    assert len(COUNTRIES) == 250
    for r in [*COUNTRIES.values(), *ADMIN1.values()]:
        assert on_earth(r), r
        assert r["source"], r
        assert r["licence"], r
        assert r["name"], r
    assert {r["country"] for r in ADMIN1.values()} <= set(COUNTRIES)
    assert all(code.startswith(r["country"] + ".") for code, r in ADMIN1.items())


def test_customary_points_of_units_lie_in_them_or_by_their_middle():
    points = [r for _, r in rows(s.TABLES / "admin1_points.csv", s.ADMIN1_POINT_COLUMNS)]
    assert [c for c, n in Counter(r["code"] for r in points).items() if n > 1] == []
    for r in points:
        unit = ADMIN1[r["code"]]
        away = distance_km(float(r["lat"]), float(r["lon"]), float(unit["lat"]), float(unit["lon"]))
        # The middle of an archipelago's polygon lies on its largest island.
        assert away < max(200.0, float(unit["precision_km"])), r
        assert r["source"], r
        assert r["licence"], r


def test_every_country_point_is_far_less_than_its_size_away_from_its_units():
    centres = {}
    for r in ADMIN1.values():
        centres.setdefault(r["country"], []).append((float(r["lat"]), float(r["lon"]), float(r["precision_km"])))
    for code, units in centres.items():
        c = COUNTRIES[code]
        nearest = min(distance_km(float(c["lat"]), float(c["lon"]), lat, lon) - radius for lat, lon, radius in units)
        assert nearest < max(500.0, float(c["precision_km"])), code


def test_ids_are_unique():
    assert [i for i, n in Counter(r["id"] for _, _, r in CURATED).items() if n > 1] == []


@pytest.mark.parametrize(("name", "line", "row"), CURATED, ids=[r["id"] for _, _, r in CURATED])
def test_a_curated_place_is_whole_and_in_its_country(name, line, row):
    assert row["kind"] in KINDS
    assert on_earth(row)
    assert float(row["precision_km"]) > 0
    assert row["source"]
    assert row["licence"]
    assert row["country"] in COUNTRIES or row["country"] == ""
    assert all(m in ADMIN1 for m in cells(row["members"]))
    assert row["admin1"] == "" or row["admin1"].startswith(row["country"] + ".")
    assert row["admin1"] == "" or row["admin1"] in ADMIN1
    if row["country"] and row["kind"] not in WIDE:
        assert lies_in(row["country"], float(row["lat"]), float(row["lon"]), float(row["precision_km"]))
    if row["wkt"]:
        assert len(s.line_geometry(row["wkt"])["coordinates"]) >= 2


def lies_in(country, lat, lon, precision_km):
    """Whether a point lies in its country as far as outlines tell, or at sea where they lack an island."""
    point = Point(lon, lat)
    if country not in OUTLINES or OUTLINES[country].distance(point) * 111.2 <= precision_km + OUTLINE_KM:
        return True
    return not any(o.contains(point) for o in OUTLINES.values())


def test_the_country_check_tells_a_wrong_country():
    assert lies_in("SY", 34.72, 36.73, 1)
    assert not lies_in("LB", 34.72, 36.73, 1)
    assert not lies_in("SY", 33.9, 35.6, 1)


def test_no_curated_place_is_there_twice(gazetteer):
    """The same name, or another romanisation of it, within 5 km is the same place: it gets an alias instead."""
    points = {"settlement", "camp", "facility", "bridge"}
    named = [
        (f"{name}:{line}", r, key)
        for name, line, r in CURATED
        if r["kind"] in points
        for key in {name_key(n) for n in (r["name"], *cells(r["aliases"]))}
    ]
    same: dict[tuple[str, str], list] = {}
    for table, keys in (("name", {k for *_, k in named}), ("fold", {fold(k) for *_, k in named} - {None})):
        for key, _, place in gazetteer._by_key(table, sorted(keys)):
            same.setdefault((table, key), []).append(place)
    twice = {
        f"{where} {r['name']} is {p.id}"
        for where, r, key in named
        for p in [*same.get(("name", key), ()), *same.get(("fold", fold(key)), ())]
        if p.id != r["id"]
        and (p.kind, p.country) == (r["kind"], r["country"])
        and distance_km(float(r["lat"]), float(r["lon"]), p.lat, p.lon) < 5
    }
    assert twice == set()


def test_lines_run_through_places_that_are_named_and_by_their_own_point():
    for name in ("roads.csv", "rivers.csv"):
        for line, r in rows(s.TABLES / name, (*s.PLACE_COLUMNS, "along")):
            if r["wkt"]:
                points = s.line_geometry(r["wkt"])["coordinates"]
                assert len(points) == len(r["along"].split(";")), f"{name}:{line}"
                away = LineString(points).distance(Point(float(r["lon"]), float(r["lat"]))) * 111.2
                assert away <= float(r["precision_km"]) + 1, f"{name}:{line}"


def test_spellings_are_names_in_other_scripts_of_places_that_are_there(gazetteer):
    listed = [r for _, r in rows(s.TABLES / "spellings.csv", s.ALIAS_COLUMNS)]
    known = gazetteer.places({r["id"] for r in listed})
    assert [r["id"] for r in listed if r["id"] not in known] == []
    assert [r["alias"] for r in listed if r["alias"].isascii() or not r["source"] or not r["licence"]] == []
    assert [k for k, n in Counter((name_key(r["alias"]), r["id"]) for r in listed).items() if n > 1] == []


def test_every_alias_is_there_once_with_source_and_licence():
    listed = [r for _, r in rows(s.TABLES / "aliases.csv", s.ALIAS_COLUMNS)]
    assert [r["alias"] for r in listed if not r["source"] or not r["licence"]] == []
    assert [k for k, n in Counter((r["alias"], r["id"]) for r in listed).items() if n > 1] == []


def test_aliases_point_at_places(gazetteer):
    aliases = s.alias_rows(s.TABLES)
    known = gazetteer.places(aliases)
    assert [i for i in aliases if i not in known] == []


def test_every_area_belongs_to_a_place(gazetteer):
    ids = list(s.areas(s.TABLES))
    known = gazetteer.places(ids)
    assert [i for i in ids if i not in known] == []
    with_all = {
        r["id"] for _, _, r in CURATED if r["members"] and all(f"admin1:{m}" in known for m in cells(r["members"]))
    }
    assert len(with_all) > 20
    assert with_all <= set(known)


def test_crimea_is_drawn_with_neither_side_by_this_table_alone(gazetteer):
    assert gazetteer.lookup("Crimea")[0].country == "UA"


def test_demonyms_and_seats_name_countries():
    words = [r for _, r in rows(s.TABLES / "demonyms.csv", ("word", "country", "kind", "source", "licence"))]
    assert [w for w, n in Counter(name_key(r["word"]) for r in words).items() if n > 1] == []
    assert {r["country"] for r in words} <= set(COUNTRIES) | {""}
    assert all((r["kind"] == "people") or r["country"] or r["word"] == "Soviet" for r in words)
    seats = [r for _, r in rows(s.TABLES / "seats.csv", ("name", "country", "source", "licence"))]
    assert {r["country"] for r in seats} <= set(COUNTRIES)


@pytest.mark.parametrize("path", sorted((DATA / "lexicon").glob("toponyms_*.csv")), ids=lambda p: p.name)
def test_word_lists_have_no_row_twice(path):
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    listed = [tuple(r.values()) for _, r in rows(path, header)]
    assert [r for r, n in Counter(listed).items() if n > 1] == []
    assert all(re.search(r"\w", cell) for r in listed for cell in r)


def test_every_country_point_lies_in_or_by_its_country():
    far = [
        code
        for code, r in COUNTRIES.items()
        if code in OUTLINES and not lies_in(code, float(r["lat"]), float(r["lon"]), 0.15 * float(r["precision_km"]))
    ]
    assert far == []
