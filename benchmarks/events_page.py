"""The map of an invented situation in the app's own frame: what `benchmarks.explore` and `benchmarks.soak` open."""

import os

import streamlit as st

from benchmarks.synthetic import situation
from geo import render
from geo.gazetteer import Gazetteer
from geo.ui import assets, channel

st.set_page_config(page_title="Situation map", layout="wide")
st.html(assets.CSS)
script_url = assets.serve()


@st.cache_resource(show_spinner=False)
def made(events: int) -> channel.Made:
    """Return the situation, once a process: every later visit is a warm one."""
    with Gazetteer.open() as gazetteer:
        collection = situation(events, gazetteer)
        return channel.Made.of(collection, render.payload(collection, gazetteer))


@st.fragment
def page() -> None:
    """Draw bar and map as the app does."""
    ready = made(int(os.environ.get("EVENTS", "20000")))
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        channel.choose_status(ready)
    channel.draw(ready, script_url, {}, choice="events", desk=None, act=lambda _: {})


page()
