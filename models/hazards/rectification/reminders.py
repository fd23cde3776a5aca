"""Recalling orders to rectify (催办): before the deadline those who work on it, after it one level more each day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.grids.tables import Grid
from models.grids.tree import ancestors
from models.hazards.alerting import notify
from models.hazards.alerting.alerts import ALERT
from models.hazards.rectification.tables import Rectification
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.actions import record_hazard_event
from models.members.reach import members_chats, people_at_work, upwards
from models.outbox.supersede import replace_earlier
from models.schedule.deadlines import APART, Reminder, next_reminder, reminder_at


async def remind(session: AsyncSession, orders: Sequence[Rectification], clock: WallClock) -> None:
    """Says what is due, one reminder an order."""
    for order in orders:
        await _remind_one(session, order, clock.now)


ORDERS = DueRows(
    "orders",
    col(Rectification.remind_at),
    col(Rectification.remind_at).is_not(None),
    row=Rectification,
    handle=remind,
    seconds=30,
)


async def _remind_one(session: AsyncSession, order: Rectification, now: datetime) -> None:
    hazard = await session.get_one(Hazard, order.hazard_id)
    if hazard.state is not State.RECTIFYING:
        order.remind_at = None
        return
    grid = await session.get_one(Grid, hazard.grid_id)
    reminder = reminder_at(order.started_at, order.due_at, now)
    order.remind_at = next_reminder(order.started_at, order.due_at, now + APART)
    chats = await workers(session, hazard, grid)
    if reminder is not Reminder.OVERDUE:
        record_hazard_event(session, hazard, Act.REMIND, None, now, reminder=reminder, order=str(order.id))
    else:
        chats += await _one_level_more(session, order, hazard, grid, now)
        await notify.changed(session, hazard, now)
        before = await notify.told_before(session, [hazard.id])
        chats = notify.first_word(hazard, chats, reminder, before.get(hazard.id, {}))
    await replace_earlier(session, hazard.id, ALERT, chats, now)
    notify.alert(session, hazard, dict.fromkeys(chats), reminder, now, due=order.due_at.isoformat())


async def _one_level_more(
    session: AsyncSession, order: Rectification, hazard: Hazard, grid: Grid, now: datetime
) -> list[int]:
    """The chats of the level that is told today; days of downtime count as one."""
    order.climbed += 1
    way = [grid, *reversed(await ancestors(session, grid))]
    target = way[min(order.climbed, len(way) - 1)]
    found = await upwards(session, target) or await _below(session, way, target)
    level, chats = found or (target, [])
    reached = level.code if chats else ""
    record_hazard_event(
        session, hazard, Act.ESCALATE, None, now, level=target.level, reached=reached, order=str(order.id)
    )
    return chats


async def _below(session: AsyncSession, way: Sequence[Grid], target: Grid) -> tuple[Grid, list[int]] | None:
    """Nobody at the top can be reached: the nearest below who can."""
    for grid in reversed(way[: way.index(target)]):
        found = await upwards(session, grid)
        if found:
            return found
    return None


async def workers(session: AsyncSession, hazard: Hazard, grid: Grid) -> list[int]:
    """Who accepted it, the grid's members, and the first leaders above them, in private or in their chat."""
    accepted = await people_at_work(session, [hazard.accepted_by], grid)
    private = [person.tg_user_id for person in accepted]
    return [*private, *await members_chats(session, grid), *await notify.leaders_above(session, grid)]
