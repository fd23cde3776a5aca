"""Must-reports climb by rungs."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TOLD = sa.text("state = 'told'")


def upgrade() -> None:
    """A rung has the id of its report: there is one a report, and ids are unique over all tables."""
    op.execute(
        "INSERT INTO rungs"
        " (id, subject_kind, subject_id, round, position, lack, aim, after, every, hours, told, due_at, state)"
        " SELECT id, 'mandatory_report', id, 0, 0, 'accepted', 'above', 86400, 86400, '', '', due_at, 'waiting'"
        " FROM matters WHERE state = 'told'"
    )
    op.drop_index("ix_matters_due", "matters")
    with op.batch_alter_table("matters") as batch:
        batch.drop_column("due_at")
    op.create_index("ix_matters_told", "matters", ["level_id"], postgresql_where=TOLD, sqlite_where=TOLD)


def downgrade() -> None:
    op.drop_index("ix_matters_told", "matters")
    with op.batch_alter_table("matters") as batch:
        batch.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE matters SET due_at = coalesce((SELECT min(rungs.due_at) FROM rungs"
        " WHERE rungs.subject_id = matters.id AND rungs.state = 'waiting'), created_at)"
    )
    op.execute("DELETE FROM rungs WHERE subject_kind = 'mandatory_report'")
    with op.batch_alter_table("matters") as batch:
        batch.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index("ix_matters_due", "matters", ["due_at"], postgresql_where=TOLD, sqlite_where=TOLD)
