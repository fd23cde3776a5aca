"""Which text is said next, and on which day of a month publicity is made: pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from models.publicity.texts import Text
from models.schedule.calendar.working_days import Calendar, first_working_monday, from_first_monday, working_day_from

FIRST_MONDAY = "working mon"
DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NTH = re.compile(rf"([1-4]) ({'|'.join(WEEKDAYS)})")
NUMBERED = re.compile(r"day (\d{1,2})")


def choose(texts: Sequence[Text], day: date, said: Mapping[str, datetime]) -> Text | None:
    """The one that fits and was said least lately (`said`: when last, in local time, by name); before it what is of
    this time of the year and was not said since that began: the rarest first, of these what is over first. Never what
    was said last.
    """
    order = sorted(said, key=said.__getitem__)
    fitting = [text for text in texts if text.occasion.fits(day) and text.name not in order[-1:]]
    new = [text for text in fitting if _is_new(text, day, said.get(text.name))]
    return min(
        new or fitting,
        key=lambda text: (
            text.occasion.rank if new else 0,
            _ends(text, day) if new else date.max,
            order.index(text.name) if text.name in said else -1,
        ),
        default=None,
    )


def _is_new(text: Text, day: date, said_at: datetime | None) -> bool:
    around = text.occasion.around(day)
    return around is not None and (said_at is None or said_at.date() < around[0])


def _ends(text: Text, day: date) -> date:
    around = text.occasion.around(day)
    return around[1] if around else date.max


def publicity_day(rule: str, month: date, calendar: Calendar) -> date:
    """By the rule: `working mon`, the first Monday of the month that is worked; `2 tue`, the second Tuesday, `day 5`,
    or else the next day that is worked. `month` is its first day. Raises ValueError.
    """
    if rule == FIRST_MONDAY:
        monday = first_working_monday(calendar, month.year, month.month)
        return monday or from_first_monday(calendar, month.year, month.month)
    if found := NTH.fullmatch(rule):
        first = month + DAY * ((WEEKDAYS.index(found[2]) - month.weekday()) % 7)
        return working_day_from(calendar, first + DAY * 7 * (int(found[1]) - 1))
    if (found := NUMBERED.fullmatch(rule)) and 1 <= int(found[1]) <= 28:
        return working_day_from(calendar, month.replace(day=int(found[1])))
    raise ValueError(rule)
