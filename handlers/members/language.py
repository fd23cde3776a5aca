"""/language: administrators choose a chat's, everybody their own in private."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Presses, Says
from handlers.members.errors import REFUSALS
from handlers.request import Desk
from locales.translator import LOCALES
from models.errors import Refused
from models.grids.tables import Chat
from models.onboarding.bind_chat import only_admin
from models.outbox.enqueue import post, refresh
from models.outbox.tables import Lane


async def ask(_message: Message, desk: Desk) -> None:
    if desk.chat is not None:
        desk.say("members.language", subject_id=desk.chat.id)


async def choose(_query: CallbackQuery, desk: Desk) -> None:
    chat, chosen = desk.chat, desk.press[-1]
    if chat is None or chosen not in LOCALES:
        desk.answer(desk.t.plain("This button is out of date. Please send /language again."), alert=True)
        return
    try:
        await _speak(desk, chat, chosen)
    except Refused as refusal:
        desk.answer(desk.t.plain(REFUSALS[refusal.code]), alert=True)
        return
    await refresh(desk.session, chat.id, ["members.language"], desk.now)
    for kind in ("menu.person",) if desk.private else ("menu.chat", "menu.admins"):
        post(desk.session, chat.id, kind, Lane.ROUTINE, desk.now)
    desk.answer(desk.t.plain("The language is changed."))


async def _speak(desk: Desk, chat: Chat, chosen: str) -> None:
    if not desk.private:
        admin = None if desk.person is None else await desk.is_admin(chat.id, desk.person.tg_user_id)
        only_admin(desk.person, admin=admin)
    elif desk.person is not None:
        desk.person.language = chosen
    chat.language = chosen


def router() -> Router:
    router = Router(name="members.language")
    router.message.register(ask, Says("language"))
    router.callback_query.register(choose, Presses("lang"))
    return router
