"""What a notice of rectification says of place and facts, how it was corrected, and why it was voided."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rectifications", sa.Column("place", sa.String(200), nullable=True))
    op.add_column("rectifications", sa.Column("facts", sa.String(400), nullable=True))
    op.add_column("rectifications", sa.Column("void_reason", sa.String(500), nullable=True))
    op.create_table(
        "rectification_corrections",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("rectification_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["people.id"],
            name="fk_rectification_corrections_by_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectifications.id"],
            name="fk_rectification_corrections_rectification_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rectification_corrections"),
    )
    op.create_index("ix_rectification_corrections_rectification_id", "rectification_corrections", ["rectification_id"])


def downgrade() -> None:
    op.drop_table("rectification_corrections")
    op.drop_column("rectifications", "void_reason")
    op.drop_column("rectifications", "facts")
    op.drop_column("rectifications", "place")
