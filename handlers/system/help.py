"""/help, and /start without a code."""

from typing import Any

from aiogram import Router
from aiogram.types import Message

from handlers.filters import Says
from handlers.request import Desk


class BareStart(Says):
    """/start without a code; with one it binds or claims."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Any, desk: Desk) -> bool:
        return await super().__call__(event, desk) and desk.command is not None and not desk.command.text


async def help_(_message: Message, desk: Desk) -> None:
    desk.say("members.help")


def router() -> Router:
    router = Router(name="system.help")
    router.message.register(help_, Says("help"))
    router.message.register(help_, BareStart())
    return router
