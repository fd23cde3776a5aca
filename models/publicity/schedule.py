"""On which days a group is told something, why, and what: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from models.publicity.choosing import choose, publicity_day
from models.publicity.texts import Text
from models.schedule.calendar.working_days import Calendar, DayKind

DAY = timedelta(days=1)
WEEK = 7


class Reason(StrEnum):
    PUBLICITY_DAY = "publicity_day"
    WEEKLY = "weekly"
    OCCASION = "occasion"


@dataclass(frozen=True)
class Rule:
    """`weekday` is 0 on a Monday, None: not weekly; `day_rule` as publicity_day() reads it, "": no such day."""

    weekday: int | None
    day_rule: str


@dataclass(frozen=True)
class Saying:
    """`settled`: no working day that is yet to be announced can move it."""

    day: date
    reason: Reason
    text: Text
    settled: bool = True


def reason_for(day: date, rule: Rule, texts: Sequence[Text], calendar: Calendar) -> Reason | None:
    """Why something is said on the day. What is of the occasion comes with the week's text, so that an occasion has a
    day of its own, its first, only where it has none of a week's.
    """
    if rule.day_rule and day in (publicity_day(rule.day_rule, month, calendar) for month in _months(day)):
        return Reason.PUBLICITY_DAY
    if day.weekday() == rule.weekday:
        return Reason.WEEKLY
    if any(_begins_between_weeks(text, day, rule.weekday) for text in texts):
        return Reason.OCCASION
    return None


def _begins_between_weeks(text: Text, day: date, weekday: int | None) -> bool:
    around = text.occasion.around(day)
    if text.occasion.rank != 0 or around is None or around[0] != day:
        return False
    return weekday is None or (weekday - day.weekday()) % WEEK > (around[1] - day).days


def foretell(
    rule: Rule, texts: Sequence[Text], said: Mapping[str, datetime], days: tuple[date, date], calendar: Calendar
) -> Iterator[Saying]:
    """What a group that was told this (`said` as in choose()) will be told on these days, both included."""
    told, (day, last) = dict(said), days
    while day <= last:
        reason = reason_for(day, rule, texts, calendar)
        text = choose(texts, day, told) if reason else None
        if reason and text:
            told[text.name] = datetime.combine(day, time(), UTC)
            yield Saying(day, reason, text, reason is not Reason.PUBLICITY_DAY or _settled(day, rule, calendar))
        day += DAY


def _settled(day: date, rule: Rule, calendar: Calendar) -> bool:
    """Not where an earlier day of its month may yet turn out to be worked."""
    month = next(each for each in _months(day) if publicity_day(rule.day_rule, each, calendar) == day)
    before = (date.fromordinal(n) for n in range(month.toordinal(), day.toordinal()))
    return all(calendar.kind(each) is not DayKind.UNKNOWN for each in before)


def _months(day: date) -> tuple[date, date]:
    """The first days of this month and the one before: what is put off may lie in the month after."""
    first = day.replace(day=1)
    return first, (first - DAY).replace(day=1)
