"""Rounds of patrol: who takes part, where they stopped, and live locations."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

Column = sa.Column[Any]
RUNNING, PRESENT = "ended_at IS NULL", "left_at IS NULL"
INDEXES = (
    ("ix_patrol_rounds_due", "patrol_rounds", ("due_at",), RUNNING, False),
    ("ix_patrol_rounds_grid", "patrol_rounds", ("grid_id", "started_at"), None, False),
    ("uq_patrol_people_present", "patrol_people", ("person_id",), PRESENT, True),
    ("ix_patrol_people_person", "patrol_people", ("person_id", "joined_at"), None, False),
    ("ix_patrol_people_round_id", "patrol_people", ("round_id",), None, False),
    ("ix_patrol_stops_person", "patrol_stops", ("person_id", "said_at"), None, False),
    ("ix_patrol_stops_round_id", "patrol_stops", ("round_id",), None, False),
    ("ix_live_tracks_due", "live_tracks", ("due_at",), RUNNING, False),
    ("ix_live_tracks_message", "live_tracks", ("chat_id", "message_id"), None, False),
    ("ix_live_tracks_person", "live_tracks", ("person_id", "began_at"), None, False),
    ("ix_live_tracks_round_id", "live_tracks", ("round_id",), None, False),
    ("ix_live_tracks_stop_id", "live_tracks", ("stop_id",), None, False),
    ("ix_live_points_track", "live_points", ("track_id", "at"), None, False),
    ("ix_live_points_at", "live_points", ("at",), None, False),
)


def _number(name: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> Column:
    return sa.Column(name, sa.String(length=24), nullable=nullable)


def _real(name: str, *, nullable: bool = True) -> Column:
    return sa.Column(name, sa.Float(), nullable=nullable)


def _table(name: str, *columns: Column, **pointers: str) -> None:
    keys = [
        sa.ForeignKeyConstraint(
            [column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"), initially="DEFERRED", deferrable=True
        )
        for column, table in pointers.items()
    ]
    op.create_table(name, _number("id"), *columns, *keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def upgrade() -> None:
    _table(
        "patrol_rounds",
        *(_number("grid_id"), _word("kind"), _number("chat_id"), _time("started_at"), _time("due_at")),
        *(_time("ended_at", nullable=True), _word("ended_how", nullable=True)),
        grid_id="grids",
    )
    _table(
        "patrol_people",
        *(_number("round_id"), _number("person_id"), _time("joined_at"), _time("left_at", nullable=True)),
        round_id="patrol_rounds",
        person_id="people",
    )
    _table(
        "patrol_stops",
        *(_number("round_id"), _number("person_id"), _time("said_at"), _time("received_at")),
        *(sa.Column("late", sa.Boolean(), nullable=False), sa.Column("words", sa.Text(), nullable=False)),
        *(_word("proof"), _real("latitude"), _real("longitude"), _real("accuracy"), _time("undone_at", nullable=True)),
        round_id="patrol_rounds",
        person_id="people",
    )
    _table(
        "live_tracks",
        *(_number("round_id"), _number("stop_id"), _number("person_id"), _number("chat_id")),
        *(_number("message_id", nullable=True), _time("began_at"), _time("last_at")),
        *(_time("lasts_until", nullable=True), _time("due_at"), _real("metres", nullable=False)),
        *(_time("ended_at", nullable=True), _word("ended_how", nullable=True)),
        round_id="patrol_rounds",
        stop_id="patrol_stops",
        person_id="people",
    )
    _table(
        "live_points",
        *(_number("track_id"), _time("at"), _real("latitude", nullable=False), _real("longitude", nullable=False)),
        track_id="live_tracks",
    )
    for name, table, columns, waiting, unique in INDEXES:
        where = sa.text(waiting) if waiting else None
        op.create_index(name, table, list(columns), unique=unique, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    for table in ("live_points", "live_tracks", "patrol_stops", "patrol_people", "patrol_rounds"):
        op.drop_table(table)
