"""What follows from transferring a hazard to a department, from its outcome, and from taking the hazard back."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.departments.reach import chats_of
from models.departments.tables import Department
from models.escalation.engine import handed_up
from models.grids.tables import Grid
from models.hazards.alerting import notify
from models.hazards.alerting.alerts import ALERTS, TRANSFERRED
from models.hazards.rectification.actions import office_of
from models.hazards.tables import HAZARD, Hazard
from models.hazards.transfer.tables import Transfer, TransferState, running
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.reach import people_at_work, upwards
from models.outbox.alert_lists import alerted
from models.outbox.enqueue import enqueue
from models.outbox.supersede import replace_earlier
from models.outbox.tables import Lane
from models.schedule.deadlines import DAY, end_of, next_reminder

ANSWER, UNHEARD = "hazards.transfer_outcome", "hazards.transfer_unheard"
UNACKNOWLEDGED = "unacknowledged"
REMARK_LIMIT = 500
OUTCOME_LIMIT = 2000
ACKNOWLEDGED_WITHIN = {Severity.URGENT: timedelta(minutes=30), Severity.MAJOR: timedelta(hours=4)}


async def follow_transfer(action: CompletedAction) -> None:
    """`given`: department (its id), due (an ISO date: the last day) and remark."""
    session, hazard, now = action.session, action.hazard, action.now
    due_at = end_of(date.fromisoformat(action.given["due"]), action.zone)
    transfer = Transfer(
        hazard_id=hazard.id,
        department_id=action.given["department"],
        by_id=action.person.id,
        at=now,
        started_at=now,
        due_at=due_at,
        remark=action.given.get("remark", "")[:REMARK_LIMIT],
    )
    transfer.remind_at = first_reminder(hazard.severity, transfer)
    session.add(transfer)
    hazard.due_at = due_at
    if not await notify_department(session, hazard, transfer, "new", now):
        await notify_sender(session, hazard, transfer, now)


async def notify_department(
    session: AsyncSession, hazard: Hazard, transfer: Transfer, why: str, now: datetime, **args: Any
) -> bool:
    """The department hears in its chat, else its liaisons in private; False when nobody can be reached.

    `why` is new, sent_back, taken_back, overdue, unacknowledged or one of the reminders.
    """
    department = await session.get_one(Department, transfer.department_id)
    chats = await chats_of(session, department)
    told: dict[str, Any] = {"transfer": transfer.id, "why": why, **args}
    await replace_earlier(session, hazard.id, TRANSFERRED, chats, now)
    lane = Lane.URGENT if hazard.severity is Severity.URGENT else Lane.ESCALATION
    for chat_id in chats:
        enqueue(session, chat_id, TRANSFERRED, lane, now, subject_id=hazard.id, **told)
        alerted(session, ALERTS, chat_id, hazard.id)
    return bool(chats)


def first_reminder(severity: Severity, transfer: Transfer) -> datetime:
    """What is grave must be acknowledged (收到) soon; all else is first asked after at half time."""
    planned = next_reminder(transfer.started_at, transfer.due_at, transfer.started_at)
    soon = ACKNOWLEDGED_WITHIN.get(severity)
    return min(planned, transfer.started_at + soon) if soon else planned


async def notify_sender(session: AsyncSession, hazard: Hazard, transfer: Transfer, now: datetime, **args: Any) -> None:
    """Whoever transferred it is to ring the department; the street's leaders where that one is not at work."""
    street = await office_of(session, await session.get_one(Grid, hazard.grid_id))
    senders = [person.tg_user_id for person in await people_at_work(session, [transfer.by_id], street)]
    if not senders:
        found = await upwards(session, street)
        senders = found[1] if found else []
    await replace_earlier(session, hazard.id, UNHEARD, senders, now)
    for chat_id in senders:
        enqueue(session, chat_id, UNHEARD, Lane.ESCALATION, now, subject_id=hazard.id, transfer=transfer.id, **args)


async def follow_acknowledge(action: CompletedAction) -> None:
    transfer = await running(action.session, action.hazard.id)
    if transfer is not None and transfer.acknowledged_at is None:
        transfer.acknowledged_at, transfer.acknowledged_by = action.now, action.person.id


async def follow_outcome(action: CompletedAction) -> None:
    """`given`: outcome. The street is asked to review it, and the one who transferred the hazard hears it."""
    session, hazard, now = action.session, action.hazard, action.now
    transfer = await running(session, hazard.id)
    if transfer is None:
        return
    transfer.state, transfer.remind_at = TransferState.ANSWERED, None
    transfer.outcome, transfer.answered_by = action.given["outcome"][:OUTCOME_LIMIT], action.person.id
    street = await stands_at_street(session, hazard, now)
    found = await upwards(session, street)
    reviewing = found[1] if found else []
    notify.ask_review_in(session, hazard, reviewing, now)
    for person in await people_at_work(session, [transfer.by_id], street):
        if person.tg_user_id not in reviewing:
            enqueue(session, person.tg_user_id, ANSWER, Lane.REPLY, now, subject_id=hazard.id, transfer=transfer.id)


async def keep_up(action: CompletedAction) -> None:
    """The transfer goes where its hazard goes: sent back by the street it runs again, for as many days as it had."""
    state, before = action.hazard.state, action.before
    if before not in (State.TRANSFERRED, State.REVIEW) or state in (before, State.REVIEW):
        return
    transfer = await running(action.session, action.hazard.id)
    if transfer is None:
        return
    if state is State.TRANSFERRED:
        await _again(action, transfer)
        return
    taken_back = before is State.TRANSFERRED
    transfer.state = TransferState.WITHDRAWN if taken_back else TransferState.SETTLED
    transfer.remind_at, transfer.ended_at = None, action.now
    if taken_back:
        await notify_department(action.session, action.hazard, transfer, "taken_back", action.now)
        await stands_at_street(action.session, action.hazard, action.now)


async def _again(action: CompletedAction, transfer: Transfer) -> None:
    now = action.now
    days = max(1, (transfer.due_at - transfer.started_at) // DAY)
    due_at = end_of(now.astimezone(action.zone).date() + days * DAY, action.zone)
    transfer.state, transfer.started_at, transfer.due_at = TransferState.PENDING, now, due_at
    transfer.remind_at, transfer.acknowledged_at = first_reminder(action.hazard.severity, transfer), None
    action.hazard.due_at = due_at
    await notify_department(
        action.session, action.hazard, transfer, "sent_back", now, reason=action.given.get("reason", "")
    )


async def stands_at_street(session: AsyncSession, hazard: Hazard, now: datetime) -> Grid:
    """The ladder that has just started is past whoever is below the street."""
    street: Grid = await office_of(session, await session.get_one(Grid, hazard.grid_id))
    await session.flush()
    await handed_up(session, HAZARD, hazard.id, street.level, now)
    return street


FOLLOW_UPS: FollowUps = {
    Act.TRANSFER: follow_transfer,
    Act.ACKNOWLEDGE: follow_acknowledge,
    Act.OUTCOME: follow_outcome,
}
