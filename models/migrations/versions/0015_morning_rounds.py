"""The morning round of lists: where hazards are open already, it is due at once."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "morning_rounds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "INSERT INTO morning_rounds SELECT 1, max(created_at) FROM hazards"
        " WHERE state IN ('open', 'accepted', 'rectifying', 'transferred', 'review') HAVING count(*) > 0"
    )


def downgrade() -> None:
    op.drop_table("morning_rounds")
