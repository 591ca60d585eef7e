"""The place index: towns, admin-1 units, countries, regions, roads, rivers, bridges and camps, by name.

>>> from geo.gazetteer import Gazetteer
>>> with Gazetteer.open() as gazetteer:  # builds the index the first time; doctest: +SKIP
...     gazetteer.lookup("Homs")[0].kind
'settlement'
"""

from geo.gazetteer.added import Added
from geo.gazetteer.build import add, build, index_path, remove
from geo.gazetteer.distance import distance_km
from geo.gazetteer.forms import How
from geo.gazetteer.index import Gazetteer, is_built
from geo.gazetteer.names import name_key

__all__ = [
    "Added",
    "Gazetteer",
    "How",
    "add",
    "build",
    "distance_km",
    "index_path",
    "is_built",
    "name_key",
    "remove",
]
