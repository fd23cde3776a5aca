"""A report in private of where somebody is known to be: a place by its code, checklist or page, a stop of a round."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict
from models.hazards.reporting.private_draft import Intake, ask, begin, open_intake, touch
from models.members.tables import Person
from models.places.tables import Place


async def begin_at(
    session: AsyncSession, person: Person, place: Place | None, now: datetime, stop_id: int | None = None
) -> Intake:
    """Without a place the grid is to be found yet. Raises Conflict where another report waits unsent: what it tells of
    is somewhere else.
    """
    waiting = await open_intake(session, person)
    if waiting is not None and waiting.filled:
        raise Conflict("intake.open")
    intake = await begin(session, person, person.tg_user_id, now)
    intake.place_id, intake.grid_id = (place.id, place.grid_id) if place else (None, None)
    intake.stop_id, intake.browsing = stop_id, False
    return intake


async def ask_at(session: AsyncSession, person: Person, place: Place, now: datetime) -> None:
    """Asks what is to be reported there; raises like begin_at()."""
    intake = await begin_at(session, person, place, now)
    touch(intake, now)
    await session.flush()
    await ask(session, intake, now)
