"""Write the marks of a situation as KML 2.2, for Google Earth and every GIS: folders by layer, one fixed style a side."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from geo.export.about import TITLE
from geo.export.plain import quoted, shown
from geo.export.sheets import Material
from geo.situation.features import ORDER
from geo.situation.meta import NO_SIDE, PALETTE

FOLDERS = {
    "event": "Events", "route": "People on the move", "movement": "Movements", "heading": "Directions",
    "control": "Control", "front": "Fronts", "band": "Where the front probably runs", "contested": "Contested ground",
    "unknown": "Not known", "ring": "Distances and doubt", "background": "Background (earlier years)",
}  # fmt: skip
DATA = (
    "record", "layer", "status", "type", "state", "basis", "side", "place", "place_kind", "precision_km", "within_km",
    "blurred_km", "time", "day", "from", "to", "figure_text", "holders", "inferred",
)  # fmt: skip
"""Properties that stand as extended data, in this order; as text."""
XML = str.maketrans({"\r": "&#13;"})
"""What XML would turn into a line break."""


def write(material: Material) -> bytes:
    """Return the document as UTF-8.

    A description is HTML by KML's definition: its text is escaped for HTML and then for XML, so that it is read as it
    stands. What is not text there, extended data and names, is escaped for XML alone.
    """
    return "\n".join(_document(material)).encode("utf-8")


def write_zipped(material: Material) -> bytes:
    """Return the document as KMZ: a ZIP with one member, doc.kml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed day: the same situation gives the same bytes.
        archive.writestr(zipfile.ZipInfo("doc.kml", (1980, 1, 1, 0, 0, 0)), write(material), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(material: Material) -> Iterator[str]:
    collection = material.outgoing
    records = {r["id"]: (r, article) for r, article in material.told()}
    looks = {s["id"]: s["colour"] for s in collection.get("sides") or ()}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2">'
    yield "<Document>"
    title = f"{TITLE}, as of {material.as_of}" if material.as_of else TITLE
    yield _tag("name", title) + "<open>1</open>" + _description(f"{k}: {t}" for k, t in material.about)
    yield from _styles(looks.values())
    layers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for feature in collection["features"]:
        layers[feature["properties"]["layer"]].append(feature)
    for layer in [x for x in reversed(ORDER) if x in layers]:
        hidden = "<visibility>0</visibility>" if layer == "background" else ""
        yield "<Folder>" + _tag("name", FOLDERS.get(layer, layer)) + hidden
        for feature in layers[layer]:
            yield _placemark(feature, records, hidden)
        yield "</Folder>"
    yield "</Document></kml>"


def _placemark(feature: Mapping[str, Any], records: Mapping[str, Any], hidden: str) -> str:
    p = feature["properties"]
    parts = [_tag("name", p.get("label") or p.get("ring_label") or ""), hidden]
    parts += [_description(_lines(p, records)), _when(p)]
    parts.append(_tag("styleUrl", f"#{_style_id(p.get('colour') or NO_SIDE[0])}"))
    cells = [(k, _text(p[k])) for k in DATA if p.get(k) not in (None, "", [])]
    data = "".join(f'<Data name="{k}">{_tag("value", text)}</Data>' for k, text in cells)
    parts.append(f"<ExtendedData>{data}</ExtendedData>")
    shape = feature.get("geometry")
    parts.append(_geometry(shape) if shape else "")
    return f"<Placemark>{''.join(parts)}</Placemark>"


def _lines(p: Mapping[str, Any], records: Mapping[str, Any]) -> Iterator[str]:
    """The facts of a mark as lines: its own words, then the sentence and article of each record behind it."""
    for key in ("label", "ring_label", "time_text", "figure_text", "inferred"):
        if p.get(key):
            yield str(p[key])
    if p.get("blurred_km"):
        yield f"Position blurred to {p['blurred_km']:.4g} km at the analyst's wish"
    for name in (p.get("records") or [])[:10]:
        record, article = records.get(name, ({}, {}))
        if not record:
            continue
        for x in (record.get("evidence") or ())[:1]:
            who = record.get("speaker") or "the article itself"
            yield f"“{quoted(x['quote'])}” ({record['status']}: {who})"
        yield ", ".join(str(v) for k in ("source", "title", "published", "url") if (v := article.get(k)))


def _styles(colours: Iterable[str]) -> Iterator[str]:
    """One style a colour of the fixed palette and of the sides; KML writes colours as alpha, blue, green, red."""
    for colour in dict.fromkeys([NO_SIDE[0], *(c for c, _ in PALETTE), *colours]):
        bgr = (colour[5:7] + colour[3:5] + colour[1:3]).lower()
        yield (
            f'<Style id="{_style_id(colour)}">'
            f"<IconStyle><color>ff{bgr}</color><scale>0.8</scale></IconStyle>"
            f"<LabelStyle><scale>0.7</scale></LabelStyle>"
            f"<LineStyle><color>ff{bgr}</color><width>2.5</width></LineStyle>"
            f"<PolyStyle><color>38{bgr}</color></PolyStyle>"
            "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>"
        )


def _style_id(colour: str) -> str:
    return "c" + "".join(c for c in colour.lower() if c in "0123456789abcdef")[:6]


def _when(p: Mapping[str, Any]) -> str:
    """The days on which a state held, of anything else the days that it took; a time without an end goes on."""
    if p.get("valid"):
        begin, until = p["valid"]
        end = (date.fromisoformat(until) - timedelta(days=1)).isoformat() if until else None
    else:
        first, _, last = (p.get("time") or p.get("day") or "").partition("/")
        begin, end = first, last or first
    inside = (_tag("begin", begin) if begin else "") + (_tag("end", end) if end else "")
    return f"<TimeSpan>{inside}</TimeSpan>" if inside else ""


def _geometry(shape: Mapping[str, Any]) -> str:
    kind, at = shape["type"], shape.get("coordinates") or ()
    if kind == "Point":
        return f"<Point><coordinates>{_position(at)}</coordinates></Point>"
    if kind == "LineString":
        return f"<LineString><tessellate>1</tessellate><coordinates>{_path(at)}</coordinates></LineString>"
    if kind == "Polygon":
        rings = [f"<LinearRing><coordinates>{_path(ring)}</coordinates></LinearRing>" for ring in at]
        inner = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in rings[1:])
        return f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{rings[0]}</outerBoundaryIs>{inner}</Polygon>"
    parts = shape.get("geometries") or [{"type": kind.removeprefix("Multi"), "coordinates": one} for one in at]
    return f"<MultiGeometry>{''.join(_geometry(part) for part in parts)}</MultiGeometry>"


def _path(points: Iterable[Sequence[float]]) -> str:
    return " ".join(map(_position, points))


def _position(point: Sequence[float]) -> str:
    return f"{point[0]:.7g},{point[1]:.7g}"


def _description(lines: Iterable[str]) -> str:
    text = "\n".join(dict.fromkeys(line for line in lines if line))
    return _tag("description", escape(shown(text), quote=False)) if text else ""


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(shown(text), quote=False).translate(XML)}</{name}>"


def _text(value: Any) -> str:
    return " | ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
