"""What is marked on rounds, spot checks, and the log of what people did."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=24), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _key(of: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{of}"))


def upgrade() -> None:
    op.add_column("evidence", sa.Column("file_unique_id", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_evidence_file_unique_id"), "evidence", ["file_unique_id"])
    op.create_index("ix_hazard_events_person", "hazard_events", ["person_id", "at"])
    _flags()
    _spot_checks()
    _entries()
    _reviews()
    op.create_table(
        "log_digests",
        _number("id"),
        _word("span"),
        sa.Column("first", sa.Date(), nullable=True),
        _number("done_to"),
        _time("next_at"),
        _key("log_digests"),
        sa.UniqueConstraint("span", name=op.f("uq_log_digests_span")),
    )


def _flags() -> None:
    op.create_table(
        "patrol_flags",
        _number("id"),
        _number("round_id"),
        _number("stop_id"),
        _number("person_id"),
        _word("kind"),
        sa.Column("data", sa.JSON(), nullable=False),
        _time("flagged_at"),
        _text("answer"),
        _time("answered_at", nullable=True),
        _points_to("patrol_flags", "round_id", "patrol_rounds"),
        _points_to("patrol_flags", "stop_id", "patrol_stops"),
        _points_to("patrol_flags", "person_id", "people"),
        _key("patrol_flags"),
    )
    op.create_index(op.f("ix_patrol_flags_round_id"), "patrol_flags", ["round_id"])
    op.create_index(op.f("ix_patrol_flags_stop_id"), "patrol_flags", ["stop_id"])


def _spot_checks() -> None:
    op.create_table(
        "spot_checks",
        _number("id"),
        _number("round_id"),
        _number("person_id"),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("among", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        _time("drawn_at"),
        _points_to("spot_checks", "round_id", "patrol_rounds"),
        _points_to("spot_checks", "person_id", "people"),
        _key("spot_checks"),
    )
    op.create_index(op.f("ix_spot_checks_round_id"), "spot_checks", ["round_id"])


def _entries() -> None:
    op.create_table(
        "log_entries",
        _number("id"),
        _number("person_id"),
        _time("said_at"),
        _time("received_at"),
        _text("words"),
        _number("corrects", nullable=True),
        _points_to("log_entries", "person_id", "people"),
        _points_to("log_entries", "corrects", "log_entries"),
        _key("log_entries"),
    )
    op.create_index("ix_log_entries_person", "log_entries", ["person_id", "said_at"])


def _reviews() -> None:
    op.create_table(
        "log_reviews",
        _number("id"),
        _number("leader_id"),
        _number("person_id"),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        _time("opened_at"),
        _time("read_at", nullable=True),
        _text("question"),
        _time("asked_at", nullable=True),
        _text("answer"),
        _time("answered_at", nullable=True),
        _points_to("log_reviews", "leader_id", "people"),
        _points_to("log_reviews", "person_id", "people"),
        _key("log_reviews"),
    )
    op.create_index("uq_log_reviews_span", "log_reviews", ["leader_id", "person_id", "first", "last"], unique=True)


def downgrade() -> None:
    for table in ("log_digests", "log_reviews", "log_entries", "spot_checks", "patrol_flags"):
        op.drop_table(table)
    op.drop_index("ix_hazard_events_person", "hazard_events")
    op.drop_index(op.f("ix_evidence_file_unique_id"), "evidence")
    op.drop_column("evidence", "file_unique_id")
