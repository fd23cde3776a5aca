"""Which call a button means, and why what it asks for cannot be done, in words."""

from typing import Any

from aiogram.types import CallbackQuery

from handlers.emergencies.labels import NOT_YOURS, standing
from handlers.filters import Pressed
from handlers.request import Request
from locales.translator import N_
from models.emergencies import actions as emergency_actions
from models.errors import Conflict, NotFound, Refused

NO_LONGER = N_("This button no longer works. In danger send /sos again, and call 119.")


class PressedCall(Pressed):
    """A button that bears the number of a call; gives `call` besides."""

    async def __call__(self, query: CallbackQuery, request: Request) -> bool | dict[str, Any]:
        pressed = await super().__call__(query, request)
        if not isinstance(pressed, dict):
            return False
        try:
            return {**pressed, "call": await emergency_actions.find(request.session, pressed["press"].number)}
        except NotFound:
            return False


def in_words(request: Request, error: Refused | Conflict) -> str:
    t = request.t
    if isinstance(error, Refused):
        return t.plain(NOT_YOURS[error.data["who"]])
    if error.code == "too_late":
        return t.plain("It ended too long ago to be taken back. In danger send /sos again, and call 119.")
    state = standing(t, error.data["state"], error.data.get("finding"))
    if error.data["by"]:
        return t.plain("{name} was first. Now: {state}.", name=error.data["by"], state=state)
    return t.plain("Now: {state}.", state=state)
