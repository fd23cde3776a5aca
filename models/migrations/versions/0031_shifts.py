"""Shifts: who is on call for a grid."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

WAITS = "due_at IS NOT NULL"


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_shifts_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "shifts",
        _number("id"),
        _number("grid_id"),
        _time("begins_at"),
        _time("ends_at"),
        _text("name", 80),
        _text("phone", 20),
        _text("note", 200),
        _text("state", 24),
        _time("due_at", nullable=True),
        _number("person_id", nullable=True),
        _time("confirmed_at", nullable=True),
        _points_to("grid_id", "grids"),
        _points_to("person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_grid", "shifts", ["grid_id", "ends_at"])
    op.create_index(op.f("ix_shifts_phone"), "shifts", ["phone"])
    rows = sa.text(WAITS)
    op.create_index("ix_shifts_due", "shifts", ["due_at"], postgresql_where=rows, sqlite_where=rows)


def downgrade() -> None:
    op.drop_table("shifts")
