"""/contacts: who is in charge of a grid."""

from aiogram import Router
from aiogram.types import Message

from handlers.filters import Says
from handlers.request import Desk


async def contacts(_message: Message, desk: Desk) -> None:
    desk.say("members.contacts")


def router() -> Router:
    router = Router(name="members.contacts")
    router.message.register(contacts, Says("contacts"))
    return router
