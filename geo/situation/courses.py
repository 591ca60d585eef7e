"""The course of a line: along a stated road, along one that the article names, else a bow; its ends at an area's edge."""

from __future__ import annotations

from collections.abc import Sequence

from geo import geometry
from geo.geometry import BaseGeometry, LineString, LonLat, Point
from geo.model import Place, Record
from geo.settings import Settings
from geo.situation.records import Basis
from geo.situation.scene import LINES, Scene


def course(
    points: Sequence[Place], via: Sequence[Place], record: Record, scene: Scene
) -> tuple[LineString, Basis, str]:
    """Return a line through the points: along a stated road, along a road of the article, else a bow."""
    lonlat = [p.lonlat for p in points]
    stated = [p for p in via if p.kind in LINES and p.geometry is not None]
    named = [p for e in record.evidence for p in scene.roads.get(e.article_id, ())]
    choices: list[tuple[Basis, Sequence[Place], str]] = [
        ("stated", stated, "along {}, as stated"),
        (
            "corridor",
            named,
            "along {}, a road that the article names between these places; the way itself is not stated",
        ),
    ]
    if not any(p.is_area for p in points):
        for basis, roads, why in choices:
            for road in sorted(roads, key=lambda p: p.id):
                line = _on_road(road, lonlat, scene.settings)
                if line is not None:
                    return line, basis, why.format(road.name)
    inner = [p.lonlat for p in via if p.kind not in LINES and p.kind != "country" and p not in points]
    path = [lonlat[0], *inner, *lonlat[1:]] if inner else lonlat
    ways = [
        geometry.smooth_path([*path[:-1], aim], bend=bend)
        for aim in (path[-1], *_nearer_aim(points[-1], path[-2]))
        for bend in (0.12, -0.12)
    ]
    # A bow is free to go either way, and to any part of an area: who flees a front should not seem to cross it.
    fronts = [line.line for front in scene.own(record).fronts for line in front.lines]
    clear = [way for way in ways if not any(f.intersects(way) for f in fronts)]
    return (clear or ways)[0], "schematic", "schematic: the way itself is not stated"


def _nearer_aim(area: Place, start: LonLat) -> list[LonLat]:
    """A point just inside the edge of an area that is nearest to the start."""
    if not area.is_area or area.geometry is None:
        return []
    shape = geometry.from_geojson(area.geometry)
    edge = geometry.nearest_point(shape, start)
    km = geometry.distance_km(start, edge)
    return [geometry.destination(start, geometry.bearing(start, edge), km + 1)] if km > 1 else []


def _on_road(road: Place, lonlat: Sequence[LonLat], settings: Settings) -> LineString | None:
    if road.geometry is None or "Line" not in str(road.geometry.get("type")):
        return None
    shape = geometry.from_geojson(road.geometry)
    if any(geometry.off_line_km(shape, p) > settings.road_reach_km for p in lonlat):
        return None
    return geometry.along_road(shape, lonlat, reach_km=settings.road_reach_km)


def to_edge(line: LineString, start: Place, area: Place) -> LineString:
    """End a line at the edge of the area that it goes to."""
    if not area.is_area:
        return line
    if area.geometry is not None:
        shape: BaseGeometry = geometry.from_geojson(area.geometry)
        if shape.geom_type in ("Polygon", "MultiPolygon"):
            inside = geometry.anchor(shape)
            if not shape.intersects(line):
                line = geometry.arc((line.coords[0][0], line.coords[0][1]), inside)
            return line if shape.contains(Point(start.lon, start.lat)) else geometry.trim_into(line, shape)
    return geometry.stop_short(line, area.lonlat, min(area.precision_km, 0.5 * geometry.length_km(line)))


def from_edge(line: LineString, area: Place, goal: Place) -> LineString:
    """Begin a line at the edge of the area that it comes from."""
    if not area.is_area or area.geometry is None:
        return line
    shape = geometry.from_geojson(area.geometry)
    if "Polygon" not in shape.geom_type or shape.contains(Point(goal.lon, goal.lat)):
        return line
    outside = line.difference(shape)
    parts = [p for p in geometry.pieces(outside) if geometry.length_km(p) > 0.01]
    return parts[-1] if parts else line
