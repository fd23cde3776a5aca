"""Which numbers of a grid anybody may ring."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grids", sa.Column("duty_phone", sa.String(40), server_default=sa.text("''"), nullable=False))
    op.add_column("grids", sa.Column("published", sa.String(40), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("grids", "published")
    op.drop_column("grids", "duty_phone")
