"""What is done as long as nobody goes, and as long as nobody says what it is and how it ended: rows with a due time.

Nobody goes: all told again after 2 minutes with the community, after 5 with the street, after 10 with the district,
then every 10 minutes. No outcome: those who went are asked every 10 minutes, from the third time on the leader too,
from the sixth the community, from the ninth the street; counted anew once it is confirmed what it is.
After downtime one step is taken and the rest keep their distance from it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.emergencies.alerting import notify
from models.emergencies.events import record_call_event
from models.emergencies.tables import Call, CallStep, StepState
from models.emergencies.workflow import LIVE, CallAct, CallLack, CallState
from models.grids.tables import Grid, Level

NOBODY_GOES = (
    (timedelta(minutes=2), Level.COMMUNITY),
    (timedelta(minutes=5), Level.STREET),
    (timedelta(minutes=10), Level.DISTRICT),
)
EVERY = timedelta(minutes=10)
LEADER_FROM = 2
ABOVE_FROM = ((5, Level.COMMUNITY), (8, Level.STREET))
LATE = timedelta(minutes=1)


def patience(state: CallState, told_again: int) -> timedelta:
    """How long a running call may be silent after it was told, or told again, so many times."""
    if state is not CallState.CALLING or told_again >= len(NOBODY_GOES):
        return EVERY
    before = NOBODY_GOES[told_again - 1][0] if told_again else timedelta(0)
    return NOBODY_GOES[told_again][0] - before


def start(session: AsyncSession, call: Call, now: datetime) -> None:
    for position, (after, _) in enumerate(NOBODY_GOES):
        session.add(CallStep(call_id=call.id, lack=CallLack.GOING, position=position, due_at=now + after))


async def somebody_goes(session: AsyncSession, call: Call, now: datetime) -> None:
    """From now on the outcome is what lacks."""
    await cancel(session, call, CallLack.GOING)
    asked = select(col(CallStep.id)).where(
        col(CallStep.call_id) == call.id,
        col(CallStep.lack) == CallLack.OUTCOME,
        col(CallStep.state) == StepState.WAITING,
    )
    if (await session.scalars(asked.limit(1))).first() is None:
        _ask_later(session, call, now)


async def confirmed(session: AsyncSession, call: Call, now: datetime) -> None:
    """What it is, is answered; while nobody goes, that is what lacks still."""
    if call.state is not CallState.CALLING:
        await cancel(session, call, CallLack.OUTCOME)
        _ask_later(session, call, now)


def resume(session: AsyncSession, call: Call, now: datetime) -> None:
    """As from the beginning, for a call that goes on after its end."""
    if call.state is CallState.CALLING:
        start(session, call, now)
    else:
        _ask_later(session, call, now)


def _ask_later(session: AsyncSession, call: Call, now: datetime) -> None:
    session.add(CallStep(call_id=call.id, lack=CallLack.OUTCOME, position=0, due_at=now + EVERY))


async def cancel(session: AsyncSession, call: Call, *lacks: CallLack) -> None:
    await session.flush()
    waiting = col(CallStep.call_id) == call.id, col(CallStep.state) == StepState.WAITING, col(CallStep.lack).in_(lacks)
    rows = update(CallStep).where(*waiting).values(state=StepState.CANCELLED)
    await session.execute(rows, execution_options={"synchronize_session": "fetch"})


async def take_due(session: AsyncSession, steps: Sequence[CallStep], clock: WallClock) -> None:
    """Takes the first step of each call."""
    first: dict[int, CallStep] = {}
    for step in steps:
        first.setdefault(step.call_id, step)
    for step in first.values():
        call = await session.get_one(Call, step.call_id)
        if call.state in LIVE:
            await _take(session, call, step, clock.now)
        else:
            step.state = StepState.CANCELLED


STEPS = DueRows(
    "call_steps",
    col(CallStep.due_at),
    col(CallStep.state) == literal_column(f"'{StepState.WAITING}'"),
    row=CallStep,
    handle=take_due,
    seconds=2,
    batch=50,
    then=(col(CallStep.position),),
)


async def _take(session: AsyncSession, call: Call, step: CallStep, now: datetime) -> None:
    late = now - step.due_at
    step.state, step.taken_at = StepState.TAKEN, now
    await session.flush()
    left = await _left(session, step)
    for other in left if late > LATE else ():
        other.due_at += late
    if not left:
        following = CallStep(call_id=call.id, lack=step.lack, position=step.position + 1, due_at=now + EVERY)
        session.add(following)
    await (_alert_again if step.lack is CallLack.GOING else _ask)(session, call, step.position, now)


async def _left(session: AsyncSession, step: CallStep) -> Sequence[CallStep]:
    rows = select(CallStep).where(
        col(CallStep.call_id) == step.call_id, col(CallStep.lack) == step.lack, col(CallStep.state) == StepState.WAITING
    )
    return (await session.scalars(rows)).all()


async def _alert_again(session: AsyncSession, call: Call, position: int, now: datetime) -> None:
    """All who were told and still have a post, and one level more each time."""
    level = NOBODY_GOES[min(position, len(NOBODY_GOES) - 1)][1]
    grid = await session.get(Grid, call.grid_id) if call.grid_id else None
    above = await notify.level_chats(session, grid, level) if grid else await notify.above_all(session)
    chats = dict.fromkeys([*await notify.told_and_on_duty(session, call), *above])
    notify.alarm(session, call, chats, "again", now)
    record_call_event(session, call, CallAct.ALERT_AGAIN, None, now, level=level, chats=len(chats))


async def _ask(session: AsyncSession, call: Call, position: int, now: datetime) -> None:
    chats = await notify.helpers_chats(session, call)
    if position >= LEADER_FROM or not chats:
        chats += await notify.leaders(session, call)
    levels = [level for since, level in ABOVE_FROM if position >= since]
    if levels and call.grid_id:
        chats += await notify.levels_chats(session, await session.get_one(Grid, call.grid_id), levels)
    await notify.ask(session, call, dict.fromkeys(chats), now)
    record_call_event(session, call, CallAct.ASK, None, now, chats=len(chats))
