"""When groups are told texts of publicity, a street's own texts, and groups without routine posts."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _own_number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _points_to(of: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{of}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "publicity_plans",
        _own_number("grid_id"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        _word("day_rule", 20),
        _number("set_by"),
        _time("set_at"),
        _points_to("publicity_plans", "grid_id", "grids"),
        _points_to("publicity_plans", "set_by", "people"),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_publicity_plans")),
    )
    op.create_table(
        "publicity_turns",
        _own_number("grid_id"),
        sa.Column("done_to", sa.Date(), nullable=True),
        _time("next_at", nullable=True),
        _points_to("publicity_turns", "grid_id", "grids"),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_publicity_turns")),
    )
    waits = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_publicity_turns_next", "publicity_turns", ["next_at"], postgresql_where=waits, sqlite_where=waits
    )
    op.create_table(
        "publicity_texts",
        _own_number("grid_id"),
        _word("name", 40),
        sa.Column("off", sa.Boolean(), nullable=False),
        _word("title", 60),
        sa.Column("lines", sa.JSON(), nullable=False),
        _word("occasion", 120),
        _number("set_by", nullable=True),
        _time("set_at"),
        _points_to("publicity_texts", "grid_id", "grids"),
        _points_to("publicity_texts", "set_by", "people"),
        sa.PrimaryKeyConstraint("grid_id", "name", name=op.f("pk_publicity_texts")),
    )
    op.create_table(
        "quiet_chats",
        _own_number("chat_id"),
        _number("set_by", nullable=True),
        _time("set_at"),
        _points_to("quiet_chats", "set_by", "people"),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_quiet_chats")),
    )


def downgrade() -> None:
    for table in ("quiet_chats", "publicity_texts", "publicity_turns", "publicity_plans"):
        op.drop_table(table)
