"""Signs of doubt: what about a record may be wrong, how badly, and in words. Words are made when they are asked for."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geo.events.drafts import LOST
from geo.gazetteer.distance import distance_km
from geo.model import CURRENT, Place
from geo.review.links import Links, Spot, lost_name, words
from geo.review.weights import weights
from geo.strings import say

SURE = 0.9
"""A place chosen with at least this probability is not doubted for its score alone; chosen: nine of ten are right."""
CLOSE = 0.15
"""A rival is spoken of from this share of the chosen place's probability on; below it is hardly ever meant."""
SAME_SPOT_KM = 5.0
"""Candidates that lie nearer are one spot on the map: a camp and the town around it."""
ROUGH_KM = (5.0, 100.0)
"""From where on a place counts as known roughly only, and where that is as bad as it gets."""
LOW_GRADES = {"D": 0.6, "E": 1.0}
"""Grades of sources that one does not rest on alone, and how strong a sign that is."""
DULL = 0.5
"""What remains of the doubt of background and of what is denied: neither stands on the map as it opens."""
DOUBTED = {"holder": "places", "actors": "agents", "denied": "status"}
"""The field that is in doubt where accounts differ, by what they differ in."""
NEAR_DAYS = 1
"""Days between records of one kind and place whose numbers are compared."""


@dataclass(slots=True)
class Sign:
    """One thing that speaks against a record as it stands.

    Parameters
    ----------
    name : str
        A row of ``data/review/doubt.csv``.
    kind : str
        What the desk shows it as: place, score, unplaced, rough, time, figure, twin, conflict or source.
    strength : float
        0 to 1 of the row's weight.
    about : str
        The field of the record in doubt, "" for none.
    key : str
        Of its words in the table of strings.
    told : mapping
        What the words name; may hold text of articles.
    """

    name: str
    kind: str
    strength: float
    about: str
    key: str
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def doubt(self) -> float:
        """What it makes by itself."""
        return weights()[self.name] * self.strength

    @property
    def text(self) -> str:
        """It in words."""
        return say(self.key, **{k: v() if callable(v) else v for k, v in self.told.items()})


def doubt(signs: Sequence[Sign], record: Mapping[str, Any]) -> float:
    """Return the doubt that signs make together: each leaves its share of what the others left untouched."""
    left = math.prod(1 - s.doubt for s in signs)
    return (1 - left) * (1.0 if record["status"] in (*CURRENT, "forecast") else DULL)


def of_places(record: Mapping[str, Any], spots: Sequence[Spot], links: Links) -> Iterator[Sign]:
    """Yield what is doubtful about where a record lies."""
    if all(s.place is None for s in spots):
        yield from _unplaced(record, links)
        return
    for spot in spots:
        if spot.place is None:
            if spot.surface:
                yield Sign("lost", "unplaced", 0.5, spot.role, "review.why_lost", {"name": spot.surface})
            continue
        yield from _chosen(spot, spot.place)


def _chosen(spot: Spot, place: Place) -> Iterator[Sign]:
    score = spot.score
    if score is not None and spot.toponym is not None:
        own = next((c.score for c in spot.toponym.candidates if c.place.id == place.id), score)
        # "Homs front" says itself that it is neither the town nor the province.
        others = spot.candidates[1:] if not place.id.startswith("derived:") else ()
        rival = next((c for c in others if _elsewhere(c.place, place)), None)
        share = min(1.0, rival.score / max(own, 0.01)) if rival else 0.0
        if rival and share >= CLOSE:
            other = rival.place
            name = "rival_elsewhere" if other.country != place.country else "rival"
            name = "rival_part" if _part(place, other) else name
            told = {"name": spot.surface, "other": lambda: f"{other.name}, {words(other)}"}
            yield Sign(name, "place", share, spot.role, "review.why_rival", told)
        if score < SURE:
            strength = (SURE - score) / SURE
            yield Sign("score", "score", strength, spot.role, "review.why_score", {"name": place.name})
    if place.is_area and place.kind not in ("country", "admin2", "district"):
        told = {"name": place.name, "what": lambda: words(place)}
        yield Sign("rough", "rough", 0.5, spot.role, "review.why_area", told)
    elif place.precision_km >= ROUGH_KM[0]:
        low, high = map(math.log, ROUGH_KM)
        strength = min(1.0, 0.3 + 0.7 * (math.log(place.precision_km) - low) / (high - low))
        told = {"name": place.name, "km": f"{place.precision_km:.0f}"}
        yield Sign("rough", "rough", strength, spot.role, "review.why_rough", told)


def _unplaced(record: Mapping[str, Any], links: Links) -> Iterator[Sign]:
    reason = record.get("unplaced") or ""
    role = "places" if record["list"] in ("event", "control") else "destinations"
    if not reason or record.get("class") == "statement":
        return
    lost = next((n for i in ids(record) if i in links.reports and (n := lost_name(links.reports[i]))), None)
    if lost:
        yield Sign("lost", "unplaced", 1.0, role, "review.why_lost", {"name": lost})
        return
    if reason.startswith(LOST):
        return
    named = [t.place.name for i in ids(record) if i in links.reports for t in links.named(i) if t.place]
    if named:
        told = {"names": ", ".join(dict.fromkeys(named)), "reason": reason}
        yield Sign("unplaced", "unplaced", 1.0, role, "review.why_unplaced", told)
    else:
        yield Sign("nowhere", "unplaced", 1.0, role, "review.why_nowhere", {"reason": reason})


