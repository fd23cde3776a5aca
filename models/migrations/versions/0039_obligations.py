"""What is asked of many by a date, each owner's share of it, and what became of that."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def _number(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _int(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, length: int = 24, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _key(of: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{of}"))


def _next(of: str) -> None:
    waits = sa.text("next_at IS NOT NULL")
    op.create_index(f"ix_{of}_next", of, ["next_at"], sqlite_where=waits, postgresql_where=waits)


def upgrade() -> None:
    _requirements()
    _obligations()
    op.create_table(
        "obligation_events",
        _number("id", nullable=False),
        _number("obligation_id", nullable=False),
        _time("at", nullable=False),
        _number("person_id"),
        _word("act"),
        _json("data"),
        _points_to("obligation_events", "obligation_id", "obligations"),
        _points_to("obligation_events", "person_id", "people"),
        _key("obligation_events"),
    )
    op.create_index(op.f("ix_obligation_events_obligation_id"), "obligation_events", ["obligation_id"])
    op.create_index("ix_obligation_events_person", "obligation_events", ["person_id", "at"])


def _requirements() -> None:
    op.create_table(
        "requirements",
        _number("id", nullable=False),
        _int("number"),
        _word("kind"),
        _number("grid_id", nullable=False),
        _number("author_id", nullable=False),
        _number("post_id"),
        _number("chat_id", nullable=False),
        _word("title", 60),
        _text("words"),
        _json("asked"),
        _time("due_at", nullable=False),
        _time("happens_at"),
        _word("place", 120),
        _word("repeats", nullable=True),
        _number("first_id"),
        _number("of_id"),
        _text("outcome"),
        _word("state"),
        _time("created_at", nullable=False),
        *map(_time, ("closed_at", "reminded_at", "next_at")),
        _points_to("requirements", "grid_id", "grids"),
        _points_to("requirements", "author_id", "people"),
        _points_to("requirements", "post_id", "posts"),
        _points_to("requirements", "first_id", "requirements"),
        _points_to("requirements", "of_id", "requirements"),
        _key("requirements"),
        sa.UniqueConstraint("number", name=op.f("uq_requirements_number")),
    )
    _next("requirements")
    op.create_index("ix_requirements_grid", "requirements", ["grid_id", "state"])
    op.create_index(op.f("ix_requirements_author_id"), "requirements", ["author_id"])
    op.create_index(op.f("ix_requirements_of_id"), "requirements", ["of_id"])


def _obligations() -> None:
    owners = {"post_id": "posts", "place_id": "places", "department_id": "departments"}
    op.create_table(
        "obligations",
        _number("id", nullable=False),
        _number("requirement_id", nullable=False),
        _number("grid_id", nullable=False),
        _word("role", nullable=True),
        *map(_number, owners),
        _word("state"),
        _word("excuse", nullable=True),
        _time("due_at", nullable=False),
        *map(_time, ("next_at", "asked_at")),
        _int("reminded"),
        *map(_time, ("coming_at", "arrived_at", "done_at")),
        _number("done_by"),
        _text("words"),
        _json("answers"),
        _time("returned_at"),
        _text("reason"),
        _points_to("obligations", "requirement_id", "requirements"),
        _points_to("obligations", "grid_id", "grids"),
        *(_points_to("obligations", column, table) for column, table in owners.items()),
        _points_to("obligations", "done_by", "people"),
        _key("obligations"),
    )
    _next("obligations")
    op.create_index("ix_obligations_requirement", "obligations", ["requirement_id", "state"])
    op.create_index(op.f("ix_obligations_grid_id"), "obligations", ["grid_id"])
    for column in owners:
        op.create_index(op.f(f"ix_obligations_{column}"), "obligations", [column])
        name = f"uq_obligations_{column.removesuffix('_id')}"
        op.create_index(name, "obligations", ["requirement_id", column], unique=True)


def downgrade() -> None:
    for table in ("obligation_events", "obligations", "requirements"):
        op.drop_table(table)
