"""Choose the place that each mention means; all mentions of an article are decided together, with reasons.

A candidate's score is a sum of plain signals: what kind of place the words demand, how large it is, whether the
country or province stands beside it, whether the article speaks of its country, how near it lies to the article's
other places, whether it lies where "east of Homs" says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from geo.gazetteer import Gazetteer, distance_km, name_key
from geo.model import AREA_KINDS, Article, Candidate, Mention, Place, Toponym
from geo.settings import Settings
from geo.toponyms import derive
from geo.toponyms.bearings import Bearing, bearings, off_by
from geo.toponyms.words import seats

KEPT = 5
"""Candidates kept with a toponym: enough to correct a wrong choice by hand."""
TIE = 0.15
"""Two candidates closer than this, in different countries, are too close to call."""

_SEAT = 2_000
"""A town this large that shares its province's name is what the bare name means."""

_THEATRE_SHARE = 0.3
"""An unknown spelling is only looked for in a country that has this share of the article's place names."""

_KNOWN_TOWN = 100_000
"""A city this large may be named in an article about another country without a word on its own."""
_SPOKEN_OF = 4
"""Votes (two clear names) from which on an article speaks of a country."""

_PLACED = ("place", "metonym")


@dataclass(slots=True)
class _Open:
    """A mention with its candidates while the article is being decided."""

    mention: Mention
    name: str
    places: list[Place]
    scored: list[Candidate] = field(default_factory=list)
    bearings: list[Bearing] = field(default_factory=list)
    respelt: bool = False

    @property
    def best(self) -> Candidate | None:
        return self.scored[0] if self.scored else None


def resolve(
    article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer, settings: Settings | None = None
) -> list[Toponym]:
    """Return a toponym for each mention, in the same order.

    Parameters
    ----------
    article : Article
    mentions : sequence of Mention
        From ``recognise`` or ``recognise_spans``.
    gazetteer : Gazetteer
    settings : Settings
        Not read yet; the learned model of a later version has its settings there.

    Returns
    -------
    list of Toponym
        Each with up to five candidates and reasons; ``place`` is None, with the reason, where nothing fits or two
        places fit equally well.
    """
    del settings
    names = {m: derive.names_for(m) for m in mentions}
    found = gazetteer.lookup_many({n for m in mentions for n in names[m]})
    items: list[_Open] = []
    for m in mentions:
        name = next((n for n in names[m] if n in found), names[m][0])
        items.append(_Open(mention=m, name=name, places=found.get(name, []) if m.role != "organisation" else []))
    for item, told in zip(items, bearings(article, mentions), strict=True):
        item.bearings = told
    votes = _votes(items)
    _respell(items, votes, gazetteer)
    anchors: list[tuple[Mention, Place]] = []
    for _ in range(2):
        for item in items:
            item.scored = sorted(
                (_score(item, p, votes, anchors) for p in item.places),
                key=lambda c: (-c.score, -c.place.population, c.place.id),
            )
        anchors = [
            (i.mention, i.best.place) for i in items if i.best and _is_clear(i) and i.best.place.kind != "country"
        ]
        votes = _votes(items, decided=True)
    result = [_stranger(item, votes, items) or _decide(item, gazetteer) for item in items]
    return _with_geometry(result, gazetteer)


def _respell(items: list[_Open], votes: Counter[str], gazetteer: Gazetteer) -> None:
    """Give unknown names the places of nearly the same spelling in the country that the article speaks of."""
    total = votes.total()
    for item in items:
        m = item.mention
        country = m.country or (votes.most_common(1)[0][0] if total else None)
        if item.places or m.role != "place" or m.hint in {"road", "coast"} or country is None:
            continue
        if m.country is None and votes[country] < _THEATRE_SHARE * total:
            continue
        item.name = derive.base_name(m) or m.text
        item.places = [p for _, p in gazetteer.similar(item.name, country)]
        item.respelt = bool(item.places)


def _stranger(item: _Open, votes: Counter[str], items: list[_Open]) -> Toponym | None:
    """Leave a small town open that lies in a country of which the article says nothing else.

    Most villages of a war zone are not in the index; their namesakes elsewhere are, and make pins on another continent.
    """
    best = item.best.place if item.best else None
    if best is None or best.kind != "settlement" or best.population >= _KNOWN_TOWN or item.mention.role != "place":
        return None
    others = Counter({c: n for c, n in votes.items() if c != best.country})
    spoken_of = any(
        o.name != item.name
        and (o.mention.country == best.country or (o.best is not None and o.best.place.country == best.country))
        for o in items
    )
    if spoken_of or not others or others.most_common(1)[0][1] < _SPOKEN_OF:
        return None
    country = others.most_common(1)[0][0]
    return Toponym(
        mention=item.mention,
        place=None,
        candidates=tuple(item.scored[:KEPT]),
        reason=f"the index has this name in {best.country} only, and the article speaks of {country}",
    )


def _is_clear(item: _Open) -> bool:
    return len(item.scored) == 1 or (len(item.scored) > 1 and item.scored[0].score - item.scored[1].score >= 1.0)


def _votes(items: list[_Open], *, decided: bool = False) -> Counter[str]:
    """Return how strongly the article speaks of each country."""
    votes: Counter[str] = Counter()
    for item in items:
        m = item.mention
        if m.role == "demonym" and m.country:
            votes[m.country] += 2
        elif item.places and item.places[0].kind == "country":
            votes[item.places[0].country or ""] += 3
        elif decided and item.best and item.mention.role in _PLACED:
            votes[item.best.place.country or ""] += 2 if _is_clear(item) else 1
        elif len({p.country for p in item.places}) == 1:
            votes[item.places[0].country or ""] += 2
    del votes[""]
    return votes


