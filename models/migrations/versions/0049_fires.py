"""The ledger of fires, and what was done with each record."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "fires",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=True),
        sa.Column("yuan", sa.Integer(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("injured", sa.Integer(), nullable=False),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("units", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("well", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requirement_id", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("fires", "grid_id", "grids"),
        _points_to("fires", "call_id", "calls"),
        _points_to("fires", "recorded_by", "people"),
        _points_to("fires", "reviewed_by", "people"),
        _points_to("fires", "requirement_id", "requirements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fires")),
        sa.UniqueConstraint("number", name=op.f("uq_fires_number")),
        sa.UniqueConstraint("call_id", name=op.f("uq_fires_call_id")),
    )
    waits = sa.text("next_at IS NOT NULL")
    op.create_index("ix_fires_next", "fires", ["next_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_fires_grid", "fires", ["grid_id", "happened_at"])
    op.create_table(
        "fire_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("fire_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        _points_to("fire_events", "fire_id", "fires"),
        _points_to("fire_events", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fire_events")),
    )
    op.create_index(op.f("ix_fire_events_fire_id"), "fire_events", ["fire_id"])


def downgrade() -> None:
    for table in ("fire_events", "fires"):
        op.drop_table(table)
