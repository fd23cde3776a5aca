"""A list of hazards: its pages, and a hazard of it shown in full, with its buttons."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Pressed
from handlers.hazards.filters import AmongStaff, PressedHazard
from handlers.hazards.presses import ListPage, OpenListed
from handlers.refusals import NOT_YOURS
from handlers.request import Request
from models.hazards.alerting.alerts import ALERT, ALERTS, ASKED, TRANSFERRED
from models.hazards.alerting.notify import PHOTOS
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import liaises, running
from models.hazards.workflow import State
from models.hazards.working.actions import may
from models.members.permissions import Who
from models.outbox.alert_lists import alerted
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


async def pressed(_query: CallbackQuery, request: Request, hazard: Hazard) -> None:
    if not await show_to_staff(request, hazard):
        request.show_toast(request.t.plain(NOT_YOURS[Who.STAFF]), alert=True)


async def turned(_query: CallbackQuery, request: Request, press: ListPage, message: OutboxMessage | None) -> None:
    if message is None:
        request.show_toast(request.t.plain("This button is out of date. Please send /duty again."), alert=True)
        return
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def show_to_staff(request: Request, hazard: Hazard, *, whole: bool = False) -> bool:
    """With the buttons of staff, or of the department that has it, if that is who asks; `whole`: all its story."""
    if request.person is None:
        return False
    if hazard.state is State.TRANSFERRED and await liaises(request.session, hazard, request.person):
        transfer = await running(request.session, hazard.id)
        request.reply(TRANSFERRED, subject_id=hazard.id, why=ASKED, transfer=transfer.id if transfer else 0)
    elif await may(request.session, hazard, Who.STAFF, request.person):
        if hazard.state is State.REVIEW:
            request.reply(PHOTOS, subject_id=hazard.id)
        message = request.reply(ALERT, subject_id=hazard.id, why=ASKED, whole=whole)
        alerted(request.session, ALERTS, message.chat_id, hazard.id)
    else:
        return False
    return True


def router() -> Router:
    router = Router(name="hazards.listed")
    router.callback_query.register(pressed, AmongStaff(), PressedHazard(OpenListed))
    router.callback_query.register(turned, AmongStaff(), Pressed(ListPage))
    return router
