"""/language: administrators choose a chat's, everybody their own in private."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pressed, Says
from handlers.members.errors import REFUSALS
from handlers.members.presses import ChooseLanguage
from handlers.request import Desk
from models.errors import Refused
from models.grids.tables import Chat
from models.members.tables import Person
from models.onboarding.bind_chat import only_admin
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane


async def ask(_message: Message, desk: Desk) -> None:
    if desk.chat is not None:
        desk.say("members.language", subject_id=desk.chat.id)


async def choose(_query: CallbackQuery, desk: Desk, press: ChooseLanguage, person: Person) -> None:
    chat = desk.chat
    if chat is None:
        return
    try:
        await _speak(desk, chat, press.locale, person)
    except Refused as refusal:
        desk.answer(desk.t.plain(REFUSALS[refusal.code]), alert=True)
        return
    await refresh(desk.session, chat.id, ["members.language"], desk.now)
    for kind in ("menu.person",) if desk.private else ("menu.chat", "menu.admins"):
        enqueue(desk.session, chat.id, kind, Lane.ROUTINE, desk.now)
    desk.answer(desk.t.plain("The language is changed."))


async def _speak(desk: Desk, chat: Chat, chosen: str, person: Person) -> None:
    if desk.private:
        person.language = chosen
    else:
        only_admin(person, admin=await desk.is_admin(chat.id, person.tg_user_id))
    chat.language = chosen


def router() -> Router:
    router = Router(name="members.language")
    router.message.register(ask, Says("language"))
    router.callback_query.register(choose, Pressed(ChooseLanguage))
    return router
