"""What must be heard, not only seen: that a fire is confirmed, that a call is over, that it goes on after all."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.alerting.notify import (
    ALARM,
    CARD,
    CONFIRMED,
    JOINED,
    OVER,
    PROGRESS,
    RESUMED,
    THANKS,
    above_all,
    alarm,
    helpers_chats,
    levels_chats,
    say,
    staff_chats,
    told,
    told_and_on_duty,
)
from models.emergencies.tables import Call
from models.emergencies.workflow import LOUD, CallState
from models.grids.tables import Grid, Level
from models.members.tables import Person
from models.outbox.enqueue import refresh

LEVELS = (Level.COMMUNITY, Level.STREET, Level.DISTRICT)


async def confirmed(session: AsyncSession, call: Call, by: Person, now: datetime) -> None:
    """To all whom the call may reach, those who have not heard of it yet, too; but for who confirmed it."""
    chats = dict.fromkeys(await told_and_on_duty(session, call))
    reached = select(Grid).where(col(Grid.id).in_(call.reach)).order_by(col(Grid.code))
    chats.update(dict.fromkeys(await staff_chats(session, (await session.scalars(reached)).all())))
    grid = await session.get(Grid, call.grid_id) if call.grid_id else None
    chats.update(dict.fromkeys(await levels_chats(session, grid, LEVELS) if grid else await above_all(session)))
    staff = [chat_id for chat_id in chats if chat_id not in (by.tg_user_id, call.chat_id)]
    alarm(session, call, staff, "confirmed", now)
    for chat_id in await told(session, call, CARD, JOINED, PROGRESS):
        if chat_id not in staff:
            say(session, call, chat_id, CONFIRMED, now)


async def over(session: AsyncSession, call: Call, now: datetime) -> None:
    """
    What stands is edited; who may be on the way, was alarmed for nothing, or has heard that it is a fire, must hear it
    ring.
    """
    stand_down = await helpers_chats(session, call)
    if call.state is CallState.FALSE_ALARM or call.finding in LOUD:
        stand_down += await told(session, call, ALARM, CARD)
    ender = await session.get(Person, call.ended_by) if call.ended_by else None
    for chat_id in dict.fromkeys(stand_down):
        if ender is None or chat_id != ender.tg_user_id:
            say(session, call, chat_id, OVER, now)
    caller = await session.get(Person, call.caller_id) if call.caller_id else None
    if caller is not None and caller.started:
        say(session, call, caller.tg_user_id, THANKS, now)


async def goes_on(session: AsyncSession, call: Call, by: Person, now: datetime) -> None:
    """To everybody who heard of the end, or saw it; what told of it is taken away."""
    await refresh(session, call.id, (OVER, THANKS), now)
    staff = [chat for chat in await told_and_on_duty(session, call) if chat not in (by.tg_user_id, call.chat_id)]
    alarm(session, call, staff, "resumed", now)
    for chat_id in await told(session, call, CARD, JOINED, PROGRESS, OVER, THANKS):
        if chat_id not in staff and chat_id != by.tg_user_id:
            say(session, call, chat_id, RESUMED, now)
