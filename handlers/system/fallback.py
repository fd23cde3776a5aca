"""What nobody else has an answer to, meant for the bot and for no other: its router must come last of all."""

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.filters import InPrivate
from handlers.request import Request

ANSWERED = frozenset({ContentType.TEXT, ContentType.STICKER, ContentType.CONTACT, ContentType.POLL, ContentType.DICE})


class AddressesMe(Filter):
    """In private any command; in a group one that names this bot, as the bare ones may be for another."""

    async def __call__(self, _message: Message, request: Request) -> bool:
        return request.command is not None and (request.private or request.command.addressed)


class SaysInPrivate(InPrivate):
    """Words, a sticker, a voice: nothing in private stays without an answer."""

    async def __call__(self, message: Message, request: Request) -> bool:
        return await super().__call__(message, request) and request.command is None and message.content_type in ANSWERED


async def hint(_message: Message, request: Request) -> None:
    request.reply("members.hint")


async def unknown(_message: Message, request: Request) -> None:
    request.reply("members.unknown", command=request.command.name[:32] if request.command else "")


async def pressed(_query: CallbackQuery, request: Request) -> None:
    """By nobody that we know, or a button whose data or whose subject is none of ours, or not any more."""
    t, known = request.t, request.person is not None
    no_longer = t.plain("This button no longer works. /help lists what I can do.")
    request.show_toast(no_longer if known else t.plain("Please press with your own account."), alert=True)


def router() -> Router:
    router = Router(name="system.fallback")
    router.message.register(unknown, AddressesMe())
    router.message.register(hint, SaysInPrivate())
    router.callback_query.register(pressed)
    return router
