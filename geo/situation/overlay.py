"""Control polygons that somebody drew: read from GeoJSON, repaired or refused with a reason.

Public trackers write such files in many ways; the holder and the day are looked for under the names they use
(`HOLDER`, `DAY`). Our own output is read too: a map of yesterday is the previous map of today.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from geo import geometry
from geo.errors import GeometryError
from geo.geometry import BaseGeometry

HOLDER = (
    *("actor", "side", "holder", "controlled_by", "control", "controller", "occupied_by", "party", "faction"),
    *("group", "owner", "name", "name_en", "title", "label"),
)
"""Properties that name the holder, best first; compared without case."""
DAY = ("as_of", "date", "day", "valid_from", "updated", "last_updated", "timestamp", "datetime", "time", "published")
"""Properties that say the day of the map, of a feature or of the whole file."""
OPEN = re.compile(r"\b(contested|disputed|unknown|gr[ae]y[ -]zone|no man'?s land|unclear)\b", re.IGNORECASE)
"""Holders that are none."""
NO_GROUND = frozenset({"band", "front", "suspect", "ring", "event", "background"})
"""Layers of our own output that say of no ground who holds it."""
MAX_BYTES = 50_000_000
"""Chosen: the largest public map of a front has some 5 MB."""
LARGEST_REPAIR = 0.02
"""Share of an area that a repair may add or take away; beyond, nobody can tell what was meant."""
LEAST_KM2 = 0.01
MOST_REFUSED = 200
"""Features that are named one by one with the reason; of more, how many there are."""
Kind = Literal["control", "contested", "unknown"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlArea:
    """Ground on somebody's map: who holds it (empty where nobody does), since when, and what was repaired."""

    kind: Kind
    actor: str
    area: BaseGeometry = field(hash=False)
    day: date | None
    repaired: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlMap:
    """What a file of control polygons holds; ``refused`` are numbers of features, from 1, with the reason."""

    day: date | None
    areas: tuple[ControlArea, ...]
    refused: tuple[tuple[int, str], ...] = ()

    def held(self) -> dict[str, BaseGeometry]:
        """Return each actor's ground as one geometry."""
        actors = sorted({a.actor for a in self.areas if a.kind == "control"})
        return {k: geometry.union(a.area for a in self.areas if a.kind == "control" and a.actor == k) for k in actors}

    def unknown(self) -> BaseGeometry:
        """Return the ground that the map leaves open."""
        return geometry.union(a.area for a in self.areas if a.kind == "unknown")


def read_control(path: Path, *, day: date | None = None) -> ControlMap:
    """Read control polygons with a holder.

    Parameters
    ----------
    path : Path
        GeoJSON FeatureCollection, feature or geometry; degrees, EPSG:4326. Points and lines in it are left alone.
    day : date, optional
        Day of the map where the file says none; else the one in the file's name (``20241207`` or ``2024-12-07``).

    Raises
    ------
    GeometryError
        If the file cannot be read as GeoJSON or holds no usable polygon.
    """
    collection = read_json(path)
    own_day = _day(collection) or day or _day_in(path.name)
    areas: list[ControlArea] = []
    refused: list[tuple[int, str]] = []
    more = 0
    for number, properties, shape in features(collection, path):
        if isinstance(shape, Mapping) and "Polygon" not in str(shape.get("type")):
            continue
        try:
            made = _area(properties, _polygon(shape), own_day)
        except GeometryError as e:
            more += len(refused) >= MOST_REFUSED
            refused += [(number, str(e))] * (len(refused) < MOST_REFUSED)
            continue
        if made is not None:
            areas.append(made)
    if more:
        refused.append((len(collection["features"]), f"and {more:,} more features before it, for such reasons"))
    if not areas:
        why = f": feature {refused[0][0]}: {refused[0][1]}" if refused else ""
        raise GeometryError(
            f"{path}: no polygon that says who holds it{why}; expected one of the properties {HOLDER[:6]}"
        )
    days = [a.day for a in areas if a.day]
    return ControlMap(day=own_day or max(days, default=None), areas=tuple(areas), refused=tuple(refused))


def read_region(path: Path) -> BaseGeometry:
    """Read the polygons of a GeoJSON file as one region.

    Raises
    ------
    GeometryError
        If the file cannot be read as GeoJSON, holds no area or one that cannot be repaired.
    """
    found = []
    for number, _, shape in features(read_json(path), path):
        try:
            found.append(_repaired(geometry.from_geojson(shape if isinstance(shape, Mapping) else {}))[0])
        except GeometryError as e:
            raise GeometryError(f"{path}: feature {number}: {e}") from e
    region = geometry.polygons(geometry.union(found))
    if region.is_empty:
        raise GeometryError(f"{path}: no area; expected a polygon or multipolygon in degrees")
    return region


