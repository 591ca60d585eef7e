"""What became of what was given to the store, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from geo.articles import Failure

State = Literal["new", "reread", "same", "copy", "deleted", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one article, or of an input that holds none.

    Parameters
    ----------
    where : str
        The input.
    state : str
        ``new``; ``reread``: there before, read with newer rules or what is known about it now; ``same``: there before;
        ``copy``: stored, but counted together with an article that it is a wire copy of; ``deleted`` by somebody before,
        and left out; ``failed``.
    article : str or None
        Its id in the store.
    of : str
        Title of the article that it is the same as or a copy of.
    """

    where: str
    state: State
    article: str | None = None
    title: str = ""
    of: str = ""
    events: int = 0
    displacements: int = 0
    movements: int = 0
    controls: int = 0
    placed: int = 0
    unplaced: int = 0
    reason: str = ""

    def words(self) -> str:
        """Return it as a sentence; it may hold text of the article."""
        if self.state == "failed":
            return f"{self.where}: could not be read: {self.reason}"
        if self.state == "same":
            return f"{self.where}: already there" + (f" as “{self.of}”" if self.of else "")
        if self.state == "deleted":
            return f"{self.where}: was deleted from the store before, so it is left out"
        found = ", ".join(f"{n:,} {name}" for n, name in self._counts() if n) or "no records"
        did = {"new": "read", "reread": "read again", "copy": f"a copy of “{self.of}”, which counts once"}[self.state]
        return f"{self.where}: {did}: {found}"

    def _counts(self) -> tuple[tuple[int, str], ...]:
        named = (
            (self.events, "event"),
            (self.displacements, "displacement"),
            (self.movements, "movement"),
            (self.controls, "control statement"),
        )
        return (*((n, name if n == 1 else f"{name}s") for n, name in named), (self.unplaced, "not placed"))


@dataclass(slots=True)
class Report:
    """How an ingest went; ``placed`` and ``unplaced`` count records of what was read now."""

    read: int = 0
    reread: int = 0
    same: int = 0
    copies: int = 0
    deleted: int = 0
    placed: int = 0
    unplaced: int = 0
    failed: list[Failure] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """Articles and failures so far."""
        return self.read + self.reread + self.same + self.copies + self.deleted + len(self.failed)

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.read += outcome.state == "new"
        self.reread += outcome.state == "reread"
        self.same += outcome.state == "same"
        self.copies += outcome.state == "copy"
        self.deleted += outcome.state == "deleted"
        self.placed += outcome.placed
        self.unplaced += outcome.unplaced
        if outcome.state == "failed":
            self.failed.append(Failure(where=outcome.where, reason=outcome.reason))

    def words(self) -> str:
        """Return it as a sentence.

        >>> Report(read=12, same=3, copies=1, placed=40, unplaced=1).words()
        '12 read, 3 already there, 1 a wire copy; 40 records placed, 1 not'
        """
        parts = (
            (self.read, "read"),
            (self.reread, "read again"),
            (self.same, "already there"),
            (self.copies, "a wire copy" if self.copies == 1 else "wire copies"),
            (self.deleted, "left out because deleted before"),
            (len(self.failed), "could not be read"),
        )
        said = ", ".join(f"{n:,} {words}" for n, words in parts if n) or "nothing to read"
        if not self.placed + self.unplaced:
            return said
        return f"{said}; {self.placed:,} record{'' if self.placed == 1 else 's'} placed, {self.unplaced:,} not"
