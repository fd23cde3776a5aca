"""What photos look like, tracks that a leader has reviewed, and finding a person's visits and flags."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WITH_POINTS = sa.text("forgotten_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "photo_looks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("evidence_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("look", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_looks")),
    )
    op.create_index("ix_photo_looks_part", "photo_looks", ["part", "id"])
    for column in ("reviewed_at", "forgotten_at"):
        op.add_column("live_tracks", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    for column in ("reviewed_at", "last_at"):
        name = f"ix_live_tracks_{column}"
        op.create_index(name, "live_tracks", [column], postgresql_where=WITH_POINTS, sqlite_where=WITH_POINTS)
    op.drop_index(op.f("ix_live_points_at"), "live_points")
    op.create_index("ix_visits_person", "visits", ["person_id", "said_at"])
    op.create_index("ix_patrol_flags_person", "patrol_flags", ["person_id", "flagged_at"])


def downgrade() -> None:
    op.drop_index("ix_patrol_flags_person", "patrol_flags")
    op.drop_index("ix_visits_person", "visits")
    op.create_index(op.f("ix_live_points_at"), "live_points", ["at"])
    for column in ("last_at", "reviewed_at"):
        op.drop_index(f"ix_live_tracks_{column}", "live_tracks")
    for column in ("forgotten_at", "reviewed_at"):
        op.drop_column("live_tracks", column)
    op.drop_table("photo_looks")
