from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.escalation.ladder import LADDERS, due
from models.hazards.flow import Severity

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
        ("16 09:00", timedelta(hours=24), "17 09:00"),
        ("16 21:00", timedelta(hours=24), "18 08:00"),
        ("16 05:00", timedelta(days=7), "23 08:00"),
    ],
)
def test_ordinary_delays_count_hours_on_duty(start: str, after: timedelta, expected: str) -> None:
    assert due(LADDERS[Severity.ORDINARY], at(start), after, SHANGHAI) == at(expected)


@pytest.mark.parametrize("severity", [Severity.URGENT, Severity.MAJOR])
def test_urgent_and_major_delays_count_around_the_clock(severity: Severity) -> None:
    assert due(LADDERS[severity], at("16 23:30"), timedelta(hours=2), SHANGHAI) == at("17 01:30")


@pytest.mark.parametrize("severity", list(Severity))
def test_every_ladder_rises_and_its_deadlines_are_rungs(severity: Severity) -> None:
    ladder = LADDERS[severity]
    delays = [step.after for step in ladder.steps]
    assert delays == sorted(delays)
    assert ladder.to_accept == delays[0]
    assert ladder.to_finish == delays[-1]
