"""Must-reports that are no hazard, in a leader's private chat: hzm:MATTER:got or :hazard."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Presses
from handlers.refusals import NOT_YOURS
from handlers.request import Desk
from models import mandatory_reports
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.hazards.reporting.submit import Said, report_discreetly
from models.mandatory_reports import Matter, MatterState
from models.members.permissions import Who
from models.members.tables import Person

WORD = "hzm"
ANSWERS = {"got": MatterState.ACKNOWLEDGED, "hazard": MatterState.HAZARD}


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    matter, state = await _pressed(desk)
    if matter is None or desk.person is None:
        desk.answer(desk.t.plain("This button no longer works."), alert=True)
        return
    try:
        await mandatory_reports.acknowledge(desk.session, matter, desk.person, desk.now, state)
    except Refused:
        desk.answer(desk.t.plain(NOT_YOURS[Who.LEADER]), alert=True)
        return
    except Conflict as first:
        desk.answer(desk.t.plain("{name} has taken this on already.", name=first.data["by"]), alert=True)
        return
    if state is MatterState.HAZARD:
        await _as_hazard(desk, matter)
    desk.answer(desk.t.plain("Noted. Thank you."))


async def _as_hazard(desk: Desk, matter: Matter) -> None:
    """The words mistook it: it is reported, and names nobody."""
    reporter = await desk.session.get(Person, matter.reporter_id) if matter.reporter_id else None
    grid = await desk.session.get_one(Grid, matter.grid_id)
    said = Said(desk.chat.id if desk.chat else 0, 0, matter.text, mandatory_reports.found_of(matter), person=reporter)
    await report_discreetly(desk.session, said, grid, desk.now, desk.zone)


async def _pressed(desk: Desk) -> tuple[Matter | None, MatterState]:
    try:
        _, number, answer = desk.press
        return await desk.session.get(Matter, int(number)), ANSWERS[answer]
    except (ValueError, KeyError):
        return None, MatterState.TOLD


def router() -> Router:
    router = Router(name="hazards.matters")
    router.callback_query.register(pressed, Presses(WORD))
    return router
