"""The one place where the hour is read."""

import time
from datetime import UTC, datetime, timedelta


def real_now() -> datetime:
    """For what a clock that is moved on must not touch, such as leases: what is in flight then is not lost."""
    return datetime.now(UTC)


def elapsed() -> float:
    """Seconds since some moment; those that the machine slept through count, and nobody sets it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Timekeeper:
    """Real time, or real time moved on by whoever runs the demo or a test."""

    def __init__(self, start: datetime | None = None) -> None:
        self.offset = timedelta(0) if start is None else start - real_now()

    def now(self) -> datetime:
        return real_now() + self.offset

    def advance(self, by: timedelta) -> None:
        self.offset += by
