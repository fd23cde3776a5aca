"""Windows of a grid are found by when they were closed: a week is counted without reading all years."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_check_windows_closed", "check_windows", ["grid_id", "closed_at"])


def downgrade() -> None:
    op.drop_index("ix_check_windows_closed", "check_windows")
