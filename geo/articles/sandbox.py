"""Run parsers in processes of their own, with limits on time and memory: a bomb costs one file and not the app.

A worker (``python -m geo.articles.worker``) is started when the first file needs one and kept for the next. It is asked
and answers over pipes in frames: two lengths (4 bytes each, big-endian), JSON of the first, bytes of the second. It
inherits nothing but those pipes, so it is safe to use from the threads of a server. Where memory cannot be limited (macOS,
Windows), time still is.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from geo.errors import ArticleError
from geo.settings import Settings

LENGTHS = struct.Struct("!II")
MAX_FRAME = 100_000_000
"""Bytes of one frame and of all frames about one file; an answer beyond is taken for a fault."""
WORKERS = 2
"""Processes at once; more files wait."""
IDLE_SECONDS = 60.0
"""A worker that waited longer is ended when the next file comes; it ends itself after twice the time."""
TIRED_MB = 250
"""A worker that has needed more memory is not used again: what is left over would count against the next file."""

Frame = tuple[dict[str, Any], bytes]


def parse(data: bytes, asked: dict[str, Any], settings: Settings | None = None) -> list[Frame]:
    """Return what the parser of a kind found in a file's bytes.

    Parameters
    ----------
    data : bytes
    asked : dict
        ``kind`` and what its parser wants to know, as JSON.

    Raises
    ------
    ArticleError
        If the parser refuses the file, takes too long, needs too much memory or crashes; in a sentence.
    """
    settings = settings or Settings()
    kind = asked["kind"]
    seconds = {"pdf": settings.parse_seconds_pdf, "feed": settings.parse_seconds_feed}.get(kind, settings.parse_seconds)
    limits = {
        "seconds": seconds,
        "memory_mb": settings.parse_memory_mb,
        "text_bytes": settings.max_article_bytes,
        "unpacked_bytes": settings.max_input_bytes,
        "ratio": settings.max_archive_ratio,
        "pages": settings.max_pdf_pages,
        "rows": settings.max_rows,
        "members": settings.max_members,
        "columns": settings.max_columns,
    }
    with _seats:
        worker = _ready(settings.parse_memory_mb)
        try:
            try:
                frames = worker.ask({**asked, "limits": limits}, data, seconds)
            except ArticleError:
                if worker.answered or not worker.used:
                    raise
                # It died while it waited (the system was short of memory, say): that is not this file's fault.
                worker.end()
                worker = _ready(settings.parse_memory_mb, fresh=True)
                frames = worker.ask({**asked, "limits": limits}, data, seconds)
        except BaseException:
            worker.end()
            raise
        if worker.tired:
            worker.end()
        else:
            worker.used = True
            with _lock:
                _idle.append(worker)
    if (last := frames[-1][0] if frames else {}).get("failed"):
        raise ArticleError(str(last["failed"]))
    return frames


class _Worker:
    """A process that parses; one file at a time."""

    def __init__(self, memory_mb: int) -> None:
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONSAFEPATH": "1",  # a json.py beside the articles must not be taken for Python's
            "OPENBLAS_NUM_THREADS": "1",  # each thread reserves address space, which counts as memory
            "OMP_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "1",
        }
        self.memory_mb = memory_mb
        self.process = subprocess.Popen(  # noqa: S603  (this interpreter, a module of this package)
            [sys.executable, "-m", "geo.articles.worker", str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self.since = time.monotonic()
        self.owner = os.getpid()
        self.tired = False
        self.used = False
        self.answered = False

    def ask(self, asked: dict[str, Any], data: bytes, seconds: float) -> list[Frame]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.answered = False
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        # The clock runs from the first answer, "ready": a start on a busy machine is not the file's fault.
        timer = threading.Timer(seconds + 30.0, stop)
        timer.daemon = True
        timer.start()
        try:
            write(self.process.stdin, asked, data)
            frames, total = [], 0
            while True:
                frame, body, size = read(self.process.stdout)
                total += size
                if total > MAX_FRAME:
                    raise EOFError
                if frame.get("ready"):
                    self.answered = True
                    timer.cancel()
                    timer = threading.Timer(seconds, stop)
                    timer.daemon = True
                    timer.start()
                elif "end" in frame:
                    self.tired = frame["end"] > TIRED_MB
                    self.since = time.monotonic()
                    break
                else:
                    frames.append((frame, body))
        except (OSError, EOFError, ValueError, RecursionError) as e:
            if late.is_set():
                raise ArticleError(f"took longer than {seconds:g} s to read, so it was given up") from e
            raise ArticleError("its parser broke down; the file may be damaged") from e
        finally:
            timer.cancel()
        if late.is_set():
            raise ArticleError(f"took longer than {seconds:g} s to read, so it was given up")
        return frames

    def end(self) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written; nobody reads it
                    continue
        self.process.wait()


def write(pipe: IO[bytes], frame: dict[str, Any], body: bytes = b"") -> None:
    """Write a frame."""
    head = json.dumps(frame, ensure_ascii=False).encode("utf-8", "surrogatepass")
    pipe.write(LENGTHS.pack(len(head), len(body)) + head)
    pipe.write(body)
    pipe.flush()


def read(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes, int]:
    """Read a frame; return its two parts and its length in bytes.

    Raises
    ------
    EOFError
        If the other side is gone.
    """
    head, body = LENGTHS.unpack(_exactly(pipe, LENGTHS.size))
    if head > MAX_FRAME or body > MAX_FRAME:
        raise EOFError
    frame = json.loads(_exactly(pipe, head).decode("utf-8", "surrogatepass"))
    return frame, _exactly(pipe, body), head + body


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


_seats = threading.BoundedSemaphore(WORKERS)
_lock = threading.Lock()
_idle: list[_Worker] = []


def _ready(memory_mb: int, *, fresh: bool = False) -> _Worker:
    try:
        return _Worker(memory_mb) if fresh else _waiting(memory_mb)
    except OSError as e:
        raise ArticleError(f"needs a process of its own to be read, which cannot be started ({e.strerror})") from e


def _waiting(memory_mb: int) -> _Worker:
    while True:
        with _lock:
            worker = _idle.pop() if _idle else None
        if worker is None:
            return _Worker(memory_mb)
        if worker.owner != os.getpid():  # this process was forked; the worker answers the one it came from
            continue
        usable = worker.memory_mb == memory_mb and time.monotonic() - worker.since < IDLE_SECONDS
        if usable and worker.process.poll() is None:
            return worker
        worker.end()


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.owner == os.getpid():
                worker.end()
