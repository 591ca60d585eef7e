"""The library: what is stored and what each article gave; search, open on the map, read again, delete, add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import strings
from geo.articles.document import display_name
from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.render import clean
from geo.settings import Settings
from geo.ui import adding, kept
from geo.ui.plain import fault, refusal, say

if TYPE_CHECKING:
    from geo.store import Entry, Store

PAGE = 20
"""Articles on one page of the list."""
MOST = 100_000
"""Articles of one data set."""
WIDTH = 620
"""Of the drawer, in pixels: the map stays in view beside it on a desk's screen."""
LIST, ADD, ONE = "list", "add", "one"
"""What the drawer shows; `ONE` article together with its id."""


def buttons() -> None:
    """Draw the two buttons of the bar that open the library.

    What the map reports runs the page again; the drawer is drawn in each run until the reader closes it.
    """
    if st.button(strings.say("bar.add"), key="add"):
        _open(ADD)
    if st.button(strings.say("library.name"), key="library"):
        _open(LIST)
    if st.session_state.get("library-open"):
        st.dialog(strings.say("library.name"), width=WIDTH, position="right", on_dismiss=_close)(_drawer)()


def _open(view: str) -> None:
    _turn(view)
    st.session_state["library-open"] = True


def _close() -> None:
    """Leave the drawer out of the next run."""
    st.session_state["library-open"] = False


def _drawer() -> None:
    view, article_id = st.session_state["library-view"]
    try:
        with st.container(key="library-drawer"):
            if view == ADD:
                _back()
                adding.draw()
            elif not kept.exists():
                _empty()
            elif view == ONE:
                _back()
                _article(kept.door().open(), article_id)
            else:
                _list(kept.door().open())
    except StoreError as e:
        refusal(strings.say("library.unusable"), str(e))
    except Exception as e:
        fault(e)


def _turn(view: str, article_id: str = "") -> None:
    """Turn the drawer to a view."""
    st.session_state["library-view"] = (view, article_id)
    st.session_state.pop("library-delete", None)
    st.session_state.pop("library-said", None)


def _back() -> None:
    st.button(strings.say("library.back"), key="library-back", type="tertiary", on_click=_turn, args=(LIST,))


def _empty() -> None:
    st.text(strings.say("library.empty"))
    st.caption(strings.say("add.who"))
    st.button(strings.say("library.add"), key="library-first", type="primary", on_click=_turn, args=(ADD,))


# ---------------------------------------------------------------------------------------------------------- list


