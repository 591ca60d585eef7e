"""The stages of one article, against drawing an empty Folium map to HTML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium

from benchmarks.report import interleaved, show
from geo import articles, events, pipeline, render, situation, toponyms
from geo.articles.likeness import bands, likeness
from geo.export import html
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.situation.moments import REMEMBERED

SEED = Path(__file__).parents[1] / "seeds" / "2024-12-06-homs.txt"


def main(runs: int) -> None:
    """Time each stage on the seed article, interleaved."""
    settings = Settings()
    with Gazetteer.open(settings) as gazetteer:
        article = articles.read(SEED)
        named = toponyms.run(article, gazetteer)
        extraction = events.extract(article, named, settings=settings)
        collection = pipeline.features([article], gazetteer)
        stages: dict[str, Callable[[], Any]] = {
            "empty Folium map to HTML": lambda: folium.Map(tiles=None).get_root().render(),
            "place index: open": lambda: Gazetteer.open(settings).close(),
            "articles.read": lambda: articles.read(SEED),
            "articles.likeness": lambda: bands(likeness(article.text)),
            "toponyms.run": lambda: toponyms.run(article, gazetteer),
            "events.extract": lambda: events.extract(article, named, settings=settings),
            "events.frame": lambda: events.frame([extraction]),
            "situation.build and features": lambda: [
                REMEMBERED.forget(),
                situation.collection(situation.build([extraction])),
            ],
            "render.build": lambda: render.build(collection, gazetteer),
            "export to HTML": lambda: html.page(collection, gazetteer),
        }
        times = interleaved(stages, runs)
    show("Stages, seed article", times, "empty Folium map to HTML")
