"""The words of the interface: one table a language under ``data/strings``, so that a translation is a file.

Record labels, types and sides have words of their own in the tables that name them (``event_types.csv``, ``sides.csv``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from geo.errors import TableError
from geo.settings import Settings
from geo.tables import DATA, rows

FOLDER = DATA / "strings"
"""``en.csv`` has every string; other languages may lack some, which then stay English. Columns: key, text, note."""


def language() -> str:
    """Return the language of the interface as a BCP 47 tag; English where no table of it is there."""
    wanted = Settings().language
    return wanted if (FOLDER / f"{wanted}.csv").is_file() else "en"


def files() -> list[Path]:
    """Return the tables that the present language is read from."""
    return [FOLDER / f"{name}.csv" for name in dict.fromkeys(("en", language()))]


def table() -> dict[str, str]:
    """Return the strings of the present language by key, English ones where it lacks them.

    Raises
    ------
    TableError
        If a table has a key twice, or a translation has one that English has not.
    """
    return _table(tuple((p, p.stat().st_mtime_ns) for p in files()))


@cache
def _table(state: tuple[tuple[Path, int], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, (path, _) in enumerate(state):
        own: dict[str, str] = {}
        for line, row in rows(path, ("key", "text")):
            key = row["key"]
            if key in own:
                raise TableError(f"{path}: line {line}: {key!r} stands there twice; keep one")
            if n and key not in found:
                raise TableError(f"{path}: line {line}: no string {key!r} in en.csv; check its spelling")
            own[key] = row["text"]
        found |= own
    return found


def say(key: str, **values: object) -> str:
    """Return the string of a key with its ``{names}`` filled in; of one with a plural give ``n``.

    >>> say("app.title")
    'Situation map'
    """
    known = table()
    if "n" in values and f"{key}.one" in known:
        key = f"{key}.{'one' if values['n'] == 1 else 'other'}"
    text = known[key]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{value:,}" if isinstance(value, int) else str(value))
    return text
