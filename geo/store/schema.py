"""The tables. Every row carries a SHA-256 of its content, so that a flipped bit is found and named.

Nothing here is SQLite's own: days and moments are ISO text, bodies are JSON text, numbers are integers and doubles.
"""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0003"
"""The newest migration; a store of a newer one was written by a newer program and is refused."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _digest() -> sa.Column[str]:
    return sa.Column("sha256", sa.Text, nullable=False)


def _of_article(*, index: bool = False) -> sa.Column[str]:
    return sa.Column(
        "article_id",
        sa.Text,
        sa.ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=True,
        index=index or None,
    )


datasets = sa.Table(
    "datasets", metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Other people's event data; ``content`` is the SHA-256 of the file."""

articles = sa.Table(
    "articles", metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text),
    sa.Column("published", sa.Text, index=True),
    sa.Column("words", sa.Text, nullable=False, index=True),
    sa.Column("address", sa.Text, index=True),
    sa.Column("bands", sa.Text, nullable=False),
    sa.Column("copy_of", sa.Text, index=True),
    sa.Column("dataset", sa.Text, sa.ForeignKey("datasets.id"), index=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Articles as read. ``words`` and ``address`` tell the same article; ``bands`` are what its row in that table is made of."""

readings = sa.Table(
    "readings", metadata,
    _of_article(),
    sa.Column("rules", sa.Text, nullable=False, index=True),
    sa.Column("theatre", sa.Text),
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("displacements", sa.Integer, nullable=False),
    sa.Column("movements", sa.Integer, nullable=False),
    sa.Column("controls", sa.Integer, nullable=False),
    sa.Column("unplaced", sa.Integer, nullable=False),
    sa.Column("read_at", sa.Text, nullable=False),
    sa.Column("places", sa.Text, nullable=False),
    sa.Column("toponyms", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""What rules made of an article as a whole; ``places`` are the digests of the places that its bodies point to."""

records = sa.Table(
    "records", metadata,
    _of_article(),
    sa.Column("id", sa.Text, primary_key=True, index=True),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("day_from", sa.Text),
    sa.Column("day_to", sa.Text),
    sa.Column("places", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Records in the order in which they were read; ``places`` are gazetteer ids, ``made_by`` the version of the rules."""

statements = sa.Table(
    "statements", metadata,
    _of_article(),
    sa.Column("record_id", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("lon", sa.Double, nullable=False),
    sa.Column("lat", sa.Double, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("side", sa.Text),
    sa.Column("date", sa.Text),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("within_km", sa.Double),
    sa.Column("weight", sa.Double, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Who is said to hold a point, as ``geo fronts`` reads it."""

places = sa.Table(
    "places", metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Places as the bodies knew them, geometry and all, each stored once."""

bands = sa.Table(
    "bands", metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    _of_article(index=True),
    sqlite_with_rowid=False,
)  # fmt: skip
"""Which articles may be copies of one another; made from the column ``bands`` of articles and checked against it."""

copies = sa.Table(
    "copies", metadata,
    sa.Column("a", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("b", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("why", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Pairs of articles that are one, a before b: by words, address or near-identical text."""

decisions = sa.Table(
    "decisions", metadata,
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("target", sa.Text, nullable=False, index=True),
    sa.Column("holds", sa.Text, index=True),
    sa.Column("article_id", sa.Text, index=True),
    sa.Column("anchor", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("undoes", sa.Text),
    sa.Column("batch", sa.Text, index=True),
    sa.Column("redoes", sa.Text),
    _digest(),
    sa.UniqueConstraint("target", "version"),
)  # fmt: skip
"""What people decided, one row a step, undoing among them; ``holds`` is what it applies to now, NULL while that is gone.

``batch`` is what was decided at once has in common, NULL for what was decided alone.
"""

inputs = sa.Table(
    "inputs", metadata,
    sa.Column("content", sa.Text, primary_key=True),
    sa.Column("location", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("articles", sa.Text, nullable=False),
    sa.Column("seen_at", sa.Text, nullable=False),
    _digest(),
)  # fmt: skip
"""Bytes seen before, by their SHA-256, and what came of them."""


def _shelf(name: str) -> sa.Table:
    return sa.Table(
        name, metadata,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        _digest(),
    )  # fmt: skip


scenes = _shelf("scenes")
"""What a map showed: people edit it, so it has a version."""

settings = _shelf("settings")
"""Choices that outlive a session."""

changes = sa.Table(
    "changes", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)  # fmt: skip
"""One row that counts the writes: what a cache of the store's content is keyed by."""

ORDER: tuple[sa.Table, ...] = (
    datasets, articles, readings, records, statements, places, bands, copies, decisions, inputs, scenes, settings,
)  # fmt: skip
"""Tables in an order in which they can be filled: what is pointed to comes first."""
