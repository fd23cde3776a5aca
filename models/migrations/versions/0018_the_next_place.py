"""What is said of another place while a report is being made in private."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intakes", sa.Column("next_place", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("intakes", "next_place")
