"""Calling a brigade out to a running call for help, or to a drill of one: its members are alarmed in private, and say
that they go and arrive as staff do. Whoever is called out twice is called out once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.brigades.find import brigades_over, may_call_out, members_of
from models.brigades.tables import Brigade, CallOut
from models.db.database import upsert
from models.emergencies.alerting import notify
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.members.tables import Person

WHY = "brigade"


async def call_out(session: AsyncSession, brigade: Brigade, call: Call, person: Person, now: datetime) -> int:
    """How many were alarmed. Raises Refused, or Conflict where the call is over or it is called out already."""
    grid = await session.get_one(Grid, brigade.grid_id)
    if not await may_call_out(session, grid, person):
        raise Refused("brigade.not_yours")
    if call.state not in LIVE:
        raise Conflict("brigade.over")
    if call.grid_id is None or brigade.id not in {each.id for each, _ in await _near(session, call)}:
        raise Refused("brigade.elsewhere")
    row = CallOut(brigade_id=brigade.id, call_id=call.id, person_id=person.id, drill=call.drill, at=now)
    written = upsert(session, CallOut).values(row.model_dump()).on_conflict_do_nothing().returning(col(CallOut.id))
    if await session.scalar(written) is None:
        raise Conflict("brigade.called_out")
    chats = {each.chat for each in await members_of(session, brigade.id) if each.chat} - {person.tg_user_id}
    notify.alarm(session, call, sorted(chats), WHY, now)
    await notify.changed(session, call, now)
    return len(chats)


async def _near(session: AsyncSession, call: Call) -> Sequence[tuple[Brigade, Grid]]:
    return await brigades_over(session, await session.get_one(Grid, call.grid_id))


async def called_out(session: AsyncSession, call: Call) -> Sequence[CallOut]:
    """The first first."""
    rows = select(CallOut).where(col(CallOut.call_id) == call.id)
    return (await session.scalars(rows.order_by(col(CallOut.at), col(CallOut.id)))).all()


async def last_out(session: AsyncSession, brigade_id: int, *, drill: bool) -> CallOut | None:
    rows = select(CallOut).where(col(CallOut.brigade_id) == brigade_id, col(CallOut.drill) == drill)
    return (await session.scalars(rows.order_by(col(CallOut.at).desc()).limit(1))).first()
