"""Time slots of places, and windows of checks that are open for some hours of a day."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

IN_FORCE = "ended_at IS NULL"
POINTERS = {"place_id": "places", "person_id": "people"}


def upgrade() -> None:
    op.add_column("check_windows", sa.Column("from_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "place_slots",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(_points_to(column, table) for column, table in POINTERS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_slots")),
    )
    stands, hours = sa.text(IN_FORCE), ["place_id", "begins", "ends"]
    op.create_index(
        "uq_place_slots_hours", "place_slots", hours, unique=True, postgresql_where=stands, sqlite_where=stands
    )
    for column in ("phone", "person_id"):
        op.create_index(op.f(f"ix_place_slots_{column}"), "place_slots", [column])


def _points_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_place_slots_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def downgrade() -> None:
    op.drop_table("place_slots")
    op.drop_column("check_windows", "from_at")
