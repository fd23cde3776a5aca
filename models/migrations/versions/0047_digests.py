"""The figures of weeks, months, halves and years as they were when these ended, and when hazards began and ended."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

WAITS = "tell_at IS NOT NULL"


def _to_grids(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_grid_id")
    return sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "digest_turns",
        sa.Column("grid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        _to_grids("digest_turns"),
        sa.PrimaryKeyConstraint("grid_id", "kind", name=op.f("pk_digest_turns")),
    )
    op.create_index("ix_digest_turns_next", "digest_turns", ["next_at"])
    op.create_table(
        "frozen_periods",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        _to_grids("frozen_periods"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_periods")),
        sa.UniqueConstraint("grid_id", "kind", "first", name=op.f("uq_frozen_periods_grid_id")),
    )
    op.create_index(
        "ix_frozen_periods_tell",
        "frozen_periods",
        ["tell_at"],
        postgresql_where=sa.text(WAITS),
        sqlite_where=sa.text(WAITS),
    )
    op.create_index("ix_hazards_created", "hazards", ["grid_id", "created_at"])
    op.create_index("ix_hazards_ended", "hazards", ["grid_id", "ended_at"])


def downgrade() -> None:
    op.drop_index("ix_hazards_ended", "hazards")
    op.drop_index("ix_hazards_created", "hazards")
    op.drop_table("frozen_periods")
    op.drop_table("digest_turns")
