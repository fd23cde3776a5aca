"""What waits for a person of the staff, or in a grid: the most urgent first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.flow import LIVE, Severity, State
from models.hazards.tables import Hazard
from models.hazards.transfers import Transfer, TransferState
from models.members.posts import Held, posts_of
from models.members.tables import Person, Role

PAGE = 10
TO_DO = frozenset({State.OPEN, State.ACCEPTED, State.RECTIFYING})
WAITS_FOR = {
    Role.MEMBER: TO_DO,
    Role.BACKUP: TO_DO,
    Role.LEADER: TO_DO | {State.REVIEW},
}


@dataclass(frozen=True)
class Duty:
    """How many wait in each state and how many of them are overdue; one page of them with the names of their grids."""

    counts: dict[State, int]
    overdue: int
    page: Sequence[tuple[Hazard, str]] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


async def duty_of(session: AsyncSession, person: Person, now: datetime, page: int = 0) -> Duty | None:
    """None for who holds no post. Leaders see their subtree, liaisons what was transferred to them."""
    held = await posts_of(session, person.id)
    if not held:
        return None
    waits = or_(*(_waits_for(each) for each in held))
    counted = await _counted(session, waits, now)
    rows = (
        select(Hazard, col(Grid.name))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(waits)
        .order_by(_gravity(), _overdue(now).desc(), col(Hazard.created_at), col(Hazard.id))
        .limit(PAGE)
        .offset(page * PAGE)
    )
    shown = [(hazard, name) for hazard, name in (await session.execute(rows)).all()]
    return Duty(counted.counts, counted.overdue, shown)


async def duty_in(session: AsyncSession, grid: Grid, now: datetime) -> Duty:
    """Counts alone, of the grid and all below it."""
    return await _counted(session, and_(subtree(grid), _in(LIVE)), now)


def _waits_for(held: Held) -> ColumnElement[bool]:
    if held.post.role is not Role.LIAISON:
        return and_(subtree(held.grid), _in(WAITS_FOR[held.post.role]))
    there = exists().where(
        col(Transfer.hazard_id) == col(Hazard.id),
        col(Transfer.state) == TransferState.PENDING,
        col(Transfer.department_id) == held.post.department_id,
    )
    return and_(_in({State.TRANSFERRED}), there)


def _in(states: Iterable[State]) -> ColumnElement[bool]:
    return col(Hazard.state).in_(sorted(states))


def _gravity() -> ColumnElement[int]:
    return case({severity: rank for rank, severity in enumerate(Severity)}, value=col(Hazard.severity))


def _overdue(now: datetime) -> ColumnElement[bool]:
    return case((col(Hazard.due_at) < now, true()), else_=false())


async def _counted(session: AsyncSession, waits: ColumnElement[bool], now: datetime) -> Duty:
    overdue = func.sum(case((col(Hazard.due_at) < now, 1), else_=0))
    rows = select(col(Hazard.state), func.count(), overdue).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    found = (await session.execute(rows.where(waits).group_by(col(Hazard.state)))).all()
    return Duty({state: count for state, count, _ in found}, sum(late for _, _, late in found))
