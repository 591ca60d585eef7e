"""Write ``airfields.csv`` and the countries of ``spellings.csv`` under ``data/gazetteer`` from public packages.

Development only: the results are committed, a user never runs this. Inputs, by package name:

- ``airportsdata`` (PyPI, MIT): airfields of the world. Kept are military ones, international airports, and in
  countries at war all that the place index confirms: a town of the airfield's name or city within 40 km.
- ``babel`` (PyPI, BSD; data Unicode CLDR, Unicode License v3): names of countries in other scripts.

An airfield that does not lie in its country, or lies where another table already has one, is left out.

Usage: ``python scripts/build_airfields.py [--out data/gazetteer]`` in an environment that has both packages besides
the project's own.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

import airportsdata
from babel import Locale
from shapely.geometry import Point, shape

from geo.gazetteer import Gazetteer, distance_km, name_key
from geo.gazetteer import sources as s
from geo.tables import cells, rows

_AT_WAR = """
AF AM AZ BF BY CD CF CM DJ ER ET GE HT IL IQ IR JO LB LY MD ML MM MZ NE NG PK PS RU RW SD SO SS SY TD UA UG YE
"""
AT_WAR = frozenset(_AT_WAR.split())
MILITARY = re.compile(
    r"\b(Air ?Base|Airbase|Air Force|AFB|Naval Air|NAS|Army Air|AAF|Military|Air Station|Joint Base)\b", re.IGNORECASE
)
SUFFIX = re.compile(
    r"\s*(\(.*\)|(New )?International Airport|Regional Airport|Domestic Airport|Airport|Air ?Base|Airfield|Airstrip)$"
)
NEAR_TOWN_KM = 40.0
SAME_KM = 5.0
SEA_DEG = 0.15
"""Country outlines are simplified, and runways are built into the sea."""
LANGUAGES = ("ar", "he", "fa", "uk", "ru", "ur", "ps", "am", "my", "zh")
BORDER_DEG = 0.05
"""The same on land, where a point beyond it lies in another country."""
COLUMNS = s.PLACE_COLUMNS


def airfields(gazetteer: Gazetteer) -> list[list[str]]:
    """Return the rows of the table."""
    outlines = {i.removeprefix("country:"): shape(g) for i, g in s.areas(s.TABLES).items() if i.startswith("country:")}
    known = [
        (float(r["lat"]), float(r["lon"]))
        for name in s.PLACE_TABLES
        if name != "airfields.csv" and (s.TABLES / name).exists()
        for _, r in rows(s.TABLES / name, COLUMNS)
        if r["id"].startswith(("base:", "airport:"))
    ]
    units = {r["code"] for _, r in rows(s.TABLES / "admin1.csv", s.ADMIN1_COLUMNS)}
    found = []
    for code, a in sorted(airportsdata.load("ICAO").items()):
        name, lat, lon, country = a["name"], a["lat"], a["lon"], a["country"]
        military = bool(MILITARY.search(name))
        bare = SUFFIX.sub("", name).strip()
        if not (military or (a["iata"] and "International" in name) or country in AT_WAR):
            continue
        if country not in outlines or outlines[country].distance(Point(lon, lat)) > SEA_DEG:
            continue
        beyond = outlines[country].distance(Point(lon, lat)) > BORDER_DEG
        if beyond and any(o.contains(Point(lon, lat)) for c, o in outlines.items() if c != country):
            continue
        if any(distance_km(lat, lon, *k) < SAME_KM for k in known):
            continue
        known.append((lat, lon))
        if len(name.split()) < 2 or bare == name or not re.fullmatch(r"[A-Za-zÀ-ž'’. /-]+", bare):
            continue
        towns = [
            distance_km(lat, lon, p.lat, p.lon)
            for word in (a["city"], bare)
            for p in gazetteer.lookup(word, country)
            if p.kind == "settlement"
        ]
        confirmed = bool(towns) and min(towns) <= NEAR_TOWN_KM
        if not confirmed and (towns or not military):
            continue
        exact = max(len(str(x).partition(".")[2]) for x in (lat, lon)) >= 4
        nearest = gazetteer.near(lat, lon, within_km=60, limit=1)
        admin1 = nearest[0][1].admin1 if nearest and nearest[0][1].country == country else ""
        admin1 = admin1 if admin1 in units else ""
        aliases = {f"{bare} airport", f"{bare} airbase" if military else name, f"{bare} air base" if military else name}
        own = {name_key(name)}
        kept = [x for x in sorted(aliases) if name_key(x) not in own and not own.add(name_key(x))]
        found.append([
            f"airfield:{code}", name, "facility", "|".join(kept), country, admin1 or "", round(lat, 4), round(lon, 4),
            1.5 if exact else 3, "", "", "airportsdata", "MIT",
        ])  # fmt: skip
    return found


def country_names() -> list[list[str]]:
    """Return the names of countries in other scripts as rows of the spellings."""
    countries = [r["iso2"] for _, r in rows(s.TABLES / "countries.csv", s.COUNTRY_COLUMNS)]
    found = []
    for language in LANGUAGES:
        names = Locale.parse(language).territories
        for code in countries:
            for key in (code, f"{code}-alt-short", f"{code}-alt-variant"):
                name = names.get(key, "")
                if name and not name.isascii():
                    found.append([name, f"country:{code}", f"Unicode CLDR ({language})", "Unicode License v3"])
    return found


def main() -> None:
    """Read the packages, write the tables; other rows of the spellings stay."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("data/gazetteer"))
    out = parser.parse_args().out
    with Gazetteer.open() as gazetteer:
        fields = airfields(gazetteer)
    with (out / "airfields.csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([list(COLUMNS), *fields])
    spellings = out / "spellings.csv"
    own = [
        [r[c] for c in s.ALIAS_COLUMNS]
        for _, r in (rows(spellings, s.ALIAS_COLUMNS) if spellings.exists() else ())
        if not r["source"].startswith("Unicode CLDR")
    ]
    seen: set[tuple[str, str]] = set()
    unique = [
        r
        for r in [*country_names(), *own]
        if (name_key(r[0]), r[1]) not in seen and not seen.add((name_key(r[0]), r[1]))
    ]
    with spellings.open("w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([list(s.ALIAS_COLUMNS), *unique])
    print(f"{len(fields)} airfields, {len(unique)} spellings, {sum(len(cells(r[3])) for r in fields)} aliases")


if __name__ == "__main__":
    main()
