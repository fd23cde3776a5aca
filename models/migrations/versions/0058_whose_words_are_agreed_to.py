"""Who has had a hand in a notice that somebody else must agree to; what its correction says beside words."""

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
        notices.create_foreign_key(
            op.f("fk_notices_sender_id"), "people", ["sender_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    with op.batch_alter_table("notices") as notices:
        for name in ("editor_ids", "correction_parts"):
            notices.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.drop_constraint(op.f("fk_notices_sender_id"), type_="foreignkey")
        for name in ("correction_level", "correction_parts", "sender_id", "editor_ids"):
            notices.drop_column(name)
