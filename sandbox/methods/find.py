"""All methods this server performs, by name; the Bot API takes names in any case."""

from collections.abc import Callable
from typing import Any

from sandbox import facts
from sandbox.errors import ApiError
from sandbox.methods import bot, chat, edit, poll, send
from sandbox.methods.call import Call

Method = Callable[[Call], Any]

PERFORMED: dict[str, Method] = {
    **bot.METHODS,
    **chat.METHODS,
    **edit.METHODS,
    **poll.METHODS,
    **send.METHODS,
}
BY_LOWER_NAME = {name.lower(): name for name in PERFORMED}


def find_method(name: str) -> tuple[str, Method]:
    """The method under its proper name."""
    proper = BY_LOWER_NAME.get(name.lower())
    if proper is not None:
        return proper, PERFORMED[proper]
    if name.lower() in {known.lower() for known in facts.METHODS}:
        raise ApiError(501, f"Not Implemented: {name} is not performed by this server")
    raise ApiError(404, "Not Found: method not found")
