"""/places [WORDS] lists and searches, or shows the one of a code; /coverage, for leaders, says what is lacking."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.places.adding import keep_what_is_shown
from handlers.places.lists.coverage_view import NOT_LEADER
from handlers.places.page.buttons import opened
from handlers.places.presses import COVERAGE, LACKING, LIST, PlacesPage, ShowLacking
from handlers.request import Request
from locales.translator import visible
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.places.led import led_grids

LONGEST = 60


async def places(message: Message, request: Request) -> None:
    await keep_what_is_shown(message, request)
    words = visible(request.command.text).strip()[:LONGEST] if request.command else ""
    if words and request.private and await opened(request, words):
        return
    request.reply(LIST, words=words, page=0)


async def coverage(message: Message, request: Request) -> None:
    await keep_what_is_shown(message, request)
    leads = request.private and request.person and await led_grids(request.session, request.person)
    request.reply(COVERAGE if leads else NOT_LEADER, page=0)


async def lacking(_query: CallbackQuery, request: Request, press: ShowLacking) -> None:
    if not request.private:
        raise NoLongerThere
    request.reply(LACKING, what=press.what, page=0)


async def turn(_query: CallbackQuery, request: Request, press: PlacesPage, message: OutboxMessage | None) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


def router() -> Router:
    router = Router(name="places.listing")
    router.message.register(places, Says("places"))
    router.message.register(coverage, Says("coverage"))
    router.callback_query.register(lacking, Pressed(ShowLacking))
    router.callback_query.register(turn, Pressed(PlacesPage))
    return router
