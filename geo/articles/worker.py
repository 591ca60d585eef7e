"""The process in which files are parsed (``python -m geo.articles.worker MEMORY_MB``); see `geo.articles.sandbox`."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.articles import sandbox
from geo.errors import ArticleError

PARSERS = {
    "csv": "tables",
    "eml": "mail",
    "feed": "feeds",
    "html": "pages",
    "json": "lists",
    "markdown": "plain",
    "pdf": "pdf",
    "rows": "cells",
    "text": "plain",
    "zip": "archives",
}
"""Modules of `geo.articles.formats` by kind, each with ``parse(data, asked) -> Iterator[Frame]``."""
SPARE_SECONDS = 5
"""Beyond a file's time, after which the system ends this process though nobody is left to ask for it."""

_FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "subprocess.",
    "os.exec",
    "os.system",
    "os.fork",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "shutil.",
)


def main() -> None:
    """Answer one file after another until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    questions = sys.stdin.buffer
    _limit_memory(int(sys.argv[1]))
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)
    while True:
        idle = threading.Timer(2 * sandbox.IDLE_SECONDS, os._exit, (0,))
        idle.daemon = True
        idle.start()
        try:
            asked, data, _ = sandbox.read(questions)
        except EOFError:
            return
        finally:
            idle.cancel()
        try:
            parser = importlib.import_module(f"geo.articles.formats.{PARSERS[asked['kind']]}")
            _limit_time(asked["limits"]["seconds"])
            sandbox.write(answers, {"ready": True})
            for frame, body in _frames(parser, data, asked):
                sandbox.write(answers, frame, body)
        except MemoryError:
            sandbox.write(
                answers, {"failed": f"needs more than {sys.argv[1]} MB of memory to read, so it was given up"}
            )
            sandbox.write(answers, {"end": float("1e9")})
            return
        _limit_time(0)
        del data
        sandbox.write(answers, {"end": _peak_mb()})


def _frames(parser: Any, data: bytes, asked: dict[str, Any]) -> Iterator[sandbox.Frame]:
    try:
        yield from parser.parse(data, asked)
    except ArticleError as e:
        yield {"failed": str(e)}, b""
    except RecursionError:
        yield {"failed": "nested too deep to be read"}, b""
    except MemoryError:
        raise
    except Exception as e:  # a parser's fault is that file's; the process goes on
        yield {"failed": f"cannot be read: the file is damaged or not what it says it is ({type(e).__name__})"}, b""


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    """Keep parsers from what none of them needs: the network, other programs, writing files."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for parsers")
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise PermissionError("writing is not for parsers")


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    if sys.platform.startswith("linux"):  # elsewhere the call succeeds or fails but limits nothing
        most = megabytes * 1_000_000
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or hard > most:  # where less is allowed already, that stays
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    try:
        from signal import alarm
    except ImportError:  # Windows
        return
    alarm(int(seconds) + SPARE_SECONDS if seconds else 0)


def _peak_mb() -> float:
    """Return the most memory that this process has needed; what `getrusage` says includes the app it was started from."""
    try:
        with Path("/proc/self/status").open(encoding="ascii") as status:
            return next((int(line.split()[1]) / 1e3 for line in status if line.startswith("VmHWM")), 0.0)
    except OSError:  # macOS, Windows: the worker is used on
        return 0.0


if __name__ == "__main__":
    main()
