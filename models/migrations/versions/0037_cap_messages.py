"""Which CAP messages came, and what became of each; a notice for staff alone, and one in the place of another."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cap_messages",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("identifier", sa.String(length=200), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
            name=op.f("fk_cap_messages_notice_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap_messages")),
    )
    op.create_index("uq_cap_messages_key", "cap_messages", ["sender", "identifier", "sent"], unique=True)
    op.create_index(op.f("ix_cap_messages_notice_id"), "cap_messages", ["notice_id"])
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))
        notices.add_column(sa.Column("replaces_id", sa.BigInteger(), nullable=True))
        notices.create_foreign_key(
            op.f("fk_notices_replaces_id"),
            "notices",
            ["replaces_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )


def downgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.drop_constraint(op.f("fk_notices_replaces_id"), type_="foreignkey")
        notices.drop_column("replaces_id")
        notices.drop_column("restricted")
    op.drop_table("cap_messages")
