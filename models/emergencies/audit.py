"""Proves of calls for help that are running that they have a next step, and never were silent for too long.

A call that is confirmed runs like any other until somebody ends it, and so does one whose end was taken back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.alerting.escalation import patience
from models.emergencies.tables import RUNNING, Call, CallEvent, CallStep, StepState
from models.emergencies.workflow import CallAct, CallLack, CallState

NAMED = 20
LOUD = (CallAct.CALL, CallAct.ALERT_AGAIN, CallAct.ASK, CallAct.CONFIRM)
LACKS = {
    CallState.CALLING: CallLack.GOING,
    CallState.GOING: CallLack.OUTCOME,
    CallState.ARRIVED: CallLack.OUTCOME,
}


@dataclass(frozen=True)
class Heard:
    """When a call last made itself heard, and how often all were told again."""

    at: datetime
    told_again: int


async def lost(session: AsyncSession) -> list[str]:
    lacks = or_(*(and_(col(Call.state) == state, col(CallStep.lack) == lack) for state, lack in LACKS.items()))
    step = exists().where(col(CallStep.call_id) == col(Call.id), col(CallStep.state) == StepState.WAITING, lacks)
    rows = select(col(Call.number)).where(text(f"calls.{RUNNING}"), ~step).order_by(col(Call.id)).limit(NAMED)
    return [f"S{number}" for number in (await session.scalars(rows)).all()]


async def late(session: AsyncSession, until: datetime) -> list[str]:
    calls = (await session.scalars(select(Call).where(text(f"calls.{RUNNING}")).order_by(col(Call.id)))).all()
    heard = await _heard(session, [call.id for call in calls])
    silent = [call for call in calls if _silent(call, heard.get(call.id, Heard(call.created_at, 0)), until)]
    return [f"S{call.number}" for call in silent[:NAMED]]


def _silent(call: Call, heard: Heard, until: datetime) -> bool:
    return heard.at + patience(call.state, heard.told_again) < until


async def _heard(session: AsyncSession, calls: Iterable[int]) -> Mapping[int, Heard]:
    told_again = func.count().filter(col(CallEvent.act) == CallAct.ALERT_AGAIN)
    moved = or_(col(CallEvent.act).in_(LOUD), col(CallEvent.before) != col(CallEvent.after))
    rows = select(col(CallEvent.call_id), func.max(col(CallEvent.at)), told_again)
    found = await session.execute(rows.where(col(CallEvent.call_id).in_(calls), moved).group_by(col(CallEvent.call_id)))
    return {call_id: Heard(at, count) for call_id, at, count in found.all()}
