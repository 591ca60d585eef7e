"""Files that the map frame loads, served by this app alone."""

from __future__ import annotations

import functools
import gc
from pathlib import Path

from streamlit.components.v1 import declare_component

from geo.render import bundle

HERE = Path(__file__).parent
FAVICON = str(HERE / "favicon.png")
CSS = HERE / "page.css"


def serve() -> str:
    """Serve the map's script; return its address as the map frame sees it.

    A component declared in a script run is served as long as the process lives, so this is called in every run
    (under a millisecond). The address is relative to the frame, so it survives ``server.baseUrlPath``. The folder
    needs no log-in: it holds code, never data.
    """
    _settle()
    script = bundle()
    declare_component("map", path=str(script.parent))
    return f"../{__name__}.map/{script.name}"


@functools.cache
def _settle() -> None:
    """Take what is loaded for good out of the garbage collector's sight, once a process.

    Streamlit collects after every run, and walking through all modules costs each rerun some 80 ms before its answer leaves.
    """
    gc.collect()
    gc.freeze()
