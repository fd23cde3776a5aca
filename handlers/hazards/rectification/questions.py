"""What is asked before rectification is ordered (who, by when) and before its deadline is moved (to when, why)."""

import asyncio
from datetime import date, datetime, timedelta, tzinfo

from handlers.dates import day as shown
from handlers.forms import BadAnswer, Choice, Choices, Read, Step, as_written
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_, visible
from models.hazards.rectification.actions import RESPONSIBLE_LIMIT
from models.hazards.rectification.tables import unfinished
from models.hazards.tables import Hazard
from models.schedule import date_phrases
from models.schedule.deadlines import allowed
from reports.characters import unprintable

DAYS = (3, 7, 15)
COMPLAINTS = {
    "unnamed": N_("Please reply with the name of the unit or person, in at most 80 characters."),
    "unprintable": N_(
        "The notice cannot print {characters}. Please reply with another writing of the name, such as its pinyin."
    ),
    "not_after_today": N_("Please give a day after today and within a year, such as 10 days, next Friday or 12-31."),
    "not_after_deadline": N_(
        "Please give a day after the present deadline, within a year, such as next Friday or 12-31."
    ),
}


async def responsible(answer: str, _request: Request, _hazard: Hazard) -> str:
    name = " ".join(visible(answer).split())
    if not name or len(name) > RESPONSIBLE_LIMIT:
        raise BadAnswer("unnamed")
    missing = await asyncio.to_thread(unprintable, name)
    if missing:
        raise BadAnswer("unprintable", characters=missing)
    return name


def _today(now: datetime, zone: tzinfo) -> date:
    return now.astimezone(zone).date()


async def _from(context_or_request: RenderContext | Request, hazard: Hazard) -> tuple[date, date]:
    """Today, and the day that a new deadline must lie after: the present deadline, where there is one."""
    zone, today = context_or_request.zone, _today(context_or_request.now, context_or_request.zone)
    order = await unfinished(context_or_request.session, hazard.id)
    return today, max(today, order.due_at.astimezone(zone).date()) if order else today


def days_more(label: str) -> Choices[Hazard]:
    async def choices(context: RenderContext, hazard: Hazard) -> list[Choice]:
        _, start = await _from(context, hazard)
        last_days = [(days, shown(context, start + timedelta(days=days))) for days in DAYS]
        return [Choice(str(days), context.t.plain(label, days=days, date=last)) for days, last in last_days]

    return choices


def last_day(complaint: str) -> Read[Hazard]:
    async def read(answer: str, request: Request, hazard: Hazard) -> str:
        today, start = await _from(request, hazard)
        day = date_phrases.last_day(answer, start, today)
        if day is None or not allowed(day, start, today):
            raise BadAnswer(complaint)
        return day.isoformat()

    return read


async def reason(answer: str, request: Request, hazard: Hazard) -> str:
    return visible(await as_written(answer, request, hazard))


ORDER = (
    Step(
        "responsible",
        N_("Who has to rectify it? Reply to this message with the name of the unit or person."),
        read=responsible,
    ),
    Step(
        "due",
        N_("By when? Press, or reply to this message with a day, such as 10 days, next Friday or 12-31."),
        choices=days_more(N_("{days} days ({date})")),
        read=last_day("not_after_today"),
    ),
)
EXTEND = (
    Step(
        "due",
        N_("To when is the deadline moved? Press, or reply with a day, such as 10 days, next Friday or 12-31."),
        choices=days_more(N_("+{days} days ({date})")),
        read=last_day("not_after_deadline"),
    ),
    Step(
        "reason",
        N_("Why is it extended? Reply to this message with the reason: it goes on the record and into the notice."),
        read=reason,
    ),
)
