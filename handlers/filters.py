"""Which handler an update is for. Plain async classes: aiogram runs its magic filters in a thread each."""

from typing import Any

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from handlers.callbacks import Press
from handlers.request import Request


class Says(Filter):
    """A command to this bot, of any of these names."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    async def __call__(self, _event: Any, request: Request) -> bool:
        return request.command is not None and request.command.name in self.names


class Pressed(Filter):
    """A button of this kind; gives the handler `press` and `person`, the one who pressed.

    One without a chat stood in an inline message, which is never ours. What no handler takes, handlers/system answers.
    """

    def __init__(self, button: type[Press]) -> None:
        self.button = button

    async def __call__(self, query: CallbackQuery, request: Request) -> bool | dict[str, Any]:
        press = self.button.read(query.data or "")
        if press is None or request.chat is None or request.person is None:
            return False
        return {"press": press, "person": request.person}


class NoLongerThere(SkipHandler):
    """Raised by a handler, before it has changed anything, when what the button was for is gone."""


class InPrivate(Filter):
    async def __call__(self, _event: Any, request: Request) -> bool:
        return request.private
