"""A command or a button nobody knows, meant for the bot and for no other: its router must come last of all."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.desk import Desk


class AddressesMe(Filter):
    """In private any command; in a group one that names this bot, as the bare ones may be for another."""

    async def __call__(self, message: Message, desk: Desk) -> bool:
        if desk.command is None:
            return False
        first = (message.text or message.caption or "").split(maxsplit=1)[:1]
        return desk.private or any(f"@{desk.bot_username}".lower() in word.lower() for word in first)


async def unknown(_message: Message, desk: Desk) -> None:
    desk.say("members.unknown", command=desk.command.name[:32] if desk.command else "")


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    desk.answer(desk.t.plain("I do not know this button. /help lists what I can do."), alert=True)


def router() -> Router:
    router = Router(name="members.unknown")
    router.message.register(unknown, AddressesMe())
    router.callback_query.register(pressed)
    return router
