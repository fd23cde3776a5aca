"""What is asked before rectification is ordered (who, by when, where, what), before its deadline is moved (to when,
why) and before its notice is corrected or voided (why).
"""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from handlers.dates import day as shown
from handlers.forms import BadAnswer, Choice, Step, Steps, as_written, fixed_choices, read_fixed
from handlers.hazards.rectification.where import places, with_names
from handlers.messages import RenderContext
from handlers.questions.dates import in_days, last_day
from handlers.request import Request
from locales.translator import N_, cut, visible
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.hazards.rectification.actions import FACTS_LIMIT, PLACE_LIMIT, RESPONSIBLE_LIMIT
from models.hazards.rectification.tables import unfinished
from models.hazards.tables import Hazard
from models.hazards.unnamed import words_unnamed
from models.hazards.workflow import Act
from models.schedule.deadlines import allowed
from models.schedule.phrases import last_days
from reports.characters import unprintable
from reports.rectification.data import fit_to_print

DAYS = (3, 7, 15)
LABEL = 40
REPORTED, PHOTOS = "reported", "photos"
VOIDED = (
    ("wrong_party", N_("Issued to the wrong party")),
    ("issued_twice", N_("Issued twice")),
    ("not_needed", N_("Rectification is not needed")),
)
COMPLAINTS = {
    "unnamed": N_("Please reply with the name of the unit or person, in at most 80 characters."),
    "unprintable": N_(
        "The notice cannot print {characters}. Please reply with another writing of the name, such as its pinyin."
    ),
    "unplaced": N_("Please reply with the place, in at most 200 characters."),
    "unsaid": N_("Please reply with what is wrong, in at most 400 characters."),
    "unprintable_words": N_("The notice cannot print {characters}. Please reply in other words."),
    "unchanged": N_("Nothing is changed yet. Please press what is to be corrected."),
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


async def place(answer: str, request: Request, hazard: Hazard) -> str:
    """A pressed one, or where within the grid it is, in words."""
    known = await places(request.session, hazard)
    if answer in known:
        return known[answer]
    written = await _printable(" ".join(visible(answer).split()))
    found = await with_names(request.session, hazard, written)
    if not written or len(found) > PLACE_LIMIT:
        raise BadAnswer("unplaced")
    return found


async def _places(context: RenderContext, hazard: Hazard) -> list[Choice]:
    return [Choice(key, _end_of(found)) for key, found in (await places(context.session, hazard)).items()]


def _end_of(found: str) -> str:
    """By which places of one grid differ."""
    return found if len(found) <= LABEL else f"…{found[1 - LABEL :]}"


async def facts(answer: str, request: Request, hazard: Hazard) -> str:
    """As they were reported, in other words, or none: then the notice refers to its photos."""
    if answer == PHOTOS:
        return ""
    if answer == REPORTED:
        words = await words_unnamed(request.session, hazard)
        return cut(await asyncio.to_thread(fit_to_print, words), FACTS_LIMIT)
    words = visible(answer).strip()
    if not words or len(words) > FACTS_LIMIT:
        raise BadAnswer("unsaid")
    return await _printable(words)


async def _facts(context: RenderContext, hazard: Hazard) -> list[Choice]:
    words = await words_unnamed(context.session, hazard)
    said = " ".join((await asyncio.to_thread(fit_to_print, words)).split())
    offered = [Choice(REPORTED, cut(context.t.plain("As reported: {text}", text=said), LABEL))] if said else []
    if await photos_of(context.session, hazard.id, Moment.BEFORE, 1):
        offered.append(Choice(PHOTOS, context.t.plain("See the photos")))
    return offered


async def _printable(words: str) -> str:
    missing = await asyncio.to_thread(unprintable, words)
    if missing:
        raise BadAnswer("unprintable_words", characters=missing)
    return words


async def _days(_context: RenderContext, _hazard: Hazard) -> Iterable[int]:
    return DAYS


def _today(now: datetime, zone: tzinfo) -> date:
    return now.astimezone(zone).date()


async def _from(context_or_request: RenderContext | Request, hazard: Hazard) -> tuple[date, date]:
    """Today, and the day that a new deadline must lie after: the present deadline, where there is one."""
    zone, today = context_or_request.zone, _today(context_or_request.now, context_or_request.zone)
    order = await unfinished(context_or_request.session, hazard.id)
    return today, max(today, order.due_at.astimezone(zone).date()) if order else today


async def days_more(context: RenderContext, hazard: Hazard) -> list[Choice]:
    _, start = await _from(context, hazard)
    last_days = [(days, shown(context, start + timedelta(days=days))) for days in DAYS]
    label = N_("+{days} days ({date})")
    return [Choice(str(days), context.t.plain(label, days=days, date=last)) for days, last in last_days]


async def later_day(answer: str, request: Request, hazard: Hazard) -> str:
    today, start = await _from(request, hazard)
    day = last_days.last_day(answer, start, today)
    if day is None or not allowed(day, start, today):
        raise BadAnswer("not_after_deadline")
    return day.isoformat()


async def reason(answer: str, request: Request, hazard: Hazard) -> str:
    return visible(await as_written(answer, request, hazard))


ORDER = (
    Step(
        "responsible",
        N_("Who has to rectify it? Reply to this message with the name of the unit or person."),
        read=responsible,
        anew=N_("Change the party"),
    ),
    Step(
        "due",
        N_("By when? Press, or reply to this message with a day, such as 10 days, next Friday or 12-31."),
        choices=in_days(_days),
        read=last_day("not_after_today"),
        anew=N_("Change the deadline"),
    ),
    Step(
        "place",
        N_("Which place stands on the notice? Press, or reply to this message with it, such as Building 3, 2nd floor."),
        choices=_places,
        read=place,
        anew=N_("Change the place"),
    ),
    Step(
        "facts",
        N_("What does the notice say is wrong? Press, or reply to this message with words fit to be printed."),
        choices=_facts,
        read=facts,
        anew=N_("Change the facts"),
    ),
)
CHANGE_REASON = N_("Change the reason")
CORRECT = (
    Step(
        "reason",
        N_("Why is the notice corrected? Reply to this message with the reason: it goes into the corrected notice."),
        read=reason,
        anew=CHANGE_REASON,
    ),
    *ORDER,
)
VOID = (
    Step(
        "reason",
        N_(
            "Why is the notice voided? Press a reason, or reply to this message with one. "
            "Whoever scans the paper will see it."
        ),
        choices=fixed_choices(*VOIDED),
        read=read_fixed(*VOIDED),
        anew=CHANGE_REASON,
    ),
)
EXTEND = (
    Step(
        "due",
        N_("To when is the deadline moved? Press, or reply with a day, such as 10 days, next Friday or 12-31."),
        choices=days_more,
        read=later_day,
    ),
    Step(
        "reason",
        N_("Why is it extended? Reply to this message with the reason: it goes on the record and into the notice."),
        read=reason,
    ),
)
STEPS: Steps[Hazard] = {Act.ORDER: ORDER, Act.EXTEND: EXTEND, Act.CORRECT: CORRECT, Act.VOID: VOID}
