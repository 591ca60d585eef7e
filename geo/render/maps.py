"""The situation as a Folium map that needs nothing from any other host.

Folium carries no word of an article: one layer of our own hands the browser a base64 message
(`geo.render.message`), and the scripts under ``assets/`` draw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import folium
from branca.element import CssLink, Element, JavascriptLink
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo.errors import RenderError
from geo.render import message as messages
from geo.render import serve
from geo.render.basemap import Bounds, Settlement, basemap, region

LEAFLET_URL = "leaflet"
LAYER_URL = "layer"
"""Stand-in addresses of the served folders; the page gives its own, the export puts the files' text in their place."""
LABELS = 900
"""Settlements sent as labels, the largest first; a screen shows up to a hundred of them at a time."""
NEAR_LABELS = 150
"""Settlements sent for where the map opens: villages that are too small to be among the region's largest."""
_FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?!data:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LINKS_IN_TEXT = re.compile(
    r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?\s*(?:https?:)?//""", re.IGNORECASE
)


class SituationLayer(JSCSSMixin, Layer):
    """The whole situation as one layer; its template holds the base64 message and nothing else of the data.

    Parameters
    ----------
    content : mapping
        From `geo.render.message.message`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geo.layer("{{ this.payload }}");
        {% endmacro %}
        """
    )

    def __init__(self, content: Mapping[str, Any]) -> None:
        super().__init__(name="situation", overlay=True, control=False, show=True)
        self._name = "SituationLayer"
        self.payload = messages.encode(content)


class Places(Protocol):
    """What a map asks of a gazetteer."""

    def settlements(self, bounds: Bounds, limit: int = 200) -> Iterable[Any]:
        """Return the largest settlements within (west, south, east, north)."""


class OfflineMap(folium.Map):
    """A Folium map whose scripts and styles come from two folders of our own.

    Parameters
    ----------
    leaflet_url, layer_url : str
        Addresses of `geo.render.serve.LEAFLET_DIR` and ``ASSETS_DIR`` as served, without a slash at their end.
    """

    def __init__(self, leaflet_url: str = LEAFLET_URL, layer_url: str = LAYER_URL) -> None:
        # Lists of the instance: Folium's are the class's, and adding a link to one would reach every map.
        scripts = ",".join(Path(name).stem for name in serve.names(serve.SCRIPTS, ".js"))
        styles = serve.names(serve.STYLES, ".css")
        self.default_js = [("leaflet.js", f"{leaflet_url}/leaflet.js"), ("load.js", f"{layer_url}/load.js?{scripts}")]
        self.default_css = [("leaflet.css", f"{leaflet_url}/leaflet.css"), *((n, f"{layer_url}/{n}") for n in styles)]
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


def build(
    features: Mapping[str, Any],
    gazetteer: Places | None = None,
    *,
    theme: str | None = None,
    leaflet_url: str = LEAFLET_URL,
    layer_url: str = LAYER_URL,
) -> OfflineMap:
    """Return the map of a situation.

    Parameters
    ----------
    features : mapping
        FeatureCollection of ``docs/features.md``.
    gazetteer : Places or None
        Gives the settlements to label; None: only the situation's own places are named.
    theme : {"light", "dark"} or None
        None follows the system.
    leaflet_url, layer_url : str
        As for `OfflineMap`.

    Raises
    ------
    RenderError
        If the collection is malformed or a link would leave the machine.
    """
    bounds = features.get("bounds")
    near = features.get("focus")
    found = _labels(gazetteer, region(bounds), LABELS) + (_labels(gazetteer, near, NEAR_LABELS) if near else [])
    ground = basemap(bounds, list(dict.fromkeys(found)))
    made = OfflineMap(leaflet_url, layer_url)
    SituationLayer(messages.message(features, ground, theme)).add_to(made)
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
