"""Put articles into the library from the page: files, text, an address; what became of each is said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import articles
from geo.errors import ArticleError
from geo.gazetteer import Gazetteer
from geo.settings import Settings
from geo.ui import kept
from geo.ui.plain import number, refusal, say

if TYPE_CHECKING:
    from geo.articles import Document

WHO = (
    "What you add is read on this machine and kept in its library until somebody deletes it. "
    "Everybody who can open this app can see it."
)
FEW = 200
"""Results that are listed one by one; beyond, failures alone."""
DATE_HELP = "“Yesterday” and “since Saturday” count from this day."


def draw() -> None:
    """Draw the ways to add articles, and what became of the last ones."""
    with (
        st.container()
    ):  # there with or without results, so that the tabs stay where they are, and the one that is turned to
        _results()
    st.caption(WHO)
    ways = ["Files", "Text", *(["Address"] if Settings().fetch_hosts else [])]
    tabs = st.tabs(ways)
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
            "Drop files here: text, Markdown, HTML, PDF, DOCX, e-mail, JSON, CSV, XLSX, feeds, ZIP of these",
            accept_multiple_files=True,
            max_upload_size=Settings().max_input_bytes // 1_000_000,
            key="library-files-given",
        )
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            day = _day_input("Published on (for files that do not say)", "library-files-day")
        sent = right.form_submit_button("Add them", type="primary")
    if not sent:
        return
    if not files:
        st.warning("No file yet: drop some above, or browse.")
        return
    _take(files, day)


def _text() -> None:
    with st.form("library-text-form", border=False):
        title = st.text_input("Title")
        left, right = st.columns(2)
        with left:
            day = _day_input("Published on", "library-text-day")
        source = right.text_input("Publisher (optional)")
        text = st.text_area("Text", height=240)
        sent = st.form_submit_button("Show its map", type="primary")
    if not sent:
        return
    if day is None:
        st.warning("When was it published? The map cannot say “as of” without a date, and it is not guessed.")
        return
    try:
        article = articles.from_text(text, title=title, published=day, publisher=source or None)
    except ArticleError as e:
        refusal("This cannot be read as an article.", str(e))
        return
    from geo.store import ingest

    with st.spinner("Reading the article and placing its names …"), Gazetteer.open(Settings()) as gazetteer:
        outcome = ingest.put(article, kept.door().open(), gazetteer, where="pasted text", corrects=True)
    if outcome.state == "failed":
        refusal("This article could not be stored.", outcome.reason)
        return
    kept.show_next(outcome.article)
    st.rerun()


def _address() -> None:
    hosts = Settings().fetch_hosts
    with st.form("library-address", border=False):
        address = st.text_input("Address", placeholder="https://")
        st.text(f"Hosts that may be asked: {', '.join(hosts)}. Nothing else leaves this machine.")
        sent = st.form_submit_button("Fetch and add it", type="primary")
    if sent and address.strip():
        with st.spinner("Fetching the page …"):
            document = articles.fetch(address.strip(), Settings())
        _take([document], None)


def _day_input(label: str, key: str) -> date | None:
    day: date | None = st.date_input(
        label, value=None, min_value=date(1900, 1, 1), format="YYYY-MM-DD", help=DATE_HELP, key=key
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
            bar.progress(n / len(given), text=f"{n:,} of {number(len(given), 'file')} read")
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
        if there and st.button("Show on the map", key="library-results-show", type="primary"):
            kept.show_next(ids.pop() if len(ids) == 1 else None)
            del st.session_state["library-added"]
            st.rerun()
