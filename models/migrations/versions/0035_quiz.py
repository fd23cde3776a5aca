"""Polls that we have sent, what is put to groups and to people in a quiz, and certificates that posts ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _own_number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _count(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    some = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=some, sqlite_where=some)


def upgrade() -> None:
    _polls()
    _plans()
    _rounds()
    _trainings()
    _certificates()


def _polls() -> None:
    op.create_table(
        "polls",
        _word("id", 32),
        _number("subject_id", nullable=True),
        _json("counts"),
        _count("voters"),
        _flag("closed"),
        _time("told_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    op.create_index(op.f("ix_polls_subject_id"), "polls", ["subject_id"])
    _index("ix_polls_strays", "polls", ["told_at"], "subject_id IS NULL")
    op.create_table(
        "poll_votes",
        _word("ballot", 32),
        _own_number("voter"),
        _count("option"),
        _time("voted_at"),
        sa.PrimaryKeyConstraint("ballot", "voter", name=op.f("pk_poll_votes")),
    )
    op.create_index("ix_poll_votes_voted", "poll_votes", ["voted_at"])


def _plans() -> None:
    op.create_table(
        "quiz_plans",
        _own_number("grid_id"),
        _flag("enabled"),
        _flag("named"),
        _count("weekday"),
        _count("hour"),
        _number("set_by"),
        _time("set_at"),
        _points_to("quiz_plans", "grid_id", "grids"),
        _points_to("quiz_plans", "set_by", "people"),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_quiz_plans")),
    )
    op.create_table(
        "quiz_turns",
        _own_number("grid_id"),
        _flag("planned"),
        _time("next_at", nullable=True),
        _points_to("quiz_turns", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_quiz_turns")),
    )
    _index("ix_quiz_turns_next", "quiz_turns", ["next_at"], "next_at IS NOT NULL")


def _rounds() -> None:
    op.create_table(
        "quiz_rounds",
        _number("id"),
        _number("grid_id"),
        _number("chat_id"),
        _word("question", 40),
        _count("right"),
        _flag("named"),
        _time("asked_at"),
        _time("closes_at"),
        _time("closed_at", nullable=True),
        _time("next_at", nullable=True),
        _count("voters", nullable=True),
        _count("rights", nullable=True),
        _points_to("quiz_rounds", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_rounds")),
    )
    op.create_index("ix_quiz_rounds_grid", "quiz_rounds", ["grid_id", "asked_at"])
    _index("ix_quiz_rounds_next", "quiz_rounds", ["next_at"], "next_at IS NOT NULL")


def _trainings() -> None:
    op.create_table(
        "quiz_trainings",
        _number("id"),
        _number("person_id"),
        _json("questions"),
        _json("answers"),
        _count("rights"),
        _flag("explained"),
        _flag("stopped"),
        _word("state", 24),
        _time("begun_at"),
        _time("done_at", nullable=True),
        _points_to("quiz_trainings", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_trainings")),
    )
    op.create_index("ix_quiz_trainings_person", "quiz_trainings", ["person_id", "done_at"])
    _index("uq_quiz_trainings_open", "quiz_trainings", ["person_id"], "state = 'open'", unique=True)


def _certificates() -> None:
    op.create_table(
        "certificates",
        _number("id"),
        _number("person_id"),
        _word("kind", 40),
        _word("number", 40),
        sa.Column("until", sa.Date(), nullable=False),
        _number("entered_by"),
        _time("entered_at"),
        _time("remind_at", nullable=True),
        _points_to("certificates", "person_id", "people"),
        _points_to("certificates", "entered_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index("uq_certificates_kind", "certificates", ["person_id", "kind"], unique=True)
    _index("ix_certificates_remind", "certificates", ["remind_at"], "remind_at IS NOT NULL")


def downgrade() -> None:
    for table in ("certificates", "quiz_trainings", "quiz_rounds", "quiz_turns", "quiz_plans", "poll_votes", "polls"):
        op.drop_table(table)
