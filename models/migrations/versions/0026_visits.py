"""Households and the visits to them; must-reports that can never be hazards."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LIVING = "erased_at IS NULL"


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.add_column("matters", sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "households",
        _number("id"),
        _number("grid_id"),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        _number("added_by", nullable=True),
        _time("added_at"),
        _time("due_from"),
        _time("due_until"),
        _number("erased_by", nullable=True),
        _time("erased_at", nullable=True),
        _points_to("households", "grid_id", "grids"),
        _points_to("households", "added_by", "people"),
        _points_to("households", "erased_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    columns, rows = ["grid_id", "due_from"], sa.text(LIVING)
    op.create_index("ix_households_due", "households", columns, postgresql_where=rows, sqlite_where=rows)
    _visits()


def _visits() -> None:
    op.create_table(
        "visits",
        _number("id"),
        _number("household_id"),
        _number("person_id"),
        _time("said_at"),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _time("due_until"),
        _number("report_id", nullable=True),
        _time("undone_at", nullable=True),
        _points_to("visits", "household_id", "households"),
        _points_to("visits", "person_id", "people"),
        _points_to("visits", "report_id", "matters"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_household", "visits", ["household_id", "said_at"])
    op.create_index("ix_visits_said", "visits", ["said_at"])


def downgrade() -> None:
    op.drop_table("visits")
    op.drop_table("households")
    op.drop_column("matters", "confidential")
