"""Heightened periods and campaigns, the windows that they open, and places that need no check for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

WINDOWS = ["grid_id", "duty", "first"]
WAITS = "due_at IS NOT NULL"


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _periods()
    op.create_table(
        "period_places",
        sa.Column("period_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _number("grid_id"),
        _points_to("period_places", "period_id", "periods"),
        _points_to("period_places", "place_id", "places"),
        _points_to("period_places", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("period_id", "place_id", name=op.f("pk_period_places")),
    )
    for table in ("check_windows", "duty_days"):
        op.add_column(table, sa.Column("heightened", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("uq_check_windows_duty", "check_windows")
    op.create_index("uq_check_windows_duty", "check_windows", [*WINDOWS, "heightened"], unique=True)
    op.add_column("places", _day("exempt_from", nullable=True))
    op.add_column("places", _day("exempt_until", nullable=True))
    op.add_column("places", sa.Column("exempt_why", sa.String(length=200), nullable=True))


def _periods() -> None:
    op.create_table(
        "periods",
        _number("id"),
        _number("grid_id"),
        _text("kind", 24),
        _text("name", 40),
        _text("why", 200),
        _day("first"),
        _day("last"),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        _text("origin", 24),
        _number("opened_by", nullable=True),
        _time("opened_at"),
        _text("state", 24),
        _day("ended_on", nullable=True),
        _number("ended_by", nullable=True),
        _time("due_at", nullable=True),
        _points_to("periods", "grid_id", "grids"),
        _points_to("periods", "opened_by", "people"),
        _points_to("periods", "ended_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
    )
    waits = sa.text(WAITS)
    op.create_index("ix_periods_due", "periods", ["due_at"], postgresql_where=waits, sqlite_where=waits)
    op.create_index("ix_periods_last", "periods", ["last"])


def downgrade() -> None:
    for column in ("exempt_why", "exempt_until", "exempt_from"):
        op.drop_column("places", column)
    op.execute(sa.text("DELETE FROM check_misses WHERE window_id IN (SELECT id FROM check_windows WHERE heightened)"))
    op.execute(sa.text("DELETE FROM check_windows WHERE heightened"))
    op.drop_index("uq_check_windows_duty", "check_windows")
    op.create_index("uq_check_windows_duty", "check_windows", WINDOWS, unique=True)
    for table in ("duty_days", "check_windows"):
        op.drop_column(table, "heightened")
    op.drop_table("period_places")
    op.drop_table("periods")
