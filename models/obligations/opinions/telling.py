"""Who hears of a resident's opinion: its author of the answer, and level after level of what is overdue."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.reach import private_chats, reachable_people
from models.members.tables import Role
from models.obligations.tables import Obligation, Requirement
from models.obligations.workflow import WAITING
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.deadlines import DAY

ANSWER = "obligations.answer"
A_LEVEL = 7 * DAY


async def tell_answer(session: AsyncSession, opinion: Requirement, now: datetime) -> None:
    """In private, or else where it was written, in reply to it."""
    for person in await reachable_people(session, [opinion.author_id]):
        enqueue(session, person.tg_user_id, ANSWER, Lane.REPLY, now, subject_id=opinion.id)
        return
    written = opinion.chat_id, opinion.message_id
    enqueue(session, written[0], ANSWER, Lane.REPLY, now, subject_id=opinion.id, reply_to=written[1])


async def climb(session: AsyncSession, opinion: Requirement, kind: str, now: datetime) -> None:
    """The level above gets it a day after its time, and another level each week after that."""
    rows = select(Obligation, Grid).join(Grid, col(Grid.id) == col(Obligation.grid_id))
    here = col(Obligation.requirement_id) == opinion.id, col(Obligation.state).in_(WAITING)
    for row, grid in (await session.execute(rows.where(*here))).all():
        levels = 1 + (now - row.due_at) // A_LEVEL
        for chat in await leaders_above(session, grid, levels):
            enqueue(session, chat, kind, Lane.ROUTINE, now, subject_id=row.id)


async def leaders_above(session: AsyncSession, grid: Grid, levels: int = 1) -> list[int]:
    """The private chats of the leaders so many levels up, or of the next above them who can be reached; where nobody
    above can, of the highest who can.
    """
    way = ids_in(grid.path)[-2::-1]
    reached = await private_chats(session, way, Role.LEADER)
    up = [step for step in way[levels - 1 :] if reached.get(step)]
    down = [step for step in way[: levels - 1][::-1] if reached.get(step)]
    return next((reached[step] for step in (*up, *down)), [])
