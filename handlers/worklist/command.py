"""/duty: in private the list of what waits for whoever asks, with a page turner; in a group counts alone."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.callbacks import Press
from handlers.filters import InPrivate, Pressed, Says
from handlers.request import Request
from handlers.worklist.presses import DutyPage
from handlers.worklist.view import IN_GROUP
from handlers.worklist_wording import Open
from models.members.positions import posts_of
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.worklist import WORKLIST


async def asked(_message: Message, request: Request) -> None:
    if request.private:
        if request.person is not None and await posts_of(request.session, request.person.id):
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


def opening(show: Open) -> Callable[..., Awaitable[None]]:
    async def opened(_query: CallbackQuery, request: Request, press: Press, person: Person) -> None:
        if not await show(request, press, person):
            _out_of_date(request)

    return opened


def _out_of_date(request: Request) -> None:
    request.show_toast(request.t.plain("This button is out of date. Please send /duty again."), alert=True)


def router(opens: Mapping[type[Press], Open]) -> Router:
    router = Router(name="worklist")
    router.message.register(asked, Says("duty"))
    for button, handler in ((DutyPage, turn), *((press, opening(show)) for press, show in opens.items())):
        router.callback_query.register(handler, InPrivate(), Pressed(button))
    return router
