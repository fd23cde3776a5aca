"""Owners hear what is asked of them, and are reminded: each person once for all of it. Whoever leads the level above
hears once a week what is overdue below, of each requirement in one message.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.reach import leaders_by_grid
from models.notices.tables import NoticeKind
from models.notices.timing import not_at_night
from models.obligations.answering import chats_of
from models.obligations.kinds import KINDS
from models.obligations.meetings.planning import ask_to_confirm, plan_next
from models.obligations.opinions.telling import climb
from models.obligations.owners import owned
from models.obligations.recording import record_meeting, record_share
from models.obligations.reminders import Reminders, next_reminder
from models.obligations.setting import PROGRESS
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.whistles.unanswered import name_unanswered
from models.obligations.workflow import WAITING, State
from models.outbox.enqueue import enqueue, enqueue_once
from models.outbox.tables import Lane
from models.schedule.deadlines import DAY
from models.transition import change_rows, transition

CARD, SEVERAL, REMINDER, SUMMARY = (
    "obligations.card",
    "obligations.several",
    "obligations.reminder",
    "obligations.summary",
)
FEW = 2  # as many cards at once; more are named in one message
SUMMARY_EVERY = 7 * DAY
REMIND_AGAIN = DAY / 24 / 12  # five minutes


async def tell(session: AsyncSession, obligations: Sequence[Obligation], clock: WallClock) -> None:
    """A batch of what is due: who has not heard hears, who has is reminded."""
    requirements = await _requirements(session, {each.requirement_id for each in obligations})
    waiting = [each for each in obligations if _waits(each, requirements)]
    found = await owned(session, col(Obligation.id).in_([each.id for each in waiting]))
    chats = await chats_of(session, found)
    new: dict[tuple[int, int], list[Obligation]] = defaultdict(list)
    old: dict[tuple[int, datetime], Lane] = {}
    for each in (one.row for one in found):
        urgent = KINDS[requirements[each.requirement_id].kind].urgent
        for chat in chats[each.id]:
            if each.asked_at is None:
                new[each.requirement_id, chat].append(each)
            else:
                told = chat, each.next_at or clock.now
                old[told] = min(old.get(told, Lane.ROUTINE), Lane.URGENT if urgent else Lane.ROUTINE)
    _ask(session, new, requirements, clock.now)
    for (chat, at), lane in old.items():
        key = f"obligations {chat} {at:%Y%m%d%H%M%S}"
        await enqueue_once(session, key, chat, REMINDER, lane, clock.now)
    for each in obligations:
        if each.state is State.DONE:
            await record_share(session, requirements[each.requirement_id], each, clock)
        _plan(each, requirements, clock)


async def _requirements(session: AsyncSession, ids: set[int]) -> Mapping[int, Requirement]:
    rows = select(Requirement).where(col(Requirement.id).in_(ids))
    return {each.id: each for each in (await session.scalars(rows)).all()}


def _waits(obligation: Obligation, requirements: Mapping[int, Requirement]) -> bool:
    """For who has not heard, or has yet to do something."""
    requirement = requirements[obligation.requirement_id]
    answered = KINDS[requirement.kind].urgent and obligation.state is not State.OPEN
    return requirement.state is RequirementState.OPEN and obligation.state in WAITING and not answered


def _ask(
    session: AsyncSession,
    new: Mapping[tuple[int, int], Sequence[Obligation]],
    requirements: Mapping[int, Requirement],
    now: datetime,
) -> None:
    for (requirement_id, chat), shares in new.items():
        lane = Lane.URGENT if KINDS[requirements[requirement_id].kind].urgent else Lane.ROUTINE
        if len(shares) > FEW:
            enqueue(session, chat, SEVERAL, lane, now, subject_id=requirement_id)
            continue
        for each in shares:
            enqueue(session, chat, CARD, lane, now, subject_id=each.id)


def _plan(obligation: Obligation, requirements: Mapping[int, Requirement], clock: WallClock) -> None:
    if not _waits(obligation, requirements):
        obligation.next_at = None
        return
    if obligation.asked_at is None:
        obligation.asked_at = clock.now
    else:
        obligation.reminded += 1
    reminders = _reminders_of(requirements[obligation.requirement_id])
    obligation.next_at = next_reminder(reminders, obligation.due_at, clock.now, clock.zone)


def _reminders_of(requirement: Requirement) -> Reminders:
    """Of its own: so long after it was asked, as long again past its due time, and once more much later."""
    if requirement.remind_after is None:
        return KINDS[requirement.kind].reminders
    pause = timedelta(seconds=requirement.remind_after)
    return Reminders(before=(requirement.due_at - requirement.created_at - pause,), after=(pause, 4 * pause))


async def remind(session: AsyncSession, requirement: Requirement, clock: WallClock) -> tuple[int, datetime]:
    """All that waits of it, by who may: how many shares, and when they are told. Raises Conflict where nothing waits,
    or some were reminded just now.
    """
    waits = (col(Obligation.requirement_id) == requirement.id, col(Obligation.state).in_(WAITING))
    soon = col(Requirement.reminded_at).is_(None) | (col(Requirement.reminded_at) <= clock.now - REMIND_AGAIN)
    if not await session.scalar(select(col(Obligation.id)).where(*waits).limit(1)):
        raise Conflict("obligation.all_done")
    if not await transition(session, requirement, soon, reminded_at=clock.now):
        raise Conflict("obligation.reminded", minutes=REMIND_AGAIN.seconds // 60)
    urgent = KINDS[requirement.kind].urgent
    at = clock.now if urgent else not_at_night(NoticeKind.NOTICE, clock.now, clock.zone)
    return await change_rows(session, Obligation, *waits, next_at=at), at


OBLIGATIONS_DUE = DueRows(
    "obligations",
    col(Obligation.next_at),
    col(Obligation.next_at).is_not(None),
    row=Obligation,
    handle=tell,
    seconds=5,
    batch=200,
    then=(col(Obligation.requirement_id), col(Obligation.grid_id), col(Obligation.id)),
)


async def follow(session: AsyncSession, requirements: Sequence[Requirement], clock: WallClock) -> None:
    """What is overdue is summed up; what is over and repeats is planned anew, and who set it asked about that."""
    for each in requirements:
        each.next_at = None
        if each.state is RequirementState.DRAFT:
            await ask_to_confirm(session, each, clock)
            continue
        if each.state is RequirementState.OPEN:
            each.next_at = clock.now + SUMMARY_EVERY
            if KINDS[each.kind].meets:
                enqueue(session, each.chat_id, PROGRESS, Lane.ROUTINE, clock.now, subject_id=each.id)
            elif KINDS[each.kind].urgent:
                await name_unanswered(session, each, clock.now)
            elif KINDS[each.kind].of_resident:
                await climb(session, each, CARD, clock.now)
            else:
                await _sum_up(session, each, clock.now)
        if each.state is RequirementState.CLOSED and KINDS[each.kind].meets:
            await record_meeting(session, each, clock)
        if each.repeats:
            await plan_next(session, each, clock)


async def _sum_up(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """To who leads the level above each owner: the message names what is missing below."""
    here = col(Obligation.requirement_id) == requirement.id, col(Obligation.state).in_(WAITING)
    above = {_above(one.grid, requirement.grid_id) for one in await owned(session, *here)}
    reached = await leaders_by_grid(session, sorted(above - {requirement.grid_id}))
    told = {chat: grid for grid, chats in sorted(reached.items()) for chat in chats}
    for chat, grid in {**told, requirement.chat_id: requirement.grid_id}.items():
        enqueue(session, chat, SUMMARY, Lane.ROUTINE, now, subject_id=requirement.id, under=grid)


def _above(grid: Grid, top: int) -> int:
    """The grid just above it, as far as the requirement's own."""
    way = ids_in(grid.path)
    return way[-2] if len(way) > 1 and way[-1] != top else top


REQUIREMENTS_DUE = DueRows(
    "requirements",
    col(Requirement.next_at),
    col(Requirement.next_at).is_not(None),
    row=Requirement,
    handle=follow,
    seconds=60,
    batch=5,
)
