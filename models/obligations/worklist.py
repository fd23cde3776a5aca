"""What was asked of somebody, in the list of what waits for them: the soonest due first."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.tables import Person
from models.obligations.answering import own
from models.obligations.owners import count, owned
from models.obligations.tables import OBLIGATION, Obligation
from models.obligations.workflow import WAITING
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

AHEAD = 3
SOONEST = (col(Obligation.due_at), col(Grid.path), col(Obligation.id))


async def open_of(session: AsyncSession, person: Person) -> tuple[ColumnElement[bool], ...]:
    """The conditions that an obligation waits for this person."""
    return await own(session, person), col(Obligation.state).in_(WAITING)


async def waiting(session: AsyncSession, person_id: int, now: datetime, wanted: Wanted) -> Section[Obligation]:
    where = [*await open_of(session, await session.get_one(Person, person_id))]
    if wanted.under is not None:
        where.append(subtree(await session.get_one(Grid, wanted.under)))
    overdue = await count(session, *where, col(Obligation.due_at) < now)
    if wanted.late:
        where.append(col(Obligation.due_at) < now)
    total = await count(session, *where)
    found = await owned(session, *where, order=SOONEST, skip=wanted.skip, most=wanted.most)
    return Section([Item(each.row, each.grid.name) for each in found], total, overdue)


OBLIGATIONS_WAITING = WorklistSource(OBLIGATION, Gravity.WORK, waiting, ahead=AHEAD)
