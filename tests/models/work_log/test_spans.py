from datetime import date, datetime

import pytest

from models.work_log.spans import past_day, span_after, span_begin, told_at
from models.work_log.tables import Span
from tests.models.conftest import SHANGHAI

SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", date(2026, 11, 29)),
        ("昨天", date(2026, 11, 28)),
        ("yesterday", date(2026, 11, 28)),
        ("前天", date(2026, 11, 27)),
        ("周五", date(2026, 11, 27)),
        ("周日", date(2026, 11, 29)),
        ("11-28", date(2026, 11, 28)),
        ("11月28日", date(2026, 11, 28)),
        ("12-30", date(2025, 12, 30)),
        ("3/1", date(2026, 3, 1)),
        ("2025-11-30", date(2025, 11, 30)),
        ("2027-01-01", None),
        ("明天", None),
        ("5", None),
        ("3号楼清理楼道", None),
        ("11-31", None),
    ],
)
def test_a_day_is_read_looking_back_and_all_else_is_words(said: str, day: date | None) -> None:
    assert past_day(said, SUNDAY) == day


@pytest.mark.parametrize(
    ("span", "day", "first", "following"),
    [
        (Span.WEEK, SUNDAY, date(2026, 11, 23), date(2026, 11, 30)),
        (Span.WEEK, date(2026, 11, 30), date(2026, 11, 30), date(2026, 12, 7)),
        (Span.MONTH, SUNDAY, date(2026, 11, 1), date(2026, 12, 1)),
        (Span.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (Span.MONTH, date(2027, 1, 31), date(2027, 1, 1), date(2027, 2, 1)),
    ],
)
def test_weeks_begin_on_monday_and_months_on_the_first(span: Span, day: date, first: date, following: date) -> None:
    assert span_begin(span, day) == first
    assert span_after(span, first) == following
    assert told_at(span, first, SHANGHAI) == datetime(
        following.year, following.month, following.day, 8, 30, tzinfo=SHANGHAI
    )
