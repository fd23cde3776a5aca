"""What is asked before several hazards are assigned or put off. The questions are about the list they stand in; their
numbers are the first of what is given.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.forms import BadAnswer, Choice, Form, Step
from handlers.hazards.assignment import questions as assignment_questions
from handlers.hazards.several.perform import act_on
from handlers.hazards.working import putting_off_questions
from handlers.hazards.working.perform import reason
from handlers.messages import RenderContext
from handlers.questions.dates import in_days
from handlers.request import Request
from locales.translator import N_
from models.base import Subject
from models.hazards.assignment.tables import assignable
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.putting_off import LONGEST
from models.members.tables import Person, Role
from models.outbox.tables import OutboxMessage
from models.schedule.phrases import last_days

REASON = putting_off_questions.PUT_OFF[1]


async def _codes(context: RenderContext, _list: OutboxMessage) -> Mapping[str, Any]:
    return {"codes": context.t.listed(f"H{number}" for number in context.message.args["given"]["chosen"])}


async def _somebody(session: AsyncSession, numbers: Sequence[int], by: Person) -> list[tuple[Person, Role]]:
    """Who could be given one of them at least."""
    hazards = (await session.scalars(select(Hazard).where(col(Hazard.number).in_(numbers)))).all()
    found = [each for hazard in hazards for each in await assignable(session, hazard, by)]
    return list({person.id: (person, role) for person, role in found}.values())


async def _people(context: RenderContext, _list: OutboxMessage) -> list[Choice]:
    by = await assignment_questions.asked_person(context.session, context)
    found = await _somebody(context.session, context.message.args["given"]["chosen"], by)
    named = [(person, assignment_questions.named(context.t, person, role)) for person, role in found]
    return [Choice(str(person.id), words) for person, words in named[: assignment_questions.MOST]]


async def _person(answer: str, request: Request, _list: OutboxMessage) -> int:
    """Pressed; whether each may be given to this person is found when it is."""
    if not answer.isdecimal():
        raise BadAnswer("press_a_name")
    return int(answer)


async def _limit(session: AsyncSession, numbers: Sequence[int]) -> int:
    """The days that all of them may be put off; what never may be is refused by itself."""
    rows = select(col(Hazard.severity)).where(col(Hazard.number).in_(numbers)).distinct()
    limits = [LONGEST[severity] for severity in await session.scalars(rows) if severity in LONGEST]
    return min(limits, default=max(LONGEST.values()))


async def _until_when(context: RenderContext, message: OutboxMessage) -> Mapping[str, Any]:
    limit = await _limit(context.session, context.message.args["given"]["chosen"])
    return {**await _codes(context, message), "days": limit}


async def _usual_days(context: RenderContext, _list: OutboxMessage) -> Sequence[int]:
    limit = await _limit(context.session, context.message.args["given"]["chosen"])
    return [days for days in putting_off_questions.USUAL if days <= limit]


async def _day(answer: str, request: Request, _list: OutboxMessage) -> str:
    """As an ISO date; empty where it is none."""
    today = request.now.astimezone(request.zone).date()
    day = last_days.last_day(answer, today, today)
    return day.isoformat() if day else ""


async def _not_too_far(request: Request, _list: OutboxMessage, given: Mapping[str, Any]) -> None:
    limit = await _limit(request.session, given["chosen"])
    today = request.now.astimezone(request.zone).date()
    day = date.fromisoformat(given["due"] or today.isoformat())
    if not today < day <= today + timedelta(days=limit):
        raise BadAnswer("put_off_too_far", days=limit)


async def _load(session: AsyncSession, message_id: int) -> OutboxMessage | None:
    return await session.get(OutboxMessage, message_id)


async def _submit(request: Request, _list: OutboxMessage, act: str, person: Person, given: Mapping[str, Any]) -> None:
    terms = dict(given)
    await act_on(request, terms.pop("chosen"), Act(act), person, **terms)


FORM = Form(
    "hazards",
    _load,
    subject=lambda message: Subject("list", message.id),
    title=lambda _message: "☑",
    steps={
        Act.ASSIGN: (
            Step("to", N_("Who is to see to {codes}? Press a name."), says=_codes, choices=_people, read=_person),
        ),
        Act.PUT_OFF: (
            Step(
                "due",
                N_("To which day are {codes} put off, by at most {days} days? Press, or reply with 2 days or 12-31."),
                says=_until_when,
                choices=in_days(_usual_days),
                read=_day,
                check=_not_too_far,
            ),
            Step("reason", REASON.prompt, choices=REASON.choices, read=REASON.read),
        ),
    },
    submit=_submit,
    refused=reason,
    complaints={
        "press_a_name": N_("Please press one of the names."),
        **putting_off_questions.COMPLAINTS,
    },
)
