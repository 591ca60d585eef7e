"""Put articles into the library from the page: files, text, an address; what became of each is said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import articles, strings
from geo.errors import ArticleError
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.ui import kept
from geo.ui.plain import refusal, say

if TYPE_CHECKING:
    from geo.articles import Document

FEW = 200
"""Results that are listed one by one; beyond, failures alone."""


def draw() -> None:
    """Draw the ways to add articles, and what became of the last ones."""
    with (
        st.container()
    ):  # there with or without results, so that the tabs stay where they are, and the one that is turned to
        _results()
    st.caption(strings.say("add.who"))
    ways = ["add.files", "add.text", *(["add.address"] if Settings().fetch_hosts else [])]
    tabs = st.tabs([strings.say(way) for way in ways])
    with tabs[0]:
        _files()
    with tabs[1]:
        _text()
    for tab in tabs[2:]:
        with tab:
            _address()


def _files() -> None:
    with st.form("library-files", border=False, clear_on_submit=True):
        files = st.file_uploader(
            strings.say("add.drop"),
            accept_multiple_files=True,
            max_upload_size=Settings().max_input_bytes // 1_000_000,
            key="library-files-given",
        )
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            day = _day_input(strings.say("add.day_files"), "library-files-day")
        sent = right.form_submit_button(strings.say("add.send_files"), type="primary")
    if not sent:
        return
    if not files:
        st.warning(strings.say("add.no_file"))
        return
    _take(files, day)


def _text() -> None:
    with st.form("library-text-form", border=False):
        title = st.text_input(strings.say("add.title"))
        left, right = st.columns(2)
        with left:
            day = _day_input(strings.say("add.day"), "library-text-day")
        source = right.text_input(strings.say("add.publisher"))
        text = st.text_area(strings.say("add.text"), height=240)
        sent = st.form_submit_button(strings.say("add.send_text"), type="primary")
    if not sent:
        return
    if day is None:
        st.warning(strings.say("add.no_day"))
        return
    try:
        article = articles.from_text(text, title=title, published=day, publisher=source or None)
    except ArticleError as e:
        refusal(strings.say("add.unreadable"), str(e))
        return
    from geo.store import ingest

    with st.spinner(strings.say("page.reading")), Gazetteer.open(Settings()) as gazetteer:
        outcome = ingest.put(article, kept.door().open(), gazetteer, where="pasted text", corrects=True)
    if outcome.state == "failed":
        refusal(strings.say("add.not_stored"), outcome.reason)
        return
    kept.show_next(outcome.article)
    st.rerun()


def _address() -> None:
    hosts = Settings().fetch_hosts
    with st.form("library-address", border=False):
        address = st.text_input(strings.say("add.address"), placeholder="https://")
        st.text(strings.say("add.hosts", hosts=", ".join(hosts)))
        sent = st.form_submit_button(strings.say("add.fetch"), type="primary")
    if sent and address.strip():
        with st.spinner(strings.say("add.fetching")):
            document = articles.fetch(address.strip(), Settings())
        _take([document], None)


def _day_input(label: str, key: str) -> date | None:
    day: date | None = st.date_input(
        label, value=None, min_value=date(1900, 1, 1), format="YYYY-MM-DD", help=strings.say("add.day_help"), key=key
    )
    return day


def _take(given: Sequence[Any], day: date | None) -> None:
    """Read uploaded files, or documents, one after the other into the library, showing how far it is."""
    from geo.store import ingest

    store = kept.door().open()
    report, outcomes = ingest.Report(), []
    bar = st.progress(0.0)
    now = st.empty()
    with Gazetteer.open(Settings()) as gazetteer:
        for n, one in enumerate(given):
            bar.progress(n / len(given), text=strings.say("add.progress", n=len(given), done=n))
            document = one if isinstance(one, articles.Document) else articles.from_bytes(one.getvalue(), one.name)
            with now.container():
                say(document.name)
            for outcome in ingest.take(_dated(document, day), store, gazetteer, deleted=True):
                report.add(outcome)
                outcomes.append(outcome)
    st.session_state["library-added"] = (report.words(), outcomes)
    st.rerun(scope="fragment")


def _dated(document: Document, day: date | None) -> Document:
    """Return a document whose articles without a date have this one."""
    if day is None:
        return document
    dated = (
        a
        if a.published
        else replace(a, published=day, warnings=tuple(w for w in a.warnings if "publication date" not in w))
        for a in document.articles
    )
    return replace(document, articles=tuple(dated))


def _results() -> None:
    """Say what became of what was added last, each in a line."""
    if "library-added" not in st.session_state:
        return
    words, outcomes = st.session_state["library-added"]
    there = [o for o in outcomes if o.state not in {"failed", "deleted"}]
    ids = {o.article for o in there}  # None: event data, which is many articles
    with st.container(key="library-results", border=True):
        say(words, key="library-results-words")
        for outcome in outcomes if len(outcomes) <= FEW else [o for o in outcomes if o.state == "failed"][:FEW]:
            say(outcome.words(), key=None)
        if there and st.button(strings.say("library.show_on_map"), key="library-results-show", type="primary"):
            kept.show_next(ids.pop() if len(ids) == 1 else None)
            del st.session_state["library-added"]
            st.rerun()
