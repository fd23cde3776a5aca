"""/duty: in private the list of what waits for whoever asks, whole or narrowed; in a group counts alone."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.callbacks import Press
from handlers.filters import InPrivate, Pressed, Says
from handlers.request import Request
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow, Show
from handlers.worklist.view import AS_FILE, IN_GROUP, may_have_duties
from handlers.worklist_wording import Open
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.worklist import WORKLIST


async def asked(_message: Message, request: Request) -> None:
    if request.private:
        if request.person is not None and await may_have_duties(request.session, request.person.id):
            request.reply(WORKLIST, subject_id=request.person.id, page=0)
        else:
            request.reply("hazards.duty_none")
    elif request.grid is not None:
        request.reply(IN_GROUP, subject_id=request.grid.id)
    else:
        request.reply("hazards.duty_nowhere")


async def turn(_query: CallbackQuery, request: Request, press: DutyPage, message: OutboxMessage | None) -> None:
    if message is None:
        _out_of_date(request)
        return
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def show(
    _query: CallbackQuery, request: Request, press: DutyShow, person: Person, message: OutboxMessage | None
) -> None:
    if message is None:
        _out_of_date(request)
    elif press.what is Show.FILE:
        narrowed = {name: value for name, value in message.args.items() if name in ("late", "under")}
        request.reply(AS_FILE, subject_id=person.id, **narrowed)
        request.show_toast(request.t.plain("The file is on its way."))
    else:
        kept = {} if press.what is Show.ALL else {name: message.args.get(name) for name in ("late", "under")}
        message.args = {**kept, press.what: True, "page": 0}
        await refresh_one(request.session, message, request.now)


async def narrow(_query: CallbackQuery, request: Request, press: DutyIn, message: OutboxMessage | None) -> None:
    if message is None:
        _out_of_date(request)
        return
    message.args = {"late": message.args.get("late"), "under": press.grid, "page": 0}
    await refresh_one(request.session, message, request.now)


def opening(open_: Open) -> Callable[..., Awaitable[None]]:
    async def opened(_query: CallbackQuery, request: Request, press: Press, person: Person) -> None:
        if not await open_(request, press, person):
            _out_of_date(request)

    return opened


def _out_of_date(request: Request) -> None:
    request.show_toast(request.t.plain("This button is out of date. Please send /duty again."), alert=True)


def router(opens: Mapping[type[Press], Open]) -> Router:
    router = Router(name="worklist")
    router.message.register(asked, Says("duty"))
    handlers: dict[type[Press], Callable[..., Awaitable[None]]] = {DutyPage: turn, DutyShow: show, DutyIn: narrow}
    handlers |= {press: opening(each) for press, each in opens.items()}
    for button, handler in handlers.items():
        router.callback_query.register(handler, InPrivate(), Pressed(button))
    return router
