"""What the reader explores, as the page's address and the map's frame spell it: checked strictly, whoever sent it.

The same rules as ``geo/render/assets/state.js``: what does not fit a pattern is dropped, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from geo.render import clean

FACETS = ("type", "actor", "side", "status", "source", "grade", "place", "figure", "told", "claims", "tension")
LAYERS = ("events", "control", "front", "movement", "flight", "forecast", "drawn", "tension")
LONGEST = 160
"""Characters of a value or of the search words."""
MOST = 40
"""Values of one facet."""
LONGEST_QUERY = 20_000
WANTS = ("queue",)
MOST_ACTS = 200
"""Acts of one report; a person waits for the answer long before."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"[A-Za-z0-9_.:/-]{1,120}")
_KEY = re.compile(r"[A-Za-z][a-zA-Z0-9.]{0,60}")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,6})?")
_PIXELS = re.compile(r"[1-9]\d{0,4}")
_CLAIM = re.compile(r"two|party:[A-Za-z0-9_.:-]{1,80}")
"""Of the claims switch: confirmed by two independent voices, or the word of a party."""
_VERSION = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, kw_only=True)
class State:
    """A whole state; days are ISO, the view is latitude, longitude (degrees, EPSG:4326) and zoom.

    In a link two more: width and height, in pixels, of the map that it was seen in.
    """

    time: tuple[str, str] | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    hidden: tuple[str, ...] = ()
    background: bool = False
    tiles: str | None = None
    view: tuple[float, ...] | None = None
    selected: str | None = None

    def query(self) -> str:
        """Return the state as a query.

        >>> State(time=("2024-12-01", "2024-12-02"), filters={"type": ("capture",)}).query()
        't=2024-12-01..2024-12-02&type=capture'
        """
        return urlencode([(key, value) for key, values in self.params().items() for value in values], safe=",:/")

    def params(self) -> dict[str, list[str]]:
        """Return the members of the query, each with its values."""
        out: dict[str, list[str]] = {}
        if self.time:
            out["t"] = [f"{self.time[0]}..{self.time[1]}"]
        out |= {facet: list(self.filters[facet]) for facet in FACETS if self.filters.get(facet)}
        if self.text:
            out["q"] = [self.text]
        if self.view:
            out["c"] = [",".join(f"{round(n, d):.9g}" for n, d in zip(self.view, (4, 4, 2, 0, 0), strict=False))]
        if self.selected:
            out["sel"] = [self.selected]
        if self.hidden:
            out["hide"] = list(self.hidden)
        if self.background:
            out["bg"] = ["1"]
        if self.tiles:
            out["tiles"] = [self.tiles]
        return out

    def elsewhere(self) -> State:
        """Return what of it goes along to another situation: no view, nothing selected."""
        return replace(self, view=None, selected=None)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a frame says.

    Parameters
    ----------
    version : str or None
        Of the data that it holds.
    number : int
        Of the last command that it obeyed.
    state : State
        What it shows.
    frame : str
        Its name among the frames of this session.
    desk : str or None
        Version of the desk that it holds.
    wants : frozenset of str
        What else it wants to be told.
    acts : tuple of mapping
        What the analyst did that waits for an answer, in order; each has its number ``k`` and its name ``do``, the rest is as the
        browser sent it.
    """

    version: str | None
    number: int
    state: State
    frame: str = ""
    desk: str | None = None
    wants: frozenset[str] = frozenset()
    acts: tuple[Mapping[str, Any], ...] = ()


def decode(query: str | Mapping[str, Sequence[str]]) -> State:
    """Return the state of a query, from anywhere.

    >>> decode("t=2024-13-01..x&type=capture&c=34.7,36.7,9&sel=<img>").view
    (34.7, 36.7, 9.0)
    """
    given: dict[str, list[str]] = {}
    if isinstance(query, str):
        for key, value in parse_qsl(query[:LONGEST_QUERY], max_num_fields=None):
            given.setdefault(key, []).append(value)
    else:
        given = {key: list(values) for key, values in query.items()}

    def first(key: str) -> str:
        return given.get(key, [""])[0]

    text = first("q").strip()
    selected, tiles = first("sel"), first("tiles")
    return State(
        time=_range(first("t")),
        filters={
            facet: tuple(dict.fromkeys(v for v in given.get(facet, []) if _fits(facet, v)))[:MOST] for facet in FACETS
        },
        text=text if _is_text(text) else "",
        hidden=tuple(layer for layer in LAYERS if layer in given.get("hide", [])),
        background=first("bg") == "1",
        tiles=tiles if _KEY.fullmatch(tiles) else None,
        view=_view(first("c")),
        selected=selected if _ID.fullmatch(selected) else None,
    )


def report(value: Any) -> Report | None:
    """Return what a frame reported, or None when it is no report."""
    if not isinstance(value, Mapping) or not isinstance(value.get("s"), str):
        return None
    version, number = value.get("v"), value.get("n")
    if not (version is None or (isinstance(version, str) and _VERSION.fullmatch(version))):
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**31:
        return None
    frame, desk, wants = value.get("f"), value.get("d"), value.get("w")
    return Report(
        version=version,
        number=number,
        state=decode(value["s"]),
        frame=frame if isinstance(frame, str) and _VERSION.fullmatch(frame) else "",
        desk=desk if isinstance(desk, str) and _VERSION.fullmatch(desk) else None,
        wants=frozenset(w for w in wants if w in WANTS) if isinstance(wants, Sequence) else frozenset(),
        acts=_acts(value.get("acts")),
    )


def _acts(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the acts of a report that have a number and a name, at most `MOST_ACTS`, in order."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    found = [
        act
        for act in value
        if isinstance(act, Mapping)
        and type(act.get("k")) is int
        and 0 < act["k"] < 2**31
        and isinstance(act.get("do"), str)
        and _KEY.fullmatch(act["do"])
    ]
    return tuple(sorted(found, key=lambda act: act["k"])[:MOST_ACTS])


def _fits(facet: str, value: str) -> bool:
    """Whether a value is one of a facet: text, of the claims switch one of its own."""
    return bool(value) and _is_text(value) and (facet != "claims" or is_claim(value))


def is_claim(value: str) -> bool:
    """Whether a text is a position of the claims switch.

    >>> is_claim("two"), is_claim("party:CD:government"), is_claim("party:<b>")
    (True, True, False)
    """
    return bool(_CLAIM.fullmatch(value))


def _is_text(text: str) -> bool:
    return (
        len(text.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST
        and clean(text) == text
        and not re.search(r"[\t\n\ufffd]", text)
    )


def _range(text: str) -> tuple[str, str] | None:
    start, _, end = text.partition("..")
    return (start, end) if _is_day(start) and _is_day(end) and start <= end else None


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text) or not text.isascii():
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _view(text: str) -> tuple[float, ...] | None:
    parts = text.split(",")
    fit = text.isascii() and all(map(_NUMBER.fullmatch, parts[:3])) and all(map(_PIXELS.fullmatch, parts[3:]))
    if len(parts) not in (3, 5) or not fit:
        return None
    lat, lon, zoom, *window = map(float, parts)
    return (lat, lon, zoom, *window) if abs(lat) <= 85.06 and abs(lon) <= 540 and 0 <= zoom <= 20 else None