def _prior(p: Place, key: str) -> tuple[float, str]:
    if p.kind == "country":
        return 6.0, "a country"
    own = name_key(p.name) == key
    if p.kind == "admin1":
        return 4.2 if own else 3.2, "a province or state"
    if p.kind == "admin2":
        return 2.0, "a district or county"
    if p.kind == "settlement":
        size = 0.7 * math.log10(p.population + 3) - (0.0 if own else 0.5)
        return size, f"{p.population:,} people" if p.population else "a small place of unknown size"
    return 4.5, f"a {p.kind} known by this name"


_FITS = {
    "settlement": {"settlement"}, "admin1": {"admin1", "region"}, "district": {"admin2", "district"},
    "coast": {"coast"}, "bridge": {"bridge"}, "road": {"road"}, "river": {"river"}, "camp": {"camp"},
    "facility": {"facility"}, "front": {"settlement"}, "area": {"region", "area"},
}  # fmt: skip


def _score(item: _Open, p: Place, votes: Counter[str], anchors: list[tuple[Mention, Place]]) -> Candidate:
    score, why = _prior(p, name_key(item.name))
    reasons = [why]
    hint = item.mention.hint
    if item.respelt:
        reasons.append(f"spelt nearly like {p.name}")
    if (
        p.kind == "admin1"
        and hint is None
        and any(o.kind == "settlement" and o.admin1 == p.id[7:] and o.population >= _SEAT for o in item.places)
    ):
        score -= 2.5
        reasons.append("the town of the same name is meant unless the words around say otherwise")
    if hint and p.kind in _FITS.get(hint, {hint}):
        score += 3.0
        reasons.append(f"the words around speak of a {_WORD.get(hint, hint)}")
    elif hint in {"settlement", "admin1", "coast", "front"} and p.kind != "country":
        score -= 2.5
        reasons.append(f"the words around speak of a {_WORD.get(hint, hint)}, this is a {_WORD.get(p.kind, p.kind)}")
    if item.mention.country and item.mention.role != "demonym":
        same = p.country == item.mention.country
        score += 4.0 if same else -4.0
        reasons.append(
            f"{item.mention.country} is named beside it"
            if same
            else f"{item.mention.country} is named beside it, this lies in {p.country}"
        )
    total = votes.total()
    if total and p.country:
        share = votes[p.country] / total
        score += 3.0 * share
        if share >= 0.3:
            reasons.append(f"the article speaks mostly of {p.country}")
        elif votes[p.country]:
            score += 0.5
            reasons.append(f"the article speaks of {p.country}")
    near = (
        [distance_km(p.lat, p.lon, a.lat, a.lon) for m, a in anchors if m.text != item.mention.text]
        if p.kind != "country"
        else []
    )
    if near:
        closest = sorted(near)[: max(1, len(near) // 3)]
        typical = closest[len(closest) // 2]
        score += 2.0 * math.exp(-typical / 150.0)
        if typical < 150:
            reasons.append(f"about {typical:.0f} km from other places of the article")
    for told in item.bearings:
        other = next((a for m, a in anchors if m.start == told.other.start and m.field == told.other.field), None)
        if other is None or (other.id == p.id):
            continue
        off, away = off_by(other, p, told.degrees)
        if off > 70 or away > 1_000:
            score -= 3.0
            reasons.append(f"does not lie {told.words} {other.name}")
        else:
            score += 1.5
            reasons.append(f"lies {told.words} {other.name}, as the text says")
    return Candidate(place=p, score=round(score, 3), reasons=tuple(reasons))


_WORD = {"admin1": "province or state", "settlement": "town", "front": "front at a town", "area": "wider area"}


def _decide(item: _Open, gazetteer: Gazetteer) -> Toponym:
    m = item.mention
    if m.role == "organisation":
        return Toponym(mention=m, place=None, reason="part of an organisation's name")
    if m.role == "demonym":
        country = gazetteer.place(f"country:{m.country}") if m.country else None
        reason = "" if country else "a people without a country of that name"
        return Toponym(mention=m, place=country, score=1.0 if country else 0.0, reason=reason)
    if name_key(m.text) in seats():
        found = [c for c in item.scored if c.place.kind == "facility"]
        return Toponym(
            mention=m,
            place=found[0].place if found else None,
            score=float(bool(found)),
            candidates=tuple(found),
            reason="" if found else "a seat of power, not a place of events",
        )
    special = derive.special(m, item.scored, item.name, gazetteer)
    if special is not None:
        return special
    kept = tuple(item.scored[:KEPT])
    if not kept:
        return Toponym(mention=m, place=None, reason="no place of this name in the gazetteer")
    first = kept[0]
    rival = next((c for c in kept[1:] if c.place.country != first.place.country), None)
    if rival and first.score - rival.score < TIE and first.score < 3.0:
        return Toponym(
            mention=m, place=None, score=0.0, candidates=kept,
            reason=f"could be {first.place.name} ({first.place.country}) or {rival.place.name} ({rival.place.country})",
        )  # fmt: skip
    margin = first.score - (kept[1].score if len(kept) > 1 else first.score - 3.0)
    return Toponym(mention=m, place=first.place, score=round(1 / (1 + math.exp(-margin)), 3), candidates=kept)


def _with_geometry(toponyms: list[Toponym], gazetteer: Gazetteer) -> list[Toponym]:
    """Return the toponyms with the geometry of the chosen areas and lines."""
    wanted = {
        t.place.id for t in toponyms if t.place and (t.place.kind in AREA_KINDS or t.place.kind in {"road", "river"})
    }
    full = gazetteer.places(wanted)
    return [replace(t, place=full[t.place.id]) if t.place and t.place.id in full else t for t in toponyms]
