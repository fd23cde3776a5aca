"""Notices: their copies, who is asked to confirm, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _int(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=24), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _key(of: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{of}"))


def upgrade() -> None:
    _notices()
    _copies()
    _receipts()
    op.create_table(
        "notice_events",
        _number("id"),
        _number("notice_id"),
        _time("at", nullable=False),
        _number("person_id", nullable=True),
        _word("act"),
        _json("data"),
        _points_to("notice_events", "notice_id", "notices"),
        _points_to("notice_events", "person_id", "people"),
        _key("notice_events"),
    )
    op.create_index(op.f("ix_notice_events_notice_id"), "notice_events", ["notice_id"])


def _notices() -> None:
    times = "send_at expires_at done_by started_at corrected_at ended_at reminded_at paused_at"
    due = ("next", "progress", "counts", "again")
    op.create_table(
        "notices",
        _number("id"),
        _int("number"),
        _word("kind"),
        _word("level", nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        _number("grid_id"),
        _number("author_id"),
        _number("post_id"),
        _number("chat_id"),
        _text("words"),
        _json("parts"),
        _json("audience"),
        _word("asks"),
        _word("state"),
        _int("revision"),
        _text("reason"),
        _text("correction", nullable=True),
        _number("correction_by", nullable=True),
        _word("repeats", nullable=True),
        _number("first_id", nullable=True),
        _int("holds_hours"),
        _time("created_at", nullable=False),
        *map(_time, times.split()),
        *(_time(f"{each}_at") for each in due),
        _number("counted_to"),
        _int("said_again"),
        _points_to("notices", "grid_id", "grids"),
        _points_to("notices", "author_id", "people"),
        _points_to("notices", "post_id", "posts"),
        _points_to("notices", "correction_by", "people"),
        _points_to("notices", "first_id", "notices"),
        _key("notices"),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
    )
    for each in due:
        waits = sa.text(f"{each}_at IS NOT NULL")
        op.create_index(f"ix_notices_{each}", "notices", [f"{each}_at"], sqlite_where=waits, postgresql_where=waits)


def _copies() -> None:
    op.create_table(
        "notice_copies",
        _number("id"),
        _number("notice_id"),
        _number("chat_id"),
        _number("grid_id"),
        _number("letter_id", nullable=True),
        sa.Column("refused", sa.String(length=200), nullable=True),
        _points_to("notice_copies", "notice_id", "notices"),
        _points_to("notice_copies", "grid_id", "grids"),
        _key("notice_copies"),
    )
    op.create_index("ix_notice_copies_notice", "notice_copies", ["notice_id", "id"])
    op.create_index(op.f("ix_notice_copies_chat_id"), "notice_copies", ["chat_id"])
    op.create_index(op.f("ix_notice_copies_letter_id"), "notice_copies", ["letter_id"])


def _receipts() -> None:
    op.create_table(
        "notice_receipts",
        _number("id"),
        _number("notice_id"),
        _number("post_id"),
        _number("grid_id"),
        _time("received_at"),
        _number("received_by", nullable=True),
        _time("done_at"),
        _points_to("notice_receipts", "notice_id", "notices"),
        _points_to("notice_receipts", "post_id", "posts"),
        _points_to("notice_receipts", "grid_id", "grids"),
        _points_to("notice_receipts", "received_by", "people"),
        _key("notice_receipts"),
    )
    op.create_index("uq_notice_receipts_post", "notice_receipts", ["notice_id", "post_id"], unique=True)


def downgrade() -> None:
    for table in ("notice_events", "notice_receipts", "notice_copies", "notices"):
        op.drop_table(table)
