"""The command that writes a situation for others, in their formats."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from geo.cli import briefings
from geo.cli.common import Commands, command, place_index, say
from geo.cli.maps import asks, gather
from geo.export import FORMATS, Format, Material, format_of, write


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    names = ", ".join(FORMATS)
    sub = command(commands, "export", _export, f"articles to a file for others: {names}")
    asks(sub)
    sub.add_argument("--out", required=True, metavar="F", help="the file; - is standard output and needs --format")
    sub.add_argument("--format", choices=tuple(FORMATS), default=None, help="default: what the file's name ends in")
    sub.add_argument(
        "--full-text",
        action="store_true",
        help="html and geojson carry whole articles; by default sentences are all that leaves the house",
    )
    briefings.asks(sub)


def _export(options: argparse.Namespace) -> int:
    # Before anything is read: reading may take minutes.
    chosen = FORMATS[options.format] if options.format else format_of(Path(options.out))
    if chosen is None:
        say(f"{options.out}: in which format? Give --format, one of {', '.join(FORMATS)}")
        return 2
    if options.full_text and not chosen.full_text:
        say(f"--full-text: {chosen.name} has no place for articles; it carries their sentences")
    if options.briefing and chosen.name != "html":
        say(f"--briefing: {chosen.name} has no place for scenes; html has")
    scenes = briefings.briefing(options.briefing) if chosen.name == "html" else None
    made = gather(options)
    with place_index() as gazetteer:
        material = Material(made.collection, made.extractions, gazetteer, options.full_text, made.carried(scenes))
        _write(material, options.out, chosen)
    return made.failed


def _write(material: Material, out: str, chosen: Format) -> None:
    if out == "-":
        sys.stdout.buffer.write(chosen.make(material))
        sys.stdout.buffer.flush()
        return
    path = write(material, Path(out), chosen.name)
    say(f"{path}: {chosen.words}, {path.stat().st_size / 1e6:.2f} MB")
