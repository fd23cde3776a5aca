"""Residents' opinions: the message they were written in, whether their author is satisfied, the hazard they became."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requirements", sa.Column("message_id", sa.BigInteger(), nullable=True))
    op.add_column("obligations", sa.Column("satisfied", sa.Boolean(), nullable=True))
    op.add_column("obligations", sa.Column("hazard_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("obligations", "hazard_id")
    op.drop_column("obligations", "satisfied")
    op.drop_column("requirements", "message_id")
