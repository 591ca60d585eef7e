"""Why a place was chosen, in words that an analyst understands; read off the row that the model judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.model import Place
from geo.toponyms.ranking import NAMES, Open

_AT = {name: i for i, name in enumerate(NAMES)}
_KIND = {"admin1": "province or state", "settlement": "town", "front": "front at a town", "area": "wider area"}
_MOSTLY = 0.3
_NEAR_LOG_KM = float(np.log1p(150.0))


def of_kind(kind: str) -> str:
    """Return a kind of place in plain words."""
    return _KIND.get(kind, kind)


def reasons(item: Open, p: Place, row: NDArray[np.float32]) -> tuple[str, ...]:
    """Return what speaks for and against a place, the most general first."""
    m = item.mention

    def value(name: str) -> float:
        return float(row[_AT[name]])

    said = [_size(p)]
    if item.respelt:
        said.append(f"spelt nearly like {p.name}")
    elif not value("own_name"):
        said.append(f"another name of {p.name}")
    if value("places") < np.log1p(1.5):
        said.append("the only place of this name in the index")
    elif value("order") == 0 and p.kind == "settlement":
        said.append("the largest of this name")
    if m.hint and value("hint_fits") > 0:
        said.append(f"the words around speak of a {of_kind(m.hint)}")
    elif m.hint and value("hint_fits") < 0:
        said.append(f"the words around speak of a {of_kind(m.hint)}, this is a {of_kind(p.kind)}")
    if value("country_beside") > 0:
        said.append(f"{m.country} is named beside it")
    elif value("country_beside") < 0:
        said.append(f"{m.country} is named beside it, this lies in {p.country}")
    if value("unit_behind") > 0:
        said.append("the province or country stands right behind the name")
    elif value("unit_behind") < 0:
        said.append("another province or country stands right behind the name")
    if value("country_share") >= _MOSTLY:
        said.append(f"the article speaks mostly of {p.country}")
    elif value("country_share"):
        said.append(f"the article speaks of {p.country}")
    if p.kind not in {"country", "admin1"} and value("unit_named"):
        said.append(f"the article names its province ({p.admin1})")
    if p.kind != "country" and value("nearest_log_km") < _NEAR_LOG_KM:
        said.append(f"about {np.expm1(value('nearest_log_km')):.0f} km from another place of the article")
    return tuple(said)


def _size(p: Place) -> str:
    if p.kind == "settlement":
        return f"{p.population:,} people" if p.population else "a small place of unknown size"
    if p.kind in {"admin2", "district"}:
        return "a district or county"
    return {"country": "a country", "admin1": "a province or state"}.get(p.kind, f"a {p.kind} known by this name")
