"""A pin of ours makes a service message, which tells nobody anything: the warning itself has just come."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.notices.copy_view import PINNED
from handlers.request import Request
from models.outbox.enqueue import take_away


class OwnPin(Filter):
    async def __call__(self, message: Message, request: Request) -> bool:
        by = message.from_user
        return message.pinned_message is not None and by is not None and by.username == request.bot_username


async def pinned(message: Message, request: Request) -> None:
    take_away(request.session, message.chat.id, message.message_id, PINNED, request.now)


def router() -> Router:
    router = Router(name="notices.pins")
    router.message.register(pinned, OwnPin())
    return router
