"""The registry of places: what a grid looks after, the kit of equipment points, and what happened to them."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OPEN_DUE = "closed_at IS NULL AND due_at IS NOT NULL"
OPEN_ASKED = "closed_at IS NULL AND asked_at IS NOT NULL"


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), nullable=False)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _places()
    op.create_table(
        "place_items",
        _id(),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("replace_on", sa.Date(), nullable=True),
        _points_to("place_items", "place_id", "places"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_items")),
    )
    op.create_index("uq_place_items_item", "place_items", ["place_id", "item"], unique=True)
    op.create_table(
        "place_events",
        _id(),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        _time("at"),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        _points_to("place_events", "place_id", "places"),
        _points_to("place_events", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_events")),
    )
    op.create_index("ix_place_events_place_id", "place_events", ["place_id"])
    _proposals()


def _places() -> None:
    op.create_table(
        "places",
        _id(),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("responsible", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("responsible_id", sa.BigInteger(), nullable=True),
        sa.Column("risk", sa.String(length=24), nullable=True),
        sa.Column("cycle", sa.String(length=24), nullable=True),
        sa.Column("guard_group", sa.String(length=80), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        _time("opened_at"),
        _time("closed_at", nullable=True),
        _time("confirmed_at"),
        _time("due_at", nullable=True),
        _time("asked_at", nullable=True),
        _points_to("places", "grid_id", "grids"),
        _points_to("places", "responsible_id", "people"),
        _points_to("places", "added_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("code", name=op.f("uq_places_code")),
    )
    op.create_index("ix_places_grid", "places", ["grid_id", "kind", "name"])
    op.create_index("ix_places_phone", "places", ["phone"])
    op.create_index("ix_places_responsible_id", "places", ["responsible_id"])
    for name, column, waiting in (("ix_places_due", "due_at", OPEN_DUE), ("ix_places_asked", "grid_id", OPEN_ASKED)):
        rows = sa.text(waiting)
        op.create_index(name, "places", [column], postgresql_where=rows, sqlite_where=rows)


def _proposals() -> None:
    op.create_table(
        "place_proposals",
        _id(),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(length=24), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        _time("at"),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("level_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        _time("decided_at", nullable=True),
        _points_to("place_proposals", "place_id", "places"),
        _points_to("place_proposals", "person_id", "people"),
        _points_to("place_proposals", "level_id", "grids"),
        _points_to("place_proposals", "decided_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_proposals")),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_place_proposals_waiting",
        "place_proposals",
        ["place_id"],
        unique=True,
        postgresql_where=waiting,
        sqlite_where=waiting,
    )


def downgrade() -> None:
    for table in ("place_proposals", "place_events", "place_items", "places"):
        op.drop_table(table)
