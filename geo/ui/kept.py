"""The library as the page sees it: the store, opened once a process and not before it is needed; what is wrong, in words."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import StoreError
from geo.model import Article
from geo.settings import Settings
from geo.ui import decided as decided_before

if TYPE_CHECKING:  # the store's library costs half a second that a page without stored articles does not pay
    from geo.store import Entry, Store

LIBRARY = "library"
"""The choice of everything in it."""
STORED = "in:"
"""Begins the choice of one article in it."""
LISTED = 30
"""Stored articles that the bar lists by name, the last added; all others are found in the library."""
RETRY_S = 10.0
"""A store that could not be opened is tried again after this: a locked one may keep each try waiting."""
BUSY_S = 5.0
"""How long a write from the page waits for another program's; who looks at a page wants to be told sooner than a script."""


Decided = tuple[int, int]
"""What names the state of all decisions (`geo.store.Store.decided`)."""
UNDECIDED: Decided = (0, 0)


@dataclass(frozen=True)
class Glance:
    """What the bar shows of the library; ``trouble`` says why it cannot be used."""

    version: int = 0
    count: int = 0
    newest: tuple[Entry, ...] = ()
    trouble: str = ""


class Door:
    """The way to the store; one a process, as its threads share it."""

    def __init__(self) -> None:
        self.seen = Glance(version=-1)
        self.written = -1
        """The last write that was looked at."""
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._trouble = ""
        self._tried = -RETRY_S

    @property
    def is_open(self) -> bool:
        """Whether the store is open, or was found not to open."""
        return self._store is not None or bool(self._trouble)

    def open(self) -> Store:
        """Return the store, made where there is none yet.

        Raises
        ------
        StoreError
            If it cannot be opened; the same again for some seconds, without a new try.
        """
        with self._lock:
            if self._store is None:
                if self._trouble and monotonic() - self._tried < RETRY_S:
                    raise StoreError(self._trouble)
                from geo.store import Store

                try:
                    self._store, self._trouble = Store.open(settings=Settings(), busy_s=BUSY_S), ""
                except StoreError as e:
                    self._trouble, self._tried = str(e), monotonic()
                    raise
            return self._store


@st.cache_resource(show_spinner=False)
def _door(database: str) -> Door:
    del database  # what the cache tells one store from another by
    return Door()


def door() -> Door:
    """Return the way to the store."""
    return _door(Settings().database)


def exists() -> bool:
    """Whether there is a store to look into, as far as can be told without opening it."""
    database = Settings().database
    return not database.startswith("sqlite:///") or Path(database.removeprefix("sqlite:///")).exists()


def glance(*, wait: bool = True) -> Glance:
    """Return what the bar shows of the library; where there is no store yet, none is made.

    Parameters
    ----------
    wait : bool
        Whether to open the store now, if that has not been done yet; else the glance is empty.
    """
    if not exists() or not (wait or door().is_open):
        return Glance()
    try:
        way = door()
        store = way.open()
        version = store.version
        if way.written != version:  # a long list takes longer to sort than the map's word to answer
            if not _of_scenes(store, way.written, version):
                way.seen = Glance(version, store.count(), tuple(store.library(limit=LISTED)))
            way.written = version
        return way.seen
    except StoreError as e:
        return Glance(trouble=str(e))


def _of_scenes(store: Store, since: int, until: int) -> bool:
    """Whether every write after ``since`` was of scenes: they change nothing of what is shown, which need not be made anew."""
    if since < 0 or until <= since:
        return False
    written = {d.version for d in store.scenes.list()}
    return all(number in written for number in range(since + 1, until + 1))


def warm() -> None:
    """Load the store's libraries before somebody decides something: the first decision would wait for them."""
    import geo.store  # noqa: F401


def decided() -> Decided:
    """Return what names the state of people's decisions; `UNDECIDED` where there are none or nobody can tell.

    Where nothing is decided this does not wait for the store's libraries.
    """
    if not door().is_open and not (exists() and decided_before.some(Settings().database)):
        return UNDECIDED
    try:
        return door().open().decided
    except StoreError:
        return UNDECIDED


def unread(shown: Decided) -> bool:
    """Whether what is shown lacks decisions that there may be: nobody can tell what of it is sensitive, and it stays in the house."""
    return shown == UNDECIDED and exists() and decided_before.some(Settings().database)


def article(article_id: str) -> Article | None:
    """Return a stored article, or None where it is there no longer."""
    try:
        return door().open().article(article_id)
    except StoreError:
        return None


def show_next(article_id: str | None) -> None:
    """Make a stored article, or with None everything, what the page's next run shows, with the drawer closed."""
    st.session_state["next"] = LIBRARY if article_id is None else f"{STORED}{article_id}"
    st.session_state["library-open"] = False
