"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from geo.errors import OutputError


@contextmanager
def atomic(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 file for writing that replaces ``path`` in one step once everything is written.

    When writing fails, what was there stays.

    Raises
    ------
    OutputError
        If the folder is missing or cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as e:
        raise OutputError(f"{path}: cannot be written ({e.strerror}); check the folder") from e
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
