"""The version of the rules: a digest of everything that decides what an article yields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from geo import model, tables

_CODE = Path(model.__file__).parent
_PARTS = ("model.py", "pipeline.py", "articles/text.py", "toponyms/**/*.py", "events/**/*.py", "gazetteer/**/*.py")
_TABLES = ("*.csv", "lexicon/**/*", "gazetteer/**/*", "toponyms/**/*")


@cache
def version() -> str:
    """Return ten hex digits that change when code or tables change what an article yields; computed once (some ms)."""
    content = hashlib.sha256()
    for root, path in _files():
        content.update(f"{path.relative_to(root).as_posix()}\0".encode())
        content.update(path.read_bytes())
        content.update(b"\0")
    return content.hexdigest()[:10]


def _files() -> Iterator[tuple[Path, Path]]:
    for root, patterns in ((_CODE, _PARTS), (tables.DATA, _TABLES)):
        for path in sorted({p for pattern in patterns for p in root.glob(pattern)}):
            if path.is_file() and not any(part.startswith((".", "__")) for part in path.relative_to(root).parts[:-1]):
                yield root, path
