"""What people decided as a situation needs it: records changed, marks, what goes together and what does not, drawings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.model import Extraction, Learnt, Mark, Review
from geo.store import applied, attach, bodies, drawings
from geo.store.decisions import OTHERS
from geo.store.entries import Decision

Groups = Mapping[str, str]
"""By article the one that counts in its stead."""


def review(
    extractions: Sequence[Extraction], found: Sequence[Decision], groups: Groups, *, stored: bool
) -> tuple[list[Extraction], Review]:
    """Return extractions as people decided on them, and what else they decided.

    What is decided about a record of an article holds for the same record of a copy of it, whichever is shown.

    Parameters
    ----------
    found : sequence of Decision
        Those that stand, in the order made.
    stored : bool
        Whether the extractions are those of the store, whose records the decisions have found already.
    """
    shown = _Shown(extractions, groups, stored)
    by_article: dict[str, dict[str, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    for d in found:
        for article, record in shown.of(d):
            by_article[article][record].append(d)
    out: list[Extraction] = []
    marks: dict[str, Mark] = {}
    for e in extractions:
        changed, said = applied.apply(e, by_article.get(e.article.id, {}))
        out.append(changed)
        marks |= said
    together, apart = _joints(found, shown)
    return out, Review(marks=marks, together=together, apart=apart, drawings=drawings.standing(found))


def learnt(found: Iterable[Decision], besides: str = "") -> tuple[Learnt, ...]:
    """Return the names that decisions, in their order, teach: of two on one name in one country the later one.

    What was chosen and then put right again on the same record is not learnt, nor names that were decided on in the
    article ``besides``.
    """
    placed = [d for d in found if d.kind == "place"]
    later: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    names: dict[tuple[str, str | None], Learnt] = {}
    own = {_surface(d) for d in placed if d.article == besides}
    for d in reversed(placed):
        on = (d.record or d.target, d.body["role"])
        place = bodies.chosen(d.body, d.author)
        name = _surface(d)
        if d.body.get("learn") is True and name and place.id not in later[on] and name not in own:
            given = str(d.body["surface"]).strip()
            names.setdefault((name, place.country), Learnt(name=given, place=place, author=d.author))
        later[on].add(d.body.get("from"))
    return tuple(names[key] for key in sorted(names, key=lambda k: (k[0], k[1] or "")))


def _surface(d: Decision) -> str:
    return str(d.body.get("surface", "")).strip().casefold()


class _Shown:
    """Finds the records that are shown of those that decisions are about."""

    def __init__(self, extractions: Sequence[Extraction], groups: Groups, stored: bool) -> None:
        self._groups, self._stored = groups, stored
        self._by_group: dict[str, list[Extraction]] = defaultdict(list)
        for e in extractions:
            self._by_group[groups.get(e.article.id, e.article.id)].append(e)
        self._ids = {e.article.id: {r.id for r in e.records} for e in extractions}

    def of(self, d: Decision) -> list[tuple[str, str]]:
        """Return article and record, or article twice, of what a decision applies to."""
        if d.article is None:
            return []
        if not d.anchor:  # about a whole article; a copy may be rejected because it is one
            return [(d.article, d.article)] if d.article in self._ids else []
        return self._found(d.article, (d.record, d.target), d.anchor, known=self._stored)

    def others(self, d: Decision) -> list[list[str]]:
        """Return, for each of the other records that a decision names, the ids under which it is shown."""
        kept: Mapping[str, Mapping[str, str]] = d.anchor.get("others", {})
        return [
            [record for _, record in self._found(kept[i]["article"], (i,), kept[i], known=False)]
            for i in d.body[OTHERS[d.kind]]
            if i in kept
        ]

    def _found(
        self, article: str, names: Sequence[str | None], anchor: Mapping[str, Any], *, known: bool
    ) -> list[tuple[str, str]]:
        """Return article and record; in its own article a record goes by its ids alone when it is ``known`` by them."""
        out = []
        for e in self._by_group.get(self._groups.get(article, article), ()):
            own = e.article.id == article
            record = next((i for i in names if own and i in self._ids[e.article.id]), None)
            if record is None and not (own and known):
                record = attach.recognised(anchor, e)
            if record is not None:
                out.append((e.article.id, record))
        return out


def _joints(found: Sequence[Decision], shown: _Shown) -> tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...]]:
    """Return what goes together and what does not; what a newer decision speaks against is left out."""
    whole: dict[str, set[str]] = {}
    apart: dict[str, set[str]] = defaultdict(set)
    for d in reversed(found):
        if d.kind not in OTHERS:
            continue
        ours = [record for _, record in shown.of(d)]
        for a, b in ((a, b) for theirs in shown.others(d) for a in ours for b in theirs if a != b):
            left, right = whole.get(a, {a}), whole.get(b, {b})
            if d.kind == "split" and left is not right:
                apart[a].add(b)
                apart[b].add(a)
            elif d.kind == "merge" and not any(apart[x] & right for x in left):
                both = left | right
                whole |= dict.fromkeys(both, both)
    together = {frozenset(group) for group in whole.values()}
    pairs = {frozenset((a, b)) for a, others in apart.items() for b in others}
    return _sorted(together), _sorted(pairs)


def _sorted(groups: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    return tuple(sorted(groups, key=sorted))
