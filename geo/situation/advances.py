"""How an advance or withdrawal is read with what else is told: its way, its stops, whom it is against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geo import geometry
from geo.model import CURRENT, Movement, Place
from geo.situation.records import statement_day
from geo.situation.scene import LINES, Scene
from geo.situation.theatres import bloc, sides_of


def by_road(m: Movement) -> Movement:
    """Return a movement of which a road that stands among its ends is the way, where another end is known."""
    origins, destinations = ([p for p in found if p.kind not in LINES] for found in (m.origins, m.destinations))
    roads = [p for p in (*m.origins, *m.destinations) if p.kind == "road"]
    if not roads or not (origins or destinations):
        return m
    return replace(m, origins=tuple(origins), destinations=tuple(destinations), via=(*m.via, *roads))


def on_the_way(m: Movement, scene: Scene) -> list[str]:
    """Ids of events that say of a road only what the line of the movement shows: "advanced along the M5"."""
    quotes = {(e.article_id, e.quote) for e in m.evidence}
    return [
        e.id
        for e in scene.events
        if e.type == m.kind
        and e.places
        and all(p.kind in LINES for p in e.places)
        and quotes & {(x.article_id, x.quote) for x in e.evidence}
    ]


def come_near(m: Movement, scene: Scene) -> Movement:
    """Return a heading as an advance when its article says how near to the place the same side has come."""
    if not m.heading or m.kind != "advance" or len(m.destinations) != 1 or m.status not in CURRENT:
        return m
    sides, articles = set(sides_of(m.agents)), {e.article_id for e in m.evidence}
    near = [
        e.within_km
        for e in scene.events
        if e.within_km
        and e.type == "advance"
        and e.status in CURRENT
        and m.destinations[0] in e.places
        and sides & set(sides_of(e.agents))
        and articles & {x.article_id for x in e.evidence}
    ]
    return replace(m, heading=False, within_km=min(near)) if near else m


def stops_of(m: Movement, target: Place, scene: Scene) -> tuple[list[Place], set[str]]:
    """Places that a movement comes from and through, the last before its destination, and records that add some."""
    stated = [p for p in (*local(m.origins), *local(m.via)) if p.kind not in LINES]
    origins = {p.id for p in local(m.origins)}
    behind: set[str] = set()
    taken: dict[str, tuple[date, Place]] = {}
    if m.kind == "advance":
        sides, articles = set(sides_of(m.agents)), {e.article_id for e in m.evidence}
        day = statement_day(m, scene.published)
        for event in scene.events:
            if event.type != "capture" or event.status not in CURRENT or not sides & set(sides_of(event.agents)):
                continue
            before = (day - statement_day(event, scene.published)).days
            if not articles & {e.article_id for e in event.evidence} and not 0 <= before <= scene.settings.via_days:
                continue
            for place in event.places:
                if geometry.distance_km(place.lonlat, target.lonlat) <= scene.settings.via_km and not place.is_area:
                    behind.add(event.id)
                    taken[place.id] = (statement_day(event, scene.published), place)
    stops = {p.id: p for p in [*stated, *(p for _, p in taken.values())] if p.id != target.id}
    # In the order of captures; of one day the farther from the destination comes first.
    ordered = sorted(
        stops.values(),
        key=lambda p: (
            p.id not in origins,
            taken[p.id][0] if p.id in taken else date.min,
            -geometry.distance_km(p.lonlat, target.lonlat),
            p.id,
        ),
    )
    return ordered, behind


def opponent(m: Movement, target: Place, scene: Scene) -> str | None:
    """Who holds the aim of an advance when it begins: on the day itself it may have changed hands."""
    own = {bloc(s) for s in sides_of(m.agents)}
    for moment in scene.leading_to(m):
        for holding in moment.holdings:
            if holding.place.id == target.id and holding.state != "lost":
                others = [s for s in holding.sides if bloc(s) not in own]
                if len(others) == 1:
                    return others[0]
    return None


def local(places: Sequence[Place]) -> list[Place]:
    """Return the places that are no country: a country is neither start nor end of a line."""
    return [p for p in places if p.kind != "country"]
