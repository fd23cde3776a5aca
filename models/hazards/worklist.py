"""The hazards that wait for a person of the staff, the most urgent first, and those that are open in a grid."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.hazards.tables import HAZARD, Hazard
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import LIVE, Severity, State
from models.members.positions import HeldPosition, lead_by, posts_of
from models.members.tables import LOOKING_AFTER, Role
from models.worklist import Gravity, Item, Place, Section, Wanted, WorklistSource

TO_DO = frozenset({State.OPEN, State.ACCEPTED, State.RECTIFYING})
WAITS_FOR = {
    Role.MEMBER: TO_DO,
    Role.BACKUP: TO_DO,
    Role.LEADER: TO_DO | {State.REVIEW},
    **dict.fromkeys(LOOKING_AFTER, TO_DO),
}


async def waiting(session: AsyncSession, person_id: int, now: datetime, wanted: Wanted) -> Section[Hazard]:
    """Leaders, and who stands in for one, see their subtree, liaisons what was transferred to them."""
    held = await posts_of(session, person_id)
    led = await lead_by(session, held)
    waits = or_(false(), *map(_waits_for, held), *(_waits_in(each.grid, Role.LEADER) for each in led))
    chosen = and_(waits, await _narrowed(session, wanted, now))
    rows = (
        select(Hazard, col(Grid.name))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(chosen)
        .order_by(gravity(), overdue(now).desc(), col(Hazard.created_at), col(Hazard.id))
        .limit(wanted.most)
        .offset(wanted.skip)
    )
    items = [Item(hazard, name) for hazard, name in (await session.execute(rows)).all()]
    places = await _places(session, chosen, [wanted.under] if wanted.under else [each.grid.id for each in led], now)
    return replace(await _counted(session, chosen, now), items=items, places=places)


async def _narrowed(session: AsyncSession, wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    under = await session.get(Grid, wanted.under) if wanted.under else None
    return and_(subtree(under) if under else true(), col(Hazard.due_at) < now if wanted.late else true())


async def _places(
    session: AsyncSession, waits: ColumnElement[bool], above: Collection[int], now: datetime
) -> Sequence[Place]:
    """The grids next below `above`, the most overdue first."""
    place = aliased(Grid)
    steps = func.substr(col(Grid.path), 1, func.length(place.path))
    late, total = _late(now), func.count()
    rows = (
        select(col(place.id), col(place.name), total, late)
        .select_from(Hazard)
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .join(place, and_(col(place.parent_id).in_(above), steps == place.path))
        .where(waits)
        .group_by(col(place.id), col(place.name))
        .order_by(late.desc(), total.desc(), col(place.name))
    )
    return [Place(*each) for each in (await session.execute(rows)).all()]


HAZARDS_WAITING = WorklistSource(HAZARD, Gravity.WORK, waiting)


async def open_in(session: AsyncSession, grid: Grid, now: datetime) -> Section[Hazard]:
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


def overdue(now: datetime) -> ColumnElement[bool]:
    return case((col(Hazard.due_at) < now, true()), else_=false())


def _late(now: datetime) -> ColumnElement[int]:
    return func.sum(case((col(Hazard.due_at) < now, 1), else_=0))


async def _counted(session: AsyncSession, waits: ColumnElement[bool], now: datetime) -> Section[Hazard]:
    rows = select(col(Hazard.state), func.count(), _late(now)).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    found = (await session.execute(rows.where(waits).group_by(col(Hazard.state)))).all()
    counts: dict[str, int] = {state: count for state, count, _ in found}
    return Section(total=sum(counts.values()), overdue=sum(late for _, _, late in found), counts=counts)
