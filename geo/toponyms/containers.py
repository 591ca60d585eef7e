"""Names of countries and admin-1 units with their codes: what may stand behind a comma ("Paris, Texas")."""

from __future__ import annotations

from functools import cache

from geo.gazetteer.names import name_key
from geo.tables import cells, table


@cache
def containers() -> dict[str, set[str]]:
    """Return codes ("SY" or "US.TX") by key of a country's or an admin-1 unit's name."""
    found: dict[str, set[str]] = {}
    for r in table("gazetteer/countries.csv", "iso2", "name"):
        found.setdefault(name_key(r["name"]), set()).add(r["iso2"])
    for r in table("gazetteer/admin1.csv", "code", "name", "aliases"):
        for name in (r["name"], *cells(r["aliases"])):
            found.setdefault(name_key(name), set()).add(r["code"])
    for r in table("gazetteer/aliases.csv", "alias", "id"):
        kind, _, code = r["id"].partition(":")
        if kind in {"country", "admin1"}:
            found.setdefault(name_key(r["alias"]), set()).add(code)
    return found


@cache
def country_names(code: str) -> list[str]:
    """Return the names of a country, aliases included."""
    names = [r["name"] for r in table("gazetteer/countries.csv", "iso2", "name") if r["iso2"] == code]
    return names + [r["alias"] for r in table("gazetteer/aliases.csv", "alias", "id") if r["id"] == f"country:{code}"]
