"""What nobody handles is walked up: each due rung tells one level more."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.escalation.climb import due_rungs, take
from models.escalation.tables import Lack, Rung, RungState
from models.grids.tables import Grid
from models.grids.tree import level_above
from models.hazards import telling
from models.hazards.acting import note
from models.hazards.flow import LIVE, Act, State
from models.hazards.tables import Hazard
from models.members.reach import upwards

BATCH = 200


async def climb(session: AsyncSession, now: datetime) -> int:
    """Takes the rungs that are due, at most one of each hazard; returns how many."""
    rungs = await due_rungs(session, now, BATCH)
    for rung in rungs:
        await _climb_one(session, rung, now)
    return len(rungs)


async def _climb_one(session: AsyncSession, rung: Rung, now: datetime) -> None:
    hazard = await session.get_one(Hazard, rung.hazard_id)
    if not _lacking(hazard, rung.lack):
        rung.state = RungState.CANCELLED
        return
    await take(session, rung, now)
    grid = await session.get_one(Grid, hazard.grid_id)
    target = await level_above(session, grid, rung.level) or grid
    found = await upwards(session, target)
    note(session, hazard, Act.ESCALATE, None, now, level=rung.level, reached=found[0].code if found else "")
    why = "unaccepted" if rung.lack is Lack.ACCEPTED else "unfinished"
    telling.ping(session, hazard, found[1] if found else [], why, now)
    await telling.changed(session, hazard, now)


def _lacking(hazard: Hazard, lack: Lack) -> bool:
    if lack is Lack.ACCEPTED:
        return hazard.state is State.OPEN
    return hazard.state in LIVE and hazard.state is not State.REVIEW
