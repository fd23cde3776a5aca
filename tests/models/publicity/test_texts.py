from datetime import date, timedelta

from models.publicity.texts import LANGUAGES, Text, built_in
from models.schedule.calendar.feasts import days_of

TITLE_LIMIT, LINE_LIMIT = 60, 110  # characters; three lines fit a phone


def test_there_are_enough_texts_and_no_name_is_there_twice() -> None:
    names = [text.name for text in built_in()]
    assert len(names) >= 36
    assert len(set(names)) == len(names)


def test_each_has_a_title_and_three_short_lines_in_every_language() -> None:
    for text in built_in():
        assert set(text.by_language) == set(LANGUAGES), text.name
        for wording in text.by_language.values():
            assert len(wording.lines) == 3, text.name
            assert 0 < len(wording.title) <= TITLE_LIMIT, text.name
            assert all(0 < len(line) <= LINE_LIMIT for line in wording.lines), text.name


def test_chinese_is_chinese_and_english_is_english() -> None:
    for text in built_in():
        for language, wording in text.by_language.items():
            words = wording.title + "".join(wording.lines)
            chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in words)
            assert (chinese > len(words) / 2) if language == "zh_CN" else chinese == 0, words


def test_no_two_say_the_same() -> None:
    lines = [line for text in built_in() for wording in text.by_language.values() for line in wording.lines]
    assert len(set(lines)) == len(lines)


def test_every_text_has_its_time_of_the_year_and_every_day_some_text_of_it() -> None:
    seasonal = [text for text in built_in() if text.occasion.parts]
    for text in seasonal:
        assert any(text.occasion.fits(day) for day in days_of(2026)), text.name
        assert not all(text.occasion.fits(day) for day in days_of(2026)), text.name
    without = [day for day in days_of(2026) if not any(text.occasion.fits(day) for text in seasonal)]
    assert len(without) < 20, without


def test_a_language_that_is_not_there_is_another_one() -> None:
    text = built_in()[0]
    only = Text(text.name, text.occasion, {"zh_CN": text.by_language["zh_CN"]})
    assert only.worded("en") == text.worded("zh_CN")


def test_what_people_call_a_feast_is_understood() -> None:
    spring = next(text for text in built_in() if text.name == "fireworks")
    first = date(2027, 2, 5) - timedelta(days=10)
    assert spring.occasion.around(date(2027, 2, 5)) == (first, date(2027, 2, 8) + timedelta(days=15))
