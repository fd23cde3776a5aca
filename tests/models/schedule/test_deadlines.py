from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.schedule.deadlines import (
    Reminder,
    allowed,
    days_since,
    end_of,
    last_reminder,
    next_reminder,
    read_day,
    reminder_at,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 16)
START = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)
HALF, BEFORE, TODAY_DUE, OVER = Reminder


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("12-01", date(2026, 12, 1)),
        ("12月1日", date(2026, 12, 1)),
        ("12/1", date(2026, 12, 1)),
        ("2026年12月1号", date(2026, 12, 1)),
        (" １２／１ ", date(2026, 12, 1)),
        ("1-5", date(2027, 1, 5)),
        ("11-16", date(2026, 11, 16)),
        ("2025-01-01", date(2025, 1, 1)),
        ("2-30", None),
        ("13-1", None),
        ("下周", None),
        ("12-01-05", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (TODAY - timedelta(days=1), False),
        (TODAY, False),
        (TODAY + timedelta(days=2), False),
        (TODAY + timedelta(days=3), True),
        (TODAY + timedelta(days=366), True),
        (TODAY + timedelta(days=367), False),
    ],
)
def test_a_new_deadline_lies_after_the_old_one_and_within_a_year(day: date, fits: bool) -> None:
    assert allowed(day, TODAY + timedelta(days=2), TODAY) is fits


def mornings(days: int, count: int) -> list[tuple[int, Reminder]]:
    """The local day after the order, and what is said at nine that morning."""
    due = end_of(TODAY + timedelta(days=days), SHANGHAI)
    now, said = START, []
    for _ in range(count):
        now = next_reminder(START, due, now)
        local = now.astimezone(SHANGHAI)
        assert (local.hour, local.minute) == (9, 0)
        said.append(((local.date() - TODAY).days, reminder_at(START, due, now)))
    return said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, [(1, TODAY_DUE), (2, OVER), (3, OVER)]),
        (2, [(1, BEFORE), (2, TODAY_DUE), (3, OVER), (4, OVER)]),
        (3, [(1, HALF), (2, BEFORE), (3, TODAY_DUE), (4, OVER)]),
        (7, [(3, HALF), (6, BEFORE), (7, TODAY_DUE), (8, OVER)]),
        (15, [(7, HALF), (14, BEFORE), (15, TODAY_DUE), (16, OVER), (17, OVER)]),
    ],
)
def test_reminders_come_at_half_time_the_day_before_and_when_due_never_two_on_a_day(
    days: int, said: list[tuple[int, Reminder]]
) -> None:
    assert mornings(days, len(said)) == said


def test_after_downtime_only_the_newest_is_said_and_the_next_is_a_morning_to_come() -> None:
    due = end_of(TODAY + timedelta(days=7), SHANGHAI)
    late = due + timedelta(days=4, hours=3)
    assert reminder_at(START, due, late) is OVER
    assert days_since(due, late, SHANGHAI) == 5
    assert next_reminder(START, due, late).astimezone(SHANGHAI).isoformat() == "2026-11-28T09:00:00+08:00"


def test_on_the_last_day_nothing_is_overdue() -> None:
    due = end_of(TODAY, SHANGHAI)
    assert due.astimezone(SHANGHAI).isoformat() == "2026-11-16T23:59:59+08:00"
    assert days_since(due, due, SHANGHAI) == 0
    assert days_since(due, due + timedelta(seconds=1), SHANGHAI) == 1


@pytest.mark.parametrize(
    ("since", "now", "days"),
    [
        ("2026-11-16T23:50", "2026-11-17T00:10", 1),
        ("2026-11-16T09:00", "2026-11-18T08:00", 2),
        ("2026-11-16T08:00", "2026-11-18T23:00", 2),
        ("2026-11-18T08:00", "2026-11-16T08:00", 0),
    ],
)
def test_days_are_counted_by_the_calendar_of_the_place(since: str, now: str, days: int) -> None:
    here, there = (datetime.fromisoformat(each).replace(tzinfo=SHANGHAI) for each in (since, now))
    assert days_since(here.astimezone(UTC), there.astimezone(UTC), SHANGHAI) == days


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("16T12:00", None),
        ("19T08:59", None),
        ("19T09:00", "19T09:00"),
        ("21T12:00", "19T09:00"),
        ("22T09:00", "22T09:00"),
        ("23T09:00", "23T09:00"),
        ("24T08:00", "23T09:00"),
        ("24T09:00", "24T09:00"),
        ("28T20:00", "28T09:00"),
    ],
)
def test_the_last_reminder_there_should_have_been(until: str, expected: str | None) -> None:
    due = end_of(date(2026, 11, 23), SHANGHAI)
    assert last_reminder(START, due, november(until)) == (november(expected) if expected else None)


def november(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("days", [1, 2, 3, 7, 15, 30])
def test_the_last_reminder_is_one_that_was_next_before(days: int) -> None:
    due = end_of(TODAY + timedelta(days=days), SHANGHAI)
    now = START
    for _ in range(days + 5):
        following = next_reminder(START, due, now)
        assert last_reminder(START, due, following) == following
        now = following
