"""Where our scripts and styles and Leaflet's lie, and their text for a page that carries them.

One file is served, `bundle`: ``st_folium`` loads scripts one after the other, uncached, and some thirty small files would
cost most of the time to the first map. Streamlit stays out of here: ``geo/ui`` registers the folder with
``streamlit.components.v1.declare_component(name, path=...)`` in **every** script run and gives its address,
``../<module that declares>.<name>`` relative to the ``st_folium`` frame, to `geo.render.maps`. The folder needs
no log-in in front of it: it never holds data.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import tempfile
import threading
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from geo import strings
from geo.errors import RenderError

ASSETS_DIR = Path(__file__).parent / "assets"
"""Our scripts and styles."""

SCRIPTS = (
    "say", "bus", "acts", "message", "words", "state", "table", "filter", "theme", "project", "hatch", "byhand", "glyphs", "tiles", "basemap", "along", "labels",
    "areas", "lines", "flows", "marks", "points", "icons", "scene", "spotlight", "paint", "select", "pointer", "legend", "furniture", "view", "offview", "canvas", "print", "obey", "map", "address", "channel",
    "dom", "bins", "list", "charts", "figures", "rail", "doubts", "desk", "pending", "decided", "edit", "case", "ghosts", "accounts", "drawer", "timeline", "claims", "filters", "search", "twin", "sheet", "measure", "keys", "keep", "deciding", "review", "reviewing", "vertices", "shaping", "drawcard", "draw", "drawn", "lettering", "picture", "takeaway", "starter", "thumbs", "scenes", "cover", "transition", "slide", "present", "presenter", "scenecard", "briefing", "tabs", "panels",
)  # fmt: skip
"""Scripts in the order in which they run; ``panels`` last, it uses the others."""
DESK = frozenset({"vertices", "drawcard", "draw", "ghosts", "edit", "review", "reviewing", "deciding", "case"})
"""Scripts that decide and draw: only a page with Python behind it has use for them."""
STYLES = ("map", "panels", "explore", "draw", "review", "takeaway", "briefing", "present", "print")


def _leaflet_dir() -> Path:
    try:
        files = distribution("django-leaflet").files or []
    except PackageNotFoundError:
        raise RenderError("Leaflet's files are missing; run: pip install -r requirements.txt") from None
    for file in files:
        if file.name == "leaflet.js":
            return Path(str(file.locate())).parent
    raise RenderError("django-leaflet holds no leaflet.js; reinstall it with pip install -r requirements.txt")


LEAFLET_DIR = _leaflet_dir()
"""The folder of ``leaflet.js``, ``leaflet.css`` and ``draw/leaflet.draw.js`` in the installed package; versions are pinned with it."""


def names(kind: tuple[str, ...], ending: str) -> list[str]:
    """Return the file names of one kind that are there, in order."""
    return [f"{name}{ending}" for name in kind if (ASSETS_DIR / f"{name}{ending}").exists()]


def script(*, desk: bool = True) -> str:
    """Return Leaflet, our words and our scripts as one classic script without links.

    Parameters
    ----------
    desk : bool
        Whether to bring what decides and draws, Leaflet.draw among it; a saved file has nobody to decide with.
    """
    # "<" escaped: a word of a translation must not end the element that holds the script.
    table = json.dumps(strings.table()).replace("<", "\\u003c")
    words = f"window.geo = {{ strings: {table}, language: {json.dumps(strings.language())}, direction: {json.dumps(strings.direction())} }};"
    libraries = ["leaflet.js", *(["draw/leaflet.draw.js"] if desk else [])]
    own = [n for n in names(SCRIPTS, ".js") if desk or n.removesuffix(".js") not in DESK]
    parts = [*(_text(LEAFLET_DIR / n) for n in libraries), words, *(_bare(_text(ASSETS_DIR / n)) for n in own)]
    return "\n;\n".join(re.sub(r"(?m)^//# sourceMappingURL=.*$", "", p) for p in parts)


def _bare(text: str) -> str:
    """Return a script of ours without the comments that stand on lines of their own, and without its indentation."""
    text = re.sub(r"(?ms)^[ \t]*/\*.*?\*/[ \t]*\n", "", text)
    return re.sub(r"(?m)^[ \t]*(//.*\n)?", "", text)


def style() -> str:
    """Return Leaflet's and our styles without links: the icons that Leaflet names are not used here."""
    leaflet = re.sub(
        r"url\([^)]*\)", "none", _text(LEAFLET_DIR / "leaflet.css") + _text(LEAFLET_DIR / "draw" / "leaflet.draw.css")
    )
    return "\n".join([leaflet, *(_text(ASSETS_DIR / n) for n in names(STYLES, ".css"))])


def bundle() -> Path:
    """Return one script that holds Leaflet, our scripts and all styles; its folder holds nothing else.

    It is made anew when a file under ``assets/`` has changed, and gone with the process.
    """
    made = [ASSETS_DIR / n for n in (*names(SCRIPTS, ".js"), *names(STYLES, ".css"))]
    with _LOCK:  # tabs that come back to a restarted server ask at once: two would make two folders, and one goes
        return _bundle((strings.language(), *((str(p), p.stat().st_mtime_ns) for p in [*made, *strings.files()])))


_LOCK = threading.Lock()


@functools.lru_cache(maxsize=1)
def _bundle(state: tuple[object, ...]) -> Path:
    del state  # what the text is made from; here it only tells one text from the next
    styles = f"document.head.appendChild(document.createElement('style')).textContent = {json.dumps(style())};"
    text = f"{script()}\n;\n{styles}\n"
    path = Path(_folder().name) / f"map-{hashlib.sha256(text.encode()).hexdigest()[:12]}.js"
    path.write_text(text, encoding="utf-8")
    return path


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="situation-map-")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")
