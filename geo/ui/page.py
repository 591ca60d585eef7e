"""The page: one bar, and a map that fills the rest."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

import streamlit as st

from geo import render, strings
from geo.articles import Failure
from geo.errors import GeoError
from geo.gazetteer import Gazetteer, is_built
from geo.settings import Settings
from geo.ui import assets, bar, briefing, channel, desk, finding, kept, saving, takeaway
from geo.ui.plain import fault, refusal
from geo.ui.shown import made, refused

ACTING = (briefing, desk, finding, takeaway)
"""Modules that add what the frame may ask for (`geo.ui.desk.act`)."""


def main() -> None:
    """Draw the page for this run."""
    st.set_page_config(page_title=strings.say("app.title"), page_icon=assets.FAVICON, layout="wide")
    st.html(assets.CSS)  # our own file, no article text
    script_url = assets.serve()
    try:
        if not _index_ready():
            return
    except GeoError as e:
        refusal(strings.say("page.no_index"), str(e))
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
        shown = replace(choice.shown, decided=kept.decided())
        # Always an element of its own, so that the frame keeps its place among the others.
        with st.container(key="waiting"), _waiting(choice):
            ready = made(shown, choice.by, reading.notes)
    except GeoError as e:
        refusal(strings.say("page.not_shown"), str(e))
        return
    except Exception as e:
        fault(e)
        return
    with choice.status:
        channel.choose_status(ready)
    with choice.save:
        saving.draw(ready, shown, choice.name)
    extra = {"a": choice.address, "by": choice.by if choice.by != "time" else ""}
    now = desk.Now(shown, ready, choice.name)
    channel.draw(
        ready,
        script_url,
        {key: value for key, value in extra.items() if value},
        choice=choice.name,
        desk=desk.kept(now, channel.link().wants),
        act=partial(desk.perform, now),
    )
    kept.glance()
    if channel.link().wants:
        kept.warm()


def _waiting(choice: bar.Choice) -> AbstractContextManager[None]:
    """Say what is waited for, but not over a map that only gets new data: what was decided stands on it already."""
    return nullcontext() if channel.link().choice == choice.name else st.spinner(choice.waiting)


def _index_ready() -> bool:
    """Build the place index on first use, saying what is done; True when it can be opened."""
    if st.session_state.get("index") or is_built(Settings()):
        st.session_state["index"] = True
        return True
    with st.container(key="middle"):
        st.subheader(strings.say("page.indexing"))
        st.caption(strings.say("page.indexing_note"))
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
        with st.container(key="trouble"), st.expander(strings.say("page.trouble")):
            st.text(render.clean(trouble))
    if failures:
        with (
            st.container(key="problems"),
            st.expander(strings.say("page.failures", n=len(failures))),
        ):
            for failure in failures:
                st.text(render.clean(f"{failure.where}: {failure.reason}"))


def _empty() -> None:
    with st.container(key="middle"):
        st.subheader(strings.say("page.empty"))
        st.write(strings.say("page.empty_note", command="`python -m geo serve FOLDER`"))
