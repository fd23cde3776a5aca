"""Who has had a hand in a notice that somebody else must agree to; what its correction says beside words, and until
when that waits for an answer: one that waits already has waited long enough.
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("editor_ids", sa.JSON(), nullable=False, server_default="[]"))
        notices.add_column(sa.Column("sender_id", sa.BigInteger(), nullable=True))
        notices.add_column(sa.Column("correction_parts", sa.JSON(), nullable=False, server_default="{}"))
        notices.add_column(sa.Column("correction_level", sa.String(length=24), nullable=True))
        notices.add_column(sa.Column("answer_at", sa.DateTime(timezone=True), nullable=True))
        notices.create_foreign_key(
            op.f("fk_notices_sender_id"), "people", ["sender_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    with op.batch_alter_table("notices") as notices:
        for name in ("editor_ids", "correction_parts"):
            notices.alter_column(name, server_default=None)
    waits = sa.text("answer_at IS NOT NULL")
    op.create_index("ix_notices_answer", "notices", ["answer_at"], sqlite_where=waits, postgresql_where=waits)
    op.execute(
        "UPDATE notices SET answer_at = started_at WHERE correction IS NOT NULL AND state IN ('sending', 'sent')"
    )


def downgrade() -> None:
    op.drop_index("ix_notices_answer", "notices")
    with op.batch_alter_table("notices") as notices:
        notices.drop_constraint(op.f("fk_notices_sender_id"), type_="foreignkey")
        for name in ("answer_at", "correction_level", "correction_parts", "sender_id", "editor_ids"):
            notices.drop_column(name)
