"""Codes of places that can be renewed, checklists that are being filled in, and what names a place: stops, hazards."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OPEN, AT_PLACE = "state = 'open'", "place_id IS NOT NULL"
NAMES = (  # no foreign keys: SQLite would have to make these tables anew, and others point to them
    ("patrol_stops", "place_id"),
    ("hazards", "place_id"),
    ("hazards", "stop_id"),
    ("intakes", "place_id"),
    ("intakes", "stop_id"),
)
POINTERS = {"place_id": "places", "person_id": "people", "stop_id": "patrol_stops", "check_id": "place_checks"}


def upgrade() -> None:
    op.create_table(
        "code_secrets",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_secrets")),
    )
    op.add_column("places", sa.Column("print_number", sa.Integer(), server_default="1", nullable=False))
    op.add_column("place_checks", sa.Column("scanned", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table, column in NAMES:
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    at_place = sa.text(AT_PLACE)
    op.create_index("ix_hazards_place", "hazards", ["place_id"], postgresql_where=at_place, sqlite_where=at_place)
    _checklists()


def _checklists() -> None:
    op.create_table(
        "checklists",
        sa.Column("id", sa.BigInteger(), nullable=False),
        *(sa.Column(column, sa.BigInteger(), nullable=column in ("stop_id", "check_id")) for column in POINTERS),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        *(_points_to("checklists", column, table) for column, table in POINTERS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists")),
    )
    is_open, pair = sa.text(OPEN), ["person_id", "place_id"]
    op.create_index(
        "uq_checklists_open", "checklists", pair, unique=True, postgresql_where=is_open, sqlite_where=is_open
    )


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def downgrade() -> None:
    op.drop_table("checklists")
    op.drop_index("ix_hazards_place", "hazards")
    for table, column in NAMES:
        op.drop_column(table, column)
    op.drop_column("place_checks", "scanned")
    op.drop_column("places", "print_number")
    op.drop_table("code_secrets")
