"""/duty: in private the list of what waits for whoever asks, with a page turner; in a group counts alone."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.callbacks import Press
from handlers.filters import Pressed, Says
from handlers.request import Request
from handlers.worklist.presses import DutyPage
from handlers.worklist.view import IN_GROUP
from handlers.worklist_wording import Open
from models.members.positions import posts_of
from models.members.tables import Person
from models.outbox.enqueue import message_at, refresh_one
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


class OnList(Filter):
    """Gives the `message` that the button stands on."""

    async def __call__(self, _event: Any, request: Request) -> bool | dict[str, Any]:
        if request.chat is None or request.message_id is None:
            return False
        message = await message_at(request.session, request.chat.id, request.message_id)
        return {"message": message} if message is not None and message.kind == WORKLIST else False


async def turn(_query: CallbackQuery, request: Request, press: DutyPage, message: OutboxMessage) -> None:
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


def opening(show: Open) -> Callable[..., Awaitable[None]]:
    async def opened(_query: CallbackQuery, request: Request, press: Press, person: Person) -> None:
        if not await show(request, press, person):
            _out_of_date(request)

    return opened


async def elsewhere(_query: CallbackQuery, request: Request) -> None:
    """A button of a list that we do not know, or not any more."""
    _out_of_date(request)


def _out_of_date(request: Request) -> None:
    request.show_toast(request.t.plain("This button is out of date. Please send /duty again."), alert=True)


def router(opens: Mapping[type[Press], Open]) -> Router:
    router = Router(name="worklist")
    router.message.register(asked, Says("duty"))
    for button, handler in ((DutyPage, turn), *((press, opening(show)) for press, show in opens.items())):
        router.callback_query.register(handler, Pressed(button), OnList())
        router.callback_query.register(elsewhere, Pressed(button))
    return router
