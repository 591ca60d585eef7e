"""From a record's place to the words that put it there, and to the other places that these words could mean.

Records hold places, toponyms hold mentions: the place's id and the evidence's characters lead from one to the other. A place
that an analyst chose is led back to the name that stands in the sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geo.events import roster
from geo.events.drafts import LOST, WHERE
from geo.model import Candidate, Control, Event, Evidence, Extraction, Place, Record, Toponym
from geo.strings import say
from geo.strings import table as strings
from geo.tables import table

TWO_ENDS = ("origins", "destinations", "via")
"""Fields that hold the places of displacements and movements; events and statements of control have ``places``."""

UNITS = frozenset(
    [
        "province",
        "region",
        "oblast",
        "governorate",
        "state",
        "district",
        "county",
        "department",
        "prefecture",
        "territory",
        "city",
    ]
)
"""Words that end names of provinces which say themselves what they are."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a report, or one that it lacks: its field, and the toponym that the place or the gap comes from."""

    report: Record
    role: str
    place: Place | None
    toponym: Toponym | None

    @property
    def surface(self) -> str | None:
        """The name as the article writes it."""
        return self.toponym.mention.text if self.toponym else None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What the name could mean: first the place that stands, then the others, the likeliest first."""
        known = self.toponym.candidates if self.toponym else ()
        others = sorted((c for c in known if not self.place or c.place.id != self.place.id), key=lambda c: -c.score)
        if self.place is None:
            return tuple(others)
        chosen = next((c for c in known if c.place.id == self.place.id), None)
        return (chosen or Candidate(place=self.place, score=self.score or 0.0), *others)

    @property
    def score(self) -> float | None:
        """How sure the reader is of the place, 0 to 1; None where it did not choose it."""
        t = self.toponym
        return t.score if t and t.place and self.place and t.place.id == self.place.id else None


class Links:
    """The reports of some extractions by id, and the way from each of their places to its name.

    Parameters
    ----------
    extractions : iterable of Extraction
        What a situation was made of, with decisions applied.
    """

    def __init__(self, extractions: Iterable[Extraction]) -> None:
        self.reports: dict[str, Record] = {}
        self._of: dict[str, Extraction] = {}
        self._named: dict[str, _Names] = {}
        for e in extractions:
            for r in e.records:
                if r.id not in self.reports:
                    self.reports[r.id] = r
                    self._of[r.id] = e

    def spots(self, report_id: str) -> Iterator[Spot]:
        """Yield the places of a report, then the gap where a name was not placed or nothing was found."""
        report = self.reports[report_id]
        names = self._names(self._of[report_id])
        placed = False
        for role, place in places_of(report):
            placed = True
            yield Spot(report, role, place, names.behind(place, report.evidence))
        lost = lost_name(report)
        if lost or not placed:
            toponym = names.lost(lost, report.evidence) if lost else None
            usual = "places" if isinstance(report, Event | Control) else "destinations"
            role = next((role for role, words in WHERE.items() if report.unplaced.endswith(words)), usual)
            yield Spot(report, role, None, toponym)

    def named(self, report_id: str) -> list[Toponym]:
        """Return the placed names of a report's sentences, countries left out."""
        names = self._names(self._of[report_id])
        return names.inside(self.reports[report_id].evidence)

    def article_of(self, report_id: str) -> str:
        """Return the id of the article that tells a report."""
        return self._of[report_id].article.id

    def _names(self, e: Extraction) -> _Names:
        known = self._named.get(e.article.id)
        if known is None:
            known = self._named[e.article.id] = _Names(e)
        return known


class _Names:
    """The names of one article, by place and in the order of the text."""

    def __init__(self, e: Extraction) -> None:
        self.article_id = e.article.id
        self.every = [t for t in e.toponyms if t.mention.role in ("place", "metonym")]
        self.by_place: defaultdict[str, list[Toponym]] = defaultdict(list)
        for t in e.toponyms:
            if t.place is not None:
                self.by_place[t.place.id].append(t)

    def behind(self, place: Place, evidence: Sequence[Evidence]) -> Toponym | None:
        """Return the name that put a place into a record: in its sentence, else the last one before it."""
        found = self.by_place.get(place.id)
        if found:
            return next((t for t in found if self._within(t, evidence)), None) or self._before(found, evidence)
        # Chosen by an analyst: for a name that could mean it, or that it is called by.
        name = place.name.casefold()
        inside = [t for t in self.every if self._within(t, evidence)]
        could = (t for t in inside if any(c.place.id == place.id for c in t.candidates))
        return next(could, None) or next((t for t in inside if t.mention.text.casefold() == name), None)

    def lost(self, name: str, evidence: Sequence[Evidence]) -> Toponym | None:
        """Return the mention of a name that was not placed."""
        found = [t for t in self.every if t.mention.text == name]
        return next((t for t in found if self._within(t, evidence)), found[0] if found else None)

    def inside(self, evidence: Sequence[Evidence]) -> list[Toponym]:
        """Return placed names of some sentences, each place once, countries left out."""
        found = {
            t.place.id: t
            for t in reversed(self.every)
            if t.place is not None
            and t.mention.role == "place"
            and t.place.kind != "country"
            and self._within(t, evidence)
        }
        return list(reversed(found.values()))

    def _within(self, t: Toponym, evidence: Sequence[Evidence]) -> bool:
        m = t.mention
        return any(
            e.article_id == self.article_id and e.field == m.field and e.start <= m.start < e.end for e in evidence
        )

    def _before(self, found: Sequence[Toponym], evidence: Sequence[Evidence]) -> Toponym:
        at = evidence[0].start
        before = [t for t in found if t.mention.field == evidence[0].field and t.mention.start < at]
        return before[-1] if before else found[0]


def places_of(record: Record) -> Iterator[tuple[str, Place]]:
    """Yield the places of a record, each with the name of its field."""
    if isinstance(record, Event | Control):
        for place in record.places:
            yield "places", place
        return
    for role in TWO_ENDS:
        for place in getattr(record, role):
            yield role, place


def lost_name(record: Record) -> str | None:
    """Return the name that no place was found for, where that is why a record is not placed."""
    if not record.unplaced.startswith(LOST):
        return None
    quoted = record.unplaced.removeprefix(LOST)
    if quoted[:1] not in ("'", '"'):
        return None
    return quoted[1:].partition(quoted[0])[0]


def words(place: Place) -> str:
    """Return what a place is and where, e.g. "town in Homs province, Syria".

    >>> words(Place(id="x", name="Tadmur", kind="settlement", lat=34.5, lon=38.3, country="SY", admin1="SY.11"))
    'town in Homs province, Syria'
    """
    return _words(place.kind, place.country or (place.admin1 or "").partition(".")[0], place.admin1)


@cache
def _words(kind: str, country: str, admin1: str | None) -> str:
    key = f"place.{kind}"
    what = say(key) if key in strings() else kind
    nation = roster.country_names().get(country, "")
    province = _provinces().get(admin1 or "", "") if kind not in ("admin1", "country") else ""
    if province and nation:
        named = province.rsplit(maxsplit=1)[-1].casefold() in UNITS
        return say("place.in_unit" if named else "place.in_province", what=what, province=province, country=nation)
    return say("place.in_country", what=what, country=nation) if nation and kind != "country" else what


@cache
def _provinces() -> dict[str, str]:
    return {row["code"]: row["name"] for row in table("gazetteer/admin1.csv", "code", "name")}
