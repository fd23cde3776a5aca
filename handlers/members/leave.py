"""/leave, in private: 12-1 12-5 files a leave; alone it shows the one that runs or comes; “off” ends it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Says
from handlers.members.leave_view import REFUSALS
from handlers.members.presses import EndLeave
from handlers.request import Desk
from models.errors import WanggeError
from models.members.leave import FILED, call_off, file_leave, leave_of
from models.members.positions import posts_of
from models.members.tables import Leave, Person
from models.schedule.date_ranges import days_of

OFF = ("off", "取消", "销假", "结束", "cancel")


async def asked(_message: Message, desk: Desk) -> None:
    person, text = desk.person, desk.command.text if desk.command else ""
    if person is None or not desk.private:
        desk.say("members.leave_in_private")
        return
    try:
        if not text:
            await _show(desk, person)
        elif text.lower() in OFF:
            await _end(desk, person)
        else:
            today = desk.now.astimezone(desk.zone).date()
            leave = await file_leave(desk.session, person, *days_of(text, today), desk.now, desk.zone)
            desk.say(FILED, subject_id=leave.id)
    except WanggeError as error:
        desk.say("members.leave_refused", code=error.code)


async def _show(desk: Desk, person: Person) -> None:
    leave = await leave_of(desk.session, person)
    if leave is not None:
        desk.say(FILED, subject_id=leave.id)
    elif await posts_of(desk.session, person.id):
        desk.say("members.leave_how")
    else:
        desk.say("members.leave_refused", code="leave.no_post")


async def _end(desk: Desk, person: Person) -> None:
    leave = await leave_of(desk.session, person)
    if leave is None:
        desk.say("members.leave_refused", code="leave.none")
        return
    await call_off(desk.session, leave, person, desk.now)
    desk.say(FILED, subject_id=leave.id)


async def pressed(_query: CallbackQuery, desk: Desk, press: EndLeave, person: Person) -> None:
    """On the message that shows the leave."""
    leave = await desk.session.get(Leave, press.leave)
    if leave is None:
        desk.answer(desk.t.plain("This button is out of date. Please send /leave again."), alert=True)
        return
    try:
        await call_off(desk.session, leave, person, desk.now)
    except WanggeError as error:
        desk.answer(desk.t.plain(REFUSALS[error.code]), alert=True)
        return
    desk.answer(desk.t.plain("Your leave is ended."))


def router() -> Router:
    router = Router(name="members.leave")
    router.message.register(asked, Says("leave"))
    router.callback_query.register(pressed, Pressed(EndLeave))
    return router
