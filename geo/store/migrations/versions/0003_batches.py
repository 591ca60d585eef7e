"""Several decisions at once, and deciding again; what is stored already was decided alone, so its columns stay NULL."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    for column in ("batch", "redoes"):
        op.execute(f"ALTER TABLE decisions ADD COLUMN {column} TEXT")
    op.create_index("ix_decisions_batch", "decisions", ["batch"])
