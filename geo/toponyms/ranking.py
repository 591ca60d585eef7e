"""What resolution looks at: one row of numbers for every place that a mention could mean, all mentions together.

A plain prior (kind, population, countries that the article names) picks a first place for each name; those are the
anchors from which distances are measured.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.model import Article, Mention, Place
from geo.toponyms.bearings import Bearing
from geo.toponyms.lookups import key_of
from geo.toponyms.words import capitals

MOST_PLACES = 25
"""Places of one name that are looked at; the index gives own names and large places first."""
_MOST_ANCHORS = 60
_BEHIND = re.compile(r"^(?:, | \(|, in | in (?:the )?| of (?:the )?)$")
_FAR = 9.9
"""Logarithm of the longest distance on Earth in km."""

NAMES = (
    "country", "admin1", "admin2", "settlement", "region", "other_kind", "log_population", "log_population_behind_largest",
    "order", "places", "own_name", "capital", "country_alternative", "admin1_alternative", "country_share", "country_named", "top_country",
    "unit_share", "unit_named", "hint_fits", "country_beside", "unit_behind", "nearest_log_km", "within_50_km",
    "within_200_km", "within_1000_km", "anchors", "prior", "prior_behind_best", "demonym", "upper_case", "words",
)  # fmt: skip

FITS = {
    "settlement": {"settlement"}, "admin1": {"admin1", "region"}, "district": {"admin2", "district"},
    "coast": {"coast"}, "bridge": {"bridge"}, "road": {"road"}, "river": {"river"}, "camp": {"camp"},
    "facility": {"facility"}, "front": {"settlement"}, "area": {"region", "area"},
}  # fmt: skip
_STRICT = frozenset({"settlement", "admin1", "coast", "front", "district"})
_KINDS = {"country": 0, "admin1": 1, "admin2": 2, "district": 2, "settlement": 3, "region": 4, "area": 4, "coast": 4}
_PRIOR = (6.0, 4.2, 0.0, 0.0, 4.5, 4.0)
_BY_SIZE = {2: 0.4, 3: 0.7}


@dataclass(slots=True)
class Open:
    """A mention with the places that it could mean while the article is being decided."""

    mention: Mention
    name: str
    places: Sequence[Place]
    bearings: list[Bearing] = field(default_factory=list)
    behind: frozenset[str] = frozenset()
    """Codes of the country or admin-1 unit that follows the name ("Paris, Texas")."""
    respelt: bool = False
    first: int = 0
    """Row of its first place in the table."""


@dataclass(slots=True)
class Table:
    """The rows of an article with what the reasons need."""

    rows: NDArray[np.float32]
    anchors: list[Place]
    countries: Counter[str]
    units: Counter[str]


def containers_behind(article: Article, items: Sequence[Open]) -> None:
    """Note for each mention the codes of the unit or country that stands right behind it."""
    for a, b in pairwise(items):
        if a.mention.field != b.mention.field or not 0 < b.mention.start - a.mention.end <= 8:
            continue
        between = article.field_text(a.mention.field)[a.mention.end : b.mention.start]
        if _BEHIND.match(between) or (between == ". " and b.name.isupper()):
            codes = {
                p.country if p.kind == "country" else p.admin1 for p in b.places if p.kind in {"country", "admin1"}
            }
            a.behind = frozenset(c for c in codes if c)


def votes(items: Sequence[Open]) -> tuple[Counter[str], Counter[str]]:
    """Return how strongly the article speaks of each country, and of each admin-1 unit."""
    countries: Counter[str] = Counter()
    units: Counter[str] = Counter()
    for item in items:
        m = item.mention
        if m.role == "demonym" and m.country:
            countries[m.country] += 2
            continue
        if not item.places:
            continue
        top = item.places[0]
        if top.kind == "country":
            countries[top.country or ""] += 3
        elif len(found := {p.country for p in item.places}) == 1:
            countries[found.pop() or ""] += 2
        for code in item.behind:
            countries[code.partition(".")[0]] += 1
        named = [p for p in item.places if p.kind == "admin1"]
        if len(named) == 1 or (named and named[0] is top):
            units[named[0].admin1 or ""] += 2
            if top.kind == "admin1":
                countries[named[0].country or ""] += 1
        elif len(seats := {p.admin1 for p in item.places}) == 1:
            units[seats.pop() or ""] += 1
    del countries[""], units[""]
    return countries, units


def table(items: Sequence[Open]) -> Table:
    """Return a row of ``NAMES`` for each place of each item, in order; sets ``Open.first``."""
    countries, units = votes(items)
    all_countries, all_units = countries.total() or 1, units.total() or 1
    top_country = countries.most_common(1)[0][0] if countries else None
    seats = capitals()
    rows: list[tuple[float, ...]] = []
    gaps: list[float] = []
    keys: list[str] = []
    points: list[tuple[float, float]] = []
    places: list[Place] = []
    for item in items:
        item.first = len(rows)
        if not item.places:
            continue
        m = item.mention
        key = key_of(item.name)
        kinds = [_KINDS.get(p.kind, 5) for p in item.places]
        largest = max(p.population for p in item.places)
        fits = FITS.get(m.hint, {m.hint}) if m.hint else ()
        alternatives = (float(0 in kinds), float(1 in kinds))
        size = _log1p(len(item.places))
        demonym, caps, words = float(m.role == "demonym"), float(m.text.isupper()), float(item.name.count(" ") + 1)
        priors = []
        for order, (p, kind) in enumerate(zip(item.places, kinds, strict=True)):
            own = float(key_of(p.name) == key)
            log_size = _log_size(p.population)
            share = countries[p.country] / all_countries if p.country else 0.0
            hint = 0.0
            if m.hint:
                hint = 1.0 if p.kind in fits else -1.0 if m.hint in _STRICT and kind != 0 else 0.0
            beside = 0.0 if not m.country or demonym else 1.0 if p.country == m.country else -1.0
            behind = 0.0
            if item.behind:
                behind = 2.0 if p.admin1 in item.behind and kind > 1 else 1.0 if p.country in item.behind else -1.0
            prior = (
                3.0 * share
                + (_PRIOR[kind] if kind not in _BY_SIZE else _BY_SIZE[kind] * log_size)
                - (0.5 if not own else 0.0)
            )
            prior += 3.0 * max(hint, 0.0) + 2.5 * min(hint, 0.0) + 4.0 * beside + 3.0 * behind
            if (
                kind == 1
                and not hint
                and any(o.kind == "settlement" and o.admin1 == p.admin1 and o.population >= 20_000 for o in item.places)
            ):
                prior -= 1.0
            priors.append(prior)
            rows.append((
                kind == 0, kind == 1, kind == 2, kind == 3, kind == 4, kind == 5, log_size, _log_size(largest) - log_size, order, size, own,
                seats.get(key) == p.country if kind == 3 else 0.0, *alternatives, share,
                _log1p(countries[p.country]) if p.country else 0.0, p.country == top_country,
                units[p.admin1] / all_units if p.admin1 else 0.0, _log1p(units[p.admin1]) if p.admin1 and kind != 1 else 0.0,
                hint, beside, behind, 0.0, 0.0, 0.0, 0.0, 0.0, prior, 0.0, demonym, caps, words,
            ))  # fmt: skip
            points.append((p.lat, p.lon))
            places.append(p)
            keys.append(key)
        best = max(priors)
        gaps += [best - prior for prior in priors]
    if not rows:
        return Table(np.zeros((0, len(NAMES)), dtype=np.float32), [], countries, units)
    result = np.array(rows, dtype=np.float32)
    result[:, _GAP] = gaps
    anchors = _measure(result, keys, points, places)
    return Table(result, anchors, countries, units)


_GAP = NAMES.index("prior_behind_best")
_NEAREST = NAMES.index("nearest_log_km")


@lru_cache(maxsize=4096)
def _log_size(population: int) -> float:
    return float(np.log10(population + 3))


@lru_cache(maxsize=4096)
def _log1p(count: int) -> float:
    return float(np.log1p(count))


def _measure(
    rows: NDArray[np.float32], keys: list[str], points: list[tuple[float, float]], places: list[Place]
) -> list[Place]:
    """Fill in the distances to the first choices of the other names; return those anchors."""
    chosen: dict[str, int] = {}
    for k in np.flatnonzero(rows[:, _GAP] == 0.0).tolist():
        if places[k].kind not in {"country"} and keys[k] not in chosen:
            chosen[keys[k]] = k
    picked = list(chosen.values())[:_MOST_ANCHORS]
    if not picked:
        rows[:, _NEAREST] = _FAR
        return []
    at = np.radians(np.array(points))
    lat, lon = at[:, :1], at[:, 1:]
    h = (
        np.sin((at[picked, 0] - lat) / 2) ** 2
        + np.cos(lat) * np.cos(at[picked, 0]) * np.sin((at[picked, 1] - lon) / 2) ** 2
    )
    km = 12742.0 * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    ids = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    own = np.array([ids[k] for k in keys])
    km[own[:, None] == own[picked]] = np.inf
    with np.errstate(invalid="ignore"):
        rows[:, _NEAREST] = np.minimum(np.log1p(km.min(axis=1)), _FAR)
    for offset, limit in enumerate((50.0, 200.0, 1000.0), 1):
        rows[:, _NEAREST + offset] = np.log1p((km < limit).sum(axis=1))
    rows[:, _NEAREST + 4] = np.log1p(len(picked))
    return [places[k] for k in picked]
