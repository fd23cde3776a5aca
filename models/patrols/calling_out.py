"""Calling out on patrol: publicity of the round's grid, recorded with one tap (D9)."""

from datetime import datetime, timedelta, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.activities.find import just_called_out
from models.activities.recording import NewActivity, record_activity
from models.activities.tables import Activity, ActivityKind
from models.errors import Conflict
from models.grids.tables import Grid
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.patrols.tables import PatrolRound

PRESSED_TWICE = timedelta(minutes=1)


async def call_out(
    session: AsyncSession, of: PatrolRound, person: Person, at: datetime, now: datetime, zone: tzinfo
) -> Activity:
    """By somebody on the round. Raises Refused, or Conflict where it was noted a moment ago."""
    if await just_called_out(session, of.id, person.id, now - PRESSED_TWICE):
        raise Conflict("round.called_out")
    grid, held_on = await session.get_one(Grid, of.grid_id), at.astimezone(zone).date()
    new = NewActivity("", held_on, ActivityKind.CALLING_OUT, round_id=of.id, said_at=at)
    activity = await record_activity(session, grid, new, now, person)
    await refresh_standing(session, of.id, now)
    return activity
