"""Commands of the place index."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from geo.cli.common import Commands, command, place_index, plain, say
from geo.gazetteer import Gazetteer
from geo.gazetteer import add as gazetteer_add
from geo.gazetteer import remove as gazetteer_remove
from geo.settings import Settings


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    gazetteer = command(
        commands, "gazetteer", _gazetteer_info, "the place index: build, info, add, remove, lookup"
    ).add_subparsers(required=True, metavar="ACTION")
    build = gazetteer.add_parser("build", help="build it if it is missing or out of date")
    build.add_argument("--force", action="store_true", help="build it anew in any case")
    build.set_defaults(run=_gazetteer_build)
    gazetteer.add_parser("info", help="what is in it and where it comes from").set_defaults(run=_gazetteer_info)
    add = gazetteer.add_parser("add", help="add the places of GeoNames files (SY.txt, SY.zip, allCountries.zip)")
    add.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="in GeoNames' dump format; same name: replaced"
    )
    add.set_defaults(run=_gazetteer_add)
    remove = gazetteer.add_parser("remove", help="take out what a file added")
    remove.add_argument("name", metavar="NAME", help="the file's name, as info lists it")
    remove.set_defaults(run=_gazetteer_remove)
    lookup = gazetteer.add_parser("lookup", help="every place of a name")
    lookup.add_argument("name", metavar="NAME")
    lookup.add_argument("--country", type=str.upper, default=None, metavar="XX", help="ISO code of a country")
    lookup.set_defaults(run=_gazetteer_lookup)


def _gazetteer_build(options: argparse.Namespace) -> int:
    with place_index(rebuild=options.force) as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_info(_: argparse.Namespace) -> int:
    with place_index() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_add(options: argparse.Namespace) -> int:
    settings = Settings()
    for path in options.files:
        with tqdm(
            desc=f"reading {plain(path.name)}", total=100, unit="%", file=sys.stderr, disable=None, leave=False
        ) as bar:

            def progress(share: float, bar: tqdm[Any] = bar) -> None:
                bar.update(max(0, int(share * 100) - bar.n))

            result = gazetteer_add(settings, path, progress)
        say(
            f"{path}: {result.kept:,} places of {result.lines:,} lines added;"
            f" {result.left_out:,} of kinds that news do not name are left out, {result.broken:,} could not be read"
        )
        for line in result.examples:
            say(f"{path}: line {line.number}: {line.reason}")
        if result.broken > len(result.examples):
            say(f"{path}: and {result.broken - len(result.examples):,} more broken lines")
    with place_index() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_remove(options: argparse.Namespace) -> int:
    gazetteer_remove(Settings(), options.name)
    with place_index() as gazetteer:
        _print_info(gazetteer)
    return 0


def _gazetteer_lookup(options: argparse.Namespace) -> int:
    with place_index() as gazetteer:
        how: str
        how, found = gazetteer.found([options.name], romanised=True).get(options.name, ("name", []))
        found = [p for p in found if options.country in {None, p.country}]
        if not found and options.country:
            how, found = "spelling", [p for _, p in gazetteer.similar(options.name, options.country)]
    for p in found:
        print(
            f"{plain(p.name)}\t{p.kind}\t{p.country or '-'}\t{p.admin1 or '-'}\t{p.lat:.5f}\t{p.lon:.5f}\t{p.population}\t{p.id}\t{p.source}"
        )
    if found and how != "name":
        say(f"{options.name!r} is not in the index as it stands; found by its {_FORMS[how]}")
    if not found:
        say(f"no place named {options.name!r}; other spellings are aliases in data/gazetteer/aliases.csv")
    return 0 if found else 1


_FORMS = {
    "article": "form without the article",
    "prefix": "form without the words written onto it",
    "case": "nominative",
    "romanisation": "sound, in another romanisation",
    "spelling": "sound or a letter less or more, in that country",
}


def _print_info(gazetteer: Gazetteer) -> None:
    for key, value in gazetteer.info().items():
        print(f"{key}: {value}")
