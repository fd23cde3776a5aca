"""All methods this server performs, by name; the Bot API takes names in any case."""

from collections.abc import Callable
from typing import Any

from sandbox import facts, methods_bot, methods_chat, methods_edit, methods_send
from sandbox.call import Call
from sandbox.errors import ApiError

Method = Callable[[Call], Any]

PERFORMED: dict[str, Method] = {
    **methods_bot.METHODS,
    **methods_chat.METHODS,
    **methods_edit.METHODS,
    **methods_send.METHODS,
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