def read_json(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises
    ------
    GeometryError
        If it cannot be read, is too large or holds something else.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError(errno.EINVAL, "is no file")
        if path.stat().st_size > MAX_BYTES:
            raise GeometryError(f"{path}: over {MAX_BYTES // 1_000_000} MB; cut it to the theatre")
        found = json.loads(path.read_bytes())
    except OSError as e:
        raise GeometryError(f"{path}: {e.strerror}; check the path") from e
    except (ValueError, RecursionError) as e:
        raise GeometryError(f"{path}: not readable as JSON: {e}") from e
    if not isinstance(found, dict):
        raise GeometryError(f"{path}: expected a GeoJSON object")
    return found


def features(collection: Mapping[str, Any], path: Path) -> Iterator[tuple[int, Mapping[str, Any], Any]]:
    """Yield (number from 1, properties, geometry) of the features of a GeoJSON object; the geometry of no object is None."""
    if collection.get("type") == "FeatureCollection":
        found = collection.get("features")
        if not isinstance(found, list):
            raise GeometryError(f"{path}: a FeatureCollection without a list of features")
    else:
        found = [collection]
    for number, feature in enumerate(found, 1):
        if not isinstance(feature, Mapping):
            yield number, {}, None
            continue
        bare = "coordinates" in feature or "geometries" in feature
        properties = feature.get("properties")
        yield (
            number,
            properties if isinstance(properties, Mapping) else {},
            feature if bare else feature.get("geometry"),
        )


def _area(properties: Mapping[str, Any], shape: Mapping[str, Any], day: date | None) -> ControlArea | None:
    layer = properties.get("layer")
    if layer in NO_GROUND:
        return None
    if not shape.get("coordinates"):
        raise GeometryError("has no coordinates")
    actor = _holder(properties)
    kind: Kind = "control"
    if layer in ("contested", "unknown"):
        kind, actor = layer, ""
    elif OPEN.search(actor):
        kind, actor = ("unknown" if re.search("unknown|unclear", actor, re.IGNORECASE) else "contested"), ""
    elif not actor:
        raise GeometryError("nobody is named as the holder")
    made, wrong = _repaired(geometry.from_geojson(shape))
    if made.is_empty or geometry.area_km2(made) < LEAST_KM2:
        raise GeometryError(f"{wrong or 'it has no area'}; nothing is left of it")
    wrong = wrong or ("a ring was not closed" if _open(shape) else "")
    return ControlArea(kind=kind, actor=actor, area=made, day=_day(properties) or day, repaired=wrong)


def _polygon(shape: Any) -> Mapping[str, Any]:
    if not isinstance(shape, Mapping):
        raise GeometryError("has no geometry")
    return shape


def _open(shape: Mapping[str, Any]) -> bool:
    """Whether a ring does not end where it began: it is closed then."""
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return any(list(ring[0]) != list(ring[-1]) for rings in parts for ring in rings)


def _repaired(shape: BaseGeometry) -> tuple[BaseGeometry, str]:
    """Return the polygons of a shape, valid, and what was wrong with them."""
    given = geometry.flat(shape)
    wrong, made = geometry.why_invalid(given), geometry.polygons(given)
    if wrong and not made.is_empty:
        changed = abs(geometry.ring_area_km2(given) - geometry.area_km2(made)) / geometry.area_km2(made)
        if changed > LARGEST_REPAIR:
            raise GeometryError(f"{wrong}; a repair would change {changed:.0%} of its area")
    return made, wrong


def _holder(properties: Mapping[str, Any]) -> str:
    known = {str(k).lower(): v for k, v in properties.items()}
    for name in HOLDER:
        value = known.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _day(properties: Mapping[str, Any]) -> date | None:
    known = {str(k).lower(): v for k, v in properties.items()}
    for name in DAY:
        value = known.get(name)
        if isinstance(value, str) and (found := _day_in(value)):
            return found
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 4e12:
            # Seconds or milliseconds since 1970: as milliseconds, seconds would all lie in early 1970.
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, tz=UTC).date()
    return None


def _day_in(text: str) -> date | None:
    found = re.search(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)", text)
    try:
        return date(*(int(x) for x in found.groups())) if found else None
    except ValueError:
        return None
