"""What is asked before a hazard is assigned (to whom) and before an assignment is declined (why)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.forms import BadAnswer, Choice, Step, Steps, fixed_choices, read_fixed
from handlers.messages import RenderContext
from handlers.request import Request
from locales.translator import N_, Translator, cut, visible
from models.hazards.assignment.tables import assignable
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person, Role

LABEL = 40
MOST = 30
POSTS = {
    Role.MEMBER: N_("{name} (grid member)"),
    Role.BACKUP: N_("{name} (B post)"),
    Role.LEADER: N_("{name} (grid leader)"),
}
COMPLAINTS = {"no_such_member": N_("There is nobody of that name to assign it to. Please press one of those named.")}
REASONS_TO_DECLINE = (
    ("busy", N_("Busy with something more urgent")),
    ("away", N_("Not in the grid just now")),
    ("not_mine", N_("Not in my charge")),
)


def named(t: Translator, person: Person, role: Role) -> str:
    return cut(t.plain(POSTS[role], name=visible(person.name)), LABEL)


async def asked_person(session: AsyncSession, context: RenderContext) -> Person:
    """Who is asked the question."""
    rows = select(Person).where(col(Person.tg_user_id) == context.message.args["of"])
    return (await session.scalars(rows)).one()


async def _people(context: RenderContext, hazard: Hazard) -> list[Choice]:
    by = await asked_person(context.session, context)
    found = await assignable(context.session, hazard, by)
    return [Choice(str(person.id), named(context.t, person, role)) for person, role in found[:MOST]]


async def _person(answer: str, request: Request, hazard: Hazard) -> int:
    """The id of who was pressed, or is called so."""
    by = request.person
    found = [person for person, _ in await assignable(request.session, hazard, by)] if by else []
    chosen = [person.id for person in found if answer in (str(person.id), person.name)]
    if len(chosen) != 1:
        raise BadAnswer("no_such_member")
    return chosen[0]


ASSIGN = (
    Step(
        "to",
        N_("Who is to see to it? Press a name. They hear it at once and take it or decline it with a reason."),
        choices=_people,
        read=_person,
    ),
)
DECLINE = (
    Step(
        "reason",
        N_("Why do you decline? Press a reason, or reply to this message with one. Who assigned it will see it."),
        choices=fixed_choices(*REASONS_TO_DECLINE),
        read=read_fixed(*REASONS_TO_DECLINE),
    ),
)
STEPS: Steps[Hazard] = {Act.ASSIGN: ASSIGN, Act.DECLINE: DECLINE}
