"""A digest names subjects of any kind."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_listed_hazard_id", "listed")
    with op.batch_alter_table("listed") as batch:
        batch.drop_constraint("fk_listed_hazard_id", type_="foreignkey")
        batch.alter_column("hazard_id", new_column_name="subject_id")
    op.create_index("ix_listed_subject_id", "listed", ["subject_id"])


def downgrade() -> None:
    """Other subjects than hazards have no place in the older schema."""
    op.execute("DELETE FROM listed WHERE subject_id NOT IN (SELECT id FROM hazards)")
    op.drop_index("ix_listed_subject_id", "listed")
    with op.batch_alter_table("listed") as batch:
        batch.alter_column("subject_id", new_column_name="hazard_id")
    with op.batch_alter_table("listed") as batch:
        batch.create_foreign_key(
            "fk_listed_hazard_id", "hazards", ["hazard_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_index("ix_listed_hazard_id", "listed", ["hazard_id"])
