"""The folder of place indexes: one process builds while the others wait, and what nobody reads any more goes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from geo.errors import GazetteerError

try:
    import fcntl
except ImportError:  # Windows: a file that is open cannot be deleted there, so that no mark is needed
    fcntl = None  # type: ignore[assignment]

_STALE_S = 3600.0
_WAIT_S = 7200.0
"""How long to wait for another build: a world-wide file takes the better part of an hour on a slow disk."""
_POLL_S = 0.2


@contextmanager
def building(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the right to write indexes in ``folder``; ``waiting`` is called once when another process has it.

    Raises
    ------
    GazetteerError
        If the folder cannot be written, or the other process does not finish within two hours.
    """
    lock = FileLock(folder / "gazetteer.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            waiting()
            lock.acquire(timeout=_WAIT_S, poll_interval=_POLL_S)
    except Timeout:
        raise GazetteerError(f"{folder}: another process has been building the place index for two hours") from None
    except OSError as e:
        raise GazetteerError(
            f"{folder}: the place index cannot be written ({e.strerror}); set SITUATION_CACHE to a folder that can"
        ) from e
    try:
        yield
    finally:
        lock.release()


class InUse:
    """A mark on an index that this process reads, so that no other process deletes it."""

    def __init__(self, path: Path) -> None:
        self._file: int | None = None
        if fcntl is not None:
            self._file = os.open(path, os.O_RDONLY)
            with contextlib.suppress(OSError):  # some network file systems know no locks
                fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def release(self) -> None:
        """Take the mark away."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _in_use(path: Path) -> bool:
    if fcntl is None:
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def clean(folder: Path, keep: Iterable[Path]) -> None:
    """Delete indexes that nobody reads, but for ``keep``, and what killed builds left an hour ago or earlier."""
    kept = set(keep)
    for path in folder.glob("gazetteer-*.sqlite"):
        with contextlib.suppress(OSError):
            if path not in kept and not _in_use(path):
                path.unlink()
    for path in folder.glob("gazetteer-*.building*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_S:
                path.unlink()
