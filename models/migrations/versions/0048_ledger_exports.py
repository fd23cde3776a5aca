"""Who asked for which ledger, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def _points_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_ledger_exports_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "ledger_exports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("operator", sa.String(length=80), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=True),
        sa.Column("failure", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("grid_id", "grids"),
        _points_to("person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_exports")),
    )
    waits = sa.text("next_at IS NOT NULL")
    op.create_index("ix_ledger_exports_next", "ledger_exports", ["next_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_ledger_exports_grid", "ledger_exports", ["grid_id", "asked_at"])
    op.create_index(op.f("ix_ledger_exports_person_id"), "ledger_exports", ["person_id"])


def downgrade() -> None:
    op.drop_table("ledger_exports")
