"""Which handler an update is for. Plain async classes: aiogram runs its magic filters in a thread each."""

from typing import Any

from aiogram.filters import Filter

from handlers.request import Desk


class Says(Filter):
    """A command to this bot, of any of these names."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    async def __call__(self, _event: Any, desk: Desk) -> bool:
        return desk.command is not None and desk.command.name in self.names


class Presses(Filter):
    """
    A button whose callback data begins with this word: `word:…`. One without a chat stood in an inline message, which
    is never ours.
    """

    def __init__(self, word: str) -> None:
        self.word = word

    async def __call__(self, _event: Any, desk: Desk) -> bool:
        return bool(desk.press) and desk.press[0] == self.word and desk.chat is not None


class InPrivate(Filter):
    async def __call__(self, _event: Any, desk: Desk) -> bool:
        return desk.private
