"""The running calls for help that wait for a person of the staff: for all who may go."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.actions import may_go
from models.emergencies.tables import CALL, RUNNING, Call
from models.grids.tables import Grid
from models.members.tables import Person
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource


async def waiting(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[Call]:
    person = await session.get_one(Person, person_id)
    running = (
        select(Call, col(Grid.name))
        .outerjoin(Grid, col(Grid.id) == col(Call.grid_id))
        .where(text(f"calls.{RUNNING}"))
        .order_by(col(Call.created_at))
        .limit(wanted.most)
    )
    found = (await session.execute(running)).all()
    items = [Item(call, name or "") for call, name in found if await may_go(session, call, person)]
    return Section(items, len(items))


CALLS_WAITING = WorklistSource(CALL, Gravity.DANGER, waiting, pinned=50)
