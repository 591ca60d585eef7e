"""Errors that this project raises on purpose.

::

    GeoError
    ├── ArticleError(ValueError)       an input cannot be read as an article
    ├── GazetteerError(RuntimeError)   the place index is missing, damaged or cannot be built
    ├── TableError(ValueError)         a row of a table under data/ or given by the analyst is wrong
    ├── GeometryError(ValueError)      coordinates out of range or not finite
    ├── RenderError(ValueError)        a map would need something from another host, or bad message
    ├── StoreError(RuntimeError)       the store is damaged, locked or cannot be written
    │   └── Conflict                   somebody else changed the same thing since it was read
    └── OutputError(OSError)           a file cannot be written

A message says what was wrong, where, what was expected and what to try.
"""


class GeoError(Exception):
    """Root of the errors that this project raises on purpose."""


class ArticleError(GeoError, ValueError):
    """An input cannot be read as an article."""


class GazetteerError(GeoError, RuntimeError):
    """The place index is missing, damaged or cannot be built."""


class TableError(GeoError, ValueError):
    """A row of a table is wrong; the message names file, line and column."""


class GeometryError(GeoError, ValueError):
    """Coordinates are out of range or not finite."""


class RenderError(GeoError, ValueError):
    """A map cannot be drawn without leaving the machine, or its message is malformed."""


class StoreError(GeoError, RuntimeError):
    """The store cannot be opened, read or written; what was acknowledged before is still in it."""


class Conflict(StoreError):  # noqa: N818
    """Somebody else changed the same thing since it was read: ``theirs`` is what stands, ``ours`` was refused."""

    def __init__(self, message: str, *, ours: object, theirs: object) -> None:
        super().__init__(message)
        self.ours = ours
        self.theirs = theirs


class BriefingError(GeoError, ValueError):
    """A briefing holds what no scene may hold."""


class OutputError(GeoError, OSError):
    """A file cannot be written."""
