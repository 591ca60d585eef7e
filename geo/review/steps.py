"""From what an analyst asks to the steps that are kept: all reports of a record, and all records that one name misplaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo import external
from geo.model import Place
from geo.review.links import Links, Spot, lost_name

Step = tuple[str, str, dict[str, Any]]
"""Target, kind and body of a decision as `geo.store` keeps it."""
FOR_ALL = ("confirm", "reject", "sensitive")
"""Decisions that hold for every report of a record."""


@dataclass(frozen=True)
class Shown:
    """The records that are shown, by the reports that they are made of.

    Parameters
    ----------
    links : Links
        Of what the situation was made of, nothing blurred.
    groups : mapping
        By the id of each report the ids of all reports of its record, the one that it is shown under first.
    """

    links: Links
    groups: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, records: Sequence[Mapping[str, Any]], links: Links) -> Shown:
        """Return the reports of the records of a collection."""
        groups: dict[str, Sequence[str]] = {}
        for r in records:
            if r["id"] not in links.reports or external.kind_of(r["evidence"][0]["article"]):
                continue  # a row of other people's data is theirs to correct
            group = [r["id"], *(i for i in r.get("same_as") or () if i in links.reports)]
            groups.update(dict.fromkeys(group, group))
        return cls(links, groups)

    def steps(self, target: str, kind: str, body: Mapping[str, Any]) -> list[Step]:
        """Return the steps of a decision other than on a place.

        A report that is edited may no longer look like the others of its record: that they are one thing is kept with it.
        """
        group = self.groups[target]
        if kind in FOR_ALL:
            return [(i, kind, dict(body)) for i in group]
        if kind == "merge":
            others = [i for other in body["with"] for i in self.groups[other]]
            alone = dict.fromkeys(i for i in (*group, *others) if i != target)
            return [(target, kind, {"with": list(alone)})]
        if kind == "split":
            return [(target, kind, {"from": [i for i in group if i != target]})]
        if kind == "edit":
            return [(target, kind, dict(body)), *self._together(target)]
        return [(target, kind, dict(body))]

    def moves(
        self, target: str, role: str, old: str | None, surface: str | None, place: Mapping[str, Any], *, everywhere: bool, learn: bool
    ) -> list[Step]:  # fmt: skip
        """Return the steps that put a place where another stood, or none.

        Parameters
        ----------
        old : str or None
            Id of the place that goes; None: the record lacked one.
        surface : str or None
            The name that put it there.
        everywhere : bool
            Whether all records move whose place is this one by this very name.
        learn : bool
            Whether the name is learnt for articles to come.
        """
        body = {"role": role, "from": old, "place": dict(place), "everywhere": everywhere}
        first = {**body, "learn": learn and surface is not None, **({"surface": surface} if surface else {})}
        found: dict[tuple[str, str], dict[str, Any]] = {(target, role): first}
        more = {**body, "learn": False, **({"surface": surface} if surface else {})}
        for i in self.groups[target]:
            if any(s.role == role and (s.place.id if s.place else None) == old for s in self.links.spots(i)):
                found.setdefault((i, role), more)
        if everywhere and surface is not None:
            for spot in self._by_name(surface, old):
                if spot.report.id in self.groups:
                    found.setdefault((spot.report.id, spot.role), {**more, "role": spot.role})
        steps = [(i, "place", given) for (i, _), given in found.items()]
        return [*steps, *self._together(target)]

    def _by_name(self, surface: str, place_id: str | None) -> Iterator[Spot]:
        """Yield the places, or the gaps, that a name made."""
        name = surface.casefold()
        for i, report in self.links.reports.items():
            if place_id is None and (lost_name(report) or "").casefold() != name:
                continue
            for spot in self.links.spots(i):
                same = (spot.place.id if spot.place else None) == place_id
                if same and (spot.surface or "").casefold() == name:
                    yield spot

    def _together(self, target: str) -> list[Step]:
        group = self.groups[target]
        return [(target, "merge", {"with": [i for i in group if i != target]})] if len(group) > 1 else []


def plain(place: Place) -> dict[str, Any]:
    """Return a place as a decision keeps it; its outline, which may be large, is looked up again by its id."""
    return {
        "id": place.id, "name": place.name, "kind": place.kind, "lat": place.lat, "lon": place.lon, "country": place.country,
        "admin1": place.admin1, "precision_km": place.precision_km, "population": place.population, "source": place.source,
        "licence": place.licence,
    }  # fmt: skip
