"""Hazards that a leader assigns to somebody of the grid, or puts off to a later day."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


POINTERS = {"hazard_id": "hazards", "person_id": "people", "by_id": "people", "from_id": "people"}


def _points_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_assignments_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(_points_to(column, table) for column, table in POINTERS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    for name, column, unique in (
        ("uq_assignments_waiting", "hazard_id", True),
        ("ix_assignments_due", "due_at", False),
    ):
        waiting = sa.text("state = 'waiting'")
        op.create_index(name, "assignments", [column], unique=unique, postgresql_where=waiting, sqlite_where=waiting)
    op.add_column("hazards", sa.Column("put_off_until", sa.DateTime(timezone=True), nullable=True))
    put_off = sa.text("put_off_until IS NOT NULL")
    op.create_index("ix_hazards_put_off", "hazards", ["put_off_until"], postgresql_where=put_off, sqlite_where=put_off)


def downgrade() -> None:
    op.drop_index("ix_hazards_put_off", "hazards")
    op.drop_column("hazards", "put_off_until")
    op.drop_table("assignments")
