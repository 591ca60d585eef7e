"""Save the shown situation as a file: the formats of the registry, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from geo.export import FORMATS, Format, Material
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.ui.channel import Made
from geo.ui.shown import Shown

LEFT_OUT = {"kml"}
"""Formats that the command has and the menu has not: KMZ is the same, packed."""


def draw(ready: Made, shown: Shown) -> None:
    """Draw the menu of formats."""

    def made(kind: Format, whole: bool) -> bytes:
        with Gazetteer.open(Settings()) as gazetteer:
            return kind.make(Material(ready.collection(), shown.gathered(gazetteer).blurred, gazetteer, whole))

    with st.popover("Save"), st.container(key="save-menu", gap=None):
        st.caption("For use without a network. Files carry sentences of the articles: mind who gets them.")
        whole = st.checkbox("Whole articles too (HTML, GeoJSON)", key="save-whole")
        for kind in FORMATS.values():
            if kind.name not in LEFT_OUT:
                _button(kind, partial(made, kind, whole))


def _button(kind: Format, make: Callable[[], bytes]) -> None:
    name = Path("records" if kind.suffix.endswith(".csv") else "situation").with_suffix(kind.suffix)
    st.download_button(
        kind.words, make, str(name), kind.media, on_click="ignore", width="stretch", key=f"save-{kind.name}"
    )
