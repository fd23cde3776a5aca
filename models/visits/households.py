"""Entering, editing and erasing households: by who may visit them; erasing by leaders alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.mandatory_reports.tables import MandatoryReport
from models.members.tables import Person
from models.outbox.enqueue import refresh_all
from models.outbox.standing import refresh_standing
from models.outbox.tables import OutboxMessage
from models.transition import transition
from models.visits.access import may_erase, may_visit, readers_of
from models.visits.due import next_due, period
from models.visits.kinds import household_kinds_of
from models.visits.tables import Household, Visit, living_households

LIST = "visits.list"


@dataclass(frozen=True)
class NewHousehold:
    """`phone` is E.164."""

    kind: str
    address: str
    name: str
    phone: str | None = None
    key: bool = False


async def grid_of(session: AsyncSession, household: Household) -> Grid:
    return await session.get_one(Grid, household.grid_id)


async def need(session: AsyncSession, household: Household, person: Person, *, leader: bool = False) -> None:
    """Raises Refused, or Conflict when it is erased."""
    grid = await grid_of(session, household)
    if not await may_visit(session, grid, person):
        raise Refused("household.not_yours")
    if leader and not await may_erase(session, grid, person):
        raise Refused("household.leaders")
    if household.erased_at is not None:
        raise Conflict("household.erased")


async def add_household(
    session: AsyncSession, grid: Grid, new: NewHousehold, person: Person, now: datetime, zone: tzinfo
) -> Household:
    """Raises Refused, or Conflict when it is known already."""
    if not await may_visit(session, grid, person):
        raise Refused("household.not_yours")
    await _none_like_it(session, grid.id, new.address, new.name)
    span = household_kinds_of(session).span(new.kind, key=new.key)
    due = period(span, now, zone)._asdict()
    household = Household(grid_id=grid.id, **vars(new), added_by=person.id, added_at=now, **due)
    session.add(household)
    await session.flush()
    return household


async def _none_like_it(session: AsyncSession, grid_id: int, address: str, name: str, *, but: int = 0) -> None:
    like = (col(Household.grid_id) == grid_id, col(Household.address) == address, col(Household.name) == name)
    rows = select(col(Household.id)).where(*like, living_households(), col(Household.id) != but)
    if await session.scalar(rows.limit(1)) is not None:
        raise Conflict("household.known")


async def edit_household(
    session: AsyncSession, household: Household, person: Person, now: datetime, zone: tzinfo, **columns: Any
) -> None:
    """Raises Refused or Conflict."""
    await need(session, household, person)
    told = {"address": household.address, "name": household.name, **columns}
    await _none_like_it(session, household.grid_id, told["address"], told["name"], but=household.id)
    if not await transition(session, household, living_households(), **columns):
        raise Conflict("household.erased")
    await set_due(session, household, zone)
    await refresh_standing(session, household.id, now)


async def set_due(session: AsyncSession, household: Household, zone: tzinfo) -> None:
    """By its kind as it is now, and the last visit that counts."""
    last = await last_visits(session, household, 1)
    due = next_due(household, last[0] if last else None, household_kinds_of(session), zone)
    household.due_from, household.due_until = due


async def last_visits(session: AsyncSession, household: Household, most: int) -> Sequence[Visit]:
    """The newest first."""
    await session.flush()
    rows = select(Visit).where(col(Visit.household_id) == household.id, col(Visit.undone_at).is_(None))
    return (await session.scalars(rows.order_by(col(Visit.said_at).desc(), col(Visit.id).desc()).limit(most))).all()


async def erase(session: AsyncSession, household: Household, person: Person, now: datetime) -> None:
    """Its personal data goes from all rows of ours; that it was there and was visited is still counted.

    Raises Refused or Conflict.
    """
    await need(session, household, person, leader=True)
    gone = {"name": "", "address": "", "phone": None, "erased_at": now, "erased_by": person.id}
    if not await transition(session, household, living_households(), **gone):
        raise Conflict("household.erased")
    theirs = col(Visit.household_id) == household.id
    reports = [report for report in await session.scalars(select(col(Visit.report_id)).where(theirs)) if report]
    await session.execute(update(Visit).where(theirs).values(words=""))
    await session.execute(update(MandatoryReport).where(col(MandatoryReport.id).in_(reports)).values(text=""))
    await _forget_said(session, household, now)
    for subject_id in (household.id, *reports):
        await refresh_standing(session, subject_id, now)


async def _forget_said(session: AsyncSession, household: Household, now: datetime) -> None:
    """Lists that may name it are worded anew, without what was searched for."""
    readers = await readers_of(session, await grid_of(session, household))
    lists = update(OutboxMessage).where(col(OutboxMessage.kind) == LIST, col(OutboxMessage.subject_id).in_(readers))
    await session.execute(lists.values(args={"page": 0}).execution_options(synchronize_session=False))
    await refresh_all(session, readers, (LIST,), now)
