"""What waits for a person of the staff, or in a grid: calls for help, hazards (the most urgent first), matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.actions import may_go
from models.emergencies.tables import RUNNING, Call
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import LIVE, Severity, State
from models.mandatory_reports import MandatoryReport, MandatoryReportState
from models.members.positions import HeldPosition, lead_by, posts_of
from models.members.tables import Person, Role

DUTY = "hazards.duty"
PAGE = 10
MOST_CALLS = 50
TO_DO = frozenset({State.OPEN, State.ACCEPTED, State.RECTIFYING})
WAITS_FOR = {
    Role.MEMBER: TO_DO,
    Role.BACKUP: TO_DO,
    Role.LEADER: TO_DO | {State.REVIEW},
}


@dataclass(frozen=True)
class Duty:
    """How many hazards wait in each state and how many of them are overdue; one page of them with the names of their
    grids. `calls` for help that are running; `matters` that a leader has been told and not taken yet."""

    counts: dict[State, int]
    overdue: int
    page: Sequence[tuple[Hazard, str]] = ()
    calls: Sequence[Call] = ()
    mandatory_reports: Sequence[MandatoryReport] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waits(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.total or self.calls or self.mandatory_reports)


async def duty_of(session: AsyncSession, person: Person, now: datetime, page: int = 0) -> Duty | None:
    """None for who holds no post. Leaders, and who stands in for one, see their subtree, liaisons what was transferred
    to them."""
    held = await posts_of(session, person.id)
    if not held:
        return None
    led = await lead_by(session, held)
    waits = or_(*(_waits_for(each) for each in held), *(_waits_in(each.grid, Role.LEADER) for each in led))
    counted = await _counted(session, waits, now)
    rows = (
        select(Hazard, col(Grid.name))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(waits)
        .order_by(gravity(), _overdue(now).desc(), col(Hazard.created_at), col(Hazard.id))
        .limit(PAGE)
        .offset(page * PAGE)
    )
    shown = [(hazard, name) for hazard, name in (await session.execute(rows)).all()]
    calls = await _calls_for(session, person)
    return Duty(counted.counts, counted.overdue, shown, calls, await _mandatory_reports_for(session, led))


async def _calls_for(session: AsyncSession, person: Person) -> list[Call]:
    running = select(Call).where(text(f"calls.{RUNNING}")).order_by(col(Call.created_at)).limit(MOST_CALLS)
    return [call for call in (await session.scalars(running)).all() if await may_go(session, call, person)]


async def _mandatory_reports_for(session: AsyncSession, led: Iterable[HeldPosition]) -> Sequence[MandatoryReport]:
    """Those that the leaders of these grids were told last."""
    grids = [each.grid.id for each in led]
    told = select(MandatoryReport).where(
        col(MandatoryReport.state) == MandatoryReportState.TOLD, col(MandatoryReport.level_id).in_(grids)
    )
    return (await session.scalars(told.order_by(col(MandatoryReport.created_at)).limit(PAGE))).all()


async def duty_in(session: AsyncSession, grid: Grid, now: datetime) -> Duty:
    """Counts alone, of the grid and all below it."""
    return await _counted(session, and_(subtree(grid), _in(LIVE)), now)


def _waits_for(held: HeldPosition) -> ColumnElement[bool]:
    if held.post.role is not Role.LIAISON:
        return _waits_in(held.grid, held.post.role)
    there = exists().where(
        col(Transfer.hazard_id) == col(Hazard.id),
        col(Transfer.state) == TransferState.PENDING,
        col(Transfer.department_id) == held.post.department_id,
    )
    return and_(_in({State.TRANSFERRED}), there)


def _waits_in(grid: Grid, role: Role) -> ColumnElement[bool]:
    return and_(subtree(grid), _in(WAITS_FOR[role]))


def _in(states: Iterable[State]) -> ColumnElement[bool]:
    return col(Hazard.state).in_(sorted(states))


def gravity() -> ColumnElement[int]:
    return case({severity: rank for rank, severity in enumerate(Severity)}, value=col(Hazard.severity))


def _overdue(now: datetime) -> ColumnElement[bool]:
    return case((col(Hazard.due_at) < now, true()), else_=false())


async def _counted(session: AsyncSession, waits: ColumnElement[bool], now: datetime) -> Duty:
    overdue = func.sum(case((col(Hazard.due_at) < now, 1), else_=0))
    rows = select(col(Hazard.state), func.count(), overdue).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    found = (await session.execute(rows.where(waits).group_by(col(Hazard.state)))).all()
    return Duty({state: count for state, count, _ in found}, sum(late for _, _, late in found))
