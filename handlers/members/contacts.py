"""/contacts: who is in charge of a grid."""

from aiogram import Router
from aiogram.types import Message

from handlers.filters import Says
from handlers.request import Request


async def contacts(_message: Message, request: Request) -> None:
    request.reply("members.contacts")


def router() -> Router:
    router = Router(name="members.contacts")
    router.message.register(contacts, Says("contacts"))
    return router
