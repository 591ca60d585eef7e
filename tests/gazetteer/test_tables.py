"""Every row of the curated tables: in range, in the right country, no duplicates, with source and licence."""

import re
from collections import Counter

import pytest

from geo.gazetteer import distance_km, name_key
from geo.gazetteer import sources as s
from geo.tables import DATA, cells, rows

COUNTRIES = {r["iso2"]: r for _, r in rows(s.TABLES / "countries.csv", s.COUNTRY_COLUMNS)}
ADMIN1 = {r["code"]: r for _, r in rows(s.TABLES / "admin1.csv", s.ADMIN1_COLUMNS)}
KINDS = {"settlement", "region", "coast", "river", "road", "bridge", "facility", "camp", "area"}
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
def test_a_curated_place_is_whole(name, line, row):
    assert row["kind"] in KINDS
    assert on_earth(row)
    assert float(row["precision_km"]) > 0
    assert row["source"]
    assert row["licence"]
    assert row["country"] in COUNTRIES or row["country"] == ""
    assert all(m in ADMIN1 for m in cells(row["members"]))
    assert row["admin1"] == "" or row["admin1"] in ADMIN1
    if row["country"] and row["kind"] != "region":
        unit = min(
            (
                distance_km(float(row["lat"]), float(row["lon"]), float(a["lat"]), float(a["lon"]))
                - float(a["precision_km"])
            )
            for a in ADMIN1.values()
            if a["country"] == row["country"]
        )
        assert unit < float(row["precision_km"]) + 250
    if row["wkt"]:
        assert len(s.line_geometry(row["wkt"])["coordinates"]) >= 2


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
