"""Choose the place that each mention means; all mentions of an article are decided together, with reasons.

A learned ranker gives each candidate a probability from what `geo.toponyms.ranking` sees; stated directions ("east of
Homs") shift it. What remains in doubt is left open with its candidates.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import Gazetteer
from geo.model import AREA_KINDS, Article, Candidate, Mention, Place, Toponym
from geo.settings import Settings
from geo.toponyms import derive, ranking, vicinity
from geo.toponyms.bearings import bearings, off_by
from geo.toponyms.learned import Model, load
from geo.toponyms.lookups import Lookups, key_of, lookups
from geo.toponyms.ranking import Open, Table
from geo.toponyms.reasons import reasons
from geo.toponyms.words import demonyms, region_demonyms, seats

KEPT = 5
"""Candidates kept with a toponym: enough to correct a wrong choice by hand."""
TIE = 0.05
"""Two candidates whose probabilities differ by less than this, in different countries, are too close to call."""
UNSURE = 0.2
"""... unless the first has at least this probability; chosen on the folds, where guessing below it is wrong half the time."""

_THEATRE_SHARE = 0.3
"""An unknown spelling is only looked for in a country that has this share of the article's place names."""
_KNOWN_TOWN = 100_000
"""A city this large may be named in an article about another country without a word on its own."""
_SPOKEN_OF = 4
"""Votes (two clear names) from which on an article speaks of a country."""
_SEAT = 2_000
"""A town this large that shares its province's name is what the bare name means: "Homs", "Kherson", "Gao"."""
_NAMESAKE = 4.0
"""Log-odds that this takes from the province; the corpora call either right, a map of who holds what does not."""
_BEARING = 3.0
"""Log-odds that a direction stated in the text takes from a place that does not lie so; half of it it gives."""


def resolve(
    article: Article,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    settings: Settings | None = None,
    *,
    given: bool = False,
    model: Model | None = None,
) -> list[Toponym]:
    """Return a toponym for each mention, in the same order.

    Parameters
    ----------
    article : Article
    mentions : sequence of Mention
        From ``recognise`` or ``recognise_spans``.
    gazetteer : Gazetteer
    settings : Settings
        Not read yet.
    given : bool
        The spans were given and are to be placed if at all possible: a name that the index lacks is then placed where
        the article mostly is, with the doubt in ``precision_km``.
    model : Model or None
        The committed one if None.

    Returns
    -------
    list of Toponym
        Each with up to five candidates and reasons; ``place`` is None, with the reason, where nothing fits or two
        places fit equally well.
    """
    del settings
    index = lookups(gazetteer)
    items = open_mentions(mentions, index)
    for item, told in zip(items, bearings(article, mentions), strict=True):
        item.bearings = told
    ranking.containers_behind(article, items)
    countries, _ = ranking.votes(items)
    _respell(items, countries, index)
    table = ranking.table(items)
    odds = (model or load()).resolution.log_odds(table.rows).tolist()
    scored = [_candidates(item, odds[item.first : item.first + len(item.places)], table) for item in items]
    scored = _directed(items, scored)
    result = [
        _stranger(item, found, table.countries, items, scored) or _decide(item, found, gazetteer)
        for item, found in zip(items, scored, strict=True)
    ]
    return _with_geometry(vicinity.place_unknown(article, result, index, given=given), index)


def open_mentions(mentions: Sequence[Mention], index: Lookups) -> list[Open]:
    """Return the mentions with the places that their names could mean."""
    peoples = demonyms()
    names = [derive.names_for(m) if m.role != "demonym" else [m.text] for m in mentions]
    known = index.entries({key_of(n) for some in names for n in some})
    items: list[Open] = []
    for m, some in zip(mentions, names, strict=True):
        key = key_of(m.text)
        if m.role == "demonym" or (m.role == "embedded" and key in peoples):
            # A part of a country goes before the country: "Welsh" is Wales.
            place_id = region_demonyms().get(key) or f"country:{m.country or peoples.get(key, '')}"
            place = index.place(place_id)
            items.append(Open(m, m.text, (place,) if place else ()))
            continue
        name = next((n for n in some if key_of(n) in known), some[0])
        entry = known.get(key_of(name))
        wanted = m.role != "organisation" and entry is not None
        items.append(Open(m, name, entry.places[: ranking.MOST_PLACES] if wanted and entry else ()))
    return items


def _respell(items: list[Open], votes: Counter[str], index: Lookups) -> None:
    """Give unknown names the places of nearly the same spelling in the country that the article speaks of."""
    total = votes.total()
    for item in items:
        m = item.mention
        country = m.country or (votes.most_common(1)[0][0] if total else None)
        if (
            item.places
            or m.role not in {"place", "metonym"}
            or m.hint in {"road", "coast", "facility"}
            or country is None
        ):
            continue
        if m.country is None and votes[country] < _THEATRE_SHARE * total:
            continue
        name = derive.base_name(m) or m.text
        if vicinity.is_structure(name) or name.count(" ") > 2:
            continue
        item.places = index.similar(name, country)
        if item.places:
            item.name, item.respelt = name, True


