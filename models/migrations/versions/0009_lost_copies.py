"""What was never answered may still be said, and what stands is known by its digest."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LOST = sa.text("lost_copy IS NOT NULL")


def upgrade() -> None:
    """What was given up as never answered counts as said; it is said anew when what it is about changes."""
    op.add_column("outbox", sa.Column("digest", sa.String(16), nullable=True))
    op.add_column("outbox", sa.Column("lost_copy", sa.String(16), nullable=True))
    op.create_index("ix_outbox_lost_copy", "outbox", ["chat_id"], postgresql_where=LOST, sqlite_where=LOST)
    op.execute("UPDATE outbox SET state = 'sent', lost_copy = '' WHERE state = 'unknown'")


def downgrade() -> None:
    op.execute("UPDATE outbox SET state = 'unknown' WHERE state = 'sent' AND message_id IS NULL AND lost_copy = ''")
    op.drop_index("ix_outbox_lost_copy", "outbox")
    op.drop_column("outbox", "lost_copy")
    op.drop_column("outbox", "digest")
