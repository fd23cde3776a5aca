from datetime import datetime

import pytest

from models.hazards.supervision.schedule import SupervisionCall, calls_at, last_call, next_call, next_week


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


PROGRESS_BY, DUE_AT = local("11-23T23:59:59"), local("11-26T23:59:59")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("11-16T09:00:00", "11-23T09:00:00"),
        ("11-23T08:59:59", "11-23T09:00:00"),
        ("11-23T09:00:00", "11-24T09:00:00"),
        ("11-24T09:00:00", "11-27T09:00:00"),
        ("11-27T09:00:00", "11-28T09:00:00"),
        ("12-05T10:00:00", "12-06T09:00:00"),
    ],
)
def test_the_next_call_is_on_a_morning(now: str, expected: str) -> None:
    assert next_call(PROGRESS_BY, DUE_AT, local(now)) == local(expected)


@pytest.mark.parametrize(
    ("now", "calls"),
    [
        ("11-22T09:00:00", []),
        ("11-23T09:00:00", [SupervisionCall.ASKED]),
        ("11-23T23:59:59", [SupervisionCall.ASKED]),
        ("11-24T09:00:00", [SupervisionCall.MISSED]),
        ("11-27T09:00:00", [SupervisionCall.OVERDUE, SupervisionCall.MISSED]),
    ],
)
def test_what_is_called_for(now: str, calls: list[SupervisionCall]) -> None:
    assert calls_at(PROGRESS_BY, DUE_AT, local(now)) == calls


def test_once_the_deadline_has_passed_progress_is_not_asked_for_ahead() -> None:
    assert calls_at(local("11-30T23:59:59"), DUE_AT, local("11-30T09:00:00")) == [SupervisionCall.OVERDUE]


@pytest.mark.parametrize(
    ("now", "expected"),
    [("11-24T09:00:00", "11-30T23:59:59"), ("12-20T09:00:00", "12-21T23:59:59")],
)
def test_after_a_missed_report_the_next_is_due_within_a_week(now: str, expected: str) -> None:
    assert next_week(PROGRESS_BY, local(now)) == local(expected)


@pytest.mark.parametrize("progress_by", ["11-23T23:59:59", "11-30T23:59:59", "12-07T23:59:59"])
@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("11-23T08:59:59", None),
        ("11-23T09:00:00", "11-23T09:00:00"),
        ("11-24T09:00:00", "11-24T09:00:00"),
        ("11-26T20:00:00", "11-24T09:00:00"),
        ("11-27T09:00:00", "11-27T09:00:00"),
        ("12-05T10:00:00", "12-05T09:00:00"),
    ],
)
def test_the_last_call_there_should_have_been_does_not_depend_on_the_week_that_is_written_down(
    until: str, expected: str | None, progress_by: str
) -> None:
    found = last_call(local(progress_by), DUE_AT, local("11-16T09:00:00"), local(until))
    assert found == (local(expected) if expected else None)
