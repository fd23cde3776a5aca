"""The one place where the hour is read."""

from datetime import UTC, datetime, timedelta


class Timekeeper:
    """Real time, or real time moved on by whoever runs the demo or a test."""

    def __init__(self, start: datetime | None = None) -> None:
        self.offset = timedelta(0) if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        self.offset += by
