"""Statements about points, and other people's data; statements of what is stored already are made from its records."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from geo.store.digests import digest

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables and fill statements."""
    op.create_table(
        "datasets",
        *(sa.Column(n, sa.Text, nullable=False) for n in ("id", "name", "kind", "content", "licence", "added_at", "sha256")),
        sa.PrimaryKeyConstraint("id", name="pk_datasets"),
    )  # fmt: skip
    op.execute("ALTER TABLE articles ADD COLUMN dataset TEXT REFERENCES datasets (id)")
    op.create_index("ix_articles_dataset", "articles", ["dataset"])
    statements = op.create_table(
        "statements",
        sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        *(sa.Column(n, sa.Double, nullable=False) for n in ("lon", "lat")),
        sa.Column("actor", sa.Text, nullable=False),
        *(sa.Column(n, sa.Text, nullable=True) for n in ("side", "date")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("within_km", sa.Double, nullable=True),
        sa.Column("weight", sa.Double, nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("place", "sha256")),
        sa.PrimaryKeyConstraint("article_id", "record_id", "n", name="pk_statements"),
    )  # fmt: skip
    conn = op.get_bind()
    points = {d: json.loads(b) for d, b in conn.execute(sa.text("SELECT digest, body FROM places"))}
    found = conn.execute(
        sa.text(
            "SELECT r.article_id, r.id, r.body, a.published FROM records r JOIN articles a ON a.id = r.article_id "
            "WHERE r.kind = 'control' AND r.status IN ('asserted', 'claimed')"
        )
    ).all()
    rows = [
        row
        for article, record, body, day in found
        for row in _statements(article, record, json.loads(body), day, points)
    ]
    if rows:
        op.bulk_insert(statements, [{**row, "sha256": digest("statements", row)} for row in rows])


def _statements(
    article: str, record: str, body: dict[str, Any], published: str | None, points: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the statements of one control record, as the program made them when this migration was written."""
    kind = {"held": "control", "contested": "contested", "divided": "contested", "besieged": "contested"}.get(
        body["state"]
    )
    if kind is None:
        return []
    day = (body["as_of"] or {}).get("start") or published
    day = min(day, published) if day and published else day
    rows: list[dict[str, Any]] = []
    for place in (points[d] for d in body["places"] if points[d]["kind"] in _POINTS):
        for holder in body["holders"]:
            rows.append(
                {
                    "article_id": article, "record_id": record, "n": len(rows), "lon": place["lon"], "lat": place["lat"],
                    "actor": holder["name"], "side": holder["side"], "date": day and dt.date.fromisoformat(day).isoformat(),
                    "kind": kind, "within_km": None, "weight": 1.0 if body["status"] == "asserted" else 0.7,
                    "place": place["name"],
                }
            )  # fmt: skip
    return rows


_POINTS = frozenset(("settlement", "river", "road", "bridge", "facility", "camp"))
