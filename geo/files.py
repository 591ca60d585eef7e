"""Write files whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from geo.errors import OutputError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EROFS, errno.EISDIR, errno.ENOTEMPTY})
"""What a disk says that cannot take more, or not there."""


@contextmanager
def atomic(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 file for writing that replaces ``path`` in one step once everything is written.

    When writing fails, what was there stays.

    Raises
    ------
    OutputError
        If the folder is missing or cannot be written to.
    """
    with atomic_bytes(path) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        yield file
        file.detach()  # flushes; the bytes below are closed by who opened them


@contextmanager
def atomic_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file for bytes as `atomic` opens one for text."""
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):  # noqa: PTH110, PTH112, PTH113
        # To replace it would take /dev/null away from the whole machine, if one may.
        raise OutputError(f"{path}: is a device or pipe and no file; name a file, or - for standard output")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as e:
        raise OutputError(f"{path}: cannot be written ({e.strerror}); check the folder") from e
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except BaseException as e:
        part.unlink(missing_ok=True)
        if isinstance(e, OSError) and e.errno in _FULL:
            raise OutputError(f"{path}: not written ({e.strerror}); what was there stays") from e
        raise
