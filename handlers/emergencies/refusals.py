"""Which call a button means, and why what it asks for cannot be done, in words."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.emergencies.labels import NOT_YOURS, standing
from handlers.filters import Pressed
from handlers.request import Request
from locales.translator import N_
from models.emergencies import actions as emergency_actions
from models.emergencies.tables import Call
from models.errors import Conflict, Refused

NO_LONGER = N_("This button no longer works. In danger send /sos again, and call 119.")


class PressedCall(Pressed):
    """A button that bears the number of a call; gives `call` besides."""

    gives = "call"

    async def find(self, session: AsyncSession, press: Any) -> Call:
        return await emergency_actions.find(session, press.number)


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
