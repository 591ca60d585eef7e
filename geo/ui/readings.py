"""What was read in articles that the app was started with, kept for all sessions: a decision does not make anybody read anew."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from geo import pipeline
from geo.gazetteer import Gazetteer, name_key
from geo.model import Article, Extraction, Learnt
from geo.settings import Settings

MOST = 1_000
"""Articles kept; each takes some 60 kB."""


class Readings:
    """Extractions by article and by the learnt names that were put to it.

    Packed, because Streamlit collects garbage after every run, and looks at every object for that.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Article, tuple[Learnt, ...]], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, article: Article, gazetteer: Gazetteer, learnt: Sequence[Learnt] = ()) -> Extraction:
        """Return what an article yields, read now or before."""
        key = (article, tuple(named(article, learnt)))
        with self._lock:
            packed = self._kept.get(key)
            if packed is not None:
                self._kept.move_to_end(key)
        if packed is not None:
            kept: Extraction = pickle.loads(packed)  # noqa: S301 - our own memory, written below
            return kept
        read = pipeline.extract(article, gazetteer, Settings(), learnt=key[1])
        with self._lock:
            self._kept[key] = pickle.dumps(read, pickle.HIGHEST_PROTOCOL)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return read


def named(article: Article, learnt: Iterable[Learnt]) -> list[Learnt]:
    """Return what was learnt of names that may stand in an article: that of others cannot change how it is read."""
    found = list(learnt)
    if not found:
        return []
    text = f"{name_key(article.title)} {name_key(article.text)}"
    # A spelling in another script or romanisation has other letters: it is put to every article.
    return [x for x in found if not (key := name_key(x.name)).isascii() or key in text]
