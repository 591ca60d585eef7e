"""Everything that is tuned, in one frozen object that is passed in. Each value carries unit and source."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """Return the folder of what can be built again (``SITUATION_CACHE`` or the user's cache folder)."""
    given = os.environ.get("SITUATION_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("situation-map", appauthor=False))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of a run; stages read what they need and nobody changes them."""

    cache: Path = field(default_factory=cache_dir)
    max_article_bytes: int = 2_000_000
    """Chosen: the longest news features are under 0.1 MB; more is a dump, and costs minutes."""
    max_article_chars: int = 300_000
    """Characters read of one article: a book's worth; longer ones are dumps, and are cut with a warning."""
    max_mentions: int = 5_000
    """Place names looked at in one article; more is a list of places, not news."""
    front_unknown_km: float = 80.0
    """Beyond this distance from any statement nobody knows who holds what (FINDINGS of the front method)."""
    front_length_km: float = 200.0
    """Range of the Matérn 3/2 covariance: a front bends over some hundred kilometres, not from village to village."""
    front_amplitude_km: float = 80.0
    """Deviation of the signed distance before anything is stated: the same as what is unknown."""
    front_trend_km: float = 300.0
    """Distance over which the linear trend varies as much as the rest: a theatre has a friendly and a hostile end."""
    front_noise_share: float = 0.5
    """Deviation of half a distance between rivals, over that distance: the line may run anywhere between them."""
    front_noise_km: float = 3.0
    """Least deviation of a statement about a settlement: a town has an extent, and its rim may be fought over."""
    front_within_share: float = 0.6
    """"Within d km of Y" puts the line at 0.6 d from Y: reporters round up (measured on the Ukrainian fronts)."""
    front_within_spread: float = 0.4
    """Deviation of that, over d."""
    front_within_floor_km: float = 1.0
    """Least deviation of it: a distance of news is no survey."""
    front_contested_share: float = 0.3
    """Deviation of "contested", over the distance to the nearest holder."""
    front_age_km_per_day: float = 0.025
    """What a statement loses in sharpness each day: 25 m, the pace of the slow Ukrainian front."""
    front_nudge_length_km: float = 12.0
    """Range of the correction that brings a town back to its stated side."""
    front_nudge_limit_km: float = 3.0
    """A town farther than this on the wrong side is no rounding error but a contradiction: it is flagged, not moved."""
    front_nudge_margin_km: float = 0.5
    """How far inside its side such a town is put."""
    front_nudge_noise: float = 0.05
    """Ridge of the correction, over its variance: keeps neighbours with opposite holders from swinging the line."""
    front_band_confidence: float = 0.9
    """The band is where the leading side is less sure than this: 80 % of the true front lies in it."""
    front_grid: int = 120
    """Cells of the coarse grid along the longer side: the field is smooth over a fiftieth of the extent."""
    front_refine: int = 3
    """Cells of the drawn grid per coarse cell (cubic interpolation)."""
    front_short_grid: int = 60
    """The same for the short line of one article, which spans tens of kilometres."""
    front_pair_km: float = 80.0
    """Opposed statements farther apart than this make no short line: between them nobody knows."""
    front_reach_km: float = 15.0
    """How far the short line of a single article runs to either side of the statements that make it."""
    front_hold_km: float = 10.0
    """Farthest that an area is drawn around a held place on no other ground than that statement."""
    front_inferred_weight: float = 0.5
    """Weight of a holder that nobody states and we infer, against 1 for the article's own voice."""
    front_claimed_weight: float = 0.7
    """Weight of a statement that is attributed to somebody."""
    heading_km: float = 50.0
    """Length of a heading: long enough for a direction, too short for a claim about its end."""
    heading_share: float = 0.6
    """Longest heading over the distance to the place that it points to: it must not seem to arrive."""
    via_km: float = 60.0
    """Captured towns this near the destination of an advance by the same side lie on its way."""
    road_reach_km: float = 5.0
    """A route follows a road when its ends lie this near to it."""
    opposed_reach_km: float = 150.0
    """Where several sides oppose an attacker, one that is known this near to the attacked place is its defender."""
    area_precision_km: float = 30.0
    """Radius of doubt of an area of which the gazetteer knows neither shape nor extent."""
    ring_from_km: float = 1.0
    """Points known better than this get no ring of doubt: it would be smaller than the mark."""
    focus_km: float = 120.0
    """The map opens on what lies this near to a front: some 250 km across, where a 5 km gap is still seen on a screen."""
