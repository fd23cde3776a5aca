from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.obligations.kinds import WEEKS
from models.obligations.reminders import Reminders, next_reminder

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)  # the end of that day in Shanghai


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("11-16 09:00", "11-23 09:00"),
        ("11-23 08:59", "11-23 09:00"),
        ("11-23 09:00", "11-29 09:00"),
        ("11-29 09:00", "11-30 09:00"),
        ("11-30 09:00", "12-01 09:00"),
        ("12-01 09:00", "12-03 09:00"),
        ("12-03 09:00", "12-10 09:00"),
        ("12-10 09:00", "12-17 09:00"),
        ("12-30 12:00", "12-31 09:00"),
    ],
)
def test_whole_days_are_told_in_their_morning_and_overdue_ones_every_week(after: str, expected: str) -> None:
    assert next_reminder(WEEKS, DUE, local(after), SHANGHAI) == local(expected)


@pytest.mark.parametrize(
    ("after", "expected"),
    [("10:00", "10:10"), ("10:10", "10:20"), ("10:20", None)],
)
def test_minutes_are_told_to_the_minute_and_end(after: str, expected: str | None) -> None:
    minutes = Reminders(after=(timedelta(minutes=10), timedelta(minutes=20)))
    found = next_reminder(minutes, local("11-16 10:00"), local(f"11-16 {after}"), SHANGHAI)
    assert found == (local(f"11-16 {expected}") if expected else None)
