"""Assessments of a street's grids, communities and posts, objections to them, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

NEXT = sa.text("next_at IS NOT NULL")
OPEN = sa.text("state = 'open'")


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "assessment_turns",
        sa.Column("grid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _time("next_at"),
        _points_to("assessment_turns", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_assessment_turns")),
    )
    op.create_index(
        "ix_assessment_turns_next", "assessment_turns", ["next_at"], sqlite_where=NEXT, postgresql_where=NEXT
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        _time("as_of"),
        sa.Column("done_to", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("rules", "pools", "lent_next")),
        *(_time(name) for name in ("told_at", "object_until", "next_at")),
        _points_to("assessments", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index("uq_assessments_period", "assessments", ["grid_id", "kind", "first"], unique=True)
    op.create_index("ix_assessments_next", "assessments", ["next_at"], sqlite_where=NEXT, postgresql_where=NEXT)
    _create_scores()
    op.create_table(
        "assessment_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("score_id", sa.BigInteger(), nullable=False),
        _time("at", nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        _points_to("assessment_events", "score_id", "assessment_scores"),
        _points_to("assessment_events", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_events")),
    )
    op.create_index(op.f("ix_assessment_events_score_id"), "assessment_events", ["score_id"])
    _create_objections()


def _create_scores() -> None:
    table = "assessment_scores"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("peers", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("counts", "behind", "lines")),
        sa.Column("duties", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("score", "low", "high")),
        sa.Column("grade", sa.String(length=24), nullable=False),
        _time("vetoed_at"),
        sa.Column("vetoed_by", sa.BigInteger(), nullable=True),
        sa.Column("veto_reason", sa.Text(), nullable=False),
        _points_to(table, "assessment_id", "assessments"),
        _points_to(table, "grid_id", "grids"),
        _points_to(table, "post_id", "posts"),
        _points_to(table, "person_id", "people"),
        _points_to(table, "vetoed_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_scores")),
    )
    op.create_index("ix_assessment_scores_assessment", table, ["assessment_id", "grid_id"])
    op.create_index("ix_assessment_scores_person", table, ["person_id", "assessment_id"])


def _create_objections() -> None:
    table = "assessment_objections"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("score_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("level_id", sa.BigInteger(), nullable=False),
        _time("created_at", nullable=False),
        _time("answer_by", nullable=False),
        _time("answered_at"),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _points_to(table, "score_id", "assessment_scores"),
        _points_to(table, "person_id", "people"),
        _points_to(table, "level_id", "grids"),
        _points_to(table, "answered_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_objections")),
    )
    op.create_index("uq_assessment_objections_score", table, ["score_id"], unique=True)
    op.create_index("ix_assessment_objections_open", table, ["level_id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    tables = ("assessment_objections", "assessment_events", "assessment_scores", "assessments", "assessment_turns")
    for table in tables:
        op.drop_table(table)
