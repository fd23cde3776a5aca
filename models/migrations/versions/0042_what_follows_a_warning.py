"""What follows a warning: a heightened period, visits, and who has not carried out what a notice asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None
DUE = ("period", "visits", "remind")


def upgrade() -> None:
    for name in ("opens_period", "asks_visits"):
        op.add_column("notices", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    for each in DUE:
        op.add_column("notices", sa.Column(f"{each}_at", sa.DateTime(timezone=True), nullable=True))
        waits = sa.text(f"{each}_at IS NOT NULL")
        op.create_index(f"ix_notices_{each}", "notices", [f"{each}_at"], sqlite_where=waits, postgresql_where=waits)
    with op.batch_alter_table("periods") as periods:
        periods.add_column(sa.Column("notice_id", sa.BigInteger(), nullable=True))
        periods.create_foreign_key(
            op.f("fk_periods_notice_id"), "notices", ["notice_id"], ["id"], initially="DEFERRED", deferrable=True
        )
        periods.create_index(op.f("ix_periods_notice_id"), ["notice_id"])


def downgrade() -> None:
    with op.batch_alter_table("periods") as periods:
        periods.drop_index(op.f("ix_periods_notice_id"))
        periods.drop_constraint(op.f("fk_periods_notice_id"), type_="foreignkey")
        periods.drop_column("notice_id")
    for each in DUE:
        op.drop_index(f"ix_notices_{each}", "notices")
        op.drop_column("notices", f"{each}_at")
    for name in ("asks_visits", "opens_period"):
        op.drop_column("notices", name)
