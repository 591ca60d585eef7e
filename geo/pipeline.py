"""The stages in order, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from geo import events, situation, toponyms
from geo.gazetteer import Gazetteer
from geo.model import Article, Extraction
from geo.settings import Settings


def extract(article: Article, gazetteer: Gazetteer, settings: Settings | None = None) -> Extraction:
    """Return everything that one article yields: toponyms, events, displacements, movements, control."""
    settings = settings or Settings()
    return events.extract(article, toponyms.run(article, gazetteer, settings=settings), settings=settings)


def features(
    articles: Iterable[Article],
    gazetteer: Gazetteer,
    *,
    as_of: date | None = None,
    settings: Settings | None = None,
    progress: Callable[[Iterable[Article]], Iterable[Article]] = iter,
) -> dict[str, Any]:
    """Return the situation that articles tell, as the FeatureCollection of ``docs/features.md``.

    Parameters
    ----------
    as_of : date or None
        The day to show; None: of the newest statement.
    progress : callable
        Wraps the articles, e.g. ``tqdm``.
    """
    settings = settings or Settings()
    extractions = [extract(article, gazetteer, settings) for article in progress(articles)]
    return situation.collection(situation.build(extractions, as_of=as_of, settings=settings))
