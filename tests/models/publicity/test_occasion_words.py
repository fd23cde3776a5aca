from datetime import date

import pytest

from models.publicity.occasion_words import read_occasion
from models.publicity.occasions import occasion
from models.publicity.texts import feast_names


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("", ""),
        (" 全年 ", ""),
        ("All year", ""),
        ("11月15日到3月15日", "11-15..03-15"),
        ("11.15-3.15", "11-15..03-15"),
        ("11-15..03-15", "11-15..03-15"),
        ("６月１０日～９月15号", "06-10..09-15"),
        ("5月20日至6月30日，9月10日至11月15日", "05-20..06-30, 09-10..11-15"),
        ("春节前10天到后15天", "春节 -10..+15"),
        ("春节前10天", "春节 -10..+0"),
        ("春节后3天", "春节 +0..+3"),
        ("国庆", "国庆 +0..+0"),
        ("spring festival -10..+15", "spring_festival -10..+15"),
        ("lunar 01-15 -4..+1", "lunar 01-15 -4..+1"),
        ("农历1月15日前4天到后1天", "lunar 01-15 -4..+1"),
        ("11月9日前9天到后2天", "11-09 -9..+2"),
        ("11月9日", "11-09 +0..+0"),
        ("11-15", "11-15 +0..+0"),
    ],
)
def test_people_write_when_a_text_fits_in_their_own_way(words: str, kept: str) -> None:
    assert read_occasion(words) == kept
    assert read_occasion(kept) == kept


@pytest.mark.parametrize("words", ["冬天", "13月1日到3月1日", "2月30日", "春节 +5..-5", "明天", "<b>", "全年, x"])
def test_what_cannot_be_read_is_named(words: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_occasion(words)


def test_what_was_read_fits_the_days_that_were_meant() -> None:
    winter = occasion(read_occasion("11月15日到3月15日"), feast_names())
    assert [winter.fits(day) for day in (date(2026, 11, 14), date(2026, 12, 31), date(2027, 3, 15))] == [
        False, True, True,
    ]  # fmt: skip
