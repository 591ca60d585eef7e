"""The words of the interface: one table a language under ``data/strings``, so that a translation is a file.

Record labels, types and sides have words of their own in the tables that name them (``event_types.csv``, ``sides.csv``);
headline, reasons and notes are sentences of the situation. How to add a language: ``docs/translating.md``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from geo.errors import TableError
from geo.plurals import CATEGORIES, category, grouped
from geo.settings import Settings
from geo.tables import DATA, rows

FOLDER = DATA / "strings"
"""``en.csv`` has every string; other languages may lack some, which then stay English. Columns: key, text, note."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"\{(\w+)\}")
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
_OTHER_WAY = {
    "ltr": re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"),
    "rtl": re.compile("[A-Za-z\u00c0-\u024f\u0370-\u058f]"),
}
"""Letters that run against a direction."""


def _wanted() -> Path:
    """Return the table that the settings ask for: a tag such as ``de``, or a file of one's own such as ``texts/de.csv``."""
    return _table_of(os.environ.get("SITUATION_LANGUAGE"))


@cache
def _table_of(environment: str | None) -> Path:
    del (
        environment
    )  # what the settings are made of; making them anew for each of a thousand sentences takes a tenth of a second
    wanted = Settings().language
    own = Path(wanted)
    return own if own.suffix == ".csv" else FOLDER / f"{wanted}.csv"


def language() -> str:
    """Return the language of the interface as a BCP 47 tag; English where no table of it is there."""
    wanted = _wanted()
    return wanted.stem if _TAG.fullmatch(wanted.stem) and wanted.is_file() else "en"


def direction() -> str:
    """Return ``ltr``, or ``rtl`` for a language that is written from right to left."""
    return "rtl" if language().split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def files() -> list[Path]:
    """Return the tables that the present language is read from."""
    english = FOLDER / "en.csv"
    return [english] if language() == "en" else [english, _wanted()]


def table() -> dict[str, str]:
    """Return the strings of the present language by key, English ones where it lacks them.

    Raises
    ------
    TableError
        If a table has a key twice, a translation has one that English has not, or names something in ``{}`` that English
        does not give.
    """
    return _table(tuple((p, p.stat().st_mtime_ns) for p in files()))


@cache
def _table(state: tuple[tuple[Path, int], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, (path, _) in enumerate(state):
        own: dict[str, str] = {}
        for line, row in rows(path, ("key", "text")):
            key, text = row["key"], row["text"]
            if key in own:
                raise TableError(f"{path}: line {line}: {key!r} stands there twice; keep one")
            if n and not text:
                continue  # not translated yet
            if n:
                _check(f"{path}: line {line}", key, text, found)
            own[key] = text
        found = _merged(found, own)
    return found


def _check(where: str, key: str, text: str, english: Mapping[str, str]) -> None:
    """Raise unless a translation stands for an English string and names what that names."""
    stem, _, form = key.rpartition(".")
    plural = form in CATEGORIES and f"{stem}.other" in english
    source = english.get(f"{stem}.other" if plural else key)
    if source is None:
        raise TableError(f"{where}: no string {key!r} in en.csv; check its spelling")
    wanted, has = set(_NAME.findall(source)), set(_NAME.findall(text))
    lacks = wanted - has - ({"n"} if plural else set())  # "one article" needs no figure
    if has - wanted or lacks:
        names = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "nothing in braces"
        raise TableError(f"{where}: {key!r} must name {names}, as in en.csv; it has {text!r}")


def _merged(english: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Return both, without the English forms of a plural that the translation has: its rules choose among its own forms."""
    stems = {key.rpartition(".")[0] for key in own if key.rpartition(".")[2] in CATEGORIES}
    kept = {
        k: v for k, v in english.items() if k.rpartition(".")[0] not in stems or k.rpartition(".")[2] not in CATEGORIES
    }
    return kept | dict(own)


def say(key: str, **values: object) -> str:
    """Return the string of a key with its ``{names}`` filled in; of one with a plural give ``n``.

    What runs the other way, a name in Arabic in an English sentence, is set apart by signs that nobody sees, so that it does
    not turn the order of what stands beside it.

    >>> say("app.title")
    'Situation map'
    >>> say("count.articles", n=1200)
    '1,200 articles'
    """
    known = table()
    forms = [key]
    if "n" in values and f"{key}.other" in known:
        forms = [f"{key}.{category(language(), values['n'])}", f"{key}.other", key]
    text = next(known[form] for form in forms if form in known)
    return _NAME.sub(lambda m: _worded(values[m[1]]) if m[1] in values else m[0], text)


def count(n: int) -> str:
    """Return a whole number as the language writes it.

    >>> count(20082)
    '20,082'
    """
    return grouped(language(), n)


def day(of: date) -> str:
    """Return a day in words.

    >>> day(date(2024, 12, 6))
    '6 December 2024'
    """
    return say("day.long", day=str(of.day), month=say(f"month.{of.month}"), year=str(of.year))


def isolated(text: str) -> str:
    """Return a text that runs against the interface with Unicode's signs of a first strong isolate around it."""
    return f"\u2068{text}\u2069" if _OTHER_WAY[direction()].search(text) else text


def joined(texts: Iterable[str], between: str = " · ") -> str:
    """Return texts side by side, each in its own direction; what is empty is left out.

    >>> joined(["6 December 2024", "", "SANA"])
    '6 December 2024 · SANA'
    """
    return between.join(isolated(text) for text in texts if text)


def _worded(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return count(value)
    return isolated(str(value))
