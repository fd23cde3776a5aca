"""What a person's message has made: an edit of it makes nothing anew. And when it was said, where it was read late."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LATE = ("hazards", "calls", "matters")


def upgrade() -> None:
    """Of hazards and calls the message is known already; ids of our own are far larger than these."""
    op.create_table(
        "heard",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_kind", sa.String(24), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_heard_message", "heard", ["chat_id", "message_id"])
    for table in LATE:
        op.add_column(table, sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    known = " UNION ALL ".join(
        f"SELECT chat_id, message_id, '{kind}', id, text, created_at FROM {table}"
        " WHERE chat_id IS NOT NULL AND message_id IS NOT NULL"
        for kind, table in (("hazard", "hazards"), ("call", "calls"))
    )
    op.execute(f"INSERT INTO heard SELECT row_number() OVER (), known.* FROM ({known}) AS known")


def downgrade() -> None:
    for table in LATE:
        op.drop_column(table, "said_at")
    op.drop_index("ix_heard_message", "heard")
    op.drop_table("heard")
