"""Which groups have a quiz a week, and when: what is set for the grid itself, else for the nearest grid above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.grids.turns import begin_turns
from models.members.positions import lead_by, leads, posts_of
from models.members.tables import Person
from models.quiz.tables import QuizPlan, QuizTurn
from models.schedule.duty_hours import Hours
from models.schedule.spread import apart

DAY = timedelta(days=1)
HOURS = range(8, 21)  # in which a week's question may begin: with its minutes it is put before nine in the evening
BY_DAY = Hours(time(8), time(21))
WEDNESDAY, EVENING = 2, 19


@dataclass(frozen=True)
class Setting:
    """What a leader asks for; `weekday` is 0 on a Monday."""

    enabled: bool
    named: bool = False
    weekday: int = WEDNESDAY
    hour: int = EVENING


@dataclass(frozen=True)
class Plans:
    """All that are set, by grid, read once."""

    own: Mapping[int, QuizPlan]

    def of(self, path: str) -> QuizPlan | None:
        return next((self.own[step] for step in reversed(ids_in(path)) if step in self.own), None)


async def quiz_plans(session: AsyncSession) -> Plans:
    rows = select(QuizPlan).execution_options(populate_existing=True)
    return Plans({plan.grid_id: plan for plan in (await session.scalars(rows)).all()})


async def led_by(session: AsyncSession, person: Person, grid: Grid | None = None) -> Sequence[Grid]:
    """The grid, where the person leads it or one above it; without a grid all that the person leads."""
    if grid is not None:
        return [grid] if await leads(session, person.id, grid) else []
    held = await lead_by(session, await posts_of(session, person.id))
    return list({each.grid.id: each.grid for each in held}.values())


async def set_plan(
    session: AsyncSession, person: Person, setting: Setting, now: datetime, grid: Grid | None = None
) -> Sequence[Grid]:
    """For the grid and all below it, or for all that the person leads: returns which. Raises Refused."""
    if setting.hour not in HOURS:
        raise Refused("training.hours", first=HOURS[0], last=HOURS[-1])
    grids = await led_by(session, person, grid)
    if not grids:
        raise Refused("training.not_leader")
    await begin_turns(session, col(QuizTurn.grid_id), now)
    for each in grids:
        new = {**vars(setting), "set_by": person.id, "set_at": now}
        row = upsert(session, QuizPlan).values(grid_id=each.id, **new)
        await session.execute(row.on_conflict_do_update(index_elements=["grid_id"], set_=new))
        below = select(col(Grid.id)).where(subtree(each))
        anew = update(QuizTurn).where(col(QuizTurn.grid_id).in_(below)).values(planned=False, next_at=now)
        await session.execute(anew.execution_options(synchronize_session=False))
    return grids


def slot_after(plan: QuizPlan, grid_id: int, moment: datetime, zone: tzinfo) -> datetime:
    """When the grid's next question is put: groups have theirs spread over the hour."""
    day = moment.astimezone(zone).date()
    for ahead in range(8):
        slot = datetime.combine(day + DAY * ahead, time(plan.hour), zone) + apart(grid_id)
        if slot.weekday() == plan.weekday and slot > moment:
            return slot.astimezone(moment.tzinfo)
    raise ValueError(f"a week has no day {plan.weekday}")
