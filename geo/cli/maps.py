"""Commands over articles: the situation, the map."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from geo import articles, pipeline
from geo.cli.common import Commands, command, control_map, day_of, place_index, say, writer
from geo.errors import ArticleError
from geo.export import geojson, html
from geo.situation import Overlay


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    for name, run, text in (
        ("situation", _situation, "articles to the situation as GeoJSON"),
        ("map", _map, "articles to one HTML file that works without a network"),
    ):
        sub = command(commands, name, run, text)
        sub.add_argument(
            "inputs", nargs="+", metavar="INPUT", help="text or Markdown file, folder, or - for standard input"
        )
        sub.add_argument(
            "--notes",
            type=Path,
            default=None,
            metavar="F",
            help="CSV with a column record; default: notes.csv of a folder",
        )
        sub.add_argument("--as-of", type=day_of, default=None, metavar="DAY", help="default: the newest statement")
        sub.add_argument(
            "--since", type=day_of, default=None, metavar="DAY", help="say what changed after this day (member changes)"
        )
        sub.add_argument(
            "--by",
            choices=("time", "published"),
            default=None,
            help="what days select: time, what was true by then, as articles of any day tell it; published, what was "
            "known by then; default: what was true by then, as articles published until --as-of tell it",
        )
        sub.add_argument(
            "--overlay",
            type=Path,
            action="append",
            default=[],
            metavar="F",
            help="GeoJSON of control areas that somebody drew, laid over from their day on; may be given again",
        )
        sub.add_argument(
            "--previous",
            type=Path,
            default=None,
            metavar="F",
            help="GeoJSON of control areas that the fronts start from, from their day on",
        )
        sub.add_argument(
            "--out",
            default="-",
            required=name == "map",
            metavar="F",
            help="map.html" if name == "map" else "default: standard output",
        )


def _situation(options: argparse.Namespace) -> int:
    collection, failed = _collection(options)
    with writer(options.out) as out:
        out.write(geojson.dumps(collection) + "\n")
    return failed


def _map(options: argparse.Namespace) -> int:
    collection, failed = _collection(options)
    with place_index() as gazetteer:
        page = html.page(collection, gazetteer)
    with writer(options.out) as out:
        out.write(page)
    say(f"{options.out}: {len(page.encode()) / 1e6:.1f} MB, opens in any browser without a network")
    return failed


def _collection(options: argparse.Namespace) -> tuple[dict[str, Any], int]:
    reading = articles.read_all(
        options.inputs, progress=lambda p: tqdm(p, desc="reading", unit="file", file=sys.stderr, disable=None)
    )
    for failure in reading.failures:
        say(f"{failure.where}: {failure.reason}")
    for article in reading.articles:
        for warning in article.warnings:
            say(f"{article.path or article.id}: {warning}")
    if not reading.articles:
        raise ArticleError(
            "no article could be read; name a .txt or .md file, a folder of them, or - for standard input"
        )
    if (
        options.as_of
        and options.by != "time"
        and all(a.published and a.published > options.as_of for a in reading.articles)
    ):
        first = min(a.published for a in reading.articles if a.published)
        raise ArticleError(f"no article was published by {options.as_of}; the first is of {first}")
    overlays = [Overlay(source=p.name, map=control_map(p)) for p in options.overlay]
    previous = control_map(options.previous) if options.previous else None
    with place_index() as gazetteer:
        collection = pipeline.features(
            reading.articles,
            gazetteer,
            as_of=options.as_of,
            by=options.by or "time",
            hindsight=options.by == "time",
            since=options.since,
            notes=options.notes or reading.notes,
            overlays=overlays,
            previous=previous,
            progress=lambda a: tqdm(a, desc="articles", unit="article", file=sys.stderr, disable=None),
        )
    return collection, int(bool(reading.failures))
