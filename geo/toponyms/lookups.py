"""What the toponym stage keeps of the place index between articles: names recur, and looking them up costs most."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from geo.gazetteer import Gazetteer, name_key
from geo.model import Place

_MOST_NAMES = 60_000
_MOST_SHAPES = 200
_NOWHERE: tuple[Place, ...] = ()

key_of = lru_cache(maxsize=50_000)(name_key)
"""`name_key` with a memory, for the names of an article's places: the same ones are compared again and again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The places of one key and what recognition wants to know of them."""

    places: tuple[Place, ...]
    stats: tuple[float, ...]
    countries: tuple[str, ...]


STATS = (
    "places", "settlements", "countries", "log_population", "own_log_population", "is_country", "is_admin1", "is_admin2",
    "is_region", "is_water", "is_road", "is_structure", "own_name", "curated_town",
)  # fmt: skip
"""Names of the numbers in ``Entry.stats``."""

_REGIONS = frozenset({"region", "area", "coast", "district"})
_STRUCTURES = frozenset({"facility", "bridge", "camp"})


def summary(key: str, places: tuple[Place, ...]) -> Entry:
    """Return the entry of a key that names these places."""
    towns = [p for p in places if p.kind == "settlement"]
    kinds = {p.kind for p in places}
    own = [p for p in places if key_of(p.name) == key]
    countries = tuple(dict.fromkeys(p.country for p in places if p.country))
    most = max((p.population for p in towns), default=-1)
    own_most = max((p.population for p in own if p.kind == "settlement"), default=-1)
    stats = (
        math.log1p(len(places)),
        math.log1p(len(towns)),
        math.log1p(len(countries)),
        math.log10(most + 2) if most >= 0 else 0.0,
        math.log10(own_most + 2) if own_most >= 0 else 0.0,
        float("country" in kinds),
        # An own name says more than an abbreviation or alias.
        1.0 + any(p.kind == "admin1" for p in own) if "admin1" in kinds else 0.0,
        float("admin2" in kinds),
        float(bool(kinds & _REGIONS)),
        float("river" in kinds),
        float("road" in kinds),
        float(bool(kinds & _STRUCTURES)),
        float(bool(own)),
        float(any(p.id.startswith("town:") for p in towns)),
    )
    return Entry(places, stats, countries)


class Lookups:
    """A place index with a memory of names and shapes asked for; bounded, shared by all articles."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names: dict[str, Entry | None] = {}
        self._shapes: dict[str, Place] = {}
        self._similar: dict[tuple[str, str], tuple[Place, ...]] = {}
        self._gazetteer = gazetteer

    def entries(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return the entry of each key (of ``name_key``) that names a place."""
        known = self._names
        wanted = set(keys)
        missing = [k for k in wanted if k not in known]
        if missing:
            if len(known) + len(missing) > _MOST_NAMES:
                known = self._names = {k: known[k] for k in wanted if k in known}
            found = self._gazetteer.lookup_many(missing)
            for key in missing:
                places = found.get(key)
                known[key] = summary(key, tuple(places)) if places else None
        return {k: e for k in wanted if (e := known[k]) is not None}

    def places(self, name: str) -> tuple[Place, ...]:
        """Return the places of one name."""
        key = name_key(name)
        entry = self.entries([key]).get(key)
        return entry.places if entry else _NOWHERE

    def similar(self, name: str, country: str) -> tuple[Place, ...]:
        """Return the places of one country whose names are spelt nearly so, the most similar first."""
        if (name, country) not in self._similar:
            if len(self._similar) > _MOST_NAMES:
                self._similar = {}
            self._similar[name, country] = tuple(p for _, p in self._gazetteer.similar(name, country))
        return self._similar.get((name, country), _NOWHERE)

    def place(self, place_id: str) -> Place | None:
        """Return one place by id, with its geometry."""
        return self._by_id([place_id]).get(place_id)

    def shaped(self, places: Iterable[Place]) -> dict[str, Place]:
        """Return places by id, with their geometry."""
        return self._by_id({p.id for p in places})

    def _by_id(self, wanted: Iterable[str]) -> dict[str, Place]:
        wanted = set(wanted)
        shapes = self._shapes
        found = {i: shapes[i] for i in wanted if i in shapes}
        missing = [i for i in wanted if i not in found]
        if missing:
            found |= self._gazetteer.places(missing)
        # What was asked for last stands last; outlines are large, so the others go first.
        kept = {**{i: p for i, p in shapes.items() if i not in found}, **found}
        self._shapes = dict(islice(kept.items(), max(0, len(kept) - _MOST_SHAPES), None))
        return found


_OPEN: WeakKeyDictionary[Gazetteer, Lookups] = WeakKeyDictionary()


def lookups(gazetteer: Gazetteer) -> Lookups:
    """Return the memory that belongs to an open index."""
    found = _OPEN.get(gazetteer)
    if found is None:
        found = _OPEN[gazetteer] = Lookups(gazetteer)
    return found
