"""How running calls for help stand in the list of what waits, and how one is opened from there."""

from sqlalchemy import select
from sqlmodel import col

from handlers.emergencies.labels import standing
from handlers.emergencies.presses import DutyCall
from handlers.messages import Button, RenderContext
from handlers.request import Request
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import cut
from models.emergencies.actions import may_go
from models.emergencies.alerting import notify
from models.emergencies.tables import CALL, Call
from models.members.tables import Person
from models.worklist import Section

GRID_SHOWN = 30


async def words(context: RenderContext, found: Section[Call]) -> SectionContent:
    t, lines, buttons = context.t, [], []
    for item in found.items:
        call, where = item.row, cut(item.grid, GRID_SHOWN) or t.plain("grid unknown")
        state = standing(t, call.state, call.finding)
        lines.append(t("<b>S{number}</b> {grid} · {state}", number=call.number, grid=where, state=state))
        label = t.plain("Show the call for help S{number}", number=call.number)
        buttons.append(Button(label, DutyCall(call.number).pack()))
    return SectionContent(lines, buttons)


async def show(request: Request, press: DutyCall, person: Person) -> bool:
    """With the buttons that go with it, in place of what stood of it in this chat."""
    call = (await request.session.scalars(select(Call).where(col(Call.number) == press.number))).first()
    if call is None or not await may_go(request.session, call, person):
        return False
    await notify.show(request.session, call, person.tg_user_id, request.now)
    return True


WORDING = WorklistWording(CALL, words, {DutyCall: show})
