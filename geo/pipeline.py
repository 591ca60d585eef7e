"""The stages in order, nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo import events, situation, toponyms
from geo.gazetteer import Gazetteer
from geo.model import Article, Extraction, Learnt, Review
from geo.settings import Settings


def extract(
    article: Article, gazetteer: Gazetteer, settings: Settings | None = None, *, learnt: Sequence[Learnt] = ()
) -> Extraction:
    """Return everything that one article yields: toponyms, events, displacements, movements, control.

    Parameters
    ----------
    learnt : sequence of Learnt
        Names that analysts put right in other articles (`geo.store.Store.learnt`).
    """
    settings = settings or Settings()
    article = _within_limits(article, settings)
    named = toponyms.run(article, gazetteer, settings=settings, learnt=learnt)
    if len(named) >= settings.max_mentions:
        article = _warned(article, f"names more than {settings.max_mentions:,} places; the rest was not read")
    if settings.geocoder:
        from geo.toponyms import online  # the services cost a tenth of a second that nobody else should pay

        asked = online.ask(named, settings)
        named = asked.toponyms
        for note in asked.notes:
            article = _warned(article, note)
    return events.extract(article, named, settings=settings)


def features(
    articles: Iterable[Article],
    gazetteer: Gazetteer,
    *,
    settings: Settings | None = None,
    progress: Callable[[Iterable[Article]], Iterable[Article]] = iter,
    **asked: Any,
) -> dict[str, Any]:
    """Return the situation that articles tell, as the FeatureCollection of ``docs/features.md``.

    Parameters
    ----------
    progress : callable
        Wraps the articles, e.g. ``tqdm``.
    **asked
        As for `assemble`.
    """
    settings = settings or Settings()
    return assemble(
        [extract(article, gazetteer, settings) for article in progress(articles)], settings=settings, **asked
    )


def assemble(
    extractions: Sequence[Extraction],
    *,
    as_of: date | None = None,
    by: situation.By = "time",
    hindsight: bool = False,
    since: date | None = None,
    notes: Path | None = None,
    overlays: Sequence[situation.Overlay] = (),
    previous: situation.ControlMap | None = None,
    review: Review | None = None,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """Return the situation that articles tell, from what was read in them before.

    Parameters
    ----------
    as_of : date or None
        The day to show; None: of the newest statement.
    by : {"time", "published"}
        Whether days select what was true by then, or what was known by then.
    hindsight : bool
        Whether articles published after ``as_of`` may tell of the days before it.
    since : date or None
        A day; the member ``changes`` then says what is new after it.
    notes : Path or None
        The analyst's CSV with a column ``record``.
    overlays : sequence of Overlay
        Maps of control that others drew, laid over as areas of their own.
    previous : ControlMap or None
        A map of control that the fronts start from: they leave it where later statements contradict it.
    review : Review or None
        What people decided about the records, and drew.
    """
    settings = settings or Settings()
    table = events.frame(extractions, notes)
    review = review or Review()
    built = situation.build(
        extractions, as_of=as_of, by=by, hindsight=hindsight, previous=previous, review=review, settings=settings
    )
    return situation.collection(built, settings, table=table, since=since, overlays=overlays, review=review)


def table(
    articles: Iterable[Article], gazetteer: Gazetteer, *, notes: Path | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Return the records of articles as the frame of `geo.events.frame`, joined with their metadata and notes."""
    return events.frame([extract(article, gazetteer, settings) for article in articles], notes)


def _within_limits(article: Article, settings: Settings) -> Article:
    """Cut a text that no news article is as long as; offsets into what remains stay right."""
    if len(article.text) <= settings.max_article_chars:
        return article
    cut = dataclasses.replace(article, text=article.text[: settings.max_article_chars])
    return _warned(cut, f"is longer than {settings.max_article_chars:,} characters; the rest was not read")


def _warned(article: Article, warning: str) -> Article:
    return dataclasses.replace(article, warnings=(*article.warnings, warning))
