"""The command that puts articles into the store."""

from __future__ import annotations

import argparse
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from geo.cli.common import Commands, command, place_index, say
from geo.errors import StoreError

if TYPE_CHECKING:
    from geo.store.ingest import Outcome, Report

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LEAST_S = 1.0


def add(commands: Commands) -> None:
    """Add the commands of this group."""
    sub = command(commands, "ingest", _ingest, "put articles into the store; each counts once, however often it comes")
    sub.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="file of any kind that is read, folder, address on an allowed host, or - for standard input",
    )
    sub.add_argument("--watch", action="store_true", help="look again and again for what is new, until Ctrl-C")
    sub.add_argument(
        "--every", type=_seconds, default=600.0, metavar="TIME", help="between two looks: 30s, 10m, 2h (default: 10m)"
    )
    sub.add_argument(
        "--reread",
        action="store_true",
        help="read again what older rules have read; what people decided stays; without INPUT nothing else is done",
    )
    sub.add_argument("--deleted", action="store_true", help="take in again what was deleted from the store")


def _ingest(options: argparse.Namespace) -> int:
    try:
        return _run(options)
    except KeyboardInterrupt:
        say("stopped; what was read is in the store, the same command goes on from there")
        return 130


def _run(options: argparse.Namespace) -> int:
    if not options.inputs and not options.reread:
        say("nothing to do: name an INPUT (file, folder, address or -), or --reread")
        return 2
    if options.watch and ("-" in options.inputs or not options.inputs):
        say("what is to be watched? Name a file, a folder or an address; standard input cannot be watched")
        return 2
    from geo.store import Store, ingest  # SQLAlchemy costs half a second that other commands do not pay
    from geo.store.watch import Watch

    with Store.open() as store, place_index() as gazetteer, _asked_to_stop(options.watch) as stop:

        def look(inputs: Iterable[Path | str]) -> int:
            with _telling(stop) as each:
                report = ingest.ingest(inputs, store, gazetteer, deleted=options.deleted, each=each)
            if report.seen or not options.watch:
                say(report.words())
            return len(report.failed)

        failed = 0
        try:
            if options.reread:
                with _telling(stop) as each:
                    report = ingest.reread(store, gazetteer, each=each)
                say(report.words())
                failed = len(report.failed)
            if options.inputs and not options.watch:
                failed += look(options.inputs)
            if not options.watch:
                return int(failed > 0)
            watch = Watch(options.inputs)
            say(f"watching; a look every {options.every:g} seconds, Ctrl-C ends it")
            while not stop.is_set():
                try:
                    look(watch.due())
                except StoreError as e:  # a full disk, say: what is due stays due
                    say(f"{e}; the next look in {options.every:g} seconds")
                    watch = Watch(options.inputs)
                stop.wait(options.every)
        except _Stopped:
            pass
        say("watching has ended; everything read so far is in the store")
    return 0


class _Stopped(Exception):  # noqa: N818
    """The user asked to stop; what was read is in the store."""


@contextmanager
def _asked_to_stop(watching: bool) -> Iterator[threading.Event]:
    """Give an event that Ctrl-C or SIGTERM sets while watching: the article at hand is finished first."""
    stop = threading.Event()
    if not watching:
        yield stop
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _telling(stop: threading.Event) -> Iterator[Callable[[Report, Outcome], None]]:
    """Show progress; name failures and wire copies when they turn up."""
    with tqdm(unit=" articles", desc="ingest", file=sys.stderr, disable=None, leave=False) as bar:

        def each(report: Report, outcome: Outcome) -> None:
            bar.update()
            bar.set_postfix_str(
                f"read {report.read + report.reread:,}, placed {report.placed:,}, unplaced {report.unplaced:,},"
                f" failed {len(report.failed):,}",
                refresh=False,
            )
            if outcome.state in {"failed", "copy"}:
                with tqdm.external_write_mode(file=sys.stderr):
                    say(outcome.words())
            if stop.is_set():
                raise _Stopped

        yield each


def _seconds(text: str) -> float:
    """Return the seconds of "30s", "10m", "1.5h", "1d".

    >>> _seconds("10m")
    600.0
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip())
    if not found or float(found[1]) * SECONDS[found[2] or "s"] < LEAST_S:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write 30s, 10m, 2h or 1d")
    return float(found[1]) * SECONDS[found[2] or "s"]
