from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.publicity.choosing import choose, publicity_day
from models.publicity.occasions import occasion
from models.publicity.texts import Text, Wording, built_in, feast_names
from models.schedule.calendar.library import days_known
from models.schedule.calendar.working_days import Calendar

WORDING = {"en": Wording("t", ("a", "b", "c"))}


def text(name: str, when: str = "") -> Text:
    return Text(name, occasion(when, feast_names()), WORDING)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


ALWAYS = text("always")
ALL = (
    *(ALWAYS, text("too"), text("winter", "11-15..03-15"), text("qingming", "qingming -12..+5")),
    *(text("august", "08-15 +0..+30"), text("ghosts", "lunar 07-15 -5..+1")),
)


@pytest.mark.parametrize(
    ("day", "said", "expected"),
    [
        (date(2026, 7, 1), {}, "always"),
        (date(2026, 7, 1), {"always": date(2026, 6, 1)}, "too"),
        (date(2026, 7, 1), {"always": date(2026, 5, 1), "too": date(2026, 6, 1)}, "always"),
        (date(2026, 12, 1), {}, "winter"),
        (date(2027, 1, 4), {"winter": date(2026, 12, 1)}, "always"),
        (date(2027, 12, 1), {"winter": date(2026, 12, 1), "always": date(2027, 11, 1)}, "winter"),
        (date(2026, 4, 1), {}, "qingming"),
        (date(2026, 4, 2), {"qingming": date(2026, 4, 1)}, "always"),
        (date(2026, 8, 25), {}, "ghosts"),
    ],
)
def test_what_is_new_at_this_time_of_the_year_comes_first_else_what_was_said_least_lately(
    day: date, said: dict[str, date], expected: str
) -> None:
    chosen = choose(ALL, day, {name: at(each) for name, each in said.items()})
    assert chosen is not None
    assert chosen.name == expected


def test_what_was_said_last_is_not_said_again_even_if_there_is_nothing_else() -> None:
    assert choose((ALWAYS,), date(2026, 7, 1), {"always": at(date(2026, 6, 1))}) is None
    assert choose((), date(2026, 7, 1), {}) is None


def test_in_two_years_of_mondays_no_text_is_said_twice_running_and_nearly_all_are_said() -> None:
    said: dict[str, datetime] = {}
    last = None
    for week in range(104):
        day = date(2026, 1, 5) + timedelta(weeks=week)
        chosen = choose(built_in(), day, said)
        assert chosen is not None
        assert chosen.name != last
        last = chosen.name
        said[chosen.name] = at(day)
    assert len(said) >= len(built_in()) - 2, "a feast may have no Monday near it"


@pytest.mark.parametrize(
    ("rule", "month", "day"),
    [
        ("working mon", "2026-09-01", "2026-09-07"),
        ("working mon", "2026-10-01", "2026-10-12"),
        ("working mon", "2026-04-01", "2026-04-13"),
        ("2 tue", "2026-12-01", "2026-12-08"),
        ("1 thu", "2026-10-01", "2026-10-08"),
        ("day 5", "2026-10-01", "2026-10-08"),
        ("day 14", "2026-02-01", "2026-02-14"),  # a Saturday that is worked
        ("day 15", "2026-02-01", "2026-02-24"),
    ],
)
def test_the_day_of_publicity_is_worked(rule: str, month: str, day: str) -> None:
    calendar = Calendar({day: said.works for day, said in days_known().items()})
    assert publicity_day(rule, date.fromisoformat(month), calendar) == date.fromisoformat(day)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("rule", ["working mon", "1 mon", "day 1"])
def test_in_a_year_that_is_not_announced_it_is_a_day_that_is_surely_worked(rule: str, month: int) -> None:
    calendar = Calendar()
    assert calendar.works(publicity_day(rule, date(2027, month, 1), calendar))


@pytest.mark.parametrize("rule", ["", "5 mon", "day 0", "day 31", "first monday"])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=rule or "^$"):
        publicity_day(rule, date(2026, 1, 1), Calendar())
