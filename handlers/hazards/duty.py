"""/duty: in private the list of what waits for whoever asks, with a page turner; in a group counts alone."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.desk import Desk
from handlers.filters import Presses, Says
from models.members.posts import posts_of
from models.outbox.letters import Letter
from models.outbox.post import letter_at, refresh_one

WORD = "duty"
KIND = "hazards.duty"


async def asked(_message: Message, desk: Desk) -> None:
    if desk.private:
        if desk.person is not None and await posts_of(desk.session, desk.person.id):
            desk.say(KIND, subject_id=desk.person.id, page=0)
        else:
            desk.say("hazards.duty_none")
    elif desk.grid is not None:
        desk.say("hazards.duty_counts", subject_id=desk.grid.id)
    else:
        desk.say("hazards.duty_nowhere")


async def turned(_query: CallbackQuery, desk: Desk) -> None:
    """`duty:PAGE` on the list."""
    letter = await _list(desk)
    page = desk.press[1] if len(desk.press) == 2 else ""
    if letter is None or not page.isdecimal():
        desk.answer(desk.t.plain("This button is out of date. Please send /duty again."), alert=True)
        return
    letter.args = {**letter.args, "page": min(int(page), 10_000)}
    await refresh_one(desk.session, letter, desk.now)


async def _list(desk: Desk) -> Letter | None:
    if desk.chat is None or desk.message_id is None:
        return None
    letter = await letter_at(desk.session, desk.chat.id, desk.message_id)
    return letter if letter is not None and letter.kind == KIND else None


def router() -> Router:
    router = Router(name="hazards.duty")
    router.message.register(asked, Says("duty"))
    router.callback_query.register(turned, Presses(WORD))
    return router
