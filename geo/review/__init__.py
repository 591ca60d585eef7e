"""What an analyst looks through: the records that most need a second look, and why; pure, from what was read and assembled."""

from geo.review.links import Links, Spot, places_of, words
from geo.review.named import named
from geo.review.outlines import shaped
from geo.review.queue import MOST, item, queue
from geo.review.steps import Shown, Step, plain

__all__ = ["MOST", "Links", "Shown", "Spot", "Step", "item", "named", "places_of", "plain", "queue", "shaped", "words"]
