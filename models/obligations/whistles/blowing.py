"""Blowing the whistle (C11): a community or street calls departments to come, each of which says that it is coming,
there and done; who does not answer in time is reminded, and then the level above hears: see pace.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid, Level
from models.grids.tree import subtree
from models.hazards.tables import Hazard
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.obligations.kinds import Owners, TaskKind
from models.obligations.owners import Asked
from models.obligations.setting import NewRequirement, require
from models.obligations.tables import Obligation, Requirement
from models.obligations.whistles.of_hazard import tell_called
from models.obligations.whistles.pace import pace_in
from models.transition import change_rows

CALLS = frozenset({Level.COMMUNITY, Level.STREET, Level.DISTRICT})


async def callers_grids(session: AsyncSession, person: Person) -> list[Grid]:
    """The communities, streets and above that the person leads, from the lowest up."""
    led = await lead_by(session, await posts_of(session, person.id))
    return [each.grid for each in reversed(led) if each.grid.level in CALLS]


@dataclass(frozen=True)
class Whistle:
    """`departments` by id; `hazard` is what it is about, if it is about one."""

    departments: Sequence[int]
    title: str
    words: str = ""
    hazard: Hazard | None = None


async def blow(
    session: AsyncSession, grid: Grid, whistle: Whistle, person: Person, chat_id: int, clock: WallClock
) -> Requirement:
    """Raises Refused, or Conflict where none is called."""
    if grid.level not in CALLS:
        raise Refused("whistle.level")
    if not whistle.departments:
        raise Conflict("whistle.nobody")
    asked = Asked(Owners.DEPARTMENTS, departments=tuple(whistle.departments))
    pace = await pace_in(session, grid)
    new = NewRequirement(
        TaskKind.WHISTLE,
        whistle.title,
        asked,
        clock.now + pace.climb,
        whistle.words,
        remind_after=round(pace.remind.total_seconds()),
    )
    made = await require(session, grid, new, person, chat_id, clock)
    if whistle.hazard is not None:
        await change_rows(session, Obligation, col(Obligation.requirement_id) == made.id, hazard_id=whistle.hazard.id)
        await tell_called(session, whistle.hazard, whistle.departments, person, clock.now)
    return made


async def hazard_below(session: AsyncSession, grid: Grid, number: int) -> Hazard | None:
    """One in the grid or below it."""
    rows = select(Hazard).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    return await session.scalar(rows.where(col(Hazard.number) == number, subtree(grid)))
