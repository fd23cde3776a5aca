"""Which call a button means, and why what it asks for cannot be done, in words."""

from handlers.desk import Desk
from handlers.emergencies.words import standing
from locales.translator import N_
from models.emergencies import acting
from models.emergencies.tables import Call
from models.errors import Conflict, NotFound, Refused

NO_LONGER = N_("This button no longer works. In danger send /sos again, and call 119.")


async def numbered(desk: Desk, number: str) -> Call:
    """Raises NotFound."""
    if not number.isdecimal() or len(number) > 9:
        raise NotFound("button")
    return await acting.find(desk.session, int(number))


def in_words(desk: Desk, error: Refused | Conflict, refused: str) -> str:
    t = desk.t
    if isinstance(error, Refused):
        return t.plain(refused)
    if error.code == "too_late":
        return t.plain("It ended too long ago to be taken back. In danger send /sos again, and call 119.")
    state = standing(t, error.data["state"], error.data.get("finding"))
    if error.data["by"]:
        return t.plain("{name} was first. Now: {state}.", name=error.data["by"], state=state)
    return t.plain("Now: {state}.", state=state)
