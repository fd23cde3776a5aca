"""Asking for a last day: a number of days from today to press, or a day in reply."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from handlers.dates import DAY, day, today
from handlers.forms import BadAnswer, Choice, Choices, Read
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_
from models.schedule.deadlines import allowed
from models.schedule.phrases import last_days

IN_DAYS = N_("{days} days ({date})")

Days = Callable[[RenderContext, Any], Awaitable[Iterable[int]]]


def in_days(days: Days) -> Choices[Any]:
    async def choices(context: RenderContext, subject: object) -> list[Choice]:
        here = today(context)
        offered = sorted(set(await days(context, subject)))
        return [Choice(str(n), context.t.plain(IN_DAYS, days=n, date=day(context, here + n * DAY))) for n in offered]

    return choices


def last_day(complaint: str) -> Read[Any]:
    """As an ISO date; `complaint` is the code for a day that cannot be."""

    async def read(answer: str, request: Request, _subject: object) -> str:
        here = request.now.astimezone(request.zone).date()
        last = last_days.last_day(answer, here, here)
        if last is None or not allowed(last, here, here):
            raise BadAnswer(complaint)
        return last.isoformat()

    return read
