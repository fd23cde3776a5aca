"""/language: administrators choose a chat's, everybody their own in private."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Says
from handlers.members.errors import REFUSALS
from handlers.members.presses import ChooseLanguage
from handlers.request import Request
from models.errors import Refused
from models.grids.tables import Chat
from models.members.tables import Person
from models.onboarding.bind_chat import only_admin
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane


async def ask(_message: Message, request: Request) -> None:
    if request.chat is not None:
        request.reply("members.language", subject_id=request.chat.id)


async def choose(_query: CallbackQuery, request: Request, press: ChooseLanguage, person: Person) -> None:
    chat = request.chat
    if chat is None:
        return
    try:
        _speak(request, chat, press.locale, person)
    except Refused as refusal:
        request.show_toast(request.t.plain(REFUSALS[refusal.code]), alert=True)
        return
    await refresh(request.session, chat.id, ["members.language"], request.now)
    for kind in ("menu.person",) if request.private else ("menu.chat", "menu.admins"):
        enqueue(request.session, chat.id, kind, Lane.ROUTINE, request.now)
    request.show_toast(request.t.plain("The language is changed."))


def _speak(request: Request, chat: Chat, chosen: str, person: Person) -> None:
    if request.private:
        person.language = chosen
    else:
        only_admin(person, admin=request.admin)
    chat.language = chosen


def router() -> Router:
    router = Router(name="members.language")
    router.message.register(ask, Says("language"))
    router.callback_query.register(choose, Pressed(ChooseLanguage))
    return router
