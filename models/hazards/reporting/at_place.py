"""A report in private of a place that is known: by its code, its checklist or its page."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict
from models.hazards.reporting.private_draft import Intake, ask, begin, open_intake, touch
from models.members.tables import Person
from models.places.tables import Place


async def begin_at(
    session: AsyncSession, person: Person, place: Place, now: datetime, stop_id: int | None = None
) -> Intake:
    """Raises Conflict where another report waits unsent: what it tells of is somewhere else."""
    waiting = await open_intake(session, person)
    if waiting is not None and waiting.filled:
        raise Conflict("intake.open")
    intake = await begin(session, person, person.tg_user_id, now)
    intake.place_id, intake.stop_id, intake.grid_id, intake.browsing = place.id, stop_id, place.grid_id, False
    return intake


async def ask_at(session: AsyncSession, person: Person, place: Place, now: datetime) -> None:
    """Asks what is to be reported there; raises like begin_at()."""
    intake = await begin_at(session, person, place, now)
    touch(intake, now)
    await session.flush()
    await ask(session, intake, now)
