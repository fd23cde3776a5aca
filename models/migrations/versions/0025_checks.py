"""What is owed how often, the windows it is owed in, checks of places, and what was missed."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OPEN, TO_TELL, TO_OPEN = "closed_at IS NULL", "tell_at IS NOT NULL", "next_at IS NOT NULL"


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _key(of: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{of}"))


def upgrade() -> None:
    op.create_table(
        "duty_tables",
        sa.Column("grid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("duties", sa.String(length=4000), nullable=False),
        _time("set_at"),
        _points_to("duty_tables", "grid_id", "grids"),
        _key("duty_tables", "grid_id"),
    )
    op.create_table(
        "duty_days",
        sa.Column("grid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opened_to", sa.Date(), nullable=True),
        _time("next_at", nullable=True),
        _points_to("duty_days", "grid_id", "grids"),
        _key("duty_days", "grid_id"),
    )
    _partial("ix_duty_days_next", "duty_days", "next_at", TO_OPEN)
    _windows()
    _checks()
    _misses()


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], postgresql_where=sa.text(where), sqlite_where=sa.text(where))


def _windows() -> None:
    op.create_table(
        "check_windows",
        _number("id"),
        _number("grid_id"),
        sa.Column("duty", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Boolean(), nullable=False),
        sa.Column("owed_by", sa.JSON(), nullable=False),
        _time("opened_at"),
        _time("due_at"),
        _time("closed_at", nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        _time("tell_at", nullable=True),
        _points_to("check_windows", "grid_id", "grids"),
        _key("check_windows"),
    )
    op.create_index("uq_check_windows_duty", "check_windows", ["grid_id", "duty", "first"], unique=True)
    op.create_index("ix_check_windows_told", "check_windows", ["told_on", "grid_id"])
    _partial("ix_check_windows_due", "check_windows", "due_at", OPEN)
    _partial("ix_check_windows_tell", "check_windows", "tell_at", TO_TELL)


def _checks() -> None:
    op.create_table(
        "place_checks",
        _number("id"),
        _number("place_id"),
        _number("person_id"),
        _number("stop_id", nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        _time("said_at"),
        _time("received_at"),
        _points_to("place_checks", "place_id", "places"),
        _points_to("place_checks", "person_id", "people"),
        _points_to("place_checks", "stop_id", "patrol_stops"),
        _key("place_checks"),
    )
    op.create_index("ix_place_checks_place", "place_checks", ["place_id", "said_at"])
    op.create_index("ix_place_checks_person", "place_checks", ["person_id", "said_at"])
    op.create_index(op.f("ix_place_checks_stop_id"), "place_checks", ["stop_id"])


def _misses() -> None:
    op.create_table(
        "check_misses",
        _number("id"),
        _number("window_id"),
        _number("place_id", nullable=True),
        _number("post_id", nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=24), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        _time("made_up_at", nullable=True),
        _points_to("check_misses", "window_id", "check_windows"),
        _points_to("check_misses", "place_id", "places"),
        _points_to("check_misses", "post_id", "posts"),
        _key("check_misses"),
    )
    op.create_index("uq_check_misses_place", "check_misses", ["window_id", "place_id"], unique=True)
    op.create_index("ix_check_misses_place", "check_misses", ["place_id", "window_id"])


def downgrade() -> None:
    for table in ("check_misses", "place_checks", "check_windows", "duty_days", "duty_tables"):
        op.drop_table(table)
