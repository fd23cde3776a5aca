"""A notice that was given up by its tries is made after all, as none is given up any more."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE rectifications SET paper = 'wanted', paper_tries = 0, paper_not_before = ordered_at"
        " WHERE paper = 'failed' AND state <> 'withdrawn'"
    )


def downgrade() -> None:
    """What was given up is not known any more, and is wanted still."""
