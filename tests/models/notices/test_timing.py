from datetime import UTC, datetime

import pytest

from models.notices.tables import NoticeKind
from models.notices.timing import When, next_time, not_at_night, read_when
from tests.due import SHANGHAI

NOW = datetime(2026, 11, 16, 10, 30, tzinfo=SHANGHAI)  # a Monday


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("19:00", "11-16 19:00"),
        ("9:05", "11-17 09:05"),  # today it is too late
        ("19点", "11-16 19:00"),
        ("明天9:00", "11-17 09:00"),
        ("明天 9点30分", "11-17 09:30"),
        ("12-01 09:00", "12-01 09:00"),
        ("12月1日 9：00", "12-01 09:00"),
        ("tomorrow 09:00", "11-17 09:00"),
        ("今晚8点", "11-16 20:00"),
        ("今晚 20:30", "11-16 20:30"),
        ("今天晚上8点半", "11-16 20:30"),
        ("晚上8点", "11-16 20:00"),
        ("晚8时", "11-16 20:00"),
        ("下午3点", "11-16 15:00"),
        ("下午15:00", "11-16 15:00"),
        ("上午9点", "11-17 09:00"),  # today it is too late
        ("中午12点", "11-16 12:00"),
        ("中午1点", "11-16 13:00"),
        ("傍晚六点", "11-16 18:00"),
        ("凌晨2点", "11-17 02:00"),
        ("明早9点", "11-17 09:00"),
        ("明早9:05", "11-17 09:05"),
        ("明晚八点", "11-17 20:00"),
        ("明天上午9点", "11-17 09:00"),
        ("明天 上午 9点30分", "11-17 09:30"),
        ("明天凌晨12点", "11-17 00:00"),
        ("后天下午2点半", "11-18 14:30"),
        ("后天下午两点一刻", "11-18 14:15"),
        ("周五晚上七点整", "11-20 19:00"),
        ("周一九点", "11-23 09:00"),
        ("12月1日上午十点二十分", "12-01 10:20"),
        ("12月1日早8点5分", "12-01 08:05"),
        ("明天八点零五", "11-17 08:05"),
        ("今晚12点", "11-17 00:00"),
        ("今晚24:00", "11-17 00:00"),
        ("24时", "11-17 00:00"),
        ("11月16日24时", "11-17 00:00"),
    ],
)
def test_a_time_to_come_is_read(said: str, at: str) -> None:
    when = read_when(said, NOW, SHANGHAI)
    assert when is not None
    assert when.at is not None
    assert (f"{when.at.astimezone(SHANGHAI):%m-%d %H:%M}", when.repeats) == (at, None)


@pytest.mark.parametrize("said", ["现在", "now", " 立即 "])
def test_at_once_is_no_time(said: str) -> None:
    assert read_when(said, NOW, SHANGHAI) == When()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "25:00",
        "9:75",
        "昨天9:00",
        "今天9:00",
        "每月31日9:00",
        "每月0日9:00",
        "过两天",
        "2030-01-01 09:00",
        "每周八9:00",
        "今早9点",
        "上午3点",
        "上午15点",
        "下午9点",
        "晚上2点",
        "今晚0点",
        "周二十点",
        "今晚",
        "8点五",
        "24:30",
        "每天24点",
        "明天9:",
    ],
)
def test_what_is_no_time_to_come_is_not_guessed(said: str) -> None:
    assert read_when(said, NOW, SHANGHAI) is None


@pytest.mark.parametrize(
    ("said", "repeats", "times"),
    [
        ("每天9:00", "daily 0 09:00", ["11-17 09:00", "11-18 09:00"]),
        ("每周一 9:00", "weekly 0 09:00", ["11-23 09:00", "11-30 09:00"]),
        ("每周天19:00", "weekly 6 19:00", ["11-22 19:00", "11-29 19:00"]),
        ("每周一上午9点", "weekly 0 09:00", ["11-23 09:00", "11-30 09:00"]),
        ("每天晚上七点半", "daily 0 19:30", ["11-16 19:30", "11-17 19:30"]),
        ("every tuesday 09:00", "weekly 1 09:00", ["11-17 09:00", "11-24 09:00"]),
        ("每月1日9:00", "monthly 1 09:00", ["12-01 09:00", "01-01 09:00"]),
        ("每月16号11:00", "monthly 16 11:00", ["11-16 11:00", "12-16 11:00"]),
    ],
)
def test_what_repeats_has_a_next_time(said: str, repeats: str, times: list[str]) -> None:
    when = read_when(said, NOW, SHANGHAI)
    assert when is not None
    assert when.at is not None
    assert when.repeats == repeats
    found = [when.at, next_time(repeats, when.at, SHANGHAI)]
    assert [f"{each.astimezone(SHANGHAI):%m-%d %H:%M}" for each in found] == times


@pytest.mark.parametrize(
    ("kind", "at", "sent"),
    [
        (NoticeKind.NOTICE, "20:59", "16 20:59"),
        (NoticeKind.NOTICE, "21:00", "17 07:00"),
        (NoticeKind.NOTICE, "23:59", "17 07:00"),
        (NoticeKind.NOTICE, "00:00", "16 07:00"),
        (NoticeKind.NOTICE, "06:59", "16 07:00"),
        (NoticeKind.NOTICE, "07:00", "16 07:00"),
        (NoticeKind.WARNING, "23:59", "16 23:59"),
        (NoticeKind.WARNING, "03:00", "16 03:00"),
    ],
)
def test_routine_notices_wait_for_the_morning(kind: NoticeKind, at: str, sent: str) -> None:
    hour, minute = map(int, at.split(":"))
    asked = NOW.replace(hour=hour, minute=minute).astimezone(UTC)
    assert f"{not_at_night(kind, asked, SHANGHAI).astimezone(SHANGHAI):%d %H:%M}" == sent
