"""Where our scripts and styles and Leaflet's lie, and their text for a page that carries them.

Streamlit stays out of here: ``geo/ui`` registers `LEAFLET_DIR` and `ASSETS_DIR` with
``streamlit.components.v1.declare_component(name, path=...)`` in **every** script run and gives their addresses,
``../<module that declares>.<name>`` relative to the ``st_folium`` frame, to `geo.render.maps.build`. The folders need
no log-in in front of them: they never hold data.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from geo.errors import RenderError

ASSETS_DIR = Path(__file__).parent / "assets"
"""Our scripts and styles."""

SCRIPTS = (
    "bus", "message", "words", "theme", "project", "hatch", "glyphs", "basemap", "labels", "areas", "lines", "flows", "marks",
    "icons", "scene", "select", "legend", "furniture", "view", "offview", "canvas", "map", "panels",
)  # fmt: skip
"""Scripts in the order in which they load; ``panels`` last, it uses the others. ``load`` fetches them where served."""
STYLES = ("map", "panels")


def _leaflet_dir() -> Path:
    try:
        files = distribution("django-js-lib-leaflet").files or []
    except PackageNotFoundError:
        raise RenderError("Leaflet's files are missing; run: pip install -r requirements.txt") from None
    for file in files:
        if file.name == "leaflet.js":
            return Path(str(file.locate())).parent
    raise RenderError("django-js-lib-leaflet holds no leaflet.js; reinstall it with pip install -r requirements.txt")


LEAFLET_DIR = _leaflet_dir()
"""Leaflet's ``leaflet.js`` and ``leaflet.css`` in the installed package; its version is pinned with it."""


def names(kind: tuple[str, ...], ending: str) -> list[str]:
    """Return the file names of one kind that are there, in order."""
    return [f"{name}{ending}" for name in kind if (ASSETS_DIR / f"{name}{ending}").exists()]


def script() -> str:
    """Return Leaflet and our scripts as one classic script without links."""
    parts = [_text(LEAFLET_DIR / "leaflet.js"), *(_text(ASSETS_DIR / n) for n in names(SCRIPTS, ".js"))]
    return "\n;\n".join(re.sub(r"(?m)^//# sourceMappingURL=.*$", "", p) for p in parts)


def style() -> str:
    """Return Leaflet's and our styles without links: the icons that Leaflet names are not used here."""
    leaflet = re.sub(r"url\([^)]*\)", "none", _text(LEAFLET_DIR / "leaflet.css"))
    return "\n".join([leaflet, *(_text(ASSETS_DIR / n) for n in names(STYLES, ".css"))])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")
