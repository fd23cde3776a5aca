"""Volunteer fire brigades, their members and call-outs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0043"
branch_labels = None
depends_on = None


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "brigades",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        _points_to("brigades", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brigades")),
        sa.UniqueConstraint("grid_id", name=op.f("uq_brigades_grid_id")),
    )
    op.create_table(
        "brigade_members",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("brigade_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("brigade_members", "brigade_id", "brigades"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brigade_members")),
    )
    in_it = sa.text("left_at IS NULL")
    once: dict[str, Any] = {"unique": True, "sqlite_where": in_it, "postgresql_where": in_it}
    op.create_index("uq_brigade_members_phone", "brigade_members", ["brigade_id", "phone"], **once)
    op.create_index("ix_brigade_members_phone", "brigade_members", ["phone"])
    op.create_table(
        "brigade_callouts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("brigade_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("brigade_callouts", "brigade_id", "brigades"),
        _points_to("brigade_callouts", "call_id", "calls"),
        _points_to("brigade_callouts", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brigade_callouts")),
    )
    op.create_index("uq_brigade_callouts_call", "brigade_callouts", ["call_id", "brigade_id"], unique=True)
    op.create_index(op.f("ix_brigade_callouts_brigade_id"), "brigade_callouts", ["brigade_id"])


def downgrade() -> None:
    for table in ("brigade_callouts", "brigade_members", "brigades"):
        op.drop_table(table)
