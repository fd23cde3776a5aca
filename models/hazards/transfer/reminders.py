"""Reminding departments of what was transferred to them; without an outcome in time the street has it again, loudly."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.due import DueRows, WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.hazards.alerting import ladder, notify
from models.hazards.tables import Hazard
from models.hazards.transfer.actions import UNACKNOWLEDGED, notify_department, notify_sender, stands_at_street
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import Act, State
from models.hazards.working.actions import change, record_hazard_event
from models.members.reach import people_at_work, upwards
from models.schedule.deadlines import APART, Reminder, next_reminder, reminder_at

OVERDUE = "transfer_overdue"


async def remind_departments(session: AsyncSession, transfers: Sequence[Transfer], clock: WallClock) -> None:
    """Says what is due, one reminder a transfer."""
    for transfer in transfers:
        await _remind_one(session, transfer, clock.now, clock.zone)


TRANSFERS = DueRows(
    "transfers",
    col(Transfer.remind_at),
    col(Transfer.remind_at).is_not(None),
    row=Transfer,
    handle=remind_departments,
    seconds=30,
)


async def _remind_one(session: AsyncSession, transfer: Transfer, now: datetime, zone: tzinfo) -> None:
    hazard = await session.get_one(Hazard, transfer.hazard_id)
    reminder = reminder_at(transfer.started_at, transfer.due_at, now)
    if transfer.state is not TransferState.PENDING or hazard.state is not State.TRANSFERRED:
        transfer.remind_at = None
    elif reminder is Reminder.OVERDUE:
        await _give_back(session, transfer, hazard, now, zone)
    elif now < next_reminder(transfer.started_at, transfer.due_at, transfer.started_at):
        transfer.remind_at = next_reminder(transfer.started_at, transfer.due_at, now)
        if transfer.acknowledged_at is None:
            await _recall(session, transfer, hazard, UNACKNOWLEDGED, now)
    else:
        transfer.remind_at = next_reminder(transfer.started_at, transfer.due_at, now + APART)
        await _recall(session, transfer, hazard, reminder, now)


async def _recall(session: AsyncSession, transfer: Transfer, hazard: Hazard, why: str, now: datetime) -> None:
    """The department; and whoever sent it there, as long as nobody has acknowledged it."""
    if why == UNACKNOWLEDGED:  # stands for no morning's reminder
        record_hazard_event(session, hazard, Act.REMIND, None, now, reminder=why, unacknowledged=str(transfer.id))
    else:
        record_hazard_event(session, hazard, Act.REMIND, None, now, reminder=why, transfer=str(transfer.id))
    heard = await notify_department(session, hazard, transfer, why, now)
    if transfer.acknowledged_at is None:
        await notify_sender(session, hazard, transfer, now, silent=heard)


async def _give_back(session: AsyncSession, transfer: Transfer, hazard: Hazard, now: datetime, zone: tzinfo) -> None:
    """The ladder starts again at the street, which hears at once, as does the level above it."""
    transfer.remind_at = None
    try:
        await change(session, hazard, Act.TAKE_BACK, None, now, transfer=str(transfer.id))
    except Conflict:
        return
    transfer.state, transfer.ended_at = TransferState.OVERDUE, now
    await ladder.restart(session, hazard, now, zone)
    street = await stands_at_street(session, hazard, now)
    department = await session.get_one(Department, transfer.department_id)
    chats = await _who_hears(session, street, transfer)
    notify.alert(session, hazard, chats, OVERDUE, now, by=department.name)
    await notify_department(session, hazard, transfer, "overdue", now)
    await notify.changed(session, hazard, now)


async def _who_hears(session: AsyncSession, street: Grid, transfer: Transfer) -> list[int]:
    """The street's leaders, those of the level above, and the one who transferred the hazard."""
    above = await session.get(Grid, street.parent_id) if street.parent_id else None
    told = [await upwards(session, grid) for grid in (street, above) if grid is not None]
    by = [person.tg_user_id for person in await people_at_work(session, [transfer.by_id], street)]
    return list(dict.fromkeys([*(chat for found in told if found for chat in found[1]), *by]))
