"""What staff, leaders and reporters do with a hazard, and who hears of it."""

from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.escalation.climb import start_ladder, stop, to_finish
from models.escalation.tables import Lack
from models.grids.tables import Grid
from models.hazards import telling
from models.hazards.acting import act
from models.hazards.flow import Act, State
from models.hazards.tables import Hazard
from models.members.tables import Person


async def work(session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime, zone: tzinfo) -> None:
    """Does `what` with everything that follows from it; raises Refused or Conflict and then changes nothing."""
    before = hazard.state
    await act(session, hazard, what, person, now)
    await _follow(session, hazard, what, person, now, zone, took_over=before is State.OPEN)
    await telling.changed(session, hazard, now)


async def _follow(
    session: AsyncSession,
    hazard: Hazard,
    what: Act,
    person: Person,
    now: datetime,
    zone: tzinfo,
    *,
    took_over: bool,
) -> None:
    if what in (Act.ACCEPT, Act.ON_SITE) and took_over:
        await stop(session, hazard, Lack.ACCEPTED)
        hazard.due_at = to_finish(hazard, now, zone)
    elif what is Act.DONE:
        await stop(session, hazard, Lack.ACCEPTED)
        await telling.ask_review(session, hazard, now)
    elif what is Act.HAND_UP:
        await _hand_up(session, hazard, person, now)
    elif what is Act.SEND_BACK:
        await _send_back(session, hazard, now)
    elif what is Act.CLOSE:
        await stop(session, hazard, Lack.ACCEPTED, Lack.DONE)
        await telling.ask_reporter(session, hazard, now)
    elif what is Act.DISSATISFIED:
        await _reopen(session, hazard, now, zone)


async def _hand_up(session: AsyncSession, hazard: Hazard, person: Person, now: datetime) -> None:
    grid = await session.get_one(Grid, hazard.grid_id)
    telling.ping(session, hazard, await telling.leaders_above(session, grid), "handed_up", now, by=person.name)


async def _send_back(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    doer = await session.get(Person, hazard.done_by) if hazard.done_by else None
    if doer is not None and doer.started:
        telling.ping(session, hazard, [doer.tg_user_id], "sent_back", now)


async def _reopen(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> None:
    """A dissatisfied reporter opens the hazard again, one level up."""
    await stop(session, hazard, Lack.ACCEPTED, Lack.DONE)
    hazard.due_at = start_ladder(session, hazard, now, zone)
    grid = await session.get_one(Grid, hazard.grid_id)
    above = await session.get(Grid, grid.parent_id) if grid.parent_id else grid
    telling.ping(session, hazard, await telling.leaders_above(session, above or grid), "reopened", now)
