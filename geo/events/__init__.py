"""Events, displacements, movements and control statements of an article, by rules over the words in ``data/lexicon``."""

from geo.events.extract import extract
from geo.events.frame import frame
from geo.events.metadata import event_type, sides, source_grade
from geo.events.schema import prediction

__all__ = ["event_type", "extract", "frame", "prediction", "sides", "source_grade"]
