"""Place what the index lacks by what the text says of its surroundings: "the Ramor Theatre, Virginia".

A school, hospital, street or stadium lies in the town that is part of its name, stands behind it or was named just
before it; its doubt is stated. A village that the index lacks is not guessed: it would be a wrong pin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.gazetteer import name_key
from geo.model import Article, Candidate, Place, Toponym
from geo.toponyms.lookups import Lookups
from geo.toponyms.words import words

WITHIN_TOWN_KM = 15.0
"""How far a structure may be from the middle of the town that the text puts it in: airports and campuses lie outside."""
SAME_PASSAGE_KM = 30.0
"""... where the text only names the town shortly before: it may be the next town."""
SAME_ARTICLE_KM = 100.0
"""... where the article is merely about the town."""

_BEHIND = re.compile(r"^(?:,? (?:in|at|of|near|on)(?: the)?|,|\s\(|,? in downtown) ?$")
_BEFORE = re.compile(r"^(?:[’'ʼ]s?)(?: \w+)? $")
_PASSAGE = 300
_TOWNS = frozenset({"settlement", "admin2", "district"})


def place_unknown(article: Article, toponyms: Sequence[Toponym], index: Lookups, *, given: bool) -> list[Toponym]:
    """Return the toponyms, structures that the index lacks placed near what the text ties them to.

    Parameters
    ----------
    given : bool
        Place every mention, if only where the article mostly is.
    """
    result = list(toponyms)
    if all(t.place for t in toponyms):
        return result
    towns = Counter(t.place.id for t in toponyms if t.place and t.place.kind in _TOWNS and t.mention.role != "demonym")
    any_place = Counter(t.place.id for t in toponyms if t.place)
    places = {t.place.id: t.place for t in toponyms if t.place}
    for i, t in enumerate(toponyms):
        if t.place is not None or (t.mention.role in {"demonym", "organisation"} and not given):
            continue
        structure = is_structure(t.mention.text) or t.mention.hint == "facility"
        if not (structure or given) or (t.mention.hint in {"road", "coast", "river"} and not given):
            continue
        found = _tied(article, toponyms, i, places, index)
        if found is None and given:
            common = towns or any_place
            if common:
                found = places[common.most_common(1)[0][0]], SAME_ARTICLE_KM, "the article is mostly about"
        if found is not None:
            result[i] = _placed(t, *found)
    return result


def is_structure(name: str) -> bool:
    """Whether the last words of a name are those of a building, street or institution.

    Examples
    --------
    >>> is_structure("Ramor Theatre"), is_structure("Toomevara")
    (True, False)
    """
    parts = name_key(name).split()
    kinds = words("venue", "facility", "street", "road", "organisation_of")
    return len(parts) > 1 and (parts[-1] in kinds or parts[0] in kinds or (len(parts) > 2 and parts[-2] in kinds))


def _tied(
    article: Article, toponyms: Sequence[Toponym], i: int, places: dict[str, Place], index: Lookups
) -> tuple[Place, float, str] | None:
    m = toponyms[i].mention
    text = article.field_text(m.field)
    inside = _inside(m.text, places, index)
    if inside is not None:
        return inside, WITHIN_TOWN_KM, "it is named after"
    behind = toponyms[i + 1] if i + 1 < len(toponyms) else None
    if (
        behind
        and behind.place
        and behind.mention.field == m.field
        and behind.place.kind in _TOWNS
        and _BEHIND.match(text[m.end : behind.mention.start])
    ):
        return behind.place, WITHIN_TOWN_KM, "the text puts it in"
    for k in range(i - 1, -1, -1):
        before = toponyms[k]
        if before.mention.field != m.field or m.start - before.mention.end > _PASSAGE:
            break
        if before.place is None or before.place.kind not in _TOWNS or before.mention.role == "demonym":
            continue
        if _BEFORE.match(text[before.mention.end : m.start]):
            return before.place, WITHIN_TOWN_KM, "the text puts it in"
        return before.place, SAME_PASSAGE_KM, "named shortly after"
    return None


def _inside(name: str, places: dict[str, Place], index: Lookups) -> Place | None:
    """Return the place of the article whose name is a part of this one ("Nenagh MDC")."""
    parts = name.split()
    for n in range(min(len(parts) - 1, 3), 0, -1):
        for k in range(len(parts) - n + 1):
            part = " ".join(parts[k : k + n]).removesuffix("'s").removesuffix("’s")
            for p in index.places(part) if part[:1].isupper() else ():
                if p.id in places and p.kind != "country":
                    return p
    return None


def _placed(t: Toponym, near: Place, within_km: float, how: str) -> Toponym:
    m = t.mention
    kind = m.hint if m.hint in {"facility", "bridge", "camp"} else "facility" if is_structure(m.text) else "area"
    place = Place(
        id=f"derived:near:{name_key(m.text).replace(' ', '-')}:{near.id}", name=" ".join(m.text.split()), kind=kind, lat=near.lat,
        lon=near.lon, country=near.country, admin1=near.admin1, precision_km=max(within_km, near.precision_km),
        source=f"derived: {how} {near.name} ({near.source})", licence=near.licence,
    )  # fmt: skip
    reason = f"not in the index; {how} {near.name}"
    chosen = Candidate(place=place, score=0.4, reasons=(reason, f"within {place.precision_km:.0f} km"))
    return replace(t, place=place, score=0.4, candidates=(chosen, *t.candidates[:4]), reason="")
