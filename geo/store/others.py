"""Other people's event data into the store: a data set is a source of its own, a day and country of it an article."""

from __future__ import annotations

from datetime import UTC, datetime

from geo import external
from geo.articles import Document, Failure
from geo.errors import TableError
from geo.external import Dataset as Found
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.store import rules
from geo.store.entries import Dataset
from geo.store.outcomes import Outcome
from geo.store.store import Store

MOST = 1_000_000
"""Articles that are looked through for older editions of a data set."""


def is_dataset(table: Document) -> bool:
    """Whether the columns of a table are those of event data that is known."""
    return bool(external.is_dataset(table.columns))


def take(
    table: Document, store: Store, gazetteer: Gazetteer, settings: Settings | None = None
) -> tuple[Outcome, list[str], list[Failure]]:
    """Put a table of event data into the store; return what became of it, its articles, and rows that were refused.

    A newer edition replaces the days that it tells otherwise, except those on which somebody decided something.
    """
    try:
        found = external.from_bytes(table.data, table.name, gazetteer, settings)
    except TableError as e:
        return Outcome(where=table.where, state="failed", reason=str(e).removeprefix(f"{table.name}: ")), [], []
    refused = [Failure(where=f"{table.where}, row {number}", reason=reason) for number, reason in found.refused]
    if not found.extractions:
        return Outcome(where=table.where, state="failed", reason="no row of it could be used"), [], refused
    dataset = _dataset(found)
    if dataset not in {d.id for d in store.datasets()}:
        store.add_dataset(
            Dataset(
                id=dataset,
                name=found.name,
                kind=found.kind,
                content=found.sha256,
                licence=" ".join(filter(None, (found.attribution, found.terms))),
                added_at=datetime.now(UTC),
            )
        )
    added = store.add_all([(e, table.where) for e in found.extractions], rules=rules.version(), dataset=dataset)
    kept = _replace_older(store, found)
    refused += [
        Failure(where=table.where, reason=f"an older edition of {title} stays, since somebody decided on it")
        for title in kept
    ]
    records = [r for e in found.extractions for r in e.records]
    unplaced = sum(bool(r.unplaced) for r in records)
    outcome = Outcome(
        where=table.where,
        state=next((s for s in ("new", "reread") if s in {a.state for a in added}), "same"),
        title=found.name,
        of=found.name,
        events=sum(len(e.events) for e in found.extractions),
        displacements=sum(len(e.displacements) for e in found.extractions),
        placed=len(records) - unplaced,
        unplaced=unplaced,
    )
    return outcome, [a.id for a in added], refused


def _dataset(found: Found) -> str:
    return f"{found.kind}-{found.sha256[:16]}"


def _replace_older(store: Store, found: Found) -> list[str]:
    """Delete what older editions said of the same days; return the titles of those that people have decided on."""
    now = {e.article.title: e.article.id for e in found.extractions}
    decided = {d.article for d in store.decisions()}
    kept = []
    for entry in store.library(search=found.name, limit=MOST):
        if entry.dataset is None or entry.source != found.name or now.get(entry.title, entry.id) == entry.id:
            continue
        if entry.id in decided:
            kept.append(entry.title)
        else:
            store.delete(entry.id)
    return kept
