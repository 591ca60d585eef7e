"""Words on the page that hold text of articles, files or errors: shown as characters, never as Markdown."""

from __future__ import annotations

import logging

import streamlit as st

from geo import render, strings


def say(words: str, *, key: str | None = None) -> None:
    """Show text as it is; with a key the style sheet can find it. ``st.text`` alone reads no Markdown."""
    if key is None:
        st.text(render.clean(words))
        return
    with st.container(key=key, gap=None):
        st.text(render.clean(words))


def refusal(words: str, reason: str) -> None:
    """Say that something did not work: our own words, and the reason as plain text."""
    st.error(words)
    st.text(render.clean(reason))


def fault(e: Exception) -> None:
    """Say that something went wrong that nobody foresaw; what Streamlit raises to stop or restart a script goes on."""
    if type(e).__module__.startswith("streamlit"):
        raise e
    logging.getLogger(__name__).error("the page failed", exc_info=e)
    refusal(strings.say("page.fault"), f"{type(e).__name__}: {e}")
