from datetime import time

import pytest

from models.schedule.phrases.clock import Clock, read_clock


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("9:05", Clock("", time(9, 5), ends_day=False)),
        ("9:05分", Clock("", time(9, 5), ends_day=False)),
        ("周五晚8点半", Clock("周五", time(20, 30), ends_day=False)),
        ("周一 下午 三时十五分", Clock("周一", time(15, 15), ends_day=False)),
        ("晚上12点", Clock("", time(0), ends_day=True)),
        ("凌晨12点", Clock("", time(0), ends_day=False)),
        ("12-01 24:00", Clock("12-01", time(0), ends_day=True)),
    ],
)
def test_what_stands_before_a_time_of_day_is_left_to_who_reads_the_day(said: str, clock: Clock) -> None:
    assert read_clock(said) == clock


@pytest.mark.parametrize("said", ["", "上午", "25点", "9:60", "下午11点", "晚上3点", "中午8点", "八", "9:5"])
def test_what_is_no_time_of_day_or_contradicts_itself_is_not_guessed(said: str) -> None:
    assert read_clock(said) is None
