"""Write records as CSV with a row of HXL hashtags, so that humanitarian tools join and filter them without a word of setup."""

from __future__ import annotations

from collections.abc import Iterator

from geo.export.sheets import Material, Row
from geo.export.table import written

COLUMNS = {
    "record": "#event+id",
    "list": "#event+list",
    "type": "#event+type+code",
    "type_label": "#event+type+name",
    "label": "#event+description",
    "acled": "#event+category",
    "acled_sub": "#event+subcategory",
    "status": "#status+claim",
    "day": "#date+occurred",
    "time": "#date+period",
    "slot": "#loc+role",
    "place": "#loc+name",
    "place_kind": "#loc+type",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "precision_km": "#geo+precision+km",
    "blurred_km": "#geo+blurred+km",
    "admin1": "#adm1+name",
    "country": "#country+code+v_iso2",
    "country_name": "#country+name",
    "agents": "#org+actor+name",
    "targets": "#org+target+name",
    "killed": "#affected+killed",
    "injured": "#affected+injured",
    "displaced": "#affected+displaced",
    "affected": "#affected+other",
    "figures": "#meta+figures+text",
    "speaker": "#meta+speaker+name",
    "source_grade": "#meta+source+grade",
    "info_grade": "#meta+information+grade",
    "independent": "#meta+sources+num",
    "quote": "#description+quote",
    "publisher": "#meta+source+name",
    "article_title": "#meta+source+title",
    "article_published": "#date+published",
    "article_url": "#meta+source+url",
    "as_of": "#date+updated",
    "attribution": "#meta+license",
}
"""Columns and their hashtags (HXL 1.1; attributes that the standard does not list are allowed by it)."""
METRICS = {"killed": "killed", "wounded": "injured", "displaced": "displaced", "affected": "affected"}
"""Metrics of ours by column; other figures stand in ``figures``."""


def write(material: Material) -> bytes:
    """Return a row for each record of the present and place, under header and hashtags."""
    rows = ([row.get(c) for c in COLUMNS] for row in _rows(material))
    return written(tuple(COLUMNS), rows, second=tuple(COLUMNS.values()))


def _rows(material: Material) -> Iterator[Row]:
    numbers = {r["id"]: _figures(r.get("figures") or ()) for r, _ in material.told()}
    common: Row = {"as_of": material.as_of, "attribution": material.attribution}
    told: set[str] = set()
    for row in material.records():
        record = str(row["record"])
        # A figure counts a record and not each of its places: it stands in the first row alone, so that a sum is right.
        figures = numbers[record] if record not in told else {}
        told.add(record)
        yield {**row, **figures, **common}


def _figures(found: object) -> Row:
    """Return the lowest observed figure of each metric, people only."""
    out: Row = {}
    for f in found if isinstance(found, list) else ():
        column = METRICS.get(f["metric"])
        if column and f["unit"] == "persons" and f.get("observed", True):
            before = out.get(column)
            out[column] = f["value"] if not isinstance(before, int | float) else min(before, f["value"])
    return out
