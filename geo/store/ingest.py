"""Articles into the store, each once: whatever is handed in again, in whatever order, and wherever it was stopped.

What an article yields and the article itself go in together in one transaction, so that after a stop each is there whole or
not at all; running the same again goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from geo import articles, pipeline
from geo.articles import Document
from geo.articles.text import fingerprint
from geo.errors import Conflict, GazetteerError, GeoError, StoreError, TableError
from geo.gazetteer import Gazetteer
from geo.model import Article
from geo.settings import Settings
from geo.store import others, rules
from geo.store.outcomes import Outcome, Report
from geo.store.store import Store

LONGEST = 2000
"""Characters kept of the reasons why parts of an input were refused."""


def ingest(
    inputs: Iterable[Path | str],
    store: Store,
    gazetteer: Gazetteer,
    settings: Settings | None = None,
    *,
    deleted: bool = False,
    each: Callable[[Report, Outcome], None] = lambda _, __: None,
) -> Report:
    """Read inputs into the store; what was read before is not read again.

    Parameters
    ----------
    inputs : iterable of path or str
        Files, folders, ``"-"`` for standard input, addresses on allowed hosts.
    deleted : bool
        Whether what somebody deleted from the store is taken in again.
    each : callable
        Is told of every outcome, and the report so far.
    """
    settings = settings or Settings()
    report = Report()
    for document in articles.documents(inputs, settings, known=lambda sha256: _known(store, sha256, deleted)):
        for outcome in take(document, store, gazetteer, settings, deleted=deleted):
            report.add(outcome)
            each(report, outcome)
    return report


def reread(
    store: Store,
    gazetteer: Gazetteer,
    settings: Settings | None = None,
    *,
    ids: Collection[str] | None = None,
    each: Callable[[Report, Outcome], None] = lambda _, __: None,
) -> Report:
    """Read stored articles with the rules of today; what people decided stays.

    Parameters
    ----------
    ids : collection of str or None
        Articles; None: those that other rules have read. After a stop these are the ones that are left.
    """
    report = Report()
    for article_id in store.outdated(rules.version()) if ids is None else ids:
        article = store.article(article_id)
        outcome = _read(article, store, gazetteer, settings, where=article.title or article_id, again=True)
        report.add(outcome)
        each(report, outcome)
    return report


def take(
    document: Document,
    store: Store,
    gazetteer: Gazetteer,
    settings: Settings | None = None,
    *,
    deleted: bool = False,
) -> Iterator[Outcome]:
    """Put the articles of a document into the store, yielding what became of each and of what was refused."""
    if document.skipped or _known(store, document.sha256, deleted):
        seen = store.known(document.sha256)
        if seen is not None and seen.state == "deleted":
            yield Outcome(where=document.where, state="deleted")
        for article_id in seen.articles if seen else ():
            yield Outcome(where=document.where, state="same", article=article_id, of=_title(store, article_id))
        return
    tables = [t for t in document.tables if others.is_dataset(t)]
    # That a table holds no articles is no failure where it holds events.
    failures = [f for f in document.failures if f.where not in {t.where for t in tables}]
    # What is known of the bytes goes with the only article; of several with none, lest a stop between them goes unseen.
    alone = len(document.articles) == 1 and not failures and not tables
    ids: list[str] = []
    skipped = 0
    for article in document.articles:
        where = article.path or document.where
        outcome = put(article, store, gazetteer, settings, where=where, input_sha=document.sha256 if alone else "")
        ids += [outcome.article] if outcome.article else []
        skipped += outcome.state == "failed"
        yield outcome
    for table in tables:
        outcome, read, refused = others.take(table, store, gazetteer, settings)
        ids += read
        failures += refused
        skipped += outcome.state == "failed"
        yield outcome
    for failure in failures:
        yield Outcome(where=failure.where, state="failed", reason=failure.reason)
    if document.sha256 and not alone:
        store.note_input(
            document.sha256,
            document.where,
            state="failed" if failures or skipped else "read",
            reason="; ".join(f"{f.where}: {f.reason}" for f in failures)[:LONGEST],
            articles=ids,
        )


def put(
    article: Article,
    store: Store,
    gazetteer: Gazetteer,
    settings: Settings | None = None,
    *,
    where: str,
    input_sha: str = "",
    corrects: bool = False,
) -> Outcome:
    """Read one article into the store, unless it is there.

    Of two that differ only in date, publisher or address the first published counts, so that their order does not.

    Parameters
    ----------
    where : str
        Where it comes from, for the report and for the library.
    input_sha : str, optional
        SHA-256 of the bytes that hold it and nothing else.
    corrects : bool
        Whether what a person says about it now replaces what is stored.
    """
    stored = _stored(store, article.id)
    if stored is not None and _adds_nothing(article, stored, corrects=corrects):
        if input_sha:
            store.note_input(input_sha, where, articles=[stored.id])
        return Outcome(where=where, state="same", article=stored.id, title=article.title, of=stored.title)
    return _read(article, store, gazetteer, settings, where=where, input_sha=input_sha)


def _read(
    article: Article,
    store: Store,
    gazetteer: Gazetteer,
    settings: Settings | None,
    *,
    where: str,
    input_sha: str = "",
    again: bool = False,
) -> Outcome:
    try:
        extraction = pipeline.extract(article, gazetteer, settings, learnt=store.learnt(besides=article.id))
    except (GazetteerError, TableError):
        raise  # no fault of this article: the next would fail too
    except Exception as e:  # one article that we trip over must not cost the others
        logging.getLogger(__name__).exception("could not read %r", article.id)
        return Outcome(where=where, state="failed", title=article.title, reason=_fault(e))
    version = rules.version()
    try:
        if again:
            added = store.replace(extraction, rules=version)
        else:
            added = store.add(extraction, rules=version, origin=where, input_sha=input_sha, where=where)
    except Conflict:
        own = fingerprint(article.title, article.text)
        if own == article.id:
            raise
        warning = f"has the id of another article ({article.id}), so it goes by an id made from its text"
        other = replace(article, id=own, warnings=(*article.warnings, warning))
        return put(other, store, gazetteer, settings, where=where, input_sha=input_sha)
    unplaced = sum(bool(r.unplaced) for r in extraction.records)
    return Outcome(
        where=where,
        state=added.state,
        article=added.id,
        title=article.title,
        of=_title(store, added.copy_of) if added.copy_of else "",
        events=len(extraction.events),
        displacements=len(extraction.displacements),
        movements=len(extraction.movements),
        controls=len(extraction.controls),
        placed=len(extraction.records) - unplaced,
        unplaced=unplaced,
    )


def _known(store: Store, sha256: str, deleted: bool) -> bool:
    """Whether bytes are done with; what failed is tried again, since parsers learn."""
    seen = store.known(sha256) if sha256 else None
    return seen is not None and (seen.state == "read" or (seen.state == "deleted" and not deleted))


def _stored(store: Store, article_id: str) -> Article | None:
    try:
        return store.article(article_id)
    except StoreError:
        return None


def _title(store: Store, article_id: str) -> str:
    stored = _stored(store, article_id)
    return stored.title if stored else ""


def _adds_nothing(article: Article, stored: Article, *, corrects: bool) -> bool:
    """Whether an article is the stored one, and what is known about it now no reason to change that."""
    if (article.title, article.text) != (stored.title, stored.text):
        return False
    return _about(article) == _about(stored) or not (corrects or _rank(article) < _rank(stored))


def _about(article: Article) -> tuple[object, ...]:
    return (article.published, article.source, article.url)


def _rank(article: Article) -> tuple[object, ...]:
    """Order articles with the same words: what is known before what is not, the first published first."""
    day, source, url = article.published, article.source, article.url
    return (day is None, article.published_inferred, str(day), source is None, source or "", url is None, url or "")


def _fault(e: Exception) -> str:
    if isinstance(e, GeoError):
        return str(e)
    return f"{type(e).__name__}: {e}; this is a fault of ours, please report it"
