"""The command from statements to fronts."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from geo import geometry
from geo.cli.common import Commands, command, control_map, day_of, say, writer
from geo.errors import TableError
from geo.export import geojson
from geo.render import basemap
from geo.settings import Settings
from geo.situation import front_features, fronts, ground, overlay, statement_table
from geo.situation.statements import Statement
from geo.situation.update import Update, update


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    sub = command(commands, "fronts", _fronts, "statements about places to control areas and front lines as GeoJSON")
    sub.add_argument(
        "--statements",
        type=Path,
        required=True,
        metavar="CSV",
        help="columns lon, lat, actor, date; maybe weight, kind (control, within, contested), within_km, place",
    )
    sub.add_argument("--region", type=Path, default=None, metavar="F", help="GeoJSON; default: what statements span")
    sub.add_argument("--as-of", type=day_of, default=None, metavar="DAY", help="default: the newest statement")
    sub.add_argument(
        "--previous", type=Path, default=None, metavar="F", help="GeoJSON of control areas, brought up to date"
    )
    sub.add_argument("--out", default="-", metavar="F", help="default: standard output")


def _fronts(options: argparse.Namespace) -> int:
    table = statement_table.read_statements(options.statements)
    for number, reason in table.refused:
        say(f"{options.statements} line {number}: {reason}")
    said = [x for x in table.statements if options.as_of is None or x.day <= options.as_of]
    if len(said) < len(table.statements):
        say(f"{len(table.statements) - len(said)} statements are newer than {options.as_of} and left out")
    if not said:
        raise TableError(f"{options.statements}: no statement to draw a front from")
    region = None
    if options.region:
        region = overlay.read_region(options.region)
        _concerned(said, region, options.region)
    day = options.as_of or max(x.day for x in said)
    collection = _updated(options.previous, said, region, day) if options.previous else _inferred(said, region, day)
    if not any(f["properties"]["layer"] == "front" for f in collection["features"]):
        say("no front: the statements put no two holders beside each other on known ground")
    with writer(options.out) as out:
        out.write(geojson.dumps(collection) + "\n")
    return int(bool(table.refused))


def _concerned(said: list[Statement], ground: geometry.BaseGeometry, path: Path) -> None:
    """Refuse statements none of which is near the ground of a file: nothing could be said of it."""
    reach = Settings().front_unknown_km
    if all(geometry.distance_km(x.lonlat, geometry.nearest_point(ground, x.lonlat)) > reach for x in said):
        raise TableError(
            f"{path}: no statement lies in it or within {reach:.0f} km; check that both are of one theatre"
        )


def _inferred(said: list[Statement], region: geometry.BaseGeometry | None, day: date) -> dict[str, Any]:
    settings = Settings()
    if region is None:
        region = ground.region([x.lonlat for x in said], settings)
    result = fronts.infer(
        said,
        region,
        settings,
        as_of=day,
        water=basemap.rivers(region.bounds, rank=settings.front_river_rank),
        segment_km=settings.front_segment_km,
    )
    if not result.areas:
        raise TableError("no statement says who holds a place; expected at least one of kind control")
    return front_features.collection(result, as_of=day, known=len(said))


def _updated(path: Path, said: list[Statement], region: geometry.BaseGeometry | None, day: date) -> dict[str, Any]:
    settings, before = Settings(), control_map(path)
    held, named = before.held(), {x.side for x in said if x.kind != "contested"}
    if held and named and not held.keys() & named:
        raise TableError(
            f"{path} knows {', '.join(sorted(held))}, the statements {', '.join(sorted(named))};"
            " write the same actors the same way"
        )
    if held:
        _concerned(said, geometry.union(held.values()), path)
    if region is None:
        region = geometry.union(held[k] for k in sorted(held))
        if named - held.keys():
            region = geometry.union([region, ground.region([x.lonlat for x in said], settings)])
    changed: Update = update(
        held,
        said,
        region,
        settings,
        since=before.day,
        as_of=day,
        unknown=before.unknown(),
        segment_km=settings.front_segment_km,
    )
    return front_features.collection(changed.result, as_of=day, known=len(said), changed=changed, since=before.day)
