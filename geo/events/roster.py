"""The actors that ``data/actors.csv`` knows, and the words that name the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo.events.metadata import sides
from geo.events.tokens import tokenise
from geo.model import Actor
from geo.tables import cells, table

KINDS = frozenset(
    [
        "government",
        "army",
        "police",
        "armed_group",
        "coalition",
        "igo",
        "ngo",
        "monitor",
        "media",
        "state",
        "civilians",
        "protesters",
        "official",
        "person",
    ]
)
"""Kinds of actor that the tables and rules use."""
ARMED = frozenset(("army", "armed_group", "coalition", "state", "police", "government"))
"""Kinds that can attack, hold and move."""
NO_SIDE = frozenset(("igo", "ngo", "monitor", "media", "civilians", "protesters", "official", "person"))


@dataclass(frozen=True, slots=True)
class Known:
    """A row of the table; ``sides`` maps a theatre (ISO country or ``*``) to a side id."""

    name: str
    kind: str
    country: str | None
    sides: dict[str, str]


@cache
def known() -> dict[str, Known]:
    """Return the rows by canonical name."""
    columns = ("name", "aliases", "leaders", "kind", "country", "sides", "source", "licence")
    return {
        row["name"]: Known(
            row["name"],
            row["kind"],
            row["country"] or None,
            {s.split(":", 1)[0]: s.split(":", 1)[1] for s in cells(row["sides"])},
        )
        for row in table("actors.csv", *columns)
    }


@cache
def aliases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return (words, canonical name) by first lower-case word, longest first; leaders stand for their group."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in table("actors.csv", "name", "aliases", "leaders"):
        for alias in {row["name"], *cells(row["aliases"]), *cells(row["leaders"])}:
            parts = tuple(t.text.replace("’", "'") for t in tokenise(alias))
            index.setdefault(parts[0].lower(), []).append((parts, row["name"]))
    for entries in index.values():
        entries.sort(key=lambda e: (-len(e[0]), e[0]))
    return index


@cache
def of_country(country: str, kind: str) -> Known | None:
    """Return the first row of a kind and country."""
    return next((k for k in known().values() if k.country == country and k.kind == kind), None)


@cache
def country_names() -> dict[str, str]:
    """Return English country names by ISO code."""
    return {row["iso2"]: row["name"] for row in table("gazetteer/countries.csv", "iso2", "name")}


@cache
def countries() -> dict[str, str]:
    """Return ISO codes by lower-case country name."""
    return {name.lower(): iso for iso, name in country_names().items()}


@cache
def capitals() -> dict[str, str]:
    """Return ISO codes by lower-case name of the capital: governments are called by it."""
    return {
        r["capital"].lower(): r["iso2"] for r in table("gazetteer/countries.csv", "iso2", "capital") if r["capital"]
    }


@cache
def demonyms() -> dict[str, str]:
    """Return ISO codes by lower-case demonym ("syrian")."""
    return {
        row["word"].lower(): row["country"]
        for row in table("gazetteer/demonyms.csv", "word", "country")
        if row["country"]
    }


@cache
def adjective(country: str) -> str:
    """Return the adjective of a country ("Syrian"), else its name."""
    rows = table("gazetteer/demonyms.csv", "word", "country")
    return next((r["word"] for r in rows if r["country"] == country), country_names().get(country, country))


@cache
def forces() -> dict[str, str]:
    """Return the kind of actor by noun ("troops" army, "gunmen" armed_group)."""
    return {row["noun"]: row["kind"] for row in table("lexicon/forces.csv", "noun", "kind")}


@cache
def groups() -> dict[str, dict[str, str]]:
    """Return the rows of "opposition", "rebel" and the like by word."""
    return {row["word"]: row for row in table("lexicon/groups.csv", "word", "kind", "name", "side")}


@cache
def column(name: str, key: str) -> frozenset[str]:
    """Return a column of a table of words."""
    return frozenset(row[key].lower() for row in table(f"lexicon/{name}", key))


@cache
def organisation_nouns() -> dict[str, str]:
    """Return kinds by the last word of an organisation's name ("Observatory" monitor)."""
    return {row["noun"]: row["kind"] for row in table("lexicon/organisation_nouns.csv", "noun", "kind")}


def side_of(name: str, kind: str, country: str | None, theatre: str | None) -> str | None:
    """Return the side of an actor in a theatre, or None (monitors, media and the UN have none)."""
    there = sides(theatre)
    row = known().get(name)
    if row is not None:
        side = row.sides.get(theatre or "") or row.sides.get("*")
        if side in there:
            return side
    if kind in NO_SIDE:
        return None
    if kind in ("government", "army", "police", "state") and country and country == theatre:
        return next((s.id for s in there.values() if s.state), None)
    generic = name in GENERIC_OPPOSITION or (kind == "armed_group" and _rebels_of(name, theatre))
    return "opposition" if generic and "opposition" in there else None


def _rebels_of(name: str, theatre: str | None) -> bool:
    """Whether a name only says that fighters of the theatre are rebels: "Syrian rebels", "local opposition fighters"."""
    parts = name.lower().split()
    strange = any(demonyms().get(w, theatre) != theatre or w in column("ethnonyms.csv", "word") for w in parts)
    rebels = any(groups().get(w.removesuffix("s"), {}).get("side") == "opposition" for w in parts)
    return rebels and not strange and all(p.islower() for p in name.split()[1:])


GENERIC_OPPOSITION = frozenset(
    row["name"] for row in table("lexicon/groups.csv", "name", "side") if row["side"] == "opposition" and row["name"]
)


def make(name: str, kind: str, country: str | None, theatre: str | None) -> Actor:
    """Return an actor with its side."""
    return Actor(name=name, kind=kind, country=country, side=side_of(name, kind, country, theatre))


@cache
def state(country: str, theatre: str | None) -> Actor:
    """Return a country as actor."""
    row = of_country(country, "state")
    return make(row.name if row else country_names().get(country, country), "state", country, theatre)


@cache
def from_row(name: str, theatre: str | None) -> Actor:
    """Return a known actor; the army of another country than the theatre's acts for its state."""
    row = known()[name]
    if row.kind == "army" and row.country and theatre and row.country != theatre:
        return state(row.country, theatre)
    return make(row.name, row.kind, row.country, theatre)


@cache
def national(country: str, kind: str, theatre: str | None) -> Actor:
    """Return the army, government or police of a country ("Syrian troops"); a foreign army acts for its state."""
    if kind == "army" and theatre and country != theatre:
        return state(country, theatre)
    row = of_country(country, kind)
    if row:
        return make(row.name, row.kind, country, theatre)
    if kind == "government" and (state_row := of_country(country, "state")):
        return make(state_row.name, "state", country, theatre)
    return make(f"{adjective(country)} {kind}", kind, country, theatre)
