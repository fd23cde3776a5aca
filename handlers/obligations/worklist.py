"""How what was asked of somebody stands in the list of what waits, and how one is opened from there."""

from sqlalchemy import select
from sqlmodel import col

from handlers.dates import local_day
from handlers.messages import Button, RenderContext
from handlers.obligations.presses import DutyTask
from handlers.obligations.share_form import need_owner
from handlers.request import Request
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import cut
from models.errors import Refused
from models.members.tables import Person
from models.obligations.tables import OBLIGATION, Obligation, Requirement
from models.obligations.telling import CARD
from models.worklist import Section

LABEL = 44


async def words(context: RenderContext, found: Section[Obligation]) -> SectionContent:
    t = context.t
    head = t.n("<b>{n} task</b> asked of you", "<b>{n} tasks</b> asked of you", found.total)
    if found.overdue:
        head = t("{head}, {n} overdue", head=head, n=found.overdue)
    ids = {item.row.requirement_id for item in found.items}
    rows = select(col(Requirement.id), col(Requirement.title)).where(col(Requirement.id).in_(ids))
    titles = dict((await context.session.execute(rows)).all())
    buttons = [
        Button(
            cut(f"{local_day(context, each.row.due_at)} {titles[each.row.requirement_id]} · {each.grid}", LABEL),
            DutyTask(each.row.id).pack(),
        )
        for each in found.items
    ]
    return SectionContent([head], buttons)


async def show(request: Request, press: DutyTask, person: Person) -> bool:
    obligation = await request.session.get(Obligation, press.obligation)
    if obligation is None:
        return False
    try:
        await need_owner(request, obligation, person)
    except Refused:
        return False
    request.reply(CARD, subject_id=obligation.id)
    return True


WORDING = WorklistWording(OBLIGATION, words, {DutyTask: show})
