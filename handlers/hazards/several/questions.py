"""What is asked before several hazards are assigned or put off. The questions are about the list they stand in; their
numbers are the first of what is given.
"""

from collections.abc import Mapping, Sequence
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
from handlers.questions.dates import in_days, last_day
from handlers.request import Request
from locales.translator import N_
from models.base import Subject
from models.hazards.assignment.tables import assignable
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person, Role
from models.outbox.tables import OutboxMessage

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


async def _usual_days(_context: RenderContext, _list: OutboxMessage) -> Sequence[int]:
    return putting_off_questions.USUAL


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
                N_("To which day are {codes} put off? Press, or reply with a day, such as 2 days or 12-31."),
                says=_codes,
                choices=in_days(_usual_days),
                read=last_day("not_after_today"),
            ),
            Step("reason", REASON.prompt, choices=REASON.choices, read=REASON.read),
        ),
    },
    submit=_submit,
    refused=reason,
    complaints={
        "press_a_name": N_("Please press one of the names."),
        "not_after_today": N_(
            "Please give a day after today and within a year, such as 10 days, next Friday or 12-31."
        ),
    },
)
