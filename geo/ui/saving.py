"""Save the shown situation as a file: the formats of the registry, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from geo.errors import OutputError
from geo.export import FORMATS, Format, Material, care, veiled_scenes
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.strings import say
from geo.ui import kept, scenes
from geo.ui.channel import Made
from geo.ui.shown import Shown

LEFT_OUT = {"kml"}
"""Formats that the command has and the menu has not: KMZ is the same, packed."""


def draw(ready: Made, shown: Shown, choice: str) -> None:
    """Draw the menu of formats; the HTML file carries the briefing of the choice."""

    def made(kind: Format, whole: bool) -> bytes:
        with Gazetteer.open(Settings()) as gazetteer:
            briefing = scenes.kept(choice)["body"] if kind.name == "html" else None
            found = shown.gathered(gazetteer).veiled
            unseen(ready, found)
            carried = veiled_scenes.scenes(scenes.checked(briefing), found.veil) if briefing else None
            return kind.make(Material(ready.collection(), found.extractions, gazetteer, whole, carried))

    with st.popover(say("save.name")), st.container(key="save-menu", gap=None):
        if kept.unread(shown.decided):
            st.caption(say("save.unread"))
            return
        st.caption(say("save.note"))
        whole = st.checkbox(say("save.whole"), key="save-whole")
        for kind in FORMATS.values():
            if kind.name not in LEFT_OUT:
                _button(kind, partial(made, kind, whole))
        st.caption(say("save.more"))


def unseen(ready: Made, found: care.Blurred) -> None:
    """Refuse what is shown as it was before somebody marked a record sensitive.

    Raises
    ------
    OutputError
        With a sentence.
    """
    if not found.records <= ready.blurred:
        raise OutputError(say("save.unread"))


def _button(kind: Format, make: Callable[[], bytes]) -> None:
    name = Path("records" if kind.suffix.endswith(".csv") else "situation").with_suffix(kind.suffix)
    st.download_button(
        say(f"save.format.{kind.name}"),
        make,
        str(name),
        kind.media,
        on_click="ignore",
        width="stretch",
        key=f"save-{kind.name}",
    )
