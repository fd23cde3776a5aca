"""How days are worked, who is reminded of a year that is not announced, and the datum of a boundary."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workdays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("day", "source", name=op.f("pk_workdays")),
    )
    op.create_table(
        "calendar_reminders",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_reminders")),
    )
    waits = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_calendar_reminders_next", "calendar_reminders", ["next_at"], postgresql_where=waits, sqlite_where=waits
    )
    op.add_column(
        "grids", sa.Column("boundary_datum", sa.String(24), server_default=sa.text("'wgs84'"), nullable=False)
    )
    drawn = "boundary IS NOT NULL AND CAST(boundary AS TEXT) <> 'null'"
    op.execute(f"UPDATE grids SET boundary_datum = 'unknown' WHERE {drawn}")  # nobody was asked on which map


def downgrade() -> None:
    op.drop_column("grids", "boundary_datum")
    op.drop_table("calendar_reminders")
    op.drop_table("workdays")
