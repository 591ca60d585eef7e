"""Names of places in an article: found (`recognise`) and placed (`resolve`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.model import Article, Learnt, Toponym
from geo.settings import Settings
from geo.toponyms.geocoders import GazetteerGeocoder
from geo.toponyms.learned import Model
from geo.toponyms.learnt import mentioned, names_of, placed
from geo.toponyms.lookups import lookups
from geo.toponyms.recognise import recognise, recognise_spans
from geo.toponyms.resolve import resolve
from geo.toponyms.tokens import is_latin

_POINTS = frozenset({"settlement", "camp", "facility", "bridge"})

__all__ = ["GazetteerGeocoder", "recognise", "recognise_spans", "resolve", "run"]


def run(
    article: Article,
    gazetteer: Gazetteer,
    *,
    spans: Sequence[tuple[int, int]] | None = None,
    settings: Settings | None = None,
    model: Model | None = None,
    learnt: Sequence[Learnt] = (),
) -> list[Toponym]:
    """Return the toponyms of an article, placed.

    Parameters
    ----------
    article : Article
    gazetteer : Gazetteer
    spans : sequence of (start, end) or None
        Code points of the text: these are placed and nothing else is looked for.
    settings : Settings or None
    model : Model or None
        The committed one if None.
    learnt : sequence of Learnt
        Names that analysts put right: taken where nothing in the article speaks against it.
    """
    given = spans is not None
    found = (
        recognise_spans(article, spans) if spans is not None else recognise(article, gazetteer, settings, model=model)
    )
    names, index = names_of(tuple(learnt)), lookups(gazetteer)
    if learnt and not given:
        found = mentioned(article, found, names, index)[: (settings or Settings()).max_mentions]
    result = resolve(article, found, gazetteer, settings, given=given, model=model)
    return _as_written(placed(article, result, names, index) if learnt else result, gazetteer)


def _as_written(found: list[Toponym], gazetteer: Gazetteer) -> list[Toponym]:
    """Name each town as the article mostly does: a reader looks for "Tawila", not for the index's "Aţ Ţawīlah".

    Declined forms ("Києва") and words with a preposition written onto them ("بحمص") are no names.
    """
    wordings: dict[str, Counter[str]] = defaultdict(Counter)
    for t in found:
        if t.place is None or t.mention.role != "place" or t.mention.text.isupper():
            continue
        if t.place.kind in _POINTS or not t.place.name.isascii():
            wordings[t.place.id][" ".join(t.mention.text.split())] += 1
    others = {w for counted in wordings.values() for w in counted if not is_latin(w)}
    forms = gazetteer.found(others) if others else {}
    for counted in wordings.values():
        for w in others & counted.keys():
            if w not in forms or forms[w][0] not in {"name", "article"}:
                del counted[w]
    wordings = {i: counted for i, counted in wordings.items() if counted}
    return [
        replace(t, place=replace(t.place, name=wordings[t.place.id].most_common(1)[0][0]))
        if t.place and t.place.id in wordings
        else t
        for t in found
    ]
