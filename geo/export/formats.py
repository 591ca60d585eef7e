"""The ways out: one registry that commands and the page's menu list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import OutputError
from geo.export import acled, geojson, geopackage, html, hxl, idmc, kml, table, xlsx
from geo.export.sheets import RECORDS, Material
from geo.files import atomic_bytes


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file.

    Parameters
    ----------
    name : str
        As the command names it.
    words : str
        As people read it in a menu.
    suffix : str
        Of a file's name; ``.acled.csv`` tells one CSV from another.
    media : str
        Media type of a download.
    make : callable
        Returns the file's bytes.
    full_text : bool
        Whether it can carry whole articles (`Material.full_text`).
    """

    name: str
    words: str
    suffix: str
    media: str
    make: Callable[[Material], bytes]
    full_text: bool = False


def _geojson(material: Material) -> bytes:
    return f"{geojson.dumps(material.outgoing)}\n".encode()


def _html(material: Material) -> bytes:
    return html.page(
        material.outgoing, material.gazetteer, full_text=material.full_text, briefing=material.briefing
    ).encode()


def _csv(material: Material) -> bytes:
    header = (*RECORDS, "as_of", "attribution", *material.notes())
    common = {"as_of": material.as_of, "attribution": material.attribution}
    rows = ({**row, **common} for row in material.records())
    return table.written(header, ([row.get(c) for c in header] for row in rows))


CSV = "text/csv; charset=utf-8"
FORMATS = {
    f.name: f
    for f in (
        Format(
            name="html", words="Map as one HTML file", suffix=".html", media="text/html", make=_html, full_text=True
        ),
        Format(
            name="xlsx", words="Records, figures and sources as an Excel workbook", suffix=".xlsx",
            media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", make=xlsx.write,
        ),
        Format(name="csv", words="Records as CSV", suffix=".csv", media=CSV, make=_csv),
        Format(
            name="geojson", words="Marks and records as GeoJSON", suffix=".geojson", media="application/geo+json",
            make=_geojson, full_text=True,
        ),
        Format(
            name="gpkg", words="Layers and tables as GeoPackage (QGIS, ArcGIS)", suffix=".gpkg",
            media="application/geopackage+sqlite3", make=geopackage.write,
        ),
        Format(
            name="kmz", words="Marks for Google Earth (KMZ)", suffix=".kmz",
            media="application/vnd.google-earth.kmz", make=kml.write_zipped,
        ),
        Format(
            name="kml", words="Marks for Google Earth (KML, not packed)", suffix=".kml",
            media="application/vnd.google-earth.kml+xml", make=kml.write,
        ),
        Format(name="acled", words="Events in ACLED's columns", suffix=".acled.csv", media=CSV, make=acled.write),
        Format(name="idmc", words="Displacement in IDMC's terms", suffix=".idmc.csv", media=CSV, make=idmc.write),
        Format(name="hxl", words="Records as CSV with HXL hashtags", suffix=".hxl.csv", media=CSV, make=hxl.write),
    )
}  # fmt: skip
"""Every format by name, in the order of a menu."""
_ALSO = {".json": "geojson", ".htm": "html"}


def format_of(path: Path) -> Format | None:
    """Return the format that a file's name asks for, the longest suffix first; None when it is not clear.

    >>> format_of(Path("map.acled.csv")).name, format_of(Path("MAP.KMZ")).name, format_of(Path("map"))
    ('acled', 'kmz', None)
    """
    name = path.name.lower()
    suffixes = {**{f.suffix: f.name for f in FORMATS.values()}, **_ALSO}
    found = max((s for s in suffixes if name.endswith(s)), key=len, default=None)
    return FORMATS[suffixes[found]] if found else None


def write(material: Material, path: Path, name: str | None = None) -> Path:
    """Write a situation as a file, whole or not at all, and return its path.

    Parameters
    ----------
    name : str, optional
        Of the format; by default what the file's name says.

    Raises
    ------
    OutputError
        If the format is not clear or the file cannot be written; what was there stays.
    """
    chosen = FORMATS.get(name) if name else format_of(path)
    if chosen is None:
        raise OutputError(
            f"{name or path.name}: not a format of ours; choose from {', '.join(FORMATS)}, or a name that ends in one of "
            f"{', '.join(f.suffix for f in FORMATS.values())}"
        )
    data = chosen.make(material)
    with atomic_bytes(path) as file:
        file.write(data)
    return path
