"""Write displacement in the terms of IDMC: quantifier, unit, term, stock or flow, trigger, where from and to, who says so.

These are not IDMC's figures: each row is what an article says, with its sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.events.metadata import event_types
from geo.export.acled import iso3, span
from geo.export.plain import quoted
from geo.export.sheets import Material, country, country_code, province
from geo.export.table import Cell, written
from geo.model import CURRENT, Displacement, Place
from geo.tables import cells, table

COLUMNS = (
    "id", "iso3", "country", "admin1", "displacement_type", "category", "quantifier", "figure", "figure_max", "unit",
    "term", "measure", "trigger", "displacement_date", "start_date", "end_date", "year", "locations_name", "latitude",
    "longitude", "locations_accuracy", "locations_type", "origin", "origin_latitude", "origin_longitude", "destination",
    "destination_latitude", "destination_longitude", "source", "source_url", "publication_date", "excerpt",
)  # fmt: skip
OWN = (
    "x_record", "x_kind", "x_status", "x_publisher", "x_article_title", "x_figure_text", "x_scope", "x_blurred_km",
    "x_as_of", "x_attribution",
)  # fmt: skip
"""Where each row comes from, behind the columns that IDMC's exports have."""
QUANTIFIERS = {
    "exact": "Exact", "approx": "Approximately", "at_least": "At least", "at_most": "Less than or equal to",
    "order": "Unknown",
}  # fmt: skip
"""IDMC's words for how a figure is meant; "thousands" is a size and no number, so its quantifier is unknown."""
UNITS = {"persons": "People", "households": "Households", "persons/day": "People a day"}
VIOLENT = frozenset({"battle", "remote", "violence", "siege"})
"""Classes of event that make displacement one by conflict."""


def write(material: Material) -> bytes:
    """Return every displacement of the situation as a row, forecasts and the past among them with their status."""
    header = (*COLUMNS, *OWN)
    return written(header, ([row.get(c) for c in header] for row in rows(material)))


def rows(material: Material) -> Iterator[dict[str, Cell]]:
    """Yield the rows as dictionaries."""
    attribution = material.attribution
    triggers = _triggers(material)
    for record, article in material.told():
        if record["list"] != "displacement":
            continue
        figure = (record.get("figures") or [{}])[0]
        first, last = span(record)
        evidence = (record.get("evidence") or [{}])[0]
        measure = figure.get("measure") or ("stock" if record["type"] == "stock" else "flow")
        kind, trigger = triggers.get(evidence.get("article", ""), ("", ""))
        yield {
            "id": record["id"],
            "displacement_type": kind,
            "category": "IDPs" if measure == "stock" else "Internal Displacements",
            "quantifier": QUANTIFIERS.get(figure.get("qualifier", ""), ""),
            "figure": figure.get("value"),
            "figure_max": figure.get("max"),
            "unit": UNITS.get(figure.get("unit", ""), figure.get("unit")),
            "term": _term(record),
            "measure": measure,
            "trigger": trigger,
            "displacement_date": last.isoformat() if last else "",
            "start_date": first.isoformat() if first else "",
            "end_date": last.isoformat() if last else "",
            "year": last.year if last else None,
            **_where(material, record),
            "source": record.get("speaker") or article.get("source"),
            "source_url": article.get("url"),
            "publication_date": article.get("published"),
            "excerpt": quoted(evidence.get("quote") or ""),
            "x_record": record["id"],
            "x_kind": record["type"],
            "x_status": record["status"],
            "x_publisher": article.get("source"),
            "x_article_title": article.get("title"),
            "x_figure_text": figure.get("text"),
            "x_scope": figure.get("scope"),
            "x_blurred_km": record.get("blurred_km"),
            "x_as_of": material.as_of,
            "x_attribution": attribution,
        }


def _term(record: Mapping[str, Any]) -> str:
    """Return IDMC's term for the words that told of the displacement; of other words the only one that its kind has."""
    told = set(re.findall(r"\w+", str(record.get("trigger") or "").lower()))
    for row in table("idmc_terms.csv", "term", "words"):
        if told & set(cells(row["words"])):
            return row["term"]
    found = event_types().get(("displacement", record["type"]))
    return found.idmc[0] if found and len(found.idmc) == 1 else ""


def _where(material: Material, record: Mapping[str, Any]) -> dict[str, Cell]:
    """Where people were displaced: from where they fled, else where they are, else what the figure counts over."""
    spots = material.spots(record)
    origins, destinations = ([p for slot, p in spots if slot == wanted] for wanted in ("origin", "destination"))
    told = (r.figure.scope for r in material.reports(record) if isinstance(r, Displacement) and r.figure)
    scope = next((p for p in told if p), None)
    from_, to = (found[0] if found else None for found in (origins, destinations))
    at = from_ or to or scope
    out: dict[str, Cell] = {"origin": _names(origins), "destination": _names(destinations)}
    for name, place in (("origin", from_), ("destination", to)):
        if place:
            out |= {f"{name}_latitude": round(place.lat, 5), f"{name}_longitude": round(place.lon, 5)}
    if at:
        out |= {
            "iso3": iso3(country_code(at)),
            "country": country(at),
            "admin1": province(at),
            "locations_name": at.name,
            "latitude": round(at.lat, 5),
            "longitude": round(at.lon, 5),
            "locations_accuracy": accuracy(at),
            "locations_type": "Origin" if from_ else "Destination" if to else "",
        }
    return out


def accuracy(place: Place) -> str:
    """Return IDMC's word for how exactly a place is known."""
    if place.kind == "country":
        return "Country/territory (ADM0)"
    if place.kind == "admin1" or place.id.startswith("blurred-"):
        return "State/Region/Province (ADM1)"
    if place.kind in ("admin2", "district"):
        return "District/Zone/Department (ADM2)"
    return "" if place.is_area else "Town/Village/City"


def _names(places: Sequence[Place]) -> str:
    return "; ".join(p.name for p in places)


def _triggers(material: Material) -> dict[str, tuple[str, str]]:
    """Return IDMC's displacement type and trigger by article, where all of its current events point to one.

    An article about an earthquake in a war says of neither flow which of the two made people leave.
    """
    classes: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record, _ in material.told():
        if record["list"] == "event" and record["status"] in CURRENT and record["class"] in (*VIOLENT, "disaster"):
            for x in record.get("evidence") or ():
                disaster = record["class"] == "disaster"
                classes[x["article"]].add(("Disaster", record["type_label"]) if disaster else ("Conflict", "Conflict"))
    return {article: next(iter(found)) for article, found in classes.items() if len(found) == 1}
