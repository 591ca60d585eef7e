"""The bar: what is shown, what days select, the library, and where it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import articles, external, situation, strings
from geo.articles import Reading
from geo.model import Article
from geo.ui import kept, library
from geo.ui.kept import LIBRARY, STORED, Glance
from geo.ui.shown import Shown, steady

ALL = "all"
FOLDER = "folder:"
TABLE = "data:"
"""Begins the choice of all articles in a folder."""
DATABASE = "db:"
"""The input that stands for everything in the library."""
BY: tuple[situation.By, ...] = ("time", "published")
"""What a day of the timeline selects: what was true by then as all articles tell it, or what was published by then."""
SEEDS = str(Path(__file__).resolve().parents[2] / "seeds")


@dataclass(frozen=True)
class Choice:
    """What the bar says: what is shown (None: there is nothing) and its name, how, and how the page's address spells it."""

    shown: Shown | None
    by: situation.By
    name: str
    address: str
    waiting: str
    status: DeltaGenerator
    save: DeltaGenerator


def given(inputs: Sequence[str]) -> tuple[Reading, bool]:
    """Return the articles that the app was started with, and whether it was with the library."""
    files = tuple(i for i in inputs if i != DATABASE)
    stored = DATABASE in inputs
    return _read(files if files or stored else (SEEDS,)), stored


@st.cache_resource(show_spinner=False, max_entries=8)
def _read(inputs: Sequence[str]) -> Reading:
    found = articles.read_all(inputs)
    tables = tuple({t.sha256: t for t in found.tables if external.is_dataset(t.columns)}.values())
    rest = tuple(f for f in found.failures if f.where not in {t.where for t in tables})
    return replace(found, tables=tables, failures=rest)


def asks_for_stored() -> bool:
    """Whether this session, or the address that it begins with, asks for something in the library."""
    wanted = st.session_state.get("next") or st.session_state.get("shown") or st.query_params.get("a") or ""
    return wanted == LIBRARY or wanted.startswith(STORED)


def draw(reading: Reading, glance: Glance, *, on_library: bool) -> Choice:
    """Draw the bar and return what it says.

    What lies in a folder of its own is one entry; then the page opens on the first article outside.

    Parameters
    ----------
    on_library : bool
        Whether the app was started with the library, so that the page opens on it.
    """
    by_id = {a.id: a for a in reading.articles}
    together = {FOLDER + f.name: [by_id[i] for i in f.articles] for f in reading.folders}
    inside = {i for f in reading.folders for i in f.articles}
    single = [i for i in by_id if i not in inside]
    data = {TABLE + d.sha256[:16]: d for d in reading.tables}
    single += data
    everything = [ALL] if len(by_id) + len(data) > 1 else []
    stored = _stored(glance)
    options = [*single, *together, *everything] if together else [*everything, *single]
    whole = [LIBRARY] * bool(glance.count)
    options = [*whole, *options, *stored] if on_library else [*options, *whole, *stored]

    def words(option: str) -> str:
        if option == ALL:
            if not by_id:
                return strings.say("bar.all_data", n=len(data))
            if not data:
                return strings.say("bar.all", n=len(by_id))
            return strings.say("bar.all_beside", n=len(by_id), data=strings.say("count.datasets", n=len(data)))
        if option in data:
            return strings.say("bar.data", name=data[option].name)
        if option == LIBRARY:
            return strings.say("bar.library", n=glance.count)
        if option in stored:
            return strings.say("bar.stored", name=stored[option])
        return _folder(option, together[option]) if option in together else _name(by_id[option])

    chosen, by = None, BY[0]
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.markdown(strings.say("app.title"), width="content")
        if options:
            _settle(options)
            label = strings.say("bar.article")
            chosen = st.selectbox(
                label, options, format_func=words, key="shown", label_visibility="collapsed", placeholder=label
            )
            if chosen in {ALL, LIBRARY} or chosen in together or chosen in data:
                by = _days()
        status = st.container(key="status", width="content")
        library.buttons()
        save = st.container(key="save", width="content")
    if chosen is None:
        return Choice(None, by, "", "", "", status, save)
    if chosen == LIBRARY:
        shown = Shown(stored=None, version=steady(glance.version))
    elif chosen in stored:
        shown = Shown(stored=(chosen.removeprefix(STORED),), version=glance.version)
    else:
        asked = [by_id[chosen]] if chosen in by_id else together.get(chosen, ())
        shown = Shown(
            articles=reading.articles if chosen == ALL else tuple(asked),
            data=reading.tables if chosen == ALL else (data[chosen],) if chosen in data else (),
        )
    alone = len(options) == 1 or (chosen == ALL and not together)
    waiting = strings.say("bar.together" if chosen == LIBRARY else "page.reading")
    return Choice(shown, by, chosen, "" if alone else chosen, waiting, status, save)


def _settle(options: Sequence[str]) -> None:
    """Make the choice one that there is: what was asked for inside the page, in its address, or the first."""
    wanted = st.session_state.pop("next", None) or st.session_state.get("shown") or st.query_params.get("a")
    st.session_state["shown"] = wanted if wanted in options else options[0]


def _stored(glance: Glance) -> dict[str, str]:
    """Return the stored articles that the bar lists, with their titles; the one asked for is always among them."""
    found = {STORED + entry.id: library.title(entry) for entry in glance.newest}
    wanted = st.session_state.get("next") or st.session_state.get("shown") or st.query_params.get("a") or ""
    if glance.count and wanted.startswith(STORED) and wanted not in found:
        article = kept.article(wanted.removeprefix(STORED))
        if article is not None:
            found[wanted] = _name(article)
    return found


def _days() -> situation.By:
    """Draw the choice of what days select; it makes a difference where several articles tell of several days."""
    if "by" not in st.session_state and st.query_params.get("by") in BY:
        st.session_state["by"] = st.query_params["by"]
    return st.selectbox(
        strings.say("bar.days"),
        BY,
        format_func=lambda by: strings.say(f"bar.by_{by}"),
        key="by",
        label_visibility="collapsed",
        placeholder=strings.say("bar.days"),
        width=150,
        help=strings.say("bar.days_help"),
    )


def _name(article: Article) -> str:
    return article.title or article.text[:60] + "…"


def _folder(option: str, found: Sequence[Article]) -> str:
    """Return a folder in words, with its days: "syria-campaign-2024" is "Syria campaign 2024"."""
    words = option.removeprefix(FOLDER).replace("-", " ").replace("_", " ").strip()
    days = sorted(a.published for a in found if a.published)
    name = f"{words[:1].upper()}{words[1:]}"
    if not (days and days[0] < days[-1]):
        return strings.say("bar.folder", n=len(found), name=name)
    return strings.say("bar.folder_days", n=len(found), name=name, first=str(days[0]), last=str(days[-1]))
