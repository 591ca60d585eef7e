"""The places of a name, for whoever puts a record right: those that the map's surroundings make likely first."""

from __future__ import annotations

from geo.gazetteer import Gazetteer, distance_km
from geo.model import Place

MOST = 12


def named(name: str, gazetteer: Gazetteer, theatre: str | None) -> list[Place]:
    """Return places of a name, the theatre's own first, then its neighbours', then the largest; at most `MOST`.

    Parameters
    ----------
    theatre : str or None
        ISO country of what is shown; names nearly spelt alike are looked for in it.
    """
    exact = gazetteer.lookup_many([name], romanised=True).get(name, [])
    alike = [p for _, p in gazetteer.similar(name, theatre)] if theatre and len(exact) < MOST else []
    home = gazetteer.place(f"country:{theatre}") if theatre else None
    ranked = sorted(exact, key=lambda p: _order(p, theatre, home))
    return list({p.id: p for p in (*ranked, *alike)}.values())[:MOST]


def _order(place: Place, theatre: str | None, home: Place | None) -> tuple[bool, bool, int, float, str]:
    far = distance_km(place.lat, place.lon, home.lat, home.lon) if home else 0.0
    return (place.country != theatre, far > 1_500, -place.population, far, place.id)
