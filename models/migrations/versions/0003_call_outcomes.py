"""How a call for help ended is said apart from what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("outcome", sa.String(24), nullable=True))
    op.execute("UPDATE calls SET outcome = 'nothing', finding = NULL WHERE finding = 'nothing'")


def downgrade() -> None:
    """The older schema says what was found when a call ends, and not before."""
    op.execute("UPDATE calls SET finding = 'nothing' WHERE outcome = 'nothing'")
    op.execute("UPDATE calls SET finding = 'other' WHERE ended_at IS NOT NULL AND finding IS NULL")
    op.execute("UPDATE calls SET finding = NULL WHERE ended_at IS NULL")
    op.drop_column("calls", "outcome")
