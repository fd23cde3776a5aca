from datetime import date

import pytest

from models.errors import Refused
from models.schedule.date_ranges import days_of

TODAY = date(2026, 11, 16)  # a Monday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-12-01 2026-12-05", "2026-12-01", "2026-12-05"),
        ("2026/12/1 2026/12/5", "2026-12-01", "2026-12-05"),
        ("20261201 20261205", "2026-12-01", "2026-12-05"),
        ("12-1 12-5", "2026-12-01", "2026-12-05"),
        ("12.1-12.5", "2026-12-01", "2026-12-05"),
        ("12/1~12/5", "2026-12-01", "2026-12-05"),
        ("12月1日 12月5日", "2026-12-01", "2026-12-05"),
        ("2026年12月1日—2026年12月5日", "2026-12-01", "2026-12-05"),
        ("12月1号至5号", "2026-12-01", "2026-12-05"),
        ("请假 12月1日起 5天", "2026-12-01", "2026-12-05"),
        ("12月30日到2日", "2026-12-30", "2027-01-02"),
        ("12-28 1-3", "2026-12-28", "2027-01-03"),
        ("1-4 1-8", "2027-01-04", "2027-01-08"),
        ("明天", "2026-11-17", "2026-11-17"),
        ("明天 3天", "2026-11-17", "2026-11-19"),
        ("tomorrow 3 days", "2026-11-17", "2026-11-19"),
        ("后天到下周五", "2026-11-18", "2026-11-27"),
        ("大后天", "2026-11-19", "2026-11-19"),
        ("下周一 一周", "2026-11-23", "2026-11-29"),
        ("周五", "2026-11-20", "2026-11-20"),
        ("两天", "2026-11-16", "2026-11-17"),
        ("１２－１　１２－５", "2026-12-01", "2026-12-05"),
        ("从12月1日到12月5日", "2026-12-01", "2026-12-05"),
        ("请假，12-1到12-5", "2026-12-01", "2026-12-05"),
        ("11-10 11-20", "2026-11-16", "2026-11-20"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, first: str, last: str) -> None:
    assert days_of(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "leave.unreadable"),
        ("生病了", "leave.unreadable"),
        ("13-1 13-5", "leave.unreadable"),
        ("2-30", "leave.unreadable"),
        ("12-1 12-5 12-9", "leave.unreadable"),
        ("12-1 一些天", "leave.unreadable"),
        ("-1天", "leave.unreadable"),
        ("99999-99-99", "leave.unreadable"),
        ("9999-12-31", "leave.unreadable"),
        ("9999-12-30 5天", "leave.unreadable"),
        ("9999-12-15到3日", "leave.unreadable"),
        ("0001-01-01", "leave.unreadable"),
        ("12-1 到", "leave.unreadable"),
        ("11-1 11-5", "leave.past"),
        ("12-5 12-1", "leave.backwards"),
        ("12-1 400天", "leave.too_long"),
    ],
)
def test_what_cannot_be_a_leave_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        days_of(text, TODAY)
    assert refused.value.code == code
