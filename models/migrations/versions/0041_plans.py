"""Emergency plans."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        _points_to("plans", "grid_id", "grids"),
        _points_to("plans", "set_by", "people"),
        _points_to("plans", "confirmed_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    in_force, waits = sa.text("replaced_at IS NULL"), sa.text("confirm_at IS NOT NULL")
    op.create_index(
        "uq_plans_in_force", "plans", ["grid_id"], unique=True, sqlite_where=in_force, postgresql_where=in_force
    )
    op.create_index("ix_plans_due", "plans", ["confirm_at"], sqlite_where=waits, postgresql_where=waits)


def downgrade() -> None:
    op.drop_table("plans")
