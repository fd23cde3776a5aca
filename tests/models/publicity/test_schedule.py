from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from models.publicity.choosing import FIRST_MONDAY
from models.publicity.occasions import occasion
from models.publicity.schedule import Reason, Rule, foretell, reason_for
from models.publicity.texts import Text, Wording, built_in, feast_names
from models.schedule.calendar.library import days_known
from models.schedule.calendar.working_days import Calendar

KNOWN = Calendar({day: said.works for day, said in days_known().items()})
MONDAYS, DAY_ALONE, FRIDAYS = Rule(0, FIRST_MONDAY), Rule(None, "day 5"), Rule(4, "")
LANTERN = "lunar 01-15 -4..+1"  # from Friday 2026-02-27 to Wednesday 2026-03-04


def text(name: str, when: str = "") -> Text:
    return Text(name, occasion(when, feast_names()), {"en": Wording(name, ("a", "b", "c"))})


@pytest.mark.parametrize(
    ("rule", "when", "day", "reason"),
    [
        (MONDAYS, "", "2026-09-07", Reason.PUBLICITY_DAY),
        (MONDAYS, "", "2026-09-14", Reason.WEEKLY),
        (MONDAYS, "", "2026-09-15", None),
        (MONDAYS, "", "2026-10-12", Reason.PUBLICITY_DAY),  # the first Monday that is worked
        (DAY_ALONE, "", "2026-09-05", None),  # a Saturday
        (DAY_ALONE, "", "2026-09-07", Reason.PUBLICITY_DAY),
        (FRIDAYS, "", "2026-09-07", None),
        (MONDAYS, LANTERN, "2026-02-27", None),  # its Monday is the 2nd of March
        (FRIDAYS, LANTERN, "2026-02-27", Reason.WEEKLY),
        (Rule(3, ""), LANTERN, "2026-02-27", Reason.OCCASION),
        (Rule(3, ""), LANTERN, "2026-02-28", None),
        (Rule(None, ""), "qingming -12..+5", "2026-03-24", Reason.OCCASION),
        (Rule(None, ""), "06-10..09-15", "2026-06-10", None),  # a season is no occasion
    ],
)
def test_why_something_is_said_on_a_day(rule: Rule, when: str, day: str, reason: Reason | None) -> None:
    assert reason_for(date.fromisoformat(day), rule, [text("it", when)], KNOWN) is reason


def test_what_is_put_off_into_the_next_month_is_said_there() -> None:
    days = [date(2026, 2, 28), date(2026, 3, 2)]  # "day 28" of February is worked: a Saturday
    rule = Rule(None, "day 28")
    assert [reason_for(day, rule, [], Calendar({days[0]: False})) for day in days] == [None, Reason.PUBLICITY_DAY]


def names(rule: Rule, texts: Sequence[Text], first: date, last: date) -> list[tuple[str, str]]:
    return [(f"{each.day:%m-%d}", each.text.name) for each in foretell(rule, texts, {}, (first, last), KNOWN)]


def test_what_is_told_next_follows_from_what_was_told_before() -> None:
    texts = [text("one"), text("two"), text("lantern", LANTERN)]
    assert names(MONDAYS, texts, date(2026, 2, 16), date(2026, 3, 16)) == [
        ("02-16", "one"), ("02-23", "two"), ("03-02", "lantern"), ("03-09", "one"), ("03-16", "two"),
    ]  # fmt: skip


def test_in_a_year_all_is_said_in_its_season_and_nothing_twice_running() -> None:
    told = list(foretell(MONDAYS, built_in(), {}, (date(2026, 1, 1), date(2026, 12, 31)), KNOWN))
    assert len(told) == 52
    assert all(each.text.occasion.fits(each.day) for each in told)
    assert all(one.text is not other.text for one, other in pairwise(told))
    assert {each.reason for each in told} == {Reason.WEEKLY, Reason.PUBLICITY_DAY}


def test_a_publicity_day_that_an_announcement_may_move_is_not_settled() -> None:
    days = date(2027, 3, 1), date(2027, 5, 31)
    told = list(foretell(Rule(None, FIRST_MONDAY), [text("it"), text("too")], {}, days, Calendar()))
    assert [(f"{each.day:%m-%d}", each.settled) for each in told] == [
        ("03-01", True), ("04-19", False), ("05-17", False),
    ]  # fmt: skip
