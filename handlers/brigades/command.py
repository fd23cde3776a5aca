"""/brigade in private: the brigades of one's grids; others are asked for their number, to be called out by message.
On the alarm of a call for help a brigade is called out.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.brigades.labels import REFUSALS
from handlers.brigades.presses import LIST, BrigadeCallOut, BrigadeOpen, BrigadesPage
from handlers.brigades.view import CALLED, HOW, IN_PRIVATE, MINE, PAGE
from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.request import Request
from models.brigades.calling_out import call_out
from models.brigades.find import member_in
from models.brigades.tables import Brigade
from models.emergencies.tables import Call
from models.errors import Conflict, Refused
from models.members.permissions import is_staff
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import Lane, OutboxMessage


async def brigade(_message: Message, request: Request) -> None:
    person = request.person
    if not request.private or person is None:
        request.reply(IN_PRIVATE)
    elif await is_staff(request.session, person):
        request.reply(LIST, page=0)
    elif await member_in(request.session, person):
        request.reply(MINE)
    else:
        request.reply(HOW)


async def open_page(_query: CallbackQuery, request: Request, press: BrigadeOpen, person: Person) -> None:
    found = await request.session.get(Brigade, press.brigade)
    if found is None or not await is_staff(request.session, person):
        raise NoLongerThere
    request.reply(PAGE, subject_id=found.id)


async def turn(_query: CallbackQuery, request: Request, press: BrigadesPage, message: OutboxMessage | None) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def out(_query: CallbackQuery, request: Request, press: BrigadeCallOut, person: Person) -> None:
    found, call = await request.session.get(Brigade, press.brigade), await request.session.get(Call, press.call)
    if found is None or call is None:
        raise NoLongerThere
    try:
        told = await call_out(request.session, found, call, person, request.now)
    except (Refused, Conflict) as bad:
        request.show_toast(request.t.plain(REFUSALS[bad.code]), alert=True)
        return
    request.show_toast(request.t.plain("Called out: {n} told in private.", n=told))
    request.reply(CALLED, subject_id=call.id, lane=Lane.URGENT, brigade=str(found.id))


def router() -> Router:
    router = Router(name="brigades.command")
    router.message.register(brigade, Says("brigade"))
    for press, handler in ((BrigadeOpen, open_page), (BrigadesPage, turn), (BrigadeCallOut, out)):
        router.callback_query.register(handler, InPrivate(), Pressed(press))
    return router
