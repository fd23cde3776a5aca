"""Certificates that the roster lists."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_certificates",
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("phone", "kind", name=op.f("pk_roster_certificates")),
    )
    with op.batch_alter_table("certificates") as batch:
        batch.alter_column("entered_by", existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    """Of what the roster has entered, its holder is taken to have entered it."""
    op.execute("UPDATE certificates SET entered_by = person_id WHERE entered_by IS NULL")
    with op.batch_alter_table("certificates") as batch:
        batch.alter_column("entered_by", existing_type=sa.BigInteger(), nullable=False)
    op.drop_table("roster_certificates")
