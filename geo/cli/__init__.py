"""The commands: the same work as the page's, from a shell.

Exit 0 done, 1 some inputs failed (each named with its reason, the rest done), 2 wrong usage. Progress and
complaints go to stderr, free of control characters.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from geo.cli import db, export, fronts, ingest, lines, maps, places, serve
from geo.cli.common import fault, say
from geo.errors import GeoError

GROUPS = (lines, maps, export, fronts, ingest, db, places, serve)
"""Modules that add commands, in the order in which help lists them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except GeoError as e:
        say(str(e))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        say("stopped; nothing half-written was left behind")
        return 130
    except Exception as e:
        if os.environ.get("SITUATION_DEBUG"):
            raise
        say(fault(e))
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m geo", description="News articles in, situation map out. Works offline."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    return parser
