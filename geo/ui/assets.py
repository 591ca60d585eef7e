"""Files that the map frame loads, served by this app alone."""

from __future__ import annotations

from pathlib import Path

from streamlit.components.v1 import declare_component

from geo.render import ASSETS_DIR, LEAFLET_DIR

HERE = Path(__file__).parent
FAVICON = str(HERE / "favicon.png")
CSS = HERE / "page.css"


def serve() -> tuple[str, str]:
    """Serve Leaflet and our map layer; return their addresses as the map frame sees them.

    A component declared in a script run is served as long as the process lives, so this is called in every run
    (under a millisecond). The addresses are relative to the frame, so they survive ``server.baseUrlPath``. These
    folders need no log-in: they hold code, never data.
    """
    for name, folder in (("leaflet", LEAFLET_DIR), ("layer", ASSETS_DIR)):
        declare_component(name, path=str(folder))
    return f"../{__name__}.leaflet", f"../{__name__}.layer"
