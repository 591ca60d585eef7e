"""Directions that the text gives: "Palmyra, located east of Homs and northeast of Damascus"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.gazetteer import distance_km
from geo.model import Article, Mention, Place

_DEGREES = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
_OF = re.compile(r"\b(north|south)?[- ]?(east|west)?(?:ern)? of (?:the )?(?:city of |town of )?$", re.IGNORECASE)
_LINK = re.compile(
    r"^(?:,| is| lies| which is| that is|, which is| -| –)*\s*(?:,|\b(?:located|situated|lying|lies|just|about|some|\d+(?: ?km| kilomet\w+| miles)?|to|the|a|an|city|town|village|in|and)\b|\s)*$",
    re.IGNORECASE,
)
_REACH = 60


@dataclass(frozen=True, slots=True)
class Bearing:
    """The place lies ``words`` the ``other`` mention, ``degrees`` clockwise from north."""

    other: Mention
    degrees: float
    words: str


def bearings(article: Article, mentions: Sequence[Mention]) -> list[list[Bearing]]:
    """Return for each mention the directions in which the text says it lies from other mentions."""
    told: list[list[Bearing]] = [[] for _ in mentions]
    subject: int | None = None
    for i, m in enumerate(mentions):
        text = article.field_text(m.field)
        before = text[max(0, m.start - 40) : m.start]
        match = _OF.search(before)
        words = "".join(g for g in match.groups() if g).lower() if match else ""
        previous = mentions[i - 1] if i else None
        if not match or words not in _DEGREES or previous is None or previous.field != m.field:
            subject = None
            continue
        direction_at = m.start - len(before) + match.start()
        between = text[previous.end : direction_at]
        if len(between) > _REACH or not _LINK.match(between):
            subject = None
            continue
        if "and" not in between.split() or subject is None:
            subject = i - 1
        told[subject].append(Bearing(other=m, degrees=float(_DEGREES[words]), words=f"{words} of"))
    return told


def off_by(origin: Place, place: Place, degrees: float) -> tuple[float, float]:
    """Return (angle between the stated and the true direction, distance in km) seen from ``origin``."""
    p1, p2 = math.radians(origin.lat), math.radians(place.lat)
    d = math.radians(place.lon - origin.lon)
    true = math.degrees(
        math.atan2(math.sin(d) * math.cos(p2), math.cos(p1) * math.sin(p2) - math.sin(p1) * math.cos(p2) * math.cos(d))
    )
    return abs((true - degrees + 180) % 360 - 180), distance_km(origin.lat, origin.lon, place.lat, place.lon)
