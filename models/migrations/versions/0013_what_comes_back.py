"""A topic that is closed is tried again; so is every file that was given up because it could not be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("topic_again_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE evidence SET state = 'wanted', reason = NULL, tries = 0, not_before = received_at"
        " WHERE state = 'refused' AND reason = 'unreachable'"
    )


def downgrade() -> None:
    op.drop_column("chats", "topic_again_at")
