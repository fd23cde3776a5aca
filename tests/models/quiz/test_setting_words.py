from datetime import date

import pytest

from models.quiz.certificates import Entry
from models.quiz.plans import Setting
from models.quiz.setting_words import read_certificate, read_setting


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("on", Setting(True)),
        ("开", Setting(True, weekday=2, hour=19)),
        ("开启 周五 19点", Setting(True, weekday=4, hour=19)),
        ("on Friday 9:00", Setting(True, weekday=4, hour=9)),
        ("on sun named", Setting(True, named=True, weekday=6)),
        ("打开 每周日 实名", Setting(True, named=True, weekday=6)),
        ("开 星期天 匿名", Setting(True, weekday=6)),
        ("开 礼拜3 ８时", Setting(True, weekday=2, hour=8)),
        ("ON 周1 25", Setting(True, weekday=0, hour=25)),
        ("off", Setting(False)),
        ("关闭", Setting(False)),
        ("", None),
        ("周五", None),
        ("on 周八", None),
        ("on 明天", None),
        ("on s", None),
        ("on 19:30", None),
        ("请开一下", None),
    ],
)
def test_leaders_say_when_in_the_usual_ways(words: str, setting: Setting | None) -> None:
    assert read_setting(words) == setting


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("傅勇 电工证 T4400123 2027-05-31", Entry("傅勇", "电工证", "T4400123", date(2027, 5, 31))),
        ("傅勇 消防设施操作员 中级 440 2027年5月31日", Entry("傅勇", "消防设施操作员 中级", "440", date(2027, 5, 31))),
        ("傅勇 电工证 2027-05-31", Entry("傅勇", "电工证", "", date(2027, 5, 31))),
        ("傅勇 4级 2027-05-31", Entry("傅勇", "4级", "", date(2027, 5, 31))),
        ("傅勇 电工证 删除", Entry("傅勇", "电工证")),
        ("傅勇 消防设施操作员 4级 delete", Entry("傅勇", "消防设施操作员 4级")),
        ("傅勇 电工证", None),
        ("傅勇 2027-05-31", None),
        ("傅勇 电工证 明年", None),
        ("傅勇 电工证 2027-02-30", None),
        ("", None),
    ],
)
def test_a_certificate_is_written_in_a_line(words: str, entry: Entry | None) -> None:
    assert read_certificate(words, date(2026, 11, 16)) == entry
