"""What many groups get at one hour is spread over that hour."""

from datetime import timedelta

HOUR = timedelta(hours=1)


def apart(grid_id: int) -> timedelta:
    """How far into the hour a grid's comes: always the same for a grid."""
    return timedelta(seconds=grid_id % int(HOUR.total_seconds()))
