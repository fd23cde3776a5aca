"""/leave, in private: 12-1 12-5 files a leave; alone it shows the one that runs or comes; “off” ends it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Says
from handlers.members.leave_view import REFUSALS
from handlers.members.presses import EndLeave
from handlers.request import Request
from models.errors import WanggeError
from models.members.leave import FILED, call_off, file_leave, leave_of
from models.members.positions import posts_of
from models.members.tables import Leave, LeaveState, Person
from models.schedule.phrases.spans import days_of
from models.worklist import WORKLIST

OFF = ("off", "取消", "销假", "结束", "cancel")


async def asked(_message: Message, request: Request) -> None:
    person, text = request.person, request.command.text if request.command else ""
    if person is None or not request.private:
        request.reply("members.leave_in_private")
        return
    try:
        if not text:
            await _show(request, person)
        elif text.lower() in OFF:
            await _end(request, person)
        else:
            today = request.now.astimezone(request.zone).date()
            leave = await file_leave(request.session, person, *days_of(text, today), request.now, request.zone)
            request.reply(FILED, subject_id=leave.id)
    except WanggeError as error:
        request.reply("members.leave_refused", code=error.code)


async def _show(request: Request, person: Person) -> None:
    leave = await leave_of(request.session, person)
    if leave is not None:
        request.reply(FILED, subject_id=leave.id)
    elif await posts_of(request.session, person.id):
        request.reply("members.leave_how")
    else:
        request.reply("members.leave_refused", code="leave.no_post")


async def _end(request: Request, person: Person) -> None:
    leave = await leave_of(request.session, person)
    if leave is None:
        request.reply("members.leave_refused", code="leave.none")
        return
    away = leave.state is LeaveState.AWAY
    await call_off(request.session, leave, person, request.now)
    request.reply(FILED, subject_id=leave.id)
    _show_what_waits(request, person, back=away)


def _show_what_waits(request: Request, person: Person, *, back: bool) -> None:
    """To whoever is back before the morning that would bring the list."""
    if back:
        request.reply(WORKLIST, subject_id=person.id, page=0)


async def pressed(_query: CallbackQuery, request: Request, press: EndLeave, person: Person) -> None:
    """On the message that shows the leave."""
    leave = await request.session.get(Leave, press.leave)
    if leave is None:
        request.show_toast(request.t.plain("This button is out of date. Please send /leave again."), alert=True)
        return
    away = leave.state is LeaveState.AWAY
    try:
        await call_off(request.session, leave, person, request.now)
    except WanggeError as error:
        request.show_toast(request.t.plain(REFUSALS[error.code]), alert=True)
        return
    request.show_toast(request.t.plain("Your leave is ended."))
    _show_what_waits(request, person, back=away)


def router() -> Router:
    router = Router(name="members.leave")
    router.message.register(asked, Says("leave"))
    router.callback_query.register(pressed, Pressed(EndLeave))
    return router
