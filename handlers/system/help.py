"""/help, and /start without a code."""

from typing import Any

from aiogram import Router
from aiogram.types import Message

from handlers.emergencies.sos import call_with
from handlers.filters import Says
from handlers.request import Request
from models.hazards.kinds import kinds_of


class BareStart(Says):
    """/start without a code; with one it binds or claims."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Any, request: Request) -> bool:
        return await super().__call__(event, request) and request.command is not None and not request.command.text


async def help_(message: Message, request: Request) -> None:
    """Who writes /help and then what burns asks for another kind of help."""
    words = request.command.text if request.command else ""
    if kinds_of(request.session).calls_for_help(words):
        await call_with(message, request, words)
    else:
        request.reply("members.help")


def router() -> Router:
    router = Router(name="system.help")
    router.message.register(help_, Says("help"))
    router.message.register(help_, BareStart())
    return router
