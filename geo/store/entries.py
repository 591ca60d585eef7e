"""What the store hands out beside the model's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from geo.model import Mark as Mark

State = Literal["new", "same", "copy", "reread"]
Kind = Literal["confirm", "reject", "place", "edit", "sensitive", "note", "merge", "split", "draw", "undo"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What came of adding an article: ``same`` as stored already, ``copy`` of the stored ``copy_of``, or read again.

    Of copies the earliest counts: that may be the one that was just added, ``copy_of`` then no longer does.
    """

    id: str
    state: State
    copy_of: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Deleted:
    """What went with an article; ``kept`` are ids of records that rest on other articles too."""

    id: str
    records: int
    decisions: int
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """Bytes seen before, and what came of them.

    Parameters
    ----------
    sha256 : str
        Of the bytes.
    state : str
        "read", "failed" (``reason`` says why) or "deleted" (all its articles were deleted by hand).
    """

    sha256: str
    where: str
    state: Literal["read", "failed", "deleted"]
    reason: str
    articles: tuple[str, ...]
    seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Records of an article by kind; ``unplaced`` are those of them without a place."""

    events: int = 0
    displacements: int = 0
    movements: int = 0
    controls: int = 0
    unplaced: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An article in the library.

    ``copies`` are stored articles that count as this one, ``copy_of`` the one that this counts as.
    """

    id: str
    title: str
    source: str | None
    published: date | None
    added_at: datetime
    origin: str
    counts: Counts
    rules: str
    outdated: bool
    copies: int = 0
    copy_of: str | None = None
    dataset: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What somebody decided.

    Parameters
    ----------
    batch : str
        What was decided at once has one; of a decision made alone it is its own id.
    target : str
        Record, article or drawing that it was about when it was made.
    record : str or None
        What it applies to now; None while that is gone, after a reading with other rules.
    article : str or None
        None for a drawing.
    version : int
        What ``expected`` of the next decision on the target must be.
    anchor : mapping
        What its record, and those that it names, are recognised by when their ids are gone.
    redoes : str or None
        The decision, taken back before, that it decides again.
    """

    id: str
    batch: str
    target: str
    record: str | None
    article: str | None
    kind: Kind
    body: Mapping[str, Any]
    author: str
    reason: str
    at: datetime
    version: int
    anchor: Mapping[str, Any] = field(default_factory=dict, repr=False)
    redoes: str | None = None
    undone: bool = False

    @property
    def quote(self) -> str:
        """The sentence that the record rested on."""
        return str(self.anchor.get("quote", ""))


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A scene or a setting; ``version`` is what ``expected`` of the next change must be."""

    name: str
    body: Any
    version: int
    author: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """Other people's event data as imported; ``content`` is the SHA-256 of its file."""

    id: str
    name: str
    kind: str
    content: str
    licence: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Damage:
    """A row, table or file that is not as it was written, and what to do about it."""

    table: str
    id: str
    what: str
    remedy: str = field(default="restore a backup")

    def __str__(self) -> str:
        return f"{self.table} {self.id}: {self.what}; {self.remedy}".replace("  ", " ")
