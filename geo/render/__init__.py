"""Draw a situation: Python says what, JavaScript under ``assets/`` draws how."""

from geo.render.maps import Command, OfflineMap, SituationLayer, build, frame, payload, refuse_foreign_links
from geo.render.message import VERSION, clean, encode, version
from geo.render.serve import ASSETS_DIR, LEAFLET_DIR, bundle

__all__ = [
    "ASSETS_DIR",
    "LEAFLET_DIR",
    "VERSION",
    "Command",
    "OfflineMap",
    "SituationLayer",
    "build",
    "bundle",
    "clean",
    "encode",
    "frame",
    "payload",
    "refuse_foreign_links",
    "version",
]
