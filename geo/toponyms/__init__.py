"""Names of places in an article: found (`recognise`) and placed (`resolve`)."""

from __future__ import annotations

from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.model import Article, Toponym
from geo.settings import Settings
from geo.toponyms.geocoders import GazetteerGeocoder
from geo.toponyms.recognise import recognise, recognise_spans
from geo.toponyms.resolve import resolve

__all__ = ["GazetteerGeocoder", "recognise", "recognise_spans", "resolve", "run"]


def run(
    article: Article,
    gazetteer: Gazetteer,
    *,
    spans: Sequence[tuple[int, int]] | None = None,
    settings: Settings | None = None,
) -> list[Toponym]:
    """Return the toponyms of an article, placed.

    Parameters
    ----------
    article : Article
    gazetteer : Gazetteer
    spans : sequence of (start, end) or None
        Code points of the text: these are placed and nothing else is looked for.
    settings : Settings or None
    """
    found = recognise(article, gazetteer, settings) if spans is None else recognise_spans(article, spans)
    return resolve(article, found, gazetteer, settings)
