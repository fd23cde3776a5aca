"""Mutual reviews: once a year, those below rate those above and the other way round."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

NEXT = sa.text("next_at IS NOT NULL")


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "mutual_review_turns",
        sa.Column("grid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("mutual_review_turns", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_mutual_review_turns")),
    )
    op.create_table(
        "mutual_reviews",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("groups", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("done_to", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("mutual_reviews", "grid_id", "grids"),
        _points_to("mutual_reviews", "set_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutual_reviews")),
    )
    op.create_index("uq_mutual_reviews_year", "mutual_reviews", ["grid_id", "year"], unique=True)
    for table in ("mutual_review_turns", "mutual_reviews"):
        op.create_index(f"ix_{table}_next", table, ["next_at"], sqlite_where=NEXT, postgresql_where=NEXT)
    op.create_table(
        "review_cards",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        _points_to("review_cards", "review_id", "mutual_reviews"),
        _points_to("review_cards", "person_id", "people"),
        _points_to("review_cards", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_cards")),
    )
    op.create_index("uq_review_cards_person", "review_cards", ["review_id", "person_id"], unique=True)
    _what_is_said()
    op.create_table(
        "appraisers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("appraisers", "grid_id", "grids"),
        _points_to("appraisers", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisers")),
    )
    op.create_index("uq_appraisers_person", "appraisers", ["grid_id", "person_id"], unique=True)
    op.create_index(op.f("ix_appraisers_person_id"), "appraisers", ["person_id"])


def _what_is_said() -> None:
    op.create_table(
        "review_answers",
        sa.Column("voter", sa.String(length=64), nullable=False),
        sa.Column("body_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _points_to("review_answers", "review_id", "mutual_reviews"),
        sa.PrimaryKeyConstraint("voter", "body_id", name=op.f("pk_review_answers")),
    )
    op.create_index(op.f("ix_review_answers_review_id"), "review_answers", ["review_id"])
    op.create_table(
        "review_results",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("review_id", sa.BigInteger(), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("pooled", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        _points_to("review_results", "review_id", "mutual_reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_results")),
    )
    columns = ["review_id", "body_id", "side", "kind", "pooled"]
    op.create_index("uq_review_results_body", "review_results", columns, unique=True)


def downgrade() -> None:
    for table in ("review_results", "appraisers", "review_answers", "review_cards", "mutual_reviews"):
        op.drop_table(table)
    op.drop_table("mutual_review_turns")
