"""The page: one bar, and a map that fills the rest."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import articles, pipeline, render, situation
from geo.articles import Failure, Folder, Reading
from geo.errors import ArticleError, GeoError
from geo.export import geojson, html, table
from geo.gazetteer import Gazetteer, is_built
from geo.model import Article
from geo.settings import Settings
from geo.ui import assets, channel

ALL = "all"
FOLDER = "folder:"
"""Begins the choice of all articles in a folder."""
KEPT = 4
"""Situations with pasted articles that a session keeps ready."""
BY: dict[situation.By, str] = {"time": "As it was", "published": "As known then"}
"""What a day of the timeline selects: what was true by then as all articles tell it, or what was published by then."""
SEEDS = str(Path(__file__).resolve().parents[2] / "seeds")


def main() -> None:
    """Draw the page for this run."""
    st.set_page_config(page_title="Situation map", page_icon=assets.FAVICON, layout="wide")
    st.html(assets.CSS)  # our own file, no article text
    script_url = assets.serve()
    try:
        if not _index_ready():
            return
    except GeoError as e:
        _refusal("The place index could not be built.", str(e))
        return
    channel.follow_address()
    _page(script_url)


@st.fragment
def _page(script_url: str) -> None:
    """Draw bar and map; what the reader does in the map reruns this and nothing else."""
    try:
        reading = _inputs(tuple(sys.argv[1:]) or (SEEDS,))
        shown, by, save = _bar([*reading.articles, *_pasted()], reading.folders)
        _problems(reading.failures)
        if not shown:
            _empty()
            return
        with st.spinner("Reading the article and placing its names …"):
            made = _made(tuple(shown), by, reading.notes)
    except GeoError as e:
        _refusal("The situation could not be shown.", str(e))
        return
    except Exception as e:
        if type(e).__module__.startswith("streamlit"):
            raise  # how Streamlit stops and restarts a script
        logging.getLogger(__name__).exception("the page failed")
        _refusal(
            "Something went wrong here, and it is a fault of ours. The log of the app says where.",
            f"{type(e).__name__}: {e}",
        )
        return
    with save:
        _offer(made, shown, reading.notes)
    only = shown[0].id if len(shown) == 1 and len(reading.articles) > 1 else ""
    chosen = st.session_state.get("shown", "")
    only = chosen if chosen.startswith(FOLDER) else only
    extra = {"a": only, "by": by if by != "time" else ""}
    channel.draw(made, script_url, {key: value for key, value in extra.items() if value})


# ------------------------------------------------------------------------------------------------- what is shown


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
        bar = st.progress(0.0)
        words = st.empty()

        def progress(stage: str, share: float) -> None:
            bar.progress(min(max(share, 0.0), 1.0))
            words.text(stage)

        Gazetteer.open(Settings(), progress=progress).close()
    st.session_state["index"] = True
    st.rerun()
    return False


@st.cache_resource(show_spinner=False, max_entries=8)
def _inputs(inputs: Sequence[str]) -> Reading:
    """Return the articles that the app was started with; they are the same for every visitor."""
    return articles.read_all(inputs)


def _pasted() -> list[Article]:
    return list(st.session_state.setdefault("pasted", {}).values())


def _made(shown: tuple[Article, ...], by: situation.By, notes: Path | None) -> channel.Made:
    """Return a situation; what holds a pasted article stays in the session that pasted it."""
    if not any(a.id in st.session_state["pasted"] for a in shown):
        return _shared(tuple((a.id, str(a.published)) for a in shown), shown, by, notes)
    own: dict[Any, channel.Made] = st.session_state.setdefault("made", {})
    if (shown, by) not in own:
        while len(own) >= KEPT:
            del own[next(iter(own))]
        own[shown, by] = _make(shown, by, notes)
    return own[shown, by]


@st.cache_resource(show_spinner=False, max_entries=8)
def _shared(
    names: tuple[tuple[str, str], ...], _shown: tuple[Article, ...], by: situation.By, notes: Path | None
) -> channel.Made:
    del names  # what the cache tells one situation from another by
    return _make(_shown, by, notes)


def _make(shown: tuple[Article, ...], by: situation.By, notes: Path | None) -> channel.Made:
    with Gazetteer.open(Settings()) as gazetteer:
        collection = pipeline.features(shown, gazetteer, by=by, notes=notes, settings=Settings())
        return channel.Made.of(collection, render.payload(collection, gazetteer, tiles=True))


# --------------------------------------------------------------------------------------------------------- bar


def _bar(known: list[Article], folders: Sequence[Folder]) -> tuple[list[Article], situation.By, DeltaGenerator]:
    """Draw the bar; return the articles whose situation is shown, by what days select, and where the Save button goes.

    What lies in a folder of its own is one entry; then the page opens on the first article outside.
    """
    by_id = {a.id: a for a in known}
    together = {FOLDER + f.name: [by_id[i] for i in f.articles] for f in folders}
    inside = {i for f in folders for i in f.articles}
    single = [i for i in by_id if i not in inside]
    everything = [ALL] if len(by_id) > 1 else []
    options = [*single, *together, *everything] if together else [*everything, *single]
    pasted = st.session_state["pasted"]
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.markdown("Situation map", width="content")
        chosen, by = None, next(iter(BY))
        if options:
            if st.session_state.get("shown") not in options:
                asked = st.query_params.get("a")
                st.session_state["shown"] = single[-1] if pasted else asked if asked in options else options[0]
            chosen = st.selectbox(
                "Article",
                options,
                format_func=lambda o: (
                    f"All {len(by_id)} articles together"
                    if o == ALL
                    else _folder(o, together[o])
                    if o in together
                    else _name(by_id[o], o in pasted)
                ),
                key="shown",
                label_visibility="collapsed",
            )
            if chosen == ALL or chosen in together:
                by = _days()
            channel.choose_status()
        if st.button("Paste an article", key="paste"):
            _paste()
        save = st.container(key="save", width="content")
    if chosen is None:
        return [], by, save
    return (known if chosen == ALL else together[chosen] if chosen in together else [by_id[chosen]]), by, save


def _days() -> situation.By:
    """Draw the choice of what days select; it makes a difference where several articles tell of several days."""
    if "by" not in st.session_state and st.query_params.get("by") in BY:
        st.session_state["by"] = st.query_params["by"]
    return st.selectbox(
        "What days show",
        list(BY),
        format_func=BY.__getitem__,
        key="by",
        label_visibility="collapsed",
        width=150,
        help="As it was: what all articles, later ones too, say of a day. As known then: what had been published by then.",
    )


def _name(article: Article, pasted: bool) -> str:
    title = article.title or article.text[:60] + "…"
    return f"{title} (pasted, for this visit)" if pasted else title


def _folder(option: str, found: Sequence[Article]) -> str:
    """Return a folder in words, with its days: "syria-campaign-2024" is "Syria campaign 2024"."""
    words = option.removeprefix(FOLDER).replace("-", " ").replace("_", " ").strip()
    days = sorted(a.published for a in found if a.published)
    span = f", {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}" if days and days[0] < days[-1] else ""
    return f"{words[:1].upper()}{words[1:]}{span} ({len(found)} articles)"


@st.dialog("Paste an article", width="large")
def _paste() -> None:
    st.caption("It is read on this machine, shown to you alone, and gone when you close or reload the page.")
    with st.form("article", border=False):
        title = st.text_input("Title")
        left, right = st.columns(2)
        day = left.date_input(
            "Published on",
            value=None,
            min_value=date(1900, 1, 1),
            format="YYYY-MM-DD",
            help="“Yesterday” and “since Saturday” count from this day.",
        )
        source = right.text_input("Publisher (optional)")
        text = st.text_area("Text", height=280)
        sent = st.form_submit_button("Show its map", type="primary")
    if not sent:
        return
    if day is None:
        st.warning("When was it published? The map cannot say “as of” without a date, and it is not guessed.")
        return
    try:
        article = articles.from_text(text, title=title, published=day, publisher=source or None)
    except ArticleError as e:
        _refusal("This cannot be read as an article.", str(e))
        return
    st.session_state["pasted"].pop(article.id, None)  # pasted anew, with another date say: it is the latest now
    st.session_state["pasted"][article.id] = article
    st.session_state.pop("shown", None)
    st.rerun()


def _offer(made: channel.Made, shown: Sequence[Article], notes: Path | None) -> None:
    """Offer the shown situation as files; they are made when asked for."""

    def page() -> str:
        with Gazetteer.open(Settings()) as gazetteer:
            return html.page(made.collection(), gazetteer)

    def records() -> str:
        with Gazetteer.open(Settings()) as gazetteer:
            return table.dumps(pipeline.table(shown, gazetteer, notes=notes))

    with st.popover("Save"):
        st.download_button(
            "Map as one HTML file", page, "situation.html", "text/html", on_click="ignore", width="stretch"
        )
        st.download_button(
            "Marks as GeoJSON",
            lambda: geojson.dumps(made.collection()),
            "situation.geojson",
            "application/geo+json",
            on_click="ignore",
            width="stretch",
        )
        st.download_button("Records as CSV", records, "records.csv", "text/csv", on_click="ignore", width="stretch")
        st.caption(
            "All work without a network. HTML and GeoJSON carry the whole articles, the CSV their sentences: mind who gets them."
        )


# ------------------------------------------------------------------------------------------------------ states


def _problems(failures: Sequence[Failure]) -> None:
    """Name the inputs that failed. ``st.text`` shows characters as they are; the other elements read Markdown."""
    if failures:
        with (
            st.container(key="problems"),
            st.expander(f"{len(failures)} {'input' if len(failures) == 1 else 'inputs'} could not be read"),
        ):
            for failure in failures:
                st.text(render.clean(f"{failure.where}: {failure.reason}"))


def _refusal(words: str, reason: str) -> None:
    st.error(words)
    st.text(render.clean(reason))


def _empty() -> None:
    with st.container(key="middle"):
        st.subheader("No article yet")
        st.write(
            "Paste one with the button above, or start the app with a folder of text files: `python -m geo serve FOLDER`"
        )
