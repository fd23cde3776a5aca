"""Which copies of a notice were refused in a wave that is over: they count for no other."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice_copies", sa.Column("in_wave", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("notice_copies", "in_wave")
