"""When whoever is called by a whistle is reminded, which was ten minutes; when equipment is to be replaced; and which
certificates of the roster leaders have taken out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

TO_REMIND = sa.text("remind_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("requirements", sa.Column("remind_after", sa.Integer(), nullable=True))
    op.execute(sa.text("UPDATE requirements SET remind_after = 600 WHERE kind = 'whistle'"))
    op.add_column("place_items", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_place_items_remind", "place_items", ["remind_at"], postgresql_where=TO_REMIND, sqlite_where=TO_REMIND
    )
    op.execute(sa.text("UPDATE place_items SET remind_at = CURRENT_TIMESTAMP WHERE replace_on IS NOT NULL"))
    op.add_column(
        "roster_certificates", sa.Column("taken_out", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM roster_certificates WHERE taken_out"))
    op.drop_column("roster_certificates", "taken_out")
    op.drop_index("ix_place_items_remind", "place_items")
    op.drop_column("place_items", "remind_at")
    op.drop_column("requirements", "remind_after")
