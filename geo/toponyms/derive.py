"""Places that a name implies but no gazetteer has: the front at a town, a bridge named after one.

Such a place lies at the town it is named after, says so in its source, and states how far the truth may be.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo.gazetteer import Gazetteer, name_key
from geo.model import Candidate, Mention, Place, Toponym
from geo.toponyms.coasts import coast_part, row_for
from geo.toponyms.containers import country_names
from geo.toponyms.words import demonyms, words

FRONT_KM = 10.0
"""How far a town's front may be from its middle: chosen, the fighting for a town is said to be at it within this."""
NAMED_AFTER_KM = {"bridge": 5.0, "camp": 8.0, "facility": 15.0, "river": 50.0}
"""How far a structure may be from the town it is named after: chosen; airports lie up to 15 km outside."""


def names_for(mention: Mention) -> list[str]:
    """Return the names to look a mention up by, the most exact first."""
    text = mention.text
    bare = text.removesuffix("'s").removesuffix("’s")
    names = [text, bare]
    if mention.hint == "district":
        names = [*(f"{bare} {unit}" for unit in ("District", "Raion", "County")), *names]
    lowered = bare.split()
    if lowered and lowered[0].lower() in {"the", "a"}:
        names.append(" ".join(lowered[1:]))
    base = base_name(mention)
    if base:
        names.append(base)
    if len(lowered) > 1 and name_key(lowered[0]) in words("direction"):
        names.append(" ".join(lowered[1:]))
    if len(lowered) > 1 and name_key(lowered[-1]) in words("admin1", "admin1_or_region", "district", "settlement"):
        names.append(" ".join(lowered[:-1]))
    return [n for n in dict.fromkeys(names) if n]


def base_name(mention: Mention) -> str:
    """Return the name inside "Rastan bridge" or "Homs front", "" where there is none."""
    if mention.hint not in {"front", "bridge", "camp", "facility", "road", "river"}:
        return ""
    parts = mention.text.split()
    kinds = words("front", "bridge", "camp", "facility", "road", "river") | {
        "air",
        "international",
        "military",
        "border",
        "power",
        "refugee",
        "displacement",
        "base",
        "field",
        "nuclear",
        "idp",
        "naval",
        "central",
        "main",
        "national",
        "public",
        "general",
        "train",
        "railway",
        "academy",
    }
    while len(parts) > 1 and name_key(parts[-1]) in kinds:
        parts.pop()
    base = " ".join(parts)
    return base if base != mention.text else ""


def special(mention: Mention, scored: Sequence[Candidate], name: str, gazetteer: Gazetteer) -> Toponym | None:
    """Return the toponym of a front, bridge, road, camp, facility or coast; None where the name itself decides."""
    hint = mention.hint
    if hint == "coast" and not any(c.place.kind == "coast" for c in scored):
        return _coast(mention, gazetteer)
    if hint not in {"front", "bridge", "road", "camp", "facility", "river", "coast"}:
        return None
    known = [c for c in scored if c.place.kind == hint]
    if known:
        return Toponym(mention=mention, place=known[0].place, score=0.95, candidates=tuple(scored[:5]))
    base = base_name(mention)
    if not base or (name_key(name) != name_key(base)):
        return (
            None if scored else Toponym(mention=mention, place=None, reason=f"no {hint} of this name in the gazetteer")
        )
    if hint in {"road", "river"}:
        return Toponym(
            mention=mention, place=None, candidates=tuple(scored[:5]),
            reason=f"no {hint} of this name in the gazetteer; it can be added to data/gazetteer",
        )  # fmt: skip
    town = next((c for c in scored if c.place.kind == "settlement"), None)
    if town is None:
        return Toponym(
            mention=mention,
            place=None,
            candidates=tuple(scored[:5]),
            reason=f"no town that this {hint} could be named after",
        )
    place = _front(mention, town.place) if hint == "front" else _named_after(mention, town.place)
    derived = Candidate(place=place, score=town.score, reasons=(*town.reasons, f"derived from {town.place.name}"))
    return Toponym(mention=mention, place=place, score=0.6, candidates=(derived, *scored[:4]))


def _front(mention: Mention, town: Place) -> Place:
    return Place(
        id=f"derived:front:{town.id}", name=f"{base_name(mention)} front", kind="area", lat=town.lat, lon=town.lon,
        country=town.country, admin1=town.admin1, precision_km=FRONT_KM,
        source=f"derived: the front at {town.name} ({town.source})", licence=town.licence,
    )  # fmt: skip


def _named_after(mention: Mention, town: Place) -> Place:
    kind = mention.hint or "facility"
    return Place(
        id=f"derived:{kind}:{name_key(mention.text).replace(' ', '-')}:{town.id}", name=mention.text, kind=kind,
        lat=town.lat, lon=town.lon, country=town.country, admin1=town.admin1, precision_km=NAMED_AFTER_KM[kind],
        source=f"derived: placed at the town it is named after, {town.name} ({town.source})", licence=town.licence,
    )  # fmt: skip


def _coast(mention: Mention, gazetteer: Gazetteer) -> Toponym:
    country = mention.country
    if country:
        owner = gazetteer.place(f"country:{country}")
        called = (
            [w for w, c in demonyms().items() if c == country]
            + country_names(country)
            + ([owner.name] if owner else [])
        )
        place_id = row_for(country, coast_part(mention.text, called), gazetteer)
        place = gazetteer.place(place_id) if place_id else None
        if place:
            reasons = ("a coast known by this name",)
            return Toponym(
                mention=mention,
                place=place,
                score=0.95,
                candidates=(Candidate(place=place, score=5.0, reasons=reasons),),
            )
    return Toponym(
        mention=mention, place=None, reason="no such coast in the gazetteer; the country's middle would be wrong"
    )
