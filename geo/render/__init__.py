"""Draw a situation: Python says what, JavaScript under ``assets/`` draws how."""

from geo.render.maps import OfflineMap, SituationLayer, build, refuse_foreign_links
from geo.render.message import VERSION, clean
from geo.render.serve import ASSETS_DIR, LEAFLET_DIR

__all__ = [
    "ASSETS_DIR",
    "LEAFLET_DIR",
    "VERSION",
    "OfflineMap",
    "SituationLayer",
    "build",
    "clean",
    "refuse_foreign_links",
]
