"""Care for people at a place: records marked sensitive leave the house blurred, never the store.

Blurring happens before a situation is made, on what was read: a sensitive record's places are replaced by the middle of
a grid cell and called "a place in" their province, so that rings, routes, labels, headlines, totals and bounds, which
are all worked out afterwards, cannot give the place away. Fronts never rest on such a record.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from geo import pipeline
from geo.export.veil import BLURRED, GRID_KM, TITLE, WITHHELD, Veil, places_of
from geo.model import Article, Extraction, Review
from geo.situation import copies, joined, wires


@dataclass(frozen=True, kw_only=True)
class Blurred:
    """What was read, with care taken.

    Parameters
    ----------
    extractions : tuple of Extraction
        To make the situation and every table of.
    records : frozenset of str
        Ids of all that was blurred: those asked for, what other articles tell of the same thing, and what tells of the
        same places in the same sentences.
    articles : frozenset of str
        Ids of the articles that they were read in.
    beside : tuple of str
        Ids of records in other sentences of the same articles that name the same places and were not blurred:
        an analyst may want to mark them too.
    unknown : tuple of str
        Ids that were asked for and that no record has.
    veil : Veil or None
        What knows the hidden names and sentences; None: nothing is hidden.
    """

    extractions: tuple[Extraction, ...]
    records: frozenset[str]
    articles: frozenset[str] = frozenset()
    km: float = GRID_KM
    beside: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    veil: Veil | None = field(default=None, compare=False, repr=False)


def blurred(
    extractions: Iterable[Extraction], sensitive: Collection[str], km: float = GRID_KM, review: Review | None = None
) -> Blurred:
    """Return what was read with the sensitive records blurred, and everything else as it is.

    Blurred with them is what other articles tell of the same thing, and what else is told of the place in the same
    sentence or a copy of it; what the sentence says of other places stays there, without the sentence. Of a blurred
    record: the places are moved to the middle of their `cell` and named "a place in" their province
    (countries stay); distances, sentences and names that hold a place's name are withheld. Of its article only publisher
    and day stay: title, address and text would lead to the sentence.

    Parameters
    ----------
    sensitive : collection of str
        Record ids.
    km : float
        Edge of a cell.
    review : Review, optional
        What people decided about which records are of one thing.
    """
    return _without_articles(_veiled(tuple(extractions), frozenset(sensitive), km, review))


def assemble(
    extractions: Iterable[Extraction], sensitive: Collection[str], *, km: float = GRID_KM, **asked: Any
) -> tuple[dict[str, Any], Blurred]:
    """Return the situation as a FeatureCollection that says what was blurred, and what it was made of.

    Parameters
    ----------
    **asked
        As for `geo.pipeline.assemble`.
    """
    # Wire copies are known by their texts; these go once the situation is made.
    made = _veiled(tuple(extractions), frozenset(sensitive), km, asked.get("review"))
    collection = pipeline.assemble(made.extractions, **asked)
    bare = _without_articles(made)
    return _said(collection, bare), bare


def _veiled(given: tuple[Extraction, ...], asked: frozenset[str], km: float, decided: Review | None = None) -> Blurred:
    if not km > 0 or not math.isfinite(km):
        raise ValueError(f"a grid of {km} km: expected a length above 0")
    if not asked:
        return Blurred(extractions=given, records=frozenset(), km=km)
    records = {r.id: r for e in given for r in e.records}
    marked = [records[i] for i in sorted(_with_the_same(given, asked, decided or Review())) if i in records]
    veil = Veil(marked, km, (t for e in given for t in e.toponyms))
    wanted = frozenset(r.id for r in records.values() if veil.covers(r))
    touched = {e.article.id: e for e in given if any(r.id in wanted for r in e.records)}
    return Blurred(
        extractions=tuple(veil.extraction(e, wanted) if e.article.id in touched else e for e in given),
        records=wanted,
        articles=frozenset(map(veil.article_id, touched)),
        km=km,
        beside=tuple(
            r.id
            for e in touched.values()
            for r in e.records
            if r.id not in wanted and any(p.id in veil.places for p in places_of(r))
        ),
        unknown=tuple(sorted(asked - set(records))),
        veil=veil,
    )


def _without_articles(made: Blurred) -> Blurred:
    def bare(a: Article) -> Article:
        return replace(a, title=TITLE, text="", url=None, path=None) if a.id in made.articles else a

    return replace(made, extractions=tuple(replace(e, article=bare(e.article)) for e in made.extractions))


def _said(collection: Mapping[str, Any], made: Blurred) -> dict[str, Any]:
    """Return the FeatureCollection with each blurred mark and record saying so, and without their articles' words.

    The analyst's notes on such records are left out: nobody can tell what they name.
    """
    if not made.records:
        return dict(collection)
    km = made.km
    records = [_bare(r, km) if r["id"] in made.records else r for r in collection["records"]]
    kept = sum(1 for r in records if "blurred_km" in r)
    words = f"{km:.4g} km"
    note = (
        f"Position blurred to {words} at the analyst's wish: {kept} {'record stands' if kept == 1 else 'records stand'} "
        f"in the middle of a cell of a fixed grid of {words}, named by province; "
        f"sentences, titles and addresses that would name the place are withheld."
    )
    placed = (p for e in made.extractions for r in e.records if r.id in made.records for p in places_of(r))
    names = {p.name for p in placed if p.id.startswith(BLURRED)}
    bare = {"title": TITLE, "text": None, "url": None}
    titles = {"article_title": TITLE}
    rows = [
        {**r, **titles} if r["article"] in made.articles and "article_title" in r else r
        for r in collection["ledger"]["rows"]
    ]
    return {
        **collection,
        "records": records,
        "articles": [{**a, **bare} if a["id"] in made.articles else a for a in collection["articles"]],
        "ledger": {**collection["ledger"], "rows": rows},
        "features": [_hushed(_marked(f, names, made), made.veil) for f in collection["features"]],
        "blur": {"km": km, "records": sorted(made.records)},
        "notes": [*collection["notes"], {"key": "blur", "text": note}],
    }


def _bare(record: Mapping[str, Any], km: float) -> dict[str, Any]:
    """Return a blurred record that says so, without what people wrote about it."""
    said = {"review": {**record["review"], "notes": []}} if "review" in record else {}
    return {**record, **said, "blurred_km": km, "notes": {}}


def _marked(feature: Mapping[str, Any], names: Collection[str], made: Blurred) -> Mapping[str, Any]:
    """Say of a mark that it stands in a cell, or of a line that an end of it does."""
    p = feature["properties"]
    told = [p["place"]] if "place" in p else [p.get("from"), p.get("to"), *p.get("via", ())]
    if p.get("record") not in made.records or not set(told) & set(names):
        return feature
    more: dict[str, Any] = {"blurred_km": made.km}
    if p.get("why") == "precision":
        more["ring_label"] = f"position blurred to {made.km:.4g} km"
    return {**feature, "properties": {**p, **more}}


def _hushed(feature: Mapping[str, Any], veil: Veil | None) -> Mapping[str, Any]:
    """Withhold what people wrote on a drawing where it gives a hidden place away."""
    p = feature["properties"]
    if veil is None or "drawing" not in p:
        return feature
    said = {k: WITHHELD for k in ("label", "reason") if veil.gives_away(p["drawing"].get(k) or "")}
    label = {"label": WITHHELD} if veil.gives_away(p["label"]) else {}
    return {**feature, "properties": {**p, **label, "drawing": {**p["drawing"], **said}}}


def _with_the_same(extractions: Sequence[Extraction], asked: frozenset[str], decided: Review) -> frozenset[str]:
    """Add what is told of the same thing elsewhere: a situation shows it as one record."""
    same: dict[str, set[str]] = defaultdict(set)
    for group in (*_told_of_one_thing(extractions, decided), *decided.together):
        for i in group:
            same[i] |= group
    found: set[str] = set()
    left = list(asked)
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += same[one]
    return frozenset(found)


def _told_of_one_thing(extractions: Sequence[Extraction], decided: Review) -> Iterator[set[str]]:
    """Yield the ids of records that a situation shows as one."""
    published = {e.article.id: e.article.published for e in extractions}
    single = wires.once(extractions)
    for lists in (
        [e.events for e in single],
        [e.displacements for e in single],
        [e.movements for e in single],
        [e.controls for e in single],
    ):
        once = copies.merged(lists, published, frozenset(decided.apart))
        found = joined.joined(once.records, published, decided)
        yield from ({first, *(x.id for x in group)} for first, group in found.told.items())
        yield from ({first, *(x.id for x in found)} for first, found in once.copies.items())
