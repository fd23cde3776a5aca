"""A hazard of a list is shown in full, with its buttons."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.hazards.filters import AmongStaff, PressedHazard
from handlers.hazards.presses import OpenListed
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from models.hazards.actions import may
from models.hazards.alerts import ALERT, ALERTS, ASKED, TRANSFERRED
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import liaises, running
from models.hazards.workflow import State
from models.members.permissions import Who
from models.outbox.digest import alerted


async def pressed(_query: CallbackQuery, request: Request, hazard: Hazard) -> None:
    if not await show_to_staff(request, hazard):
        request.show_toast(request.t.plain(NOT_YOURS[Who.STAFF]), alert=True)


async def show_to_staff(request: Request, hazard: Hazard, *, whole: bool = False) -> bool:
    """With the buttons of staff, or of the department that has it, if that is who asks; `whole`: all its story."""
    if request.person is None:
        return False
    if hazard.state is State.TRANSFERRED and await liaises(request.session, hazard, request.person):
        transfer = await running(request.session, hazard.id)
        request.reply(TRANSFERRED, subject_id=hazard.id, why=ASKED, transfer=transfer.id if transfer else 0)
    elif await may(request.session, hazard, Who.STAFF, request.person):
        message = request.reply(ALERT, subject_id=hazard.id, why=ASKED, whole=whole)
        alerted(request.session, ALERTS, message.chat_id, hazard.id)
    else:
        return False
    return True


def router() -> Router:
    router = Router(name="hazards.listed")
    router.callback_query.register(pressed, AmongStaff(), PressedHazard(OpenListed))
    return router
