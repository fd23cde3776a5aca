"""Who sent an update, what kind it is and what is handled first; when it was set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PENDING = sa.text("state = 'pending'")
BEFORE, AFTER = ("ix_inbox_pending", ["lane", "update_id"]), ("ix_inbox_next", ["rank", "update_id"])


def upgrade() -> None:
    op.add_column("inbox", sa.Column("sender_id", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("inbox", sa.Column("kind", sa.String(40), server_default="unknown", nullable=False))
    op.add_column("inbox", sa.Column("rank", sa.Integer(), server_default="1", nullable=False))
    op.add_column("inbox", sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(BEFORE[0], "inbox")
    op.create_index(*_on_inbox(AFTER), postgresql_where=PENDING, sqlite_where=PENDING)


def downgrade() -> None:
    op.drop_index(AFTER[0], "inbox")
    op.create_index(*_on_inbox(BEFORE), postgresql_where=PENDING, sqlite_where=PENDING)
    with op.batch_alter_table("inbox") as batch:
        for column in ("set_aside_at", "rank", "kind", "sender_id"):
            batch.drop_column(column)


def _on_inbox(index: tuple[str, list[str]]) -> tuple[str, str, list[str]]:
    name, columns = index
    return name, "inbox", columns
