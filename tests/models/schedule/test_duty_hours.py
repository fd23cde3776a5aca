from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.schedule.duty_hours import Hours, due, frozen, on_duty, thawed

SHANGHAI = ZoneInfo("Asia/Shanghai")
BY_DAY = Hours(time(8), time(20))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "after", "expected"),
    [
        ("16 09:00", timedelta(hours=2), "16 11:00"),
        ("16 18:00", timedelta(hours=2), "16 20:00"),
        ("16 19:00", timedelta(hours=2), "17 09:00"),
        ("16 20:00", timedelta(hours=2), "17 10:00"),
        ("16 23:30", timedelta(hours=2), "17 10:00"),
        ("16 03:00", timedelta(hours=2), "16 10:00"),
        ("16 15:00", timedelta(hours=8), "17 11:00"),
        ("20 19:00", timedelta(hours=2), "21 09:00"),
        ("21 12:00", timedelta(hours=8), "21 20:00"),
        ("22 13:00", timedelta(hours=8), "23 09:00"),
        ("16 09:00", timedelta(hours=24), "17 09:00"),
        ("16 21:00", timedelta(hours=24), "18 08:00"),
        ("16 05:00", timedelta(days=7), "23 08:00"),
    ],
)
def test_delays_by_day_count_hours_on_duty_weekends_too(start: str, after: timedelta, expected: str) -> None:
    assert due(BY_DAY, at(start), after, SHANGHAI) == at(expected)


@pytest.mark.parametrize("after", [timedelta(minutes=5), timedelta(hours=2), timedelta(days=1)])
def test_delays_around_the_clock_count_every_hour(after: timedelta) -> None:
    assert due(Hours(), at("16 23:30"), after, SHANGHAI) == at("16 23:30") + after


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("16 07:59", "16 08:00"), ("16 08:00", "16 08:00"), ("16 19:59", "16 19:59"), ("16 20:00", "17 08:00")],
)
def test_off_duty_waits_for_the_morning(moment: str, expected: str) -> None:
    assert on_duty(BY_DAY, at(moment), SHANGHAI) == at(expected)


def test_what_is_due_keeps_the_zone_it_was_asked_in() -> None:
    start = at("16 19:00").astimezone(UTC)
    assert due(BY_DAY, start, timedelta(hours=2), SHANGHAI).tzinfo is UTC


@pytest.mark.parametrize(("hours", "text"), [(BY_DAY, "08:00-20:00 Asia/Shanghai"), (Hours(), "")])
def test_hours_are_frozen_with_their_zone_and_read_again(hours: Hours, text: str) -> None:
    assert frozen(hours, SHANGHAI) == text
    read, zone = thawed(text)
    assert due(read, at("16 19:00"), timedelta(hours=2), zone) == due(
        hours, at("16 19:00"), timedelta(hours=2), SHANGHAI
    )
