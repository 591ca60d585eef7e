"""The place index: towns, admin-1 units, countries, regions, roads, rivers, bridges and camps, by name.

>>> from geo.gazetteer import Gazetteer
>>> with Gazetteer.open() as gazetteer:  # builds the index the first time; doctest: +SKIP
...     gazetteer.lookup("Homs")[0].kind
'settlement'
"""

from geo.gazetteer.build import build, index_path
from geo.gazetteer.index import Gazetteer, distance_km, is_built
from geo.gazetteer.names import name_key

__all__ = ["Gazetteer", "build", "distance_km", "index_path", "is_built", "name_key"]
