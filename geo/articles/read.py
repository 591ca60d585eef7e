"""Read inputs as articles; what cannot be read is a named failure and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from geo.articles.document import Document, Failure
from geo.articles.opening import document
from geo.articles.text import fingerprint
from geo.articles.walk import walk
from geo.errors import ArticleError
from geo.model import Article
from geo.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """Articles that lie together in a folder inside the given one, by id: what one asks for as a whole."""

    name: str
    articles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Articles in the order read, what failed, and the analyst's ``notes.csv`` where a folder holds one.

    ``folders`` are the folders inside given ones that hold several articles, in the order read. ``tables`` have
    no articles in them but may be event data; what says so stands among the failures too.
    """

    articles: tuple[Article, ...]
    failures: tuple[Failure, ...]
    notes: Path | None = None
    folders: tuple[Folder, ...] = ()
    tables: tuple[Document, ...] = ()


def read(path: Path | str, settings: Settings | None = None) -> Article:
    """Return the one article in a file of any kind, or on standard input (``"-"``).

    Raises
    ------
    ArticleError
        If nothing can be read, with the reason, or there are several articles.
    """
    found = document(path, settings)
    if found.failure is not None:
        raise ArticleError(f"{found.failure.where}: {found.failure.reason}")
    if len(found.articles) != 1:
        raise ArticleError(f"{found.where}: holds {len(found.articles)} articles; expected one")
    return found.articles[0]


def read_all(
    inputs: Iterable[Path | str],
    settings: Settings | None = None,
    progress: Callable[[Iterable[Path | str]], Iterable[Path | str]] = iter,
) -> Reading:
    """Read files, folders, addresses and ``"-"``; an article that was read before is a failure that names the first.

    Parameters
    ----------
    progress : callable
        Wraps the list of inputs, e.g. ``tqdm``.
    """
    articles: dict[str, Article] = {}
    together: dict[str, list[str]] = {}
    tables: list[Document] = []
    found = walk(inputs)
    failures = found.failures
    for given in progress(found.inputs):
        read = document(given, settings)
        failures += read.failures
        tables += read.tables
        for article in read.articles:
            known = articles.get(article.id)
            if known is not None:
                same = fingerprint(article.title, article.text)
                if same == fingerprint(known.title, known.text):
                    reason = f"the same article as {known.path}; counted once"
                    failures.append(Failure(where=article.path or read.where, reason=reason))
                    if _known_about(article) > _known_about(known):
                        articles[known.id] = replace(article, id=known.id, path=known.path)
                    continue
                warning = f"has the id of another article ({known.path}), so it goes by an id made from its text"
                article = replace(article, id=same, warnings=(*article.warnings, warning))
            articles[article.id] = article
            if isinstance(given, Path) and given in found.inside:
                together.setdefault(found.inside[given], []).append(article.id)
    folders = tuple(Folder(name=name, articles=tuple(ids)) for name, ids in together.items() if len(ids) > 1)
    return Reading(
        articles=tuple(articles.values()),
        failures=tuple(failures),
        notes=found.notes,
        folders=folders,
        tables=tuple(tables),
    )


def _known_about(article: Article) -> tuple[bool, ...]:
    """Return what is known about an article, for comparing with what a copy of it knows."""
    return (article.published is not None, not article.published_inferred, bool(article.source), bool(article.url))
