"""What nobody else has an answer to, meant for the bot and for no other: its router must come last of all."""

import re
from collections.abc import Collection
from typing import Any

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.emergencies.sos import call_with
from handlers.evidence.extract import found_in, words_in
from handlers.filters import AsksAnew, InPrivate
from handlers.hazards.filters import GLUED_TAG, AmongStaff, words_of
from handlers.hazards.reporting.offer import keep_or_offer, speaks_of_a_hazard
from handlers.request import Request
from models.hazards.kinds import kinds_of
from models.text.small_talk import SmallTalk, small_talk

WORDS = frozenset({ContentType.TEXT, ContentType.POLL, ContentType.CHECKLIST})
SIGNS = frozenset({ContentType.STICKER, ContentType.DICE})
UNREAD = frozenset(
    {
        *(ContentType.STORY, ContentType.GAME, ContentType.PAID_MEDIA, ContentType.CONTACT, ContentType.INVOICE),
        *(ContentType.GIVEAWAY, ContentType.GIVEAWAY_WINNERS),
        *(ContentType.RICH_MESSAGE, ContentType.UNKNOWN),
    }
)


class UnknownCommand(Filter):
    async def __call__(self, _message: Message, request: Request) -> bool:
        return request.command is not None


class NamesMe(Filter):
    """Among the words said in a group; gives the `words` besides."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        said = words_in(message)
        words = re.sub(rf"@{request.bot_username}\b", " ", said, flags=re.IGNORECASE)
        return {"words": words.strip()} if words != said and not request.private else False


class MayReport(Filter):
    """
    A photo, video or other evidence whose words speak of a hazard, or a hashtag that goes on into them; gives the
    `words` besides.
    """

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        words = words_of(message)
        marked = bool(found_in(message)) or GLUED_TAG.match(words) is not None
        if request.private or request.replied_to is not None or not marked or message.media_group_id is not None:
            return False
        return {"words": words} if speaks_of_a_hazard(request, words) else False


class SaysInPrivate(InPrivate):
    """Nothing that people send in private stays without an answer, but a sign in answer to what the bot has said."""

    def __init__(self, kinds: Collection[str]) -> None:
        self.kinds = kinds

    async def __call__(self, message: Message, request: Request) -> bool:
        private = await super().__call__(message, request)
        if not private or request.command is not None or message.content_type not in self.kinds:
            return False
        return message.content_type not in SIGNS or request.replied_to is None


async def hint(message: Message, request: Request) -> None:
    request.reply("members.hint", thanks=small_talk(words_of(message)) is SmallTalk.THANKS)


async def unread(_message: Message, request: Request) -> None:
    request.reply("members.unread")


async def unknown(message: Message, request: Request) -> None:
    """A cry for help is one all the same, and what may be a report is not passed over.

    In a group a bare command may be for another bot.
    """
    command = request.command
    if command is None:
        return
    words = command.text if command.name.isascii() else f"{command.name} {command.text}".strip()
    if kinds_of(request.session).calls_for_help(words):
        await call_with(message, request, words)
    elif not await keep_or_offer(message, request, words) and (
        request.private or command.addressed or found_in(message)
    ):
        request.reply("members.unknown", command=command.name[:32])


async def cries_anew(message: Message, request: Request) -> None:
    words = words_of(message)
    if kinds_of(request.session).calls_for_help(words):
        await call_with(message, request, words)


async def offer(message: Message, request: Request, words: str) -> None:
    await keep_or_offer(message, request, words)


async def named(message: Message, request: Request, words: str) -> None:
    """Who speaks to the bot is answered, whatever was said."""
    if not await keep_or_offer(message, request, words):
        request.reply("members.hint")


async def pressed(_query: CallbackQuery, request: Request) -> None:
    """By nobody that we know, or a button whose data or whose subject is none of ours, or not any more."""
    t, known = request.t, request.person is not None
    no_longer = t.plain("This button no longer works. /help lists what I can do.")
    request.show_toast(no_longer if known else t.plain("Please press with your own account."), alert=True)


def router() -> Router:
    router = Router(name="system.fallback")
    router.message.register(unknown, UnknownCommand())
    router.message.register(named, NamesMe())
    router.message.register(offer, ~AmongStaff(), MayReport())
    router.message.register(hint, SaysInPrivate(WORDS | SIGNS))
    router.message.register(unread, SaysInPrivate(UNREAD))
    router.edited_message.register(cries_anew, AsksAnew(), UnknownCommand())
    router.callback_query.register(pressed)
    return router
