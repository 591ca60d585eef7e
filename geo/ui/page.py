"""The page: one bar, and a map that fills the rest."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

import streamlit as st

from geo import render
from geo.articles import Failure
from geo.errors import GeoError
from geo.gazetteer import Gazetteer, is_built
from geo.settings import Settings
from geo.ui import assets, bar, channel, desk, kept, saving
from geo.ui.plain import fault, number, refusal
from geo.ui.shown import made, refused


def main() -> None:
    """Draw the page for this run."""
    st.set_page_config(page_title="Situation map", page_icon=assets.FAVICON, layout="wide")
    st.html(assets.CSS)  # our own file, no article text
    script_url = assets.serve()
    try:
        if not _index_ready():
            return
    except GeoError as e:
        refusal("The place index could not be built.", str(e))
        return
    channel.follow_address()
    _page(script_url)


@st.fragment
def _page(script_url: str) -> None:
    """Draw bar and map; what the reader does in the map reruns this and nothing else."""
    try:
        reading, on_library = bar.given(sys.argv[1:])
        # The first map of a process does not wait for the store, unless it is the library's.
        glance = kept.glance(wait=on_library or bar.asks_for_stored())
        choice = bar.draw(reading, glance, on_library=on_library)
        _problems([*reading.failures, *refused(choice.shown)], glance.trouble)
        if choice.shown is None:
            _empty()
            kept.glance()
            return
        with st.spinner(choice.waiting):
            ready = made(choice.shown, choice.by, reading.notes)
    except GeoError as e:
        refusal("The situation could not be shown.", str(e))
        return
    except Exception as e:
        fault(e)
        return
    with choice.save:
        saving.draw(ready, choice.shown)
    extra = {"a": choice.address, "by": choice.by if choice.by != "time" else ""}
    now = desk.Now(choice.shown, ready, choice.name)
    channel.draw(
        ready,
        script_url,
        {key: value for key, value in extra.items() if value},
        choice=choice.name,
        desk=desk.kept(now, channel.link().wants),
        act=partial(desk.perform, now),
    )
    kept.glance()


def _index_ready() -> bool:
    """Build the place index on first use, saying what is done; True when it can be opened."""
    if st.session_state.get("index") or is_built(Settings()):
        st.session_state["index"] = True
        return True
    with st.container(key="middle"):
        st.subheader("Building the place index")
        st.caption(
            "Once, about half a minute: 260,000 places are put into a file in your cache folder. After this the app starts at once."
        )
        progress_bar = st.progress(0.0)
        words = st.empty()

        def progress(stage: str, share: float) -> None:
            progress_bar.progress(min(max(share, 0.0), 1.0))
            words.text(stage)

        Gazetteer.open(Settings(), progress=progress).close()
    st.session_state["index"] = True
    st.rerun()
    return False


def _problems(failures: Sequence[Failure], trouble: str) -> None:
    """Name the inputs that failed, and what is wrong with the library, as characters."""
    if trouble:
        with st.container(key="trouble"), st.expander("The library cannot be used; everything else works"):
            st.text(render.clean(trouble))
    if failures:
        with (
            st.container(key="problems"),
            st.expander(f"{number(len(failures), 'input')} could not be read"),
        ):
            for failure in failures:
                st.text(render.clean(f"{failure.where}: {failure.reason}"))


def _empty() -> None:
    with st.container(key="middle"):
        st.subheader("No article yet")
        st.write(
            "Add one with the button above, or start the app with a folder of articles: `python -m geo serve FOLDER`"
        )
