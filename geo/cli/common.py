"""What the commands share: words in, words out, the place index."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from geo import files, render
from geo.errors import ArticleError
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.situation import overlay

Commands = argparse._SubParsersAction
"""What a group adds its commands to."""
DATABASE = "db:"
"""The INPUT that stands for everything in the store."""


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    """Add a command and return its parser."""
    sub: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    sub.set_defaults(run=run)
    return sub


@contextmanager
def place_index(*, rebuild: bool = False) -> Iterator[Gazetteer]:
    """Open the place index; build it first, behind a progress bar, when it is missing or out of date."""
    with tqdm(total=100, desc="place index", unit="%", file=sys.stderr, disable=None, leave=False, delay=0.5) as bar:

        def progress(stage: str, share: float) -> None:
            bar.set_description(f"place index: {stage}", refresh=False)
            bar.update(max(0, int(share * 100) - bar.n))

        gazetteer = Gazetteer.open(Settings(), progress=progress, rebuild=rebuild)
    try:
        yield gazetteer
    finally:
        gazetteer.close()


def plain(text: str) -> str:
    """Return text as one line that a terminal shows and does not obey."""
    return render.clean(text).replace("\n", " ").replace("\t", " ")


def say(text: str) -> None:
    """Say a sentence on stderr, free of control characters."""
    print(f"geo: {plain(text)}", file=sys.stderr)


@contextmanager
def reader(name: str) -> Iterator[Iterable[str]]:
    """Open a text file line by line; ``-`` is standard input."""
    if name == "-":
        yield (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace", newline="\n") as file:
            yield file
    except OSError as e:
        raise ArticleError(f"{name}: {e.strerror}; check the path") from e


@contextmanager
def writer(name: str) -> Iterator[TextIO]:
    """Open ``name`` for writing; a file appears whole or not at all."""
    if name == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    with files.atomic(Path(name)) as file:
        yield file


def fault(e: Exception) -> str:
    """Return the words for an error that nobody raised on purpose."""
    return f"{type(e).__name__}: {e}; this is a fault of ours: SITUATION_DEBUG=1 shows where, please report it"


def day_of(text: str) -> date:
    """Return the day that an option names."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2024-12-06") from None


def control_map(path: Path) -> overlay.ControlMap:
    """Read a map of control, saying what was left out or repaired."""
    found = overlay.read_control(path)
    for number, reason in found.refused:
        say(f"{path}: feature {number} is left out: {reason}")
    for area in found.areas:
        if area.repaired:
            say(f"{path}: an area of {area.actor or 'nobody'} was repaired: {area.repaired}")
    return found
