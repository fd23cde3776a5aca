"""What climbs is a subject of any kind; a ladder of one's own is for a policy, not for a severity."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_rungs_hazard", "rungs")
    with op.batch_alter_table("rungs") as batch:
        batch.add_column(sa.Column("subject_kind", sa.String(24), server_default="hazard", nullable=False))
        batch.drop_constraint("fk_rungs_hazard_id", type_="foreignkey")
        batch.alter_column("hazard_id", new_column_name="subject_id")
    with op.batch_alter_table("rungs") as batch:
        batch.alter_column("subject_kind", server_default=None)
    op.create_index("ix_rungs_subject", "rungs", ["subject_id", "position"])
    with op.batch_alter_table("ladders") as batch:
        batch.alter_column("severity", new_column_name="policy")


def downgrade() -> None:
    """Rungs of other subjects than hazards have no place in the older schema."""
    op.execute("DELETE FROM rungs WHERE subject_kind <> 'hazard'")
    with op.batch_alter_table("ladders") as batch:
        batch.alter_column("policy", new_column_name="severity")
    op.drop_index("ix_rungs_subject", "rungs")
    with op.batch_alter_table("rungs") as batch:
        batch.drop_column("subject_kind")
        batch.alter_column("subject_id", new_column_name="hazard_id")
    with op.batch_alter_table("rungs") as batch:
        batch.create_foreign_key(
            "fk_rungs_hazard_id", "hazards", ["hazard_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_index("ix_rungs_hazard", "rungs", ["hazard_id", "position"])