def _list(store: Store) -> None:
    """Draw the page of the list that is turned to; searching and turning happen in SQL."""
    everything = store.count()
    if not everything:
        _empty()
        return
    with st.container(key="library-head", horizontal=True, vertical_alignment="center"):
        search = st.text_input(
            strings.say("library.search"),
            key="library-search",
            type="search",
            placeholder=strings.say("library.search_among", n=everything),
            label_visibility="collapsed",
            live="300ms",
            on_change=_to_first,
        )
        st.button(strings.say("library.add"), key="library-add", on_click=_turn, args=(ADD,))
    if said := st.session_state.get("library-said"):
        say(said, key="library-said-text")
    _outdated(store)
    first = min(st.session_state.get("library-first-row", 0), max(everything - 1, 0) // PAGE * PAGE)
    entries = store.library(search=search or "", limit=PAGE + 1, offset=first)
    if not entries:
        st.text(clean(strings.say("library.none_found", search=search)))
        return
    for n, entry in enumerate(entries[:PAGE]):
        _row(n, entry)
    _pager(first, len(entries), None if search else everything)


def _row(n: int, entry: Entry) -> None:
    with st.container(key=f"library-row-{n}", horizontal=True, vertical_alignment="top", wrap=False):
        with st.container(key=f"library-words-{n}", gap=None):
            say(title(entry), key=f"library-title-{n}")
            say(_published(entry), key=f"library-origin-{n}")
            say(gave(entry), key=f"library-gave-{n}")
        if st.button(strings.say("library.show"), key=f"library-show-{n}"):
            show(entry.id)
        st.button(
            strings.say("library.more"), key=f"library-more-{n}", type="tertiary", on_click=_turn, args=(ONE, entry.id)
        )


def _pager(first: int, found: int, everything: int | None) -> None:
    """Draw where in the list one is; of a search the number of all hits is not counted."""
    if first == 0 and found <= PAGE:
        return
    last = first + min(found, PAGE)
    with st.container(key="library-pager", horizontal=True, vertical_alignment="center"):
        st.button(
            strings.say("library.newer"), key="library-newer", disabled=first == 0, on_click=_to, args=(first - PAGE,)
        )
        where = {"first": first + 1, "last": last}
        st.text(
            strings.say("library.rows_of", **where, all=everything)
            if everything
            else strings.say("library.rows", **where)
        )
        st.button(
            strings.say("library.older"),
            key="library-older",
            disabled=found <= PAGE,
            on_click=_to,
            args=(first + PAGE,),
        )


def _to(first: int) -> None:
    st.session_state["library-first-row"] = max(first, 0)


def _to_first() -> None:
    _to(0)


def _outdated(store: Store) -> None:
    """Offer to read again what other rules than today's have read."""
    from geo.store import rules

    found = store.outdated(rules.version())
    if not found:
        return
    with st.container(key="library-outdated", horizontal=True, vertical_alignment="center"):
        st.text(strings.say("library.outdated", n=len(found)))
        if st.button(strings.say("library.read_again"), key="library-reread", type="tertiary"):
            _read_again(store, found)
            st.rerun(scope="fragment")


# ------------------------------------------------------------------------------------------------------- article


def _article(store: Store, article_id: str) -> None:
    """Draw one article: what it gave, what can be done with it, its text."""
    entry = next(iter(store.library(ids=[article_id])), None)
    if entry is None:
        st.text(strings.say("library.gone"))
        return
    article = store.article(article_id)
    say(title(entry), key="library-title")
    say(_origin(entry), key="library-origin")
    say(gave(entry), key="library-gave")
    for words in _remarks(store, entry):
        say(words, key=f"library-remark-{len(words)}")
    if said := st.session_state.get("library-said"):
        say(said, key="library-said-text")
    if st.session_state.get("library-delete") == article_id:
        _confirm(store, entry)
    else:
        with st.container(key="library-doors", horizontal=True):
            if st.button(strings.say("library.show_on_map"), key="library-show", type="primary"):
                show(article_id)
            if not entry.dataset and st.button(strings.say("library.read_again"), key="library-again"):
                _read_again(store, [article_id])
                st.rerun(scope="fragment")
            st.button(
                strings.say("library.delete_ask"), key="library-delete-ask", on_click=_ask_delete, args=(article_id,)
            )
    with st.container(key="library-text"):
        st.text(clean(article.text), width="stretch")


def _remarks(store: Store, entry: Entry) -> list[str]:
    out = []
    if entry.copies:
        out.append(strings.say("library.copies", n=entry.copies))
    for counts in store.library(ids=[entry.copy_of]) if entry.copy_of else ():
        out.append(strings.say("library.copy_of", title=title(counts)))
    if entry.outdated and not entry.dataset:
        out.append(strings.say("library.is_outdated"))
    return out


def _confirm(store: Store, entry: Entry) -> None:
    with st.container(key="library-confirm", border=True):
        st.text(_goes(store, entry))
        st.caption(strings.say("library.delete_note"))
        with st.container(horizontal=True):
            if st.button(strings.say("library.delete"), key="library-delete-do", type="primary"):
                store.delete(entry.id)
                _deleted(strings.say("library.deleted", title=title(entry)))
            if entry.dataset and st.button(strings.say("library.delete_set"), key="library-delete-set"):
                days = [
                    e.id for e in store.library(search=entry.source or "", limit=MOST) if e.dataset == entry.dataset
                ]
                bar = st.progress(0.0)
                for n, article_id in enumerate(days, 1):
                    store.delete(article_id)
                    bar.progress(n / len(days))
                _deleted(strings.say("library.deleted_set", n=len(days), title=clean(entry.source or entry.dataset)))
            st.button(strings.say("library.keep"), key="library-keep", on_click=_ask_delete, args=("",))


def _deleted(words: str) -> None:
    _turn(LIST)
    st.session_state["library-said"] = words
    st.rerun(scope="fragment")


def _goes(store: Store, entry: Entry) -> str:
    """Return the question whether to delete an article, with what goes with it."""
    found = _found(entry, records_only=True)
    decided = sum(d.article == entry.id for d in store.decisions())
    found += [strings.say("library.decisions", n=decided)] * bool(decided)
    return strings.say("library.goes", what=", ".join(found)) if found else strings.say("library.goes_alone")


def _ask_delete(article_id: str) -> None:
    st.session_state["library-delete"] = article_id


def _read_again(store: Store, ids: list[str]) -> None:
    """Read stored articles with today's rules, and say how it went."""
    from geo.store import ingest

    bar = st.progress(0.0, text=strings.say("library.reading_again", n=len(ids)))

    def each(report: ingest.Report, _: ingest.Outcome) -> None:
        bar.progress(report.seen / len(ids))

    with Gazetteer.open(Settings()) as gazetteer:
        report = ingest.reread(store, gazetteer, ids=ids, each=each)
    bar.empty()
    st.session_state["library-said"] = report.words()


def show(article_id: str) -> None:
    """Open an article on the map; the drawer closes."""
    kept.show_next(article_id)
    st.rerun()


# --------------------------------------------------------------------------------------------------------- words


def title(entry: Entry) -> str:
    """Return an article's name in one line."""
    return " ".join(clean(entry.title).split()) or strings.say("library.untitled")


def gave(entry: Entry) -> str:
    """Return in words what an article gave, and whether another counts in its stead."""
    found = _found(entry) or [strings.say("library.gave_nothing")]
    return " · ".join([*found, strings.say("library.other_counts")] if entry.copy_of else found)


def _found(entry: Entry, *, records_only: bool = False) -> list[str]:
    counts = [
        (entry.counts.events, "count.events"),
        (entry.counts.displacements, "count.displacements"),
        (entry.counts.movements, "count.movements"),
        (entry.counts.controls, "count.controls"),
    ]
    if not records_only:  # they are among the others
        counts.append((entry.counts.unplaced, "count.unplaced"))
    return [strings.say(key, n=n) for n, key in counts if n]


def _published(entry: Entry) -> str:
    """Return day, publisher, and when it was added; after a publisher in Arabic a number would read as part of its name."""
    source = " ".join(clean(entry.source or "").split())
    day = strings.day(entry.published) if entry.published else strings.say("rail.undated")
    return strings.joined([day, source, strings.say("library.added", day=strings.day(entry.added_at.date()))])


def _origin(entry: Entry) -> str:
    """Return the same, and which file it came from."""
    return strings.joined([_published(entry), display_name(entry.origin) if entry.origin else ""])
