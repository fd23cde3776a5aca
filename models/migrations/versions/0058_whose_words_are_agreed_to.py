"""Who has had a hand in a notice that somebody else must agree to."""

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
        notices.create_foreign_key(
            op.f("fk_notices_sender_id"), "people", ["sender_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("editor_ids", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.drop_constraint(op.f("fk_notices_sender_id"), type_="foreignkey")
        notices.drop_column("sender_id")
        notices.drop_column("editor_ids")
