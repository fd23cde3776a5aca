"""A period is opened by a leader, or by what warns, which may move its last day; it is ended by itself, or early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.permissions import Who, may_in
from models.members.tables import Person
from models.outbox.enqueue import refresh
from models.periods.tables import Origin, Period, PeriodKind, PeriodState
from models.periods.turning import BEGUN, OVER, begin, ends_at, tell
from models.places.tables import Place, open_places
from models.schedule.deadlines import at
from models.transition import transition

LONGEST, DAY = timedelta(days=365), timedelta(days=1)


@dataclass(frozen=True)
class NewPeriod:
    """`kinds` of places and `target` in percent: of a campaign. Both days are included."""

    kind: PeriodKind
    name: str
    first: date
    last: date
    why: str = ""
    kinds: Sequence[str] = ()
    target: int | None = None


async def open_period(
    session: AsyncSession,
    grid: Grid,
    new: NewPeriod,
    clock: WallClock,
    person: Person | None = None,
    origin: Origin = Origin.PERSON,
) -> Period:
    """By a leader of the grid, or by a warning without one. It begins at once if today is its first day.

    Raises Refused, or Conflict where its days or its places will not do.
    """
    if origin is Origin.PERSON and (person is None or not await may_in(session, grid, Who.LEADER, person)):
        raise Refused("not_yours", who=Who.LEADER)
    await need_fit(session, grid, new, clock)
    period = Period(
        grid_id=grid.id,
        kind=new.kind,
        name=new.name,
        why=new.why,
        first=new.first,
        last=new.last,
        kinds=list(new.kinds),
        target=new.target,
        origin=origin,
        opened_by=person.id if person else None,
        opened_at=clock.now,
        due_at=at(new.first, time(), clock.zone),
    )
    session.add(period)
    await session.flush()
    if new.first == _today(clock):
        await begin(session, period, clock)
    return period


async def need_fit(session: AsyncSession, grid: Grid, new: NewPeriod, clock: WallClock) -> None:
    """Raises Conflict where it lies in the past, lasts too long, is there already, or is about no place."""
    if new.first < _today(clock):
        raise Conflict("period.past")
    if new.last < new.first:
        raise Conflict("period.backwards")
    if new.last - new.first >= LONGEST:
        raise Conflict("period.long")
    other = await _like(session, grid, new)
    if other is not None:
        raise Conflict("period.overlaps", name=other.name, first=str(other.first), last=str(other.last))
    if new.kind is PeriodKind.CAMPAIGN and not await _has_places(session, grid, new.kinds):
        raise Conflict("period.no_places")


async def _like(session: AsyncSession, grid: Grid, new: NewPeriod) -> Period | None:
    """Another of this very grid that holds on some of its days: of the same kind and, of campaigns, the same places."""
    rows = select(Period).where(
        col(Period.grid_id) == grid.id,
        col(Period.kind) == new.kind,
        col(Period.state) != PeriodState.OVER,
        col(Period.last) >= new.first,
    )
    for each in (await session.scalars(rows.order_by(col(Period.first)))).all():
        same = new.kind is PeriodKind.HEIGHTENED or set(each.kinds) & set(new.kinds)
        if same and each.overlaps(new.first, new.last):
            return each
    return None


async def _has_places(session: AsyncSession, grid: Grid, kinds: Sequence[str]) -> bool:
    there = select(col(Grid.id)).where(subtree(grid))
    rows = select(col(Place.id)).where(open_places(), col(Place.kind).in_(kinds), col(Place.grid_id).in_(there))
    return await session.scalar(rows.limit(1)) is not None


async def end_period(session: AsyncSession, period: Period, person: Person, clock: WallClock) -> None:
    """Early, by a leader; raises Refused, or Conflict when it is over already."""
    if not await may_in(session, await session.get_one(Grid, period.grid_id), Who.LEADER, person):
        raise Refused("not_yours", who=Who.LEADER)
    await end_early(session, period, person, clock)


async def end_early(session: AsyncSession, period: Period, person: Person | None, clock: WallClock) -> None:
    """None: what opened it is over. Raises Conflict when it is over already."""
    begun = period.state is PeriodState.RUNNING
    ended_by = person.id if person else None
    early = {"state": PeriodState.OVER, "ended_on": _today(clock), "ended_by": ended_by, "due_at": None}
    if not await transition(session, period, col(Period.state) != PeriodState.OVER, **early):
        raise Conflict("period.over")
    if begun:
        await tell(session, period, OVER, clock)


async def move_last(session: AsyncSession, period: Period, last: date, clock: WallClock) -> bool:
    """Of one that runs, but to no day that has passed; what has told of it says so. False: it is over meanwhile, or
    another period is in the way, up to which it holds.
    """
    wanted = max(last, min(period.last, _today(clock)))
    other = await _behind(session, period, wanted)
    fits = wanted if other is None else other.first - DAY
    if fits != period.last:
        moved = {"last": fits, "due_at": ends_at(fits, clock.zone)}
        if not await transition(session, period, col(Period.state) == PeriodState.RUNNING, **moved):
            return False
        await refresh(session, period.id, (BEGUN,), clock.now)
    return other is None


async def _behind(session: AsyncSession, period: Period, last: date) -> Period | None:
    """The first that holds on days by which it would last longer."""
    if last <= period.last:
        return None
    longer = NewPeriod(period.kind, period.name, period.last + DAY, last, kinds=period.kinds)
    return await _like(session, await session.get_one(Grid, period.grid_id), longer)


def _today(clock: WallClock) -> date:
    return clock.now.astimezone(clock.zone).date()
