"""Commands over articles: the situation, the map."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from geo import articles, external, pipeline
from geo.cli import briefings
from geo.cli.common import DATABASE, Commands, command, control_map, day_of, place_index, say, writer
from geo.errors import ArticleError, StoreError
from geo.export import care, geojson, html, veiled_scenes
from geo.gazetteer import Gazetteer
from geo.model import Extraction, Learnt, Review
from geo.review import shaped
from geo.settings import Settings
from geo.situation import Overlay

MOST_REFUSED = 200
"""Refused rows of a data set that are named one by one; how many there are is said of all."""


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    for name, run, text in (
        ("situation", _situation, "articles to the situation as GeoJSON"),
        ("map", _map, "articles to one HTML file that works without a network"),
    ):
        sub = command(commands, name, run, text)
        asks(sub)
        sub.add_argument(
            "--out",
            default="-",
            required=name == "map",
            metavar="F",
            help="map.html" if name == "map" else "default: standard output",
        )
        if name == "map":
            sub.add_argument("--full-text", action="store_true", help="with the articles, not their sentences alone")
            briefings.asks(sub)


def asks(sub: argparse.ArgumentParser) -> None:
    """Add the options that say of which articles, and of which day, a situation is made."""
    sub.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="file, folder, - for standard input, or db: for everything in the store",
    )
    sub.add_argument(
        "--notes",
        type=Path,
        default=None,
        metavar="F",
        help="CSV with a column record; default: notes.csv of a folder",
    )
    sub.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="F",
        help="CSV, Excel or GeoJSON of other people's event data (ACLED, UCDP, IDMC, a plain table), shown as a second source;"
        " may be given again",
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
        "--sensitive",
        action="append",
        default=[],
        metavar="RECORD",
        help="id of a record whose position is blurred, beside those marked in the store; may be given again",
    )
    sub.add_argument(
        "--blur-km",
        type=_km,
        default=care.GRID_KM,
        metavar="KM",
        help="grid of blurred positions; default: %(default)g",
    )


def _situation(options: argparse.Namespace) -> int:
    made = gather(options)
    with writer(options.out) as out:
        out.write(geojson.dumps(made.collection) + "\n")
    return made.failed


def _map(options: argparse.Namespace) -> int:
    scenes = briefings.briefing(options.briefing)  # before anything is read: reading may take minutes
    made = gather(options)
    with place_index() as gazetteer:
        page = html.page(made.collection, gazetteer, full_text=options.full_text, briefing=made.carried(scenes))
    with writer(options.out) as out:
        out.write(page)
    say(f"{options.out}: {len(page.encode()) / 1e6:.1f} MB, opens in any browser without a network")
    return made.failed


@dataclass(frozen=True)
class Gathered:
    """A situation as a FeatureCollection, what it was made of, and whether some input failed (1) or none (0)."""

    collection: dict[str, Any]
    made: care.Blurred
    failed: int

    @property
    def extractions(self) -> Sequence[Extraction]:
        """What it was made of."""
        return self.made.extractions

    def carried(self, briefing: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Return a briefing as it may leave the house with this situation."""
        return veiled_scenes.scenes(briefing, self.made.veil) if briefing else None


def gather(options: argparse.Namespace) -> Gathered:
    """Return the situation that options ask for; what is sensitive is blurred in it."""
    stored, review, learnt = _stored() if DATABASE in options.inputs else ([], Review(), ())
    marked = [record for record, mark in review.marks.items() if mark.sensitive]
    reading = articles.read_all(
        [i for i in options.inputs if i != DATABASE],
        progress=lambda p: tqdm(p, desc="reading", unit="file", file=sys.stderr, disable=None),
    )
    tables = [t for t in reading.tables if external.is_dataset(t.columns)]
    failures = [f for f in reading.failures if f.where not in {t.where for t in tables}]
    for failure in failures:
        say(f"{failure.where}: {failure.reason}")
    for article in reading.articles:
        for warning in article.warnings:
            say(f"{article.path or article.id}: {warning}")
    known = {e.article.id for e in stored}
    fresh = [a for a in reading.articles if a.id not in known]
    if not (fresh or stored or tables or options.data):
        raise ArticleError(
            "no article could be read; name a file of a kind that is read (docs/data.md), a folder of them, or - for standard input"
        )
    days = [a.published for a in (*fresh, *(e.article for e in stored))]
    if options.as_of and options.by != "time" and days and all(d and d > options.as_of for d in days):
        raise ArticleError(f"no article was published by {options.as_of}; the first is of {min(d for d in days if d)}")
    overlays = [Overlay(source=p.name, map=control_map(p)) for p in options.overlay]
    previous = control_map(options.previous) if options.previous else None
    with place_index() as gazetteer:
        stored = shaped(stored, gazetteer)
        data, refused = _data(tables, options.data, gazetteer)
        bar = tqdm(fresh, desc="articles", unit="article", file=sys.stderr, disable=None)
        read = [pipeline.extract(article, gazetteer, learnt=learnt) for article in bar]
        collection, made = care.assemble(
            [*stored, *read, *data],
            [*options.sensitive, *marked, *_marked(read)],
            km=options.blur_km,
            as_of=options.as_of,
            by=options.by or "time",
            hindsight=options.by == "time",
            since=options.since,
            notes=options.notes or reading.notes,
            overlays=overlays,
            previous=previous,
            review=review,
        )
    for unknown in set(made.unknown) & set(options.sensitive):
        say(f"--sensitive {unknown}: no record has this id; nothing was blurred for it")
    if made.beside:
        say(f"{len(made.beside)} more records name a blurred place in other sentences: {', '.join(made.beside[:10])}")
    return Gathered(collection, made, int(bool(failures) or refused))


def _data(
    tables: Iterable[articles.Document], files: Iterable[Path], gazetteer: Gazetteer
) -> tuple[list[Extraction], bool]:
    """Return the rows of data sets, naming those that are refused, and whether any was."""
    found = [external.from_bytes(t.data, t.name, gazetteer) for t in tables]
    found += [external.read(path, gazetteer) for path in files]
    for data in found:
        for number, reason in data.refused[:MOST_REFUSED]:
            say(f"{data.name}, row {number}: {reason}")
        for note in data.notes:
            say(f"{data.name}: {note}")
        say(f"{data.words()}. {data.terms}" if data.attribution else data.words())
    return [e for data in found for e in data.extractions], any(data.refused for data in found)


def _km(text: str) -> float:
    try:
        km = float(text)
    except ValueError:
        km = 0.0
    if not 1 <= km <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a grid of 1 to 1000 km")
    return km


def _marked(read: Sequence[Extraction]) -> list[str]:
    """Return the records of given articles that somebody marked sensitive in the store.

    Raises
    ------
    StoreError
        If there is a store that cannot be read: nobody can tell what must stay hidden.
    """
    database = Settings().database
    if not read or (database.startswith("sqlite:///") and not Path(database.removeprefix("sqlite:///")).is_file()):
        return []
    from geo.store import Store  # see `_stored`

    with Store.open() as store:
        _, review = store.review_of(read)
    return [record for record, mark in review.marks.items() if mark.sensitive]


def _stored() -> tuple[list[Extraction], Review, tuple[Learnt, ...]]:
    """Return what was read in the articles of the store as people decided on it, what else they decided, and the names put right."""
    from geo.store import Store  # SQLAlchemy costs half a second that other inputs do not pay

    with Store.open() as store:
        found, review = store.reviewed()
        learnt = store.learnt()
    if not found:
        raise StoreError("the store holds no article; put some into it: python -m geo ingest FOLDER")
    return found, review, learnt