def _elsewhere(other: Place, place: Place) -> bool:
    """Whether a candidate would move the mark."""
    return distance_km(place.lat, place.lon, other.lat, other.lon) > SAME_SPOT_KM or _part(place, other)


def _part(a: Place, b: Place) -> bool:
    """Whether one is the province or district of the other."""
    units = {"admin1", "admin2", "district"}
    return a.country == b.country and a.admin1 == b.admin1 and bool({a.kind, b.kind} & units) and a.kind != b.kind


def of_time(record: Mapping[str, Any], dated: bool) -> Iterator[Sign]:
    """Yield what is doubtful about when it was; ``dated`` says whether its article is."""
    if record["status"] == "forecast":
        return
    if record.get("time") is None or record.get("implied_time"):
        if not dated:
            yield Sign("no_time", "time", 1.0, "time", "review.why_no_time")
        elif record.get("implied_time"):
            yield Sign("implied_time", "time", 1.0, "time", "review.why_implied")
        elif record.get("time_text"):
            yield Sign("no_day", "time", 1.0, "time", "review.why_no_day", {"words": record["time_text"]})


def of_voices(record: Mapping[str, Any]) -> Iterator[Sign]:
    """Yield what is doubtful about who says it: accounts that differ, a poor source alone."""
    for tension in record.get("tension") or ():
        one, other = tension["accounts"][:2]
        told = {
            "one": one["says"], "who": one["who"] or say("review.the_article"),
            "two": other["says"], "other": other["who"] or say("review.the_article"),
        }  # fmt: skip
        if tension["why"] == "figures":
            yield Sign("figure", "figure", 1.0, "figures", "review.why_figure", told)
        else:
            what = say(f"tension.{tension['why']}")
            strength = 1.0 if tension["why"] == "holder" else 0.6
            yield Sign(
                "conflict", "conflict", strength, DOUBTED[tension["why"]], "review.why_tension", {**told, "what": what}
            )
    grade = record.get("source_grade")
    if grade in LOW_GRADES and len({e["article"] for e in record["evidence"]}) == 1:
        told = {"grade": grade, "speaker": record.get("speaker") or say("review.the_article")}
        yield Sign("source", "source", LOW_GRADES[grade], "source", "review.why_source", told)


def of_ledger(collection: Mapping[str, Any], shown: Mapping[str, Mapping[str, Any]]) -> dict[str, Sign]:
    """Return by record the sign that other records of its kind, place and day count otherwise."""
    found: dict[str, Sign] = {}
    heaps: defaultdict[tuple[Any, ...], list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]] = defaultdict(list)
    for row in collection["ledger"]["rows"]:
        record = shown.get(row["record"])
        if record is None or not row["observed"] or row["background"] or not record.get("day"):
            continue
        where = row["scope"] or "|".join(record["places"])
        key = (record["list"], record["type"], row["metric"], row["unit"], row["measure"], row["period"], where)
        heaps[key].append((record["day"], row, record))
    for heap in heaps.values():
        heap.sort(key=lambda x: x[0])
        for (day, a, one), (later, b, other) in itertools.pairwise(heap):
            if a["record"] == b["record"] or _days(day, later) > NEAR_DAYS or not _apart(a, b):
                continue
            if a["speaker"] == b["speaker"] and a["article"] == b["article"]:
                continue
            for own, told in ((one, (a, b)), (other, (b, a))):
                found.setdefault(own["id"], _figures(*told, told[0]["speaker"], told[1]["speaker"]))
    return found


def _figures(a: Mapping[str, Any], b: Mapping[str, Any], who: str | None, other: str | None) -> Sign:
    told = {
        "one": a["text"], "who": who or say("review.the_article"),
        "two": b["text"], "other": other or say("review.the_article"),
    }  # fmt: skip
    return Sign("figure", "figure", 1.0, "figures", "review.why_figure", told)


def _apart(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two numbers leave no value that both could mean."""
    (low, high), (least, most) = _range(a), _range(b)
    return max(low, least) > min(high, most)


def _range(f: Mapping[str, Any]) -> tuple[float, float]:
    value = f["value"]
    if f["qualifier"] == "order" or f["max"]:
        return value, f["max"] or value * 10
    low = {"approx": 0.9, "at_most": 0.0}.get(f["qualifier"], 1.0)
    high = {"approx": 1.1, "at_least": math.inf}.get(f["qualifier"], 1.0)
    return low * value, high * value


def _days(a: str, b: str) -> int:
    return abs((date.fromisoformat(b) - date.fromisoformat(a)).days)


def ids(record: Mapping[str, Any]) -> list[str]:
    """Return the ids of the reports that a shown record is made of."""
    return [record["id"], *(record.get("same_as") or ())]
