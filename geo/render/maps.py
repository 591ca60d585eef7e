"""The situation as a Folium map that needs nothing from any other host.

Folium carries no word of an article: one layer of our own hands the browser a base64 message
(`geo.render.message`), and the scripts under ``assets/`` draw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import folium
from branca.element import CssLink, Element, JavascriptLink, MacroElement
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo.errors import RenderError
from geo.render import message as messages
from geo.render.basemap import Bounds, Settlement, basemap, region
from geo.render.tiles import choices as tile_choices

SCRIPT_URL = "map.js"
"""Stand-in address of `geo.render.serve.bundle`; the page gives its own, the export puts the text in its place."""
LABELS = 3000
"""Settlements asked for in the region, the largest first; `geo.render.basemap` keeps those that would not crowd."""
NEAR_LABELS = 400
"""Settlements asked for where the map opens: villages that are too small to be among the region's largest."""
_FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?!data:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LINKS_IN_TEXT = re.compile(
    r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?\s*(?:https?:)?//""", re.IGNORECASE
)


class SituationLayer(JSCSSMixin, Layer):
    """The whole situation as one layer; its template holds the base64 message and nothing else of the data.

    Parameters
    ----------
    packed : str
        From `payload`; empty for a layer that waits for a `Command`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geo.layer("{{ this.payload }}");
            {{ this._parent.get_name() }}.addLayer({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, packed: str = "") -> None:
        super().__init__(name="situation", overlay=True, control=False, show=True)
        self._name = "SituationLayer"
        self.payload = packed


class Command(MacroElement):
    """What ``st_folium`` runs in the living map: data when the browser lacks them, and the whole state of the reader.

    It is given as ``feature_group_to_add``, so it names the variable that ``st_folium`` adds and removes, and empties the list
    of these, which would otherwise grow with every run.

    Parameters
    ----------
    version : str
        Of the data (`geo.render.message.version`).
    number : int
        Of the command; the browser obeys the state of one that it has not obeyed yet.
    state : str
        Encoded state (``docs/message.md``).
    packed : str or None
        From `payload`; None when the browser holds this version.
    same : bool
        Whether these are new data of the situation that the browser shows already: the reader's view and panels stay.
    more : str
        From `geo.render.message.encode`: what Python keeps beside the situation, and its answers; empty for nothing.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.feature_group = [];
            var feature_group_feature_group_0 = L.layerGroup();
            geo.command("{{ this.order }}", "{{ this.packed }}", "{{ this.more }}");
        {% endmacro %}
        """
    )

    def __init__(
        self, version: str, number: int, state: str, packed: str | None = None, *, same: bool = False, more: str = ""
    ) -> None:
        super().__init__()
        self._name = "FeatureGroup"
        self.order = messages.encode({"v": version, "n": number, "s": state, "same": same}, pack=False)
        self.packed = packed or ""
        self.more = more

    def render(self, **kwargs: object) -> None:
        """Do nothing: ``st_folium`` asks the template itself, and Folium would parse the script as a template again."""


class Places(Protocol):
    """What a map asks of a gazetteer."""

    def settlements(self, bounds: Bounds, limit: int = 200) -> Iterable[Any]:
        """Return the largest settlements within (west, south, east, north)."""


class OfflineMap(folium.Map):
    """A Folium map that loads one script of our own.

    Parameters
    ----------
    script_url : str
        Address of `geo.render.serve.bundle` as served.
    """

    def __init__(self, script_url: str = SCRIPT_URL) -> None:
        # Lists of the instance: Folium's are the class's, and adding a link to one would reach every map.
        self.default_js = [("map.js", script_url)]
        self.default_css: list[tuple[str, str]] = []
        super().__init__(
            location=(20.0, 15.0),
            zoom_start=2,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=110,
        )
        # Folium gives these to a tile layer only; without tiles Leaflet needs them on the map.
        self.options.update({"minZoom": 2, "maxZoom": 14})


def payload(
    features: Mapping[str, Any],
    gazetteer: Places | None = None,
    *,
    theme: str | None = None,
    tiles: bool = False,
    briefing: Mapping[str, Any] | None = None,
) -> str:
    """Return what the browser needs to draw a situation, as base64.

    Parameters
    ----------
    features : mapping
        FeatureCollection of ``docs/features.md``.
    gazetteer : Places or None
        Gives the settlements to label; None: only the situation's own places are named.
    theme : {"light", "dark"} or None
        None follows the system.
    tiles : bool
        Whether the reader may turn online tiles on; never in a saved file, which asks nothing of any network.
    briefing : mapping or None
        Scenes that a saved file carries (``docs/briefing.md``); the page's own frame is told of them otherwise.

    Raises
    ------
    RenderError
        If the collection is malformed.
    """
    bounds = features.get("bounds")
    near = features.get("focus")
    found = _labels(gazetteer, region(bounds), LABELS) + (_labels(gazetteer, near, NEAR_LABELS) if near else [])
    ground = basemap(bounds, list(dict.fromkeys(found)), near)
    if tiles:
        ground["tiles"] = list(tile_choices())
    message = messages.message(features, ground, theme)
    return messages.encode({**message, "briefing": dict(briefing)} if briefing else message)


def build(
    features: Mapping[str, Any],
    gazetteer: Places | None = None,
    *,
    theme: str | None = None,
    script_url: str = SCRIPT_URL,
    briefing: Mapping[str, Any] | None = None,
) -> OfflineMap:
    """Return the map of a situation with its data inside; parameters as for `payload` and `OfflineMap`.

    Raises
    ------
    RenderError
        If the collection is malformed or a link would leave the machine.
    """
    return _checked(SituationLayer(payload(features, gazetteer, theme=theme, briefing=briefing)), script_url)


def frame(*, script_url: str = SCRIPT_URL) -> OfflineMap:
    """Return a map without data, which a `Command` fills: the same in every run, so that its frame stays."""
    return _checked(SituationLayer(), script_url)


def _checked(layer: SituationLayer, script_url: str) -> OfflineMap:
    made = OfflineMap(script_url)
    layer.add_to(made)
    refuse_foreign_links(made)
    return made


def _labels(gazetteer: Places | None, box: Bounds | None, limit: int) -> list[Settlement]:
    if gazetteer is None:
        return []
    west, south, east, north = box or (-180.0, -85.0, 180.0, 85.0)
    window = (west + 360 if west < -180 else west, south, east - 360 if east > 180 else east, north)
    return [(p.name, p.lat, p.lon, p.population) for p in gazetteer.settlements(window, limit)]


def refuse_foreign_links(made: Element) -> None:
    """Walk a map and raise on anything that names another host.

    Raises
    ------
    RenderError
        Naming the element and the address.
    """
    for element in _walk(made.get_root()):
        links = [*getattr(element, "default_js", []), *getattr(element, "default_css", [])]
        addresses = [str(link[1]) for link in links]
        if isinstance(element, JavascriptLink | CssLink):
            addresses.append(str(element.url))
        for name in ("tiles", "url"):
            value = getattr(element, name, None)
            if isinstance(value, str):
                addresses.append(value)
        for address in addresses:
            if _FOREIGN.search(address):
                raise RenderError(f"{element.get_name()} would load {address!r} from another host; serve it locally")
        if type(element) is Element and _LINKS_IN_TEXT.search(element.render()):
            raise RenderError(f"{element.get_name()} holds a link to another host; serve what it needs locally")


def _walk(element: Element) -> Iterable[Element]:
    yield element
    for part in ("header", "html", "script"):
        child = getattr(element, part, None)
        if isinstance(child, Element):
            yield from _walk(child)
    for child in element._children.values():
        yield from _walk(child)
