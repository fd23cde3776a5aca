"""How visits stand in the list of what waits: how many are due, and a button to them; no household."""

from handlers.messages import Button, RenderContext
from handlers.request import Request
from handlers.visits.presses import DutyVisits
from handlers.worklist_wording import SectionContent, WorklistWording
from models.members.tables import Person
from models.visits.access import scope_of
from models.visits.households import LIST
from models.visits.tables import HOUSEHOLD, Household
from models.worklist import Section


async def words(context: RenderContext, found: Section[Household]) -> SectionContent:
    t = context.t
    lines = [t.n("<b>{n} household</b> to visit", "<b>{n} households</b> to visit", found.total)]
    if found.overdue:
        lines = [
            t.n(
                "<b>{n} household</b> to visit, {late} overdue",
                "<b>{n} households</b> to visit, {late} overdue",
                found.total,
                late=found.overdue,
            )
        ]
    person_id = context.message.subject_id or 0
    return SectionContent(lines, [Button(t.plain("Household visits"), DutyVisits(person_id).pack())])


async def show(request: Request, press: DutyVisits, person: Person) -> bool:
    if press.person != person.id or not await scope_of(request.session, person.id):
        return False
    request.reply(LIST, subject_id=person.id, page=0)
    return True


WORDING = WorklistWording(HOUSEHOLD, words, {DutyVisits: show})