def _candidates(item: Open, odds: Sequence[float], table: Table) -> list[Candidate]:
    odds = [o - _NAMESAKE * _town_is_meant(item, p) for o, p in zip(odds, item.places, strict=True)]
    order = sorted(range(len(item.places)), key=lambda k: (-odds[k], -item.places[k].population, item.places[k].id))
    return [
        Candidate(
            place=item.places[k],
            score=round(_probability(float(odds[k])), 4),
            reasons=reasons(item, item.places[k], table.rows[item.first + k]),
        )
        for k in order[:KEPT]
    ]


def _town_is_meant(item: Open, p: Place) -> bool:
    """Whether a province shares its name with a town in it, and the words around do not demand another kind than a town."""
    return (
        p.kind == "admin1"
        and item.mention.hint in {None, "settlement"}
        and not item.behind
        and any(
            o.kind == "settlement"
            and o.admin1 == p.admin1
            and o.population >= _SEAT
            # "Quebec City": the town has a longer name of its own, and the bare one is the province's.
            and not key_of(o.name).startswith(f"{key_of(item.name)} ")
            for o in item.places
        )
    )


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _directed(items: Sequence[Open], scored: list[list[Candidate]]) -> list[list[Candidate]]:
    """Shift candidates by the directions that the text states."""
    first = {(i.mention.field, i.mention.start): c[0].place for i, c in zip(items, scored, strict=True) if c}
    result = []
    for item, found in zip(items, scored, strict=True):
        for told in item.bearings:
            other = first.get((told.other.field, told.other.start))
            if other is not None:
                found = [_shifted(c, other, told.degrees, told.words) for c in found]
        result.append(sorted(found, key=lambda c: -c.score) if item.bearings else found)
    return result


def _shifted(c: Candidate, other: Place, degrees: float, words: str) -> Candidate:
    if other.id == c.place.id:
        return c
    off, away = off_by(other, c.place, degrees)
    wrong = off > 70 or away > 1_000
    odds = math.log(max(c.score, 1e-6) / max(1.0 - c.score, 1e-6)) + (-_BEARING if wrong else _BEARING / 2)
    why = f"does not lie {words} {other.name}" if wrong else f"lies {words} {other.name}, as the text says"
    return replace(c, score=round(_probability(odds), 4), reasons=(*c.reasons, why))


def _stranger(
    item: Open, found: list[Candidate], votes: Counter[str], items: list[Open], scored: list[list[Candidate]]
) -> Toponym | None:
    """Leave a small town open that lies in a country of which the article says nothing else.

    Most villages of a war zone are not in the index; their namesakes elsewhere are, and make pins on another continent.
    """
    best = found[0].place if found else None
    if best is None or best.kind != "settlement" or best.population >= _KNOWN_TOWN or item.mention.role != "place":
        return None
    if item.behind:
        return None
    others = Counter({c: n for c, n in votes.items() if c != best.country})
    spoken_of = any(
        o.name != item.name and (o.mention.country == best.country or (c and c[0].place.country == best.country))
        for o, c in zip(items, scored, strict=True)
    )
    if spoken_of or not others or others.most_common(1)[0][1] < _SPOKEN_OF:
        return None
    country = others.most_common(1)[0][0]
    return Toponym(
        mention=item.mention,
        place=None,
        candidates=tuple(found),
        reason=f"the index has this name in {best.country} only, and the article speaks of {country}",
    )


def _decide(item: Open, found: list[Candidate], gazetteer: Gazetteer) -> Toponym:
    m = item.mention
    if m.role == "organisation":
        return Toponym(mention=m, place=None, reason="part of an organisation's name")
    if m.role == "demonym":
        if found:
            return Toponym(mention=m, place=found[0].place, score=1.0, candidates=tuple(found))
        return Toponym(mention=m, place=None, reason="a people without a country of that name")
    if key_of(m.text) in seats():
        kept = [c for c in found if c.place.kind == "facility"]
        return Toponym(
            mention=m,
            place=kept[0].place if kept else None,
            score=float(bool(kept)),
            candidates=tuple(kept),
            reason="" if kept else "a seat of power, not a place of events",
        )
    special = derive.special(m, found, item.name, gazetteer)
    if special is not None:
        return special
    if not found:
        return Toponym(mention=m, place=None, reason="no place of this name in the gazetteer")
    first = found[0]
    rival = next((c for c in found[1:] if c.place.country != first.place.country), None)
    if rival and first.score < UNSURE and first.score - rival.score < TIE:
        return Toponym(
            mention=m, place=None, score=0.0, candidates=tuple(found),
            reason=f"could be {first.place.name} ({first.place.country}) or {rival.place.name} ({rival.place.country})",
        )  # fmt: skip
    return Toponym(mention=m, place=first.place, score=first.score, candidates=tuple(found))


def _with_geometry(toponyms: list[Toponym], index: Lookups) -> list[Toponym]:
    """Return the toponyms with the geometry of the chosen areas and lines."""
    full = index.shaped(
        t.place for t in toponyms if t.place and (t.place.kind in AREA_KINDS or t.place.kind in {"road", "river"})
    )
    return [replace(t, place=full[t.place.id]) if t.place and t.place.id in full else t for t in toponyms]
