"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(12), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("language", sa.String(12), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("unreachable_reason", sa.String(200), nullable=True),
        sa.Column("moved_to", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "grids",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("level", sa.String(24), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "path",
            sa.String(length=160).with_variant(sa.String(length=160, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("supervision_phone", sa.String(40), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("boundary", sa.JSON(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["grids.id"], name=op.f("fk_grids_parent_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grids")),
        sa.UniqueConstraint("code", name=op.f("uq_grids_code")),
        sa.UniqueConstraint("path", name=op.f("uq_grids_path")),
    )
    with op.batch_alter_table("grids", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grids_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_pending",
            ["lane", "update_id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_inbox_state", ["state", "received_at"], unique=False)

    op.create_table(
        "inbox_lanes",
        sa.Column("lane", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_inbox_lanes")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(120), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("form", sa.String(12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_chat", ["chat_id", "state", "created_at"], unique=False)
        batch_op.create_index(
            "ix_outbox_due",
            ["not_before"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_outbox_leased",
            ["leased_until", "chat_id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending' AND leased_until IS NOT NULL"),
            sqlite_where=sa.text("state = 'pending' AND leased_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_pending",
            ["lane", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_outbox_subject", ["subject_id", "kind"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tg_user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("username", sa.String(40), nullable=True),
        sa.Column("language", sa.String(12), nullable=True),
        sa.Column("phone", sa.String(20), nullable=True),
        sa.Column("started", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("tg_user_id", name=op.f("uq_people_tg_user_id")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_phone"), ["phone"], unique=False)

    op.create_table(
        "bindings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("bound_by", sa.BigInteger(), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bound_by"], ["people.id"], name=op.f("fk_bindings_bound_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_bindings_chat_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_bindings_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bindings")),
    )
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.create_index(
            "uq_bindings_chat_now",
            ["chat_id"],
            unique=True,
            postgresql_where=sa.text("unbound_at IS NULL"),
            sqlite_where=sa.text("unbound_at IS NULL"),
        )
        batch_op.create_index(
            "uq_bindings_grid_now",
            ["grid_id", "purpose"],
            unique=True,
            postgresql_where=sa.text("unbound_at IS NULL"),
            sqlite_where=sa.text("unbound_at IS NULL"),
        )

    op.create_table(
        "delivered",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outbox.id"], name=op.f("fk_delivered_letter_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_delivered")),
    )
    with op.batch_alter_table("delivered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivered_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "departments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_departments_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
    )
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.create_index("uq_departments_chat", ["chat_id"], unique=True)
        batch_op.create_index("uq_departments_name", ["grid_id", "name"], unique=True)

    op.create_table(
        "hazards",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("media_group_id", sa.String(64), nullable=True),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.Column("reporter_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(24), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("accepted_by", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("original_id", sa.BigInteger(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("objected", sa.Boolean(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["people.id"], name=op.f("fk_hazards_accepted_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["people.id"], name=op.f("fk_hazards_done_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_hazards_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["hazards.id"], name=op.f("fk_hazards_original_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["people.id"], name=op.f("fk_hazards_reporter_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazards")),
        sa.UniqueConstraint("number", name=op.f("uq_hazards_number")),
    )
    with op.batch_alter_table("hazards", schema=None) as batch_op:
        batch_op.create_index(
            "ix_hazards_album",
            ["chat_id", "media_group_id"],
            unique=False,
            postgresql_where=sa.text("media_group_id IS NOT NULL"),
            sqlite_where=sa.text("media_group_id IS NOT NULL"),
        )
        batch_op.create_index("ix_hazards_grid", ["grid_id", "state"], unique=False)
        batch_op.create_index(
            "ix_hazards_live",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state IN ('accepted', 'open', 'rectifying', 'review', 'transferred')"),
            sqlite_where=sa.text("state IN ('accepted', 'open', 'rectifying', 'review', 'transferred')"),
        )
        batch_op.create_index(batch_op.f("ix_hazards_original_id"), ["original_id"], unique=False)
        batch_op.create_index("ix_hazards_reporter", ["reporter_id", "id"], unique=False)
        batch_op.create_index(
            "ix_hazards_waiting",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'draft' AND due_at IS NOT NULL"),
            sqlite_where=sa.text("state = 'draft' AND due_at IS NOT NULL"),
        )

    op.create_table(
        "ladders",
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("severity", sa.String(24), nullable=False),
        sa.Column("ladder", sa.JSON(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_ladders_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("grid_id", "severity", name=op.f("pk_ladders")),
    )
    op.create_table(
        "leaves",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_leaves_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.create_index(
            "ix_leaves_due",
            ["next_at"],
            unique=False,
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index("ix_leaves_person", ["person_id", "state"], unique=False)

    op.create_table(
        "listing_numbers",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["grids.id"],
            name=op.f("fk_listing_numbers_office_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_listing_numbers")),
    )
    op.create_table(
        "matters",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reporter_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("level_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_matters_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["level_id"], ["grids.id"], name=op.f("fk_matters_level_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["people.id"], name=op.f("fk_matters_reporter_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["people.id"], name=op.f("fk_matters_taken_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
    )
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.create_index(
            "ix_matters_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'told'"),
            sqlite_where=sa.text("state = 'told'"),
        )
        batch_op.create_index(batch_op.f("ix_matters_reporter_id"), ["reporter_id"], unique=False)

    op.create_table(
        "notice_numbers",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["grids.id"], name=op.f("fk_notice_numbers_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_notice_numbers")),
    )
    op.create_table(
        "sightings",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sightings_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("person_id", "chat_id", name=op.f("pk_sightings")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("guessed", sa.Boolean(), nullable=False),
        sa.Column("reach", sa.JSON(), nullable=False),
        sa.Column("caller_id", sa.BigInteger(), nullable=True),
        sa.Column("hazard_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(255), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("place_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("place_message_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("finding", sa.String(24), nullable=True),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["caller_id"], ["people.id"], name=op.f("fk_calls_caller_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["people.id"], name=op.f("fk_calls_ended_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_calls_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_calls_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("number", name=op.f("uq_calls_number")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("ix_calls_caller", ["caller_id", "created_at"], unique=False)
        batch_op.create_index("ix_calls_chat", ["chat_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_calls_grid",
            ["grid_id"],
            unique=False,
            postgresql_where=sa.text("state IN ('calling', 'going', 'arrived')"),
            sqlite_where=sa.text("state IN ('calling', 'going', 'arrived')"),
        )
        batch_op.create_index(batch_op.f("ix_calls_hazard_id"), ["hazard_id"], unique=False)
        batch_op.create_index("ix_calls_place", ["place_chat_id", "place_message_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=True),
        sa.Column("moment", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("media_group_id", sa.String(64), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.String(255), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(120), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("media_type", sa.String(80), nullable=True),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_evidence_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_evidence_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_album", ["chat_id", "media_group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_hazard_id"), ["hazard_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_evidence_wanted",
            ["not_before"],
            unique=False,
            postgresql_where=sa.text("state = 'wanted'"),
            sqlite_where=sa.text("state = 'wanted'"),
        )
        batch_op.create_index(
            "uq_evidence_loose",
            ["chat_id", "message_id"],
            unique=True,
            postgresql_where=sa.text("hazard_id IS NULL"),
            sqlite_where=sa.text("hazard_id IS NULL"),
        )
        batch_op.create_index("uq_evidence_message", ["chat_id", "message_id", "hazard_id"], unique=True)

    op.create_table(
        "hazard_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.String(24), nullable=True),
        sa.Column("after", sa.String(24), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hazard_id"],
            ["hazards.id"],
            name=op.f("fk_hazard_events_hazard_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_hazard_events_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_events")),
    )
    with op.batch_alter_table("hazard_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hazard_events_hazard_id"), ["hazard_id"], unique=False)

    op.create_table(
        "intakes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("browsing", sa.Boolean(), nullable=False),
        sa.Column("under_id", sa.BigInteger(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("card", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_intakes_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_intakes_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_intakes_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["under_id"], ["grids.id"], name=op.f("fk_intakes_under_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
    )
    with op.batch_alter_table("intakes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_intakes_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "uq_intakes_open",
            ["person_id"],
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "listed",
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_listed_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outbox.id"], name=op.f("fk_listed_letter_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("letter_id", "hazard_id", name=op.f("pk_listed")),
    )
    with op.batch_alter_table("listed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listed_hazard_id"), ["hazard_id"], unique=False)

    op.create_table(
        "listings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("listed_by", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requirement", sa.String(500), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_listings_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_listings_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["people.id"], name=op.f("fk_listings_lifted_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["listed_by"], ["people.id"], name=op.f("fk_listings_listed_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["grids.id"], name=op.f("fk_listings_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
    )
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listings_hazard_id"), ["hazard_id"], unique=False)
        batch_op.create_index(
            "ix_listings_next",
            ["next_at"],
            unique=False,
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index("uq_listings_number", ["office_id", "year", "number"], unique=True)
        batch_op.create_index(
            "uq_listings_standing",
            ["hazard_id"],
            unique=True,
            postgresql_where=sa.text("lifted_at IS NULL"),
            sqlite_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_posts_department_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_posts_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_posts_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_phone"), ["phone"], unique=False)
        batch_op.create_index(
            "uq_posts_liaison_now",
            ["department_id", "phone"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL AND department_id IS NOT NULL"),
            sqlite_where=sa.text("ended_at IS NULL AND department_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_posts_now",
            ["grid_id", "role", "phone"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL AND department_id IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL AND department_id IS NULL"),
        )

    op.create_table(
        "rechecks",
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_rechecks_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("hazard_id", name=op.f("pk_rechecks")),
    )
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rechecks_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("asked_at IS NULL"),
            sqlite_where=sa.text("asked_at IS NULL"),
        )

    op.create_table(
        "rectifications",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("responsible", sa.String(80), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("climbed", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(24), nullable=False),
        sa.Column("paper_not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_tries", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(500), nullable=True),
        sa.Column("token", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_rectifications_by_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"],
            ["hazards.id"],
            name=op.f("fk_rectifications_hazard_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["grids.id"], name=op.f("fk_rectifications_office_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
    )
    with op.batch_alter_table("rectifications", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rectifications_remind",
            ["remind_at"],
            unique=False,
            postgresql_where=sa.text("remind_at IS NOT NULL"),
            sqlite_where=sa.text("remind_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_rectifications_wanted",
            ["paper_not_before"],
            unique=False,
            postgresql_where=sa.text("paper = 'wanted'"),
            sqlite_where=sa.text("paper = 'wanted'"),
        )
        batch_op.create_index("uq_rectifications_number", ["office_id", "year", "number"], unique=True)
        batch_op.create_index(
            "uq_rectifications_unfinished",
            ["hazard_id"],
            unique=True,
            postgresql_where=sa.text("state IN ('open', 'handed_in')"),
            sqlite_where=sa.text("state IN ('open', 'handed_in')"),
        )

    op.create_table(
        "rungs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lack", sa.String(24), nullable=False),
        sa.Column("aim", sa.String(24), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("hours", sa.String(60), nullable=False),
        sa.Column("told", sa.String(60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_rungs_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rungs")),
    )
    with op.batch_alter_table("rungs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rungs_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("ix_rungs_hazard", ["hazard_id", "position"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("remark", sa.String(500), nullable=False),
        sa.Column("outcome", sa.String(2000), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["people.id"],
            name=op.f("fk_transfers_acknowledged_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["people.id"], name=op.f("fk_transfers_answered_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_transfers_by_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_transfers_department_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["hazard_id"], ["hazards.id"], name=op.f("fk_transfers_hazard_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index("ix_transfers_hazard", ["hazard_id"], unique=False)
        batch_op.create_index(
            "ix_transfers_remind",
            ["remind_at"],
            unique=False,
            postgresql_where=sa.text("remind_at IS NOT NULL"),
            sqlite_where=sa.text("remind_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_transfers_running",
            ["hazard_id"],
            unique=True,
            postgresql_where=sa.text("state IN ('pending', 'answered')"),
            sqlite_where=sa.text("state IN ('pending', 'answered')"),
        )

    op.create_table(
        "bind_codes",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=True),
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_bind_codes_department_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name=op.f("fk_bind_codes_grid_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_bind_codes_post_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["people.id"], name=op.f("fk_bind_codes_used_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_bind_codes")),
    )
    with op.batch_alter_table("bind_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bind_codes_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bind_codes_grid_id"), ["grid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bind_codes_post_id"), ["post_id"], unique=False)

    op.create_table(
        "call_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.String(24), nullable=True),
        sa.Column("after", sa.String(24), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_events_call_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_call_events_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_events")),
    )
    with op.batch_alter_table("call_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_events_call_id"), ["call_id"], unique=False)

    op.create_table(
        "call_helpers",
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("going_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_helpers_call_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_call_helpers_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("call_id", "person_id", name=op.f("pk_call_helpers")),
    )
    op.create_table(
        "call_steps",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("lack", sa.String(24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_steps_call_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_steps")),
    )
    with op.batch_alter_table("call_steps", schema=None) as batch_op:
        batch_op.create_index("ix_call_steps_call", ["call_id", "state"], unique=False)
        batch_op.create_index(
            "ix_call_steps_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "rectification_extensions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("rectification_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["people.id"],
            name=op.f("fk_rectification_extensions_by_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectifications.id"],
            name=op.f("fk_rectification_extensions_rectification_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_extensions")),
    )
    with op.batch_alter_table("rectification_extensions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rectification_extensions_rectification_id"), ["rectification_id"], unique=False
        )

    op.bulk_insert(sa.table("counters", sa.column("name"), sa.column("value")), [{"name": "hazard", "value": 0}])
    op.bulk_insert(sa.table("inbox_lanes", sa.column("lane")), [{"lane": lane} for lane in range(64)])


def downgrade() -> None:
    with op.batch_alter_table("rectification_extensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectification_extensions_rectification_id"))

    op.drop_table("rectification_extensions")
    with op.batch_alter_table("call_steps", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_call_steps_due",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_call_steps_call")

    op.drop_table("call_steps")
    op.drop_table("call_helpers")
    with op.batch_alter_table("call_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_events_call_id"))

    op.drop_table("call_events")
    with op.batch_alter_table("bind_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bind_codes_post_id"))
        batch_op.drop_index(batch_op.f("ix_bind_codes_grid_id"))
        batch_op.drop_index(batch_op.f("ix_bind_codes_department_id"))

    op.drop_table("bind_codes")
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_transfers_running",
            postgresql_where=sa.text("state IN ('pending', 'answered')"),
            sqlite_where=sa.text("state IN ('pending', 'answered')"),
        )
        batch_op.drop_index(
            "ix_transfers_remind",
            postgresql_where=sa.text("remind_at IS NOT NULL"),
            sqlite_where=sa.text("remind_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_transfers_hazard")

    op.drop_table("transfers")
    with op.batch_alter_table("rungs", schema=None) as batch_op:
        batch_op.drop_index("ix_rungs_hazard")
        batch_op.drop_index(
            "ix_rungs_due", postgresql_where=sa.text("state = 'waiting'"), sqlite_where=sa.text("state = 'waiting'")
        )

    op.drop_table("rungs")
    with op.batch_alter_table("rectifications", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rectifications_unfinished",
            postgresql_where=sa.text("state IN ('open', 'handed_in')"),
            sqlite_where=sa.text("state IN ('open', 'handed_in')"),
        )
        batch_op.drop_index("uq_rectifications_number")
        batch_op.drop_index(
            "ix_rectifications_wanted",
            postgresql_where=sa.text("paper = 'wanted'"),
            sqlite_where=sa.text("paper = 'wanted'"),
        )
        batch_op.drop_index(
            "ix_rectifications_remind",
            postgresql_where=sa.text("remind_at IS NOT NULL"),
            sqlite_where=sa.text("remind_at IS NOT NULL"),
        )

    op.drop_table("rectifications")
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_rechecks_due", postgresql_where=sa.text("asked_at IS NULL"), sqlite_where=sa.text("asked_at IS NULL")
        )

    op.drop_table("rechecks")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_posts_now",
            postgresql_where=sa.text("ended_at IS NULL AND department_id IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL AND department_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_posts_liaison_now",
            postgresql_where=sa.text("ended_at IS NULL AND department_id IS NOT NULL"),
            sqlite_where=sa.text("ended_at IS NULL AND department_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_posts_phone"))
        batch_op.drop_index(batch_op.f("ix_posts_person_id"))
        batch_op.drop_index(batch_op.f("ix_posts_department_id"))

    op.drop_table("posts")
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_listings_standing",
            postgresql_where=sa.text("lifted_at IS NULL"),
            sqlite_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index("uq_listings_number")
        batch_op.drop_index(
            "ix_listings_next",
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_listings_hazard_id"))

    op.drop_table("listings")
    with op.batch_alter_table("listed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listed_hazard_id"))

    op.drop_table("listed")
    with op.batch_alter_table("intakes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_intakes_open", postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(
            "ix_intakes_due", postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'")
        )

    op.drop_table("intakes")
    with op.batch_alter_table("hazard_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hazard_events_hazard_id"))

    op.drop_table("hazard_events")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("uq_evidence_message")
        batch_op.drop_index(
            "uq_evidence_loose",
            postgresql_where=sa.text("hazard_id IS NULL"),
            sqlite_where=sa.text("hazard_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_evidence_wanted", postgresql_where=sa.text("state = 'wanted'"), sqlite_where=sa.text("state = 'wanted'")
        )
        batch_op.drop_index(batch_op.f("ix_evidence_sha256"))
        batch_op.drop_index(batch_op.f("ix_evidence_hazard_id"))
        batch_op.drop_index("ix_evidence_album")

    op.drop_table("evidence")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index("ix_calls_place")
        batch_op.drop_index(batch_op.f("ix_calls_hazard_id"))
        batch_op.drop_index(
            "ix_calls_grid",
            postgresql_where=sa.text("state IN ('calling', 'going', 'arrived')"),
            sqlite_where=sa.text("state IN ('calling', 'going', 'arrived')"),
        )
        batch_op.drop_index("ix_calls_chat")
        batch_op.drop_index("ix_calls_caller")

    op.drop_table("calls")
    op.drop_table("sightings")
    op.drop_table("notice_numbers")
    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matters_reporter_id"))
        batch_op.drop_index(
            "ix_matters_due", postgresql_where=sa.text("state = 'told'"), sqlite_where=sa.text("state = 'told'")
        )

    op.drop_table("matters")
    op.drop_table("listing_numbers")
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.drop_index("ix_leaves_person")
        batch_op.drop_index(
            "ix_leaves_due",
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("leaves")
    op.drop_table("ladders")
    with op.batch_alter_table("hazards", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_hazards_waiting",
            postgresql_where=sa.text("state = 'draft' AND due_at IS NOT NULL"),
            sqlite_where=sa.text("state = 'draft' AND due_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_hazards_reporter")
        batch_op.drop_index(batch_op.f("ix_hazards_original_id"))
        batch_op.drop_index(
            "ix_hazards_live",
            postgresql_where=sa.text("state IN ('accepted', 'open', 'rectifying', 'review', 'transferred')"),
            sqlite_where=sa.text("state IN ('accepted', 'open', 'rectifying', 'review', 'transferred')"),
        )
        batch_op.drop_index("ix_hazards_grid")
        batch_op.drop_index(
            "ix_hazards_album",
            postgresql_where=sa.text("media_group_id IS NOT NULL"),
            sqlite_where=sa.text("media_group_id IS NOT NULL"),
        )

    op.drop_table("hazards")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_index("uq_departments_name")
        batch_op.drop_index("uq_departments_chat")

    op.drop_table("departments")
    with op.batch_alter_table("delivered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivered_letter_id"))

    op.drop_table("delivered")
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bindings_grid_now",
            postgresql_where=sa.text("unbound_at IS NULL"),
            sqlite_where=sa.text("unbound_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_bindings_chat_now",
            postgresql_where=sa.text("unbound_at IS NULL"),
            sqlite_where=sa.text("unbound_at IS NULL"),
        )

    op.drop_table("bindings")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_phone"))

    op.drop_table("people")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_subject")
        batch_op.drop_index(
            "ix_outbox_pending",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            "ix_outbox_leased",
            postgresql_where=sa.text("state = 'pending' AND leased_until IS NOT NULL"),
            sqlite_where=sa.text("state = 'pending' AND leased_until IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_due", postgresql_where=sa.text("state = 'pending'"), sqlite_where=sa.text("state = 'pending'")
        )
        batch_op.drop_index("ix_outbox_chat")

    op.drop_table("outbox")
    op.drop_table("inbox_lanes")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_state")
        batch_op.drop_index(
            "ix_inbox_pending", postgresql_where=sa.text("state = 'pending'"), sqlite_where=sa.text("state = 'pending'")
        )

    op.drop_table("inbox")
    with op.batch_alter_table("grids", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grids_parent_id"))

    op.drop_table("grids")
    op.drop_table("counters")
    op.drop_table("chats")
