"""Look at folders again and again: which files are new or changed, and no longer being written."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from geo.articles.walk import is_address, walk

SETTLED_S = 2.0
"""A file that was last written to before this is taken for finished at the first look; later ones must stay as they are for one."""

_Signature = tuple[int, int]
"""Bytes, and when they were last written (nanoseconds)."""


class Watch:
    """What was seen in the looks before.

    Parameters
    ----------
    inputs : iterable of path or str
        Files, folders and addresses; addresses are due at every look.
    """

    def __init__(self, inputs: Iterable[Path | str]) -> None:
        self._inputs = tuple(inputs)
        self._seen: dict[Path, _Signature] = {}
        self._taken: dict[Path, _Signature] = {}

    def due(self) -> list[Path | str]:
        """Return what to read now: addresses, and files that have stayed the same since the last look and were not read."""
        out: list[Path | str] = []
        seen: dict[Path, _Signature] = {}
        for one in walk(self._inputs).inputs:
            if is_address(one):
                out.append(one)
                continue
            path = Path(one)
            try:
                state = path.stat()
            except OSError:
                continue  # taken away since the folder was listed
            now = seen[path] = (state.st_size, state.st_mtime_ns)
            at_rest = self._seen.get(path) == now or (not self._seen and time.time() - state.st_mtime > SETTLED_S)
            if at_rest and self._taken.get(path) != now:
                self._taken[path] = now
                out.append(path)
        self._seen = seen
        self._taken = {path: taken for path, taken in self._taken.items() if path in seen}
        return out
