from datetime import date

import pytest

from models.publicity.occasions import occasion
from models.publicity.texts import feast_names
from models.schedule.calendar.feasts import days_of


def fitting(text: str, year: int) -> list[date]:
    return [day for day in days_of(year) if occasion(text, feast_names()).fits(day)]


@pytest.mark.parametrize(
    ("text", "first", "last", "days"),
    [
        ("06-10..09-15", "2026-06-10", "2026-09-15", 98),
        ("spring_festival -10..+15", "2026-02-06", "2026-03-06", 29),  # of 16 to 19 February 2026
        ("春节 -1..+0", "2026-02-15", "2026-02-19", 5),
        ("spring_festival +5..+20", "2026-02-21", "2026-03-11", 19),
        ("lunar 01-15 -4..+1", "2026-02-27", "2026-03-04", 6),  # 3 March 2026
        ("lunar 07-15 -5..+1", "2026-08-22", "2026-08-28", 7),  # 27 August 2026
        ("qingming -12..+5", "2026-03-24", "2026-04-10", 18),  # 5 April 2026
        ("mid_autumn +0..+0", "2026-09-25", "2026-09-25", 1),
        ("11-09 -9..+2", "2026-10-31", "2026-11-11", 12),
        ("02-29 +0..+0", "2026-02-28", "2026-02-28", 1),
    ],
)
def test_an_occasion_fits_its_days_and_no_others(text: str, first: str, last: str, days: int) -> None:
    found = fitting(text, 2026)
    assert (found[0], found[-1], len(found)) == (date.fromisoformat(first), date.fromisoformat(last), days)


def test_a_span_may_go_over_the_new_year_and_begins_in_the_old_one() -> None:
    winter = occasion("11-15..03-15", {})
    assert [winter.fits(date(2026, *day)) for day in ((3, 15), (3, 16), (11, 14), (11, 15), (12, 31))] == [
        True, False, False, True, True,
    ]  # fmt: skip
    days = date(2026, 11, 15), date(2027, 3, 15)
    assert winter.around(date(2027, 1, 1)) == winter.around(date(2026, 12, 31)) == days
    assert winter.around(date(2026, 7, 1)) is None


def test_a_feast_near_the_new_year_reaches_into_the_year_before() -> None:
    around = occasion("new_year -7..+1", feast_names())
    days = date(2026, 12, 25), date(2027, 1, 2)
    assert around.around(date(2026, 12, 30)) == around.around(date(2027, 1, 1)) == days


def test_several_spans_and_none() -> None:
    straw = occasion("05-20..06-30, 09-10..11-15", {})
    assert [straw.fits(date(2026, month, 20)) for month in (5, 7, 9)] == [True, False, True]
    always = occasion(" ", {})
    assert always.fits(date(2026, 7, 1))
    assert always.around(date(2026, 7, 1)) is None


def test_what_is_rarer_ranks_before() -> None:
    ranks = [occasion(text, feast_names()).rank for text in ("qingming -1..+1", "05-01..09-30", "")]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    "text",
    ["soon", "13-01..14-01", "02-30..03-01", "easter -1..+1", "lunar 01-30 -1..+1", "lunar 13-01 -1..+1",
     "qingming +5..-5", "lunar qingming -1..+1", "11-09"],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r".+") as unread:
        occasion(f"01-01..01-02, {text}", feast_names())
    assert str(unread.value)


@pytest.mark.parametrize("year", [1900, 2100, 2101])
@pytest.mark.parametrize("text", ["spring_festival -10..+15", "lunar 01-15 -4..+1"])
def test_in_years_without_a_lunar_calendar_nothing_by_the_moon_fits(text: str, year: int) -> None:
    assert fitting(text, year) == []


@pytest.mark.parametrize(
    "text", ["", "11-15..03-15", "spring_festival -10..+15, 05-20..06-30", "lunar 01-15 -4..+1", "11-09 +0..+0"]
)
def test_as_a_string_it_is_as_it_is_read(text: str) -> None:
    assert str(occasion(text, feast_names())) == text
