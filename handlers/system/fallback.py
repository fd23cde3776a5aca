"""What nobody else has an answer to, meant for the bot and for no other: its router must come last of all."""

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate
from handlers.request import Desk

ANSWERED = frozenset({ContentType.TEXT, ContentType.STICKER, ContentType.CONTACT, ContentType.POLL, ContentType.DICE})


class AddressesMe(Filter):
    """In private any command; in a group one that names this bot, as the bare ones may be for another."""

    async def __call__(self, message: Message, desk: Desk) -> bool:
        if desk.command is None:
            return False
        first = (message.text or message.caption or "").split(maxsplit=1)[:1]
        return desk.private or any(f"@{desk.bot_username}".lower() in word.lower() for word in first)


class SaysInPrivate(InPrivate):
    """Words, a sticker, a voice: nothing in private stays without an answer."""

    async def __call__(self, message: Message, desk: Desk) -> bool:
        return await super().__call__(message, desk) and desk.command is None and message.content_type in ANSWERED


async def hint(_message: Message, desk: Desk) -> None:
    desk.say("members.hint")


async def unknown(_message: Message, desk: Desk) -> None:
    desk.say("members.unknown", command=desk.command.name[:32] if desk.command else "")


async def pressed(_query: CallbackQuery, desk: Desk) -> None:
    """By nobody that we know, or a button whose data or whose subject is none of ours, or not any more."""
    t, known = desk.t, desk.person is not None
    no_longer = t.plain("This button no longer works. /help lists what I can do.")
    desk.answer(no_longer if known else t.plain("Please press with your own account."), alert=True)


def router() -> Router:
    router = Router(name="system.fallback")
    router.message.register(unknown, AddressesMe())
    router.message.register(hint, SaysInPrivate())
    router.callback_query.register(pressed)
    return router
