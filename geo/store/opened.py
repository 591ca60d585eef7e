"""The open store: its connections, its transactions, its number of writes, its shelves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from geo.errors import StoreError
from geo.model import Place
from geo.settings import Settings
from geo.store import engine, migrate, schema, shelf
from geo.store.entries import Document


class Opened:
    """A store that is open. Each call is one transaction, safe from threads and from several programs at once."""

    def __init__(self, opened: sa.Engine, settings: Settings) -> None:
        self._engine = opened
        self._writer = opened.execution_options(**{engine.WRITES: True})
        self._settings = settings
        self._seen: dict[tuple[Any, ...], tuple[Place, str]] = {}
        self._places: dict[str, Place] = {}
        self.path = engine.path_of(opened.url)
        self.migrated: Path | None = None
        """The copy that was made of an older store when it was opened."""
        self.scenes = Shelf(self, schema.scenes)
        self.settings = Shelf(self, schema.settings)

    @classmethod
    def open(cls, url: str | None = None, *, settings: Settings | None = None, busy_s: float = engine.BUSY_S) -> Self:
        """Open the store, making it where there is none and bringing an older one to the newest schema.

        Parameters
        ----------
        url : str, optional
            SQLAlchemy URL; default: ``settings.database``.
        busy_s : float
            How long a write waits for another program's before it is refused.

        Raises
        ------
        StoreError
            If it cannot be opened, is damaged, or was written by a newer program.
        """
        settings = settings or Settings()
        opened = engine.connect(engine.address(url or settings.database), busy_s)
        try:
            kept = migrate.migrate(opened)
        except BaseException:
            opened.dispose()
            raise
        store = cls(opened, settings)
        store.migrated = kept
        return store

    def close(self) -> None:
        """Close every connection; what was acknowledged is in the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with engine.said(self.path), self._engine.begin() as conn:
            yield conn

    @contextmanager
    def _write(self) -> Iterator[tuple[sa.Connection, int]]:
        """Yield a connection that holds the lock, and the number of this write."""
        with engine.said(self.path), self._writer.begin() as conn:
            c = schema.changes
            conn.execute(sa.update(c).where(c.c.name == "writes").values(count=c.c.count + 1))
            number = conn.scalar(sa.select(c.c.count).where(c.c.name == "writes"))
            if number is None:
                raise StoreError(f"{self.path}: its counter of writes is gone; run: python -m geo db check")
            yield conn, number

    @property
    def version(self) -> int:
        """How often the store was written to: what a cache of its content is keyed by."""
        with self._read() as conn:
            return conn.scalar(sa.select(schema.changes.c.count)) or 0


class Shelf:
    """Scenes or settings of a store: see `geo.store.shelf`."""

    def __init__(self, store: Opened, table: sa.Table) -> None:
        self._store, self._table = store, table

    def get(self, name: str) -> Document | None:
        """Return what is stored under a name, or None."""
        with self._store._read() as conn:
            return shelf.get(conn, self._table, name)

    def list(self) -> list[Document]:
        """Return everything by name."""
        with self._store._read() as conn:
            return shelf.listed(conn, self._table)

    def put(self, name: str, body: Any, *, expected: int, author: str = "") -> int:
        """Store a body on top of the version that its author saw (0: none) and return the new version."""
        with self._store._write() as (conn, number):
            return shelf.put(
                conn, self._table, name, body, expected=expected, author=author, version=number, now=now()
            ).version

    def delete(self, name: str, *, expected: int) -> None:
        """Delete what is stored under a name, if it is still the version that was seen."""
        with self._store._write() as (conn, _):
            shelf.drop(conn, self._table, name, expected=expected)


def now() -> str:
    """Return the moment as it is stored."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
