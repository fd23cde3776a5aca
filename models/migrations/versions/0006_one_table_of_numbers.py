"""One table for all series of numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_OFFICES = {"notice_numbers": "rectification", "listing_numbers": "supervision"}


def upgrade() -> None:
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(24), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "owner_id", "year", name="pk_number_series"),
    )
    _copy("name, 0, 0, value FROM counters")
    for table, series in OF_OFFICES.items():
        _copy(f"'{series}', office_id, year, value FROM {table}")
        op.drop_table(table)
    op.drop_table("counters")


def _copy(rows: str) -> None:
    op.execute(f"INSERT INTO number_series (series, owner_id, year, value) SELECT {rows}")


def downgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.execute("INSERT INTO counters SELECT series, value FROM number_series WHERE owner_id = 0 AND year = 0")
    op.execute(
        "INSERT INTO counters SELECT 'hazard', 0 WHERE NOT EXISTS (SELECT 1 FROM counters WHERE name = 'hazard')"
    )
    for table, series in OF_OFFICES.items():
        op.create_table(
            table,
            sa.Column("office_id", sa.BigInteger(), nullable=False),
            sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("value", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["office_id"], ["grids.id"], name=f"fk_{table}_office_id", initially="DEFERRED", deferrable=True
            ),
            sa.PrimaryKeyConstraint("office_id", "year", name=f"pk_{table}"),
        )
        op.execute(f"INSERT INTO {table} SELECT owner_id, year, value FROM number_series WHERE series = '{series}'")
    op.drop_table("number_series")
