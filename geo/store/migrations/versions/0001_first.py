"""Articles, what rules made of them, what people decided."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, *more: sa.ForeignKey, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text, *more, nullable=null)


def _of_article() -> sa.Column:
    return _text("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE", name=None))


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "articles",
        _text("id"), _text("title"), _text("source", null=True), _text("published", null=True), _text("words"),
        _text("address", null=True), _text("bands"), _text("copy_of", null=True), _text("origin"), _text("added_at"),
        _text("body"), _text("sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
    )  # fmt: skip
    _indexes("articles", "published", "words", "address", "copy_of")
    op.create_table(
        "readings",
        _of_article(), _text("rules"), _text("theatre", null=True),
        *(sa.Column(n, sa.Integer, nullable=False) for n in ("events", "displacements", "movements", "controls", "unplaced")),
        _text("read_at"), _text("places"), _text("toponyms"), _text("sha256"),
        sa.PrimaryKeyConstraint("article_id", name="pk_readings"),
    )  # fmt: skip
    _indexes("readings", "rules")
    op.create_table(
        "records",
        _of_article(), _text("id"), sa.Column("n", sa.Integer, nullable=False), _text("kind"), _text("type"), _text("status"),
        _text("day_from", null=True), _text("day_to", null=True), _text("places"), _text("body"), _text("made_by"),
        _text("sha256"),
        sa.PrimaryKeyConstraint("article_id", "id", name="pk_records"),
    )  # fmt: skip
    _indexes("records", "id")
    op.create_table(
        "places",
        _text("digest"), _text("id"), _text("body"), _text("sha256"),
        sa.PrimaryKeyConstraint("digest", name="pk_places"),
    )  # fmt: skip
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, nullable=False), _of_article(),
        sa.PrimaryKeyConstraint("band", "article_id", name="pk_bands"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    _indexes("bands", "article_id")
    op.create_table(
        "copies",
        *(_text(n, sa.ForeignKey("articles.id", ondelete="CASCADE", name=None)) for n in "ab"), _text("why"), _text("sha256"),
        sa.PrimaryKeyConstraint("a", "b", name="pk_copies"),
    )  # fmt: skip
    _indexes("copies", "b")
    op.create_table(
        "decisions",
        sa.Column("n", sa.Integer, nullable=False), _text("id"), _text("target"), _text("holds", null=True),
        _text("article_id", null=True), _text("anchor"), _text("kind"), _text("body"), _text("author"), _text("reason"),
        _text("at"), sa.Column("version", sa.Integer, nullable=False), _text("undoes", null=True), _text("sha256"),
        sa.PrimaryKeyConstraint("n", name="pk_decisions"),
        sa.UniqueConstraint("id", name="uq_decisions_id"),
        sa.UniqueConstraint("target", "version", name="uq_decisions_target"),
    )  # fmt: skip
    _indexes("decisions", "target", "holds", "article_id")
    op.create_table(
        "inputs",
        *(_text(n) for n in ("content", "location", "state", "reason", "articles", "seen_at", "sha256")),
        sa.PrimaryKeyConstraint("content", name="pk_inputs"),
    )  # fmt: skip
    for shelf in ("scenes", "settings"):
        op.create_table(
            shelf,
            _text("name"), _text("body"), sa.Column("version", sa.Integer, nullable=False), _text("author"), _text("at"),
            _text("sha256"),
            sa.PrimaryKeyConstraint("name", name=f"pk_{shelf}"),
        )  # fmt: skip
    changes = op.create_table(
        "changes",
        _text("name"), sa.Column("count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_changes"),
    )  # fmt: skip
    op.bulk_insert(changes, [{"name": "writes", "count": 0}])
