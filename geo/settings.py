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


def data_dir() -> Path:
    """Return the folder of what cannot be built again (``SITUATION_DATA`` or the user's data folder)."""
    given = os.environ.get("SITUATION_DATA")
    return Path(given) if given else Path(platformdirs.user_data_dir("situation-map", appauthor=False))


def _database() -> str:
    return _environment("DB") or f"sqlite:///{data_dir() / 'situation.db'}"


def _environment(name: str) -> str:
    """Return ``SITUATION_<name>`` of the environment, empty where it is not set."""
    return os.environ.get(f"SITUATION_{name}", "").strip()


def _list(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _environment(name).split(",") if part.strip())


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of a run; stages read what they need and nobody changes them."""

    cache: Path = field(default_factory=cache_dir)
    data: Path = field(default_factory=data_dir)
    database: str = field(default_factory=_database)
    """Where the store lies: an SQLAlchemy URL (``SITUATION_DB``), a SQLite file in the data folder by default."""
    language: str = field(default_factory=lambda: _environment("LANGUAGE") or "en")
    """Of the interface (``SITUATION_LANGUAGE``): a table of that name under ``data/strings``."""
    author: str = field(default_factory=lambda: _environment("AUTHOR"))
    """Who decides and draws, as it is kept with each step (``SITUATION_AUTHOR``); the page asks where it is empty."""
    geocoder: str = field(default_factory=lambda: _environment("GEOCODER"))
    """Online geocoder for names that the index lacks: "nominatim", "photon", "geonames"; empty, the default, is off."""
    geocoder_url: str = field(default_factory=lambda: _environment("GEOCODER_URL"))
    """Address of an own server; empty: the public one."""
    geocoder_user: str = field(default_factory=lambda: _environment("GEOCODER_USER"))
    """User name of the GeoNames service."""
    geocoder_contact: str = field(default_factory=lambda: _environment("GEOCODER_CONTACT"))
    """E-mail address or page that goes with every request: the public Nominatim's policy asks for one."""
    geocoder_seconds_between: float = 0.0
    """Pause between two requests of the process; public servers get at least 1 s whatever stands here."""
    geocoder_timeout_s: float = 10.0
    """How long one answer is waited for; chosen."""
    geocoder_keep_days: float = 90.0
    """How long an answer, "not found" among them, is kept; chosen: places hardly move, gaps get mapped."""
    max_article_bytes: int = 2_000_000
    """Chosen: the longest news features are under 0.1 MB; more is a dump, and costs minutes."""
    max_article_chars: int = 300_000
    """Characters read of one article: a book's worth; longer ones are dumps, and are cut with a warning."""
    max_input_bytes: int = 50_000_000
    """Of one file of any kind, and of what an archive or Office file unpacks to; chosen: a report with pictures."""
    max_archive_ratio: float = 100.0
    """Bytes unpacked over bytes packed; text packs 3 to 10 times, tables up to 50, bombs 1,000 times."""
    parse_seconds: float = 20.0
    """For one file of a kind that needs a parser; then its process is ended. A page of 2 MB takes 2 to 12 s."""
    parse_seconds_pdf: float = 30.0
    """The same for PDF, the slowest: some 20 pages a second."""
    parse_seconds_feed: float = 5.0
    """The same for feeds, which hold a hundred short entries."""
    parse_memory_mb: int = 500
    """Memory of such a process (address space, so what it really uses is less); on Linux only."""
    max_pdf_pages: int = 500
    """Pages read of a PDF; a longer one is a book, and is cut with a warning."""
    max_rows: int = 100_000
    """Rows read of a table, entries of a feed, members of a list; the rest is refused with a warning."""
    max_data_rows: int = 20_000
    """Rows read of other people's event data; chosen: what a map still draws at once. Of more the first are read, with a note."""
    max_members: int = 2_000
    """Files in one archive, attachments of one message."""
    max_columns: int = 500
    """Columns of a table; chosen: ACLED has 31, spreadsheets of analysts some dozens."""
    fetch_hosts: tuple[str, ...] = field(default_factory=lambda: _list("HOSTS"))
    """Hosts that pages are fetched from (``SITUATION_HOSTS=example.org,*.bbc.co.uk``); ``*``: any public host. Empty,
    the default: nothing is fetched."""
    fetch_seconds: float = 10.0
    """For one page with all its redirects, from the name's look-up to the last byte."""
    fetch_bytes: int = 5_000_000
    """Of one page, packed and unpacked."""
    fetch_redirects: int = 5
    """Redirects followed; browsers follow 20, honest pages need two."""
    max_mentions: int = 5_000
    """Place names looked at in one article; more is a list of places, not news."""
    toponyms_leave_out: tuple[str, ...] = field(default_factory=lambda: _list("TOPONYMS_LEAVE_OUT"))
    """What ``toponyms`` does not write: "demonyms", "embedded", "metonyms", "facilities"; the map's rules stay."""
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
    front_river_rank: int = 5
    """Natural Earth's rank of rivers that may be a front, 1 the largest: smaller ones are crossed, not held."""
    front_river_reach_km: float = 50.0
    """How far from a river statements may lie that say who holds its banks."""
    front_river_scale_km: float = 15.0
    """Distance over which such a statement loses two thirds of its say: a bank is a matter of the nearest towns."""
    front_river_agreement: float = 0.9
    """Share of that say, both banks together, that must go to one side a bank; else the river is no border."""
    front_river_share: float = 0.2
    """Deviation of a border on a river, over the distance between the nearest rivals on its banks."""
    front_spread_most: int = 800
    """Most statements that decide how sure a field is; of more, those nearest the front (the rest add nothing there)."""
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
    front_band_confidence: float = 0.945
    """The band is where the leading side is less sure than this: 80 % of the true front lies in it (measured)."""
    front_update_confidence: float = 0.9
    """The same around a line that was known before: 1.28 deviations to either side of it hold 80 %."""
    front_leap_km: float = 40.0
    """A town said to have changed hands this far behind the previous line is flagged; it becomes a pocket."""
    front_statements_most: int = 5_000
    """Most statements that shape a field; of more, those nearest to a rival (memory grows with the square)."""
    front_segment_km: float = 30.0
    """Longest piece of front that names its statements as one."""
    front_grid: int = 120
    """Cells of the coarse grid along the longer side: the field is smooth over a fiftieth of the extent."""
    front_refine: int = 3
    """Cells of the drawn grid per coarse cell (cubic interpolation)."""
    front_short_grid: int = 60
    """The same for the short line of one article, which spans tens of kilometres."""
    front_short_band_share: float = 0.95
    """Part of the way from the short line of one article to the nearest held place that its band takes at most:
    measured on three to five statements within 40 km, 79 % of the true front beside the line lies in it."""
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
    front_grade_weight: tuple[tuple[str, float], ...] = (("A", 1.0), ("B", 1.0), ("C", 0.9), ("D", 0.7), ("E", 0.4))
    """What remains of that by the grade of the source; chosen: a party's word is worth less than an agency's. F, not
    to be judged, takes nothing away."""
    front_own_claim_weight: float = 0.5
    """What remains of a claim that a party makes about itself; chosen: gains are announced before they are made."""
    changes_step_km: float = 2.0
    """Distance of the points of a front that are compared with an older one."""
    changes_least_km: float = 3.0
    """A front that lies nearer to the old one has not moved: a town's own extent, the least noise of a statement."""
    time_steps: int = 60
    """Most days for which the situation is worked out; of more, neighbouring days are taken together."""
    time_steps_least: int = 12
    """Days that are always told apart, however many places there are."""
    time_places: int = 3_000
    """Places times days that are worked out: some ten seconds of fronts on one core."""
    heading_km: float = 50.0
    """Length of a heading: long enough for a direction, too short for a claim about its end."""
    heading_share: float = 0.6
    """Longest heading over the distance to the place that it points to: it must not seem to arrive."""
    via_km: float = 60.0
    """Captured towns this near the destination of an advance by the same side lie on its way."""
    via_days: int = 2
    """Such towns count when they were taken no longer before: an advance goes on from where the last one ended."""
    beside_km: float = 1.5
    """Distance between lines that share their way: a few pixels where a province fills the screen."""
    road_reach_km: float = 5.0
    """A route follows a road when its ends lie this near to it."""
    opposed_reach_km: float = 150.0
    """Where several sides oppose an attacker, one that is known this near to the attacked place is its defender."""
    area_precision_km: float = 30.0
    """Radius of doubt of an area of which the gazetteer knows neither shape nor extent."""
    ring_from_km: float = 1.0
    """Points known better than this get no ring of doubt: it would be smaller than the mark."""
    drawn_reach_km: float = 8.0
    """An inferred front so near to one that an analyst drew in its place gives way; chosen: half of what short fronts reach."""
    drawn_ends_km: float = 40.0
    """An end of a drawn front is at the inferred one when it is not farther away than the drawn one is long, nor than this."""
    focus_km: float = 120.0
    """The map opens on what lies this near to a front: some 250 km across, where a 5 km gap is still seen on a screen."""
