from datetime import date, timedelta

import pytest

from models.schedule.phrases.last_days import counted, named

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5", 5),
        ("５", 5),
        ("5天", 5),
        (" 5 天 ", 5),
        ("5天内", 5),
        ("五天之内。", 5),
        ("限5天内完成", 5),
        ("再给3天", 3),
        ("延期十天", 10),
        ("15日内", 15),
        ("15日", None),
        ("两周", 14),
        ("1个星期内", 7),
        ("一个月", 30),
        ("半个月", 15),
        ("5 days", 5),
        ("In 5 Days", 5),
        ("within 2 weeks", 14),
        ("5个工作日", None),
        ("十十天", None),
        ("1000天", None),
        ("马上", None),
        ("", None),
    ],
)
def test_so_many_days(text: str, days: int | None) -> None:
    assert counted(text) == (None if days is None else timedelta(days=days))


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("今天", MONDAY, date(2026, 11, 16)),
        ("明天", MONDAY, date(2026, 11, 17)),
        ("明日前", MONDAY, date(2026, 11, 17)),
        ("后天", MONDAY, date(2026, 11, 18)),
        ("大后天", MONDAY, date(2026, 11, 19)),
        ("周五", MONDAY, date(2026, 11, 20)),
        ("星期五前完成", MONDAY, date(2026, 11, 20)),
        ("本周五", MONDAY, date(2026, 11, 20)),
        ("周一", MONDAY, date(2026, 11, 23)),
        ("本周一", MONDAY, date(2026, 11, 16)),
        ("下周五", MONDAY, date(2026, 11, 27)),
        ("下个礼拜天", MONDAY, date(2026, 11, 29)),
        ("下周五", date(2026, 11, 22), date(2026, 11, 27)),
        ("周日", date(2026, 11, 22), date(2026, 11, 29)),
        ("20号", MONDAY, date(2026, 11, 20)),
        ("二十号", MONDAY, date(2026, 11, 20)),
        ("15日", MONDAY, date(2026, 12, 15)),
        ("16号", MONDAY, date(2026, 12, 16)),
        ("31号", MONDAY, date(2026, 12, 31)),
        ("40号", MONDAY, None),
        ("31号", date(2027, 1, 31), None),
        ("下月5日", MONDAY, date(2026, 12, 5)),
        ("下个月31号", date(2026, 12, 3), date(2027, 1, 31)),
        ("月底", MONDAY, date(2026, 11, 30)),
        ("本月末", date(2028, 2, 1), date(2028, 2, 29)),
        ("下月底", MONDAY, date(2026, 12, 31)),
        ("下月底", date(2026, 12, 3), date(2027, 1, 31)),
        ("年底", MONDAY, date(2026, 12, 31)),
        ("Tomorrow", MONDAY, date(2026, 11, 17)),
        ("by Friday", MONDAY, date(2026, 11, 20)),
        ("next Friday", MONDAY, date(2026, 11, 27)),
        ("this Friday", MONDAY, date(2026, 11, 20)),
        ("the end of the month", MONDAY, date(2026, 11, 30)),
        ("end of next month", MONDAY, date(2026, 12, 31)),
        ("下周", MONDAY, None),
        ("尽快", MONDAY, None),
        ("", MONDAY, None),
    ],
)
def test_a_day_with_a_name(text: str, today: date, day: date | None) -> None:
    assert named(text, today) == day
