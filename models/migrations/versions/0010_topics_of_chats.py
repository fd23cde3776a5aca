"""In which topic of a forum group we speak."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("topic_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("chats", "topic_id")
