"""The situation that articles tell: who holds what, where fronts run, who moves, who has fled, how many."""

from geo.situation.build import build
from geo.situation.features import collection
from geo.situation.overlaid import Overlay
from geo.situation.overlay import ControlMap
from geo.situation.records import By, Situation

__all__ = ["By", "ControlMap", "Overlay", "Situation", "build", "collection"]
