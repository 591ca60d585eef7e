"""Actors as data sets write them ("Military Forces of Syria (2000-2024)"), as the actors that articles name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from geo.events import roster
from geo.events.tokens import tokenise
from geo.model import Actor
from geo.tables import table

MOST = 8
"""Actors of one cell; more is a list of a region's groups."""
_YEARS = re.compile(r"\s*\((?:[^()]*\d{4}[^()]*)\)")
_BRACKET = re.compile(r"\s*\(([^()]*)\)")


def actors(cell: str, theatre: str | None, kind: str = "") -> tuple[Actor, ...]:
    """Return the actors in a cell, each once; several stand between semicolons or bars.

    Parameters
    ----------
    kind : str
        What the data set says that they are; used where no table knows the name.
    """
    parts = [p.strip() for p in re.split(r"[;|]", cell) if p.strip()]
    return tuple(dict.fromkeys(_actor(p, theatre, kind) for p in parts[:MOST]))


@lru_cache(maxsize=20_000)
def _actor(written: str, theatre: str | None, kind: str) -> Actor:
    name = _YEARS.sub("", written).strip() or written
    short, _, full = name.partition(": ")
    for tried in dict.fromkeys(filter(None, (name, _BRACKET.sub("", name), full, _BRACKET.sub("", full), short))):
        if found := _known().get(_key(tried)):
            return roster.from_row(found, theatre)
    for row in table("external/actor_forms.csv", "form", "kind", "name"):
        if name.casefold().startswith(row["form"].casefold()):
            return _formed(name, row, theatre)
    country = roster.countries().get(name.lower())
    if country:
        return roster.state(country, theatre)
    return roster.make(_BRACKET.sub("", full or name).strip() or name, kind, None, theatre)


def _formed(name: str, row: dict[str, str], theatre: str | None) -> Actor:
    """An actor by the words that its name begins with: of a country, else a generic one."""
    rest = _BRACKET.sub("", name[len(row["form"]) :]).strip()
    country = roster.countries().get(rest.lower())
    if not row["name"] and country:
        return roster.national(country, row["kind"], theatre)
    return roster.make(row["name"] or _BRACKET.sub("", name), row["kind"], None, theatre)


@cache
def _known() -> dict[str, str]:
    return {_key(" ".join(parts)): name for entries in roster.aliases().values() for parts, name in entries}


def _key(name: str) -> str:
    return " ".join(t.text for t in tokenise(name)).replace("’", "'").casefold()


def kind_of(interaction: str) -> str:
    """Return the kind of actor that an interaction code of ACLED's means, as a number or in words."""
    said = interaction.strip().casefold()
    rows = table("external/interactions.csv", "code", "word", "kind")
    return next((r["kind"] for r in rows if said in (r["code"], r["word"].casefold())), "")
