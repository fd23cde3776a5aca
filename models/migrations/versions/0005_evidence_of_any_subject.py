"""Evidence is of a subject of any kind; that of must-reports and calls for help is kept as well."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOOSE_BEFORE, LOOSE = sa.text("hazard_id IS NULL"), sa.text("subject_id IS NULL")
MESSAGE = ["chat_id", "message_id"]


def upgrade() -> None:
    for name in ("uq_evidence_message", "uq_evidence_loose", "ix_evidence_hazard_id"):
        op.drop_index(name, "evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("subject_kind", sa.String(24), nullable=True))
        batch.drop_constraint("fk_evidence_hazard_id", type_="foreignkey")
        batch.alter_column("hazard_id", new_column_name="subject_id")
    op.execute("UPDATE evidence SET subject_kind = 'hazard' WHERE subject_id IS NOT NULL")
    op.create_index("ix_evidence_subject_id", "evidence", ["subject_id"])
    op.create_index("uq_evidence_message", "evidence", [*MESSAGE, "subject_id"], unique=True)
    op.create_index("uq_evidence_loose", "evidence", MESSAGE, unique=True, postgresql_where=LOOSE, sqlite_where=LOOSE)


def downgrade() -> None:
    """Evidence of other subjects than hazards has no place in the older schema."""
    for name in ("uq_evidence_message", "uq_evidence_loose", "ix_evidence_subject_id"):
        op.drop_index(name, "evidence")
    op.execute("DELETE FROM evidence WHERE subject_kind <> 'hazard'")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_column("subject_kind")
        batch.alter_column("subject_id", new_column_name="hazard_id")
    with op.batch_alter_table("evidence") as batch:
        batch.create_foreign_key(
            "fk_evidence_hazard_id", "hazards", ["hazard_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_index("ix_evidence_hazard_id", "evidence", ["hazard_id"])
    op.create_index("uq_evidence_message", "evidence", [*MESSAGE, "hazard_id"], unique=True)
    where = LOOSE_BEFORE
    op.create_index("uq_evidence_loose", "evidence", MESSAGE, unique=True, postgresql_where=where, sqlite_where=where)
