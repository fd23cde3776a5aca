"""`hzo:NUMBER`: a hazard of a list is shown in full, with its buttons."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Presses
from handlers.refusals import NOT_YOURS
from handlers.request import Desk
from models.errors import NotFound
from models.grids.tables import Purpose
from models.hazards.actions import find, may
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import liaises, running
from models.hazards.workflow import State
from models.members.permissions import Who
from models.outbox.digest import ASKED, PING, TRANSFERRED, pinged

WORD = "hzo"


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    try:
        hazard = await find(desk.session, _number(desk))
    except NotFound:
        desk.answer(desk.t.plain("This button no longer works."), alert=True)
        return
    if desk.person is None:
        desk.answer(desk.t.plain("Please press with your own account."), alert=True)
    elif not await show_to_staff(desk, hazard):
        desk.answer(desk.t.plain(NOT_YOURS[Who.STAFF]), alert=True)


async def show_to_staff(desk: Desk, hazard: Hazard, *, whole: bool = False) -> bool:
    """With the buttons of staff, or of the department that has it, if that is who asks; `whole`: all its story."""
    if desk.person is None:
        return False
    if hazard.state is State.TRANSFERRED and await liaises(desk.session, hazard, desk.person):
        transfer = await running(desk.session, hazard.id)
        desk.say(TRANSFERRED, subject_id=hazard.id, why=ASKED, transfer=transfer.id if transfer else 0)
    elif await may(desk.session, hazard, Who.STAFF, desk.person):
        letter = desk.say(PING, subject_id=hazard.id, why=ASKED, whole=whole)
        pinged(desk.session, letter.chat_id, hazard.id)
    else:
        return False
    return True


def _number(desk: Desk) -> int:
    """Nothing opens in a group of residents: lists stand in leaders' chats and in private."""
    if desk.binding is not None and desk.binding.purpose is Purpose.GROUP:
        raise NotFound("button")
    try:
        _, number = desk.press
        return int(number, 10)
    except ValueError as error:
        raise NotFound("button") from error


def router() -> Router:
    router = Router(name="hazards.listed")
    router.callback_query.register(pressed, Presses(WORD))
    return router
