"""The reference of a start: a Streamlit page with an empty ``st_folium`` map and local assets."""

import folium
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from geo.render import LEAFLET_DIR

declare_component("leaflet", path=str(LEAFLET_DIR))


class EmptyMap(folium.Map):
    """A map whose Leaflet is served by this page."""

    default_js = [("leaflet", "../empty_page.leaflet/leaflet.js")]  # noqa: RUF012
    default_css = [("leaflet", "../empty_page.leaflet/leaflet.css")]  # noqa: RUF012


st_folium(EmptyMap(tiles=None, max_zoom=18), key="empty", returned_objects=[])
