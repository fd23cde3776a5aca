"""What a call is, how it ended, and taking the end back; who may say so, and once.

Whether an end was asked about before it is said here is for whoever asks; nothing here ends a call by what it is.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.actions import TEXT_LIMIT, allow, change, check, compare_and_set, is_over
from models.emergencies.alerting import announcing, escalation, notify
from models.emergencies.events import record_call_event
from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import (
    ENDS,
    LIVE,
    LOUD,
    REOPENABLE,
    CallAct,
    CallLack,
    CallState,
    CallWho,
    Finding,
    Outcome,
    ending,
    graver,
)
from models.errors import Conflict
from models.members.tables import Person


async def confirm(
    session: AsyncSession, call: Call, person: Person, finding: Finding, now: datetime, words: str = ""
) -> None:
    """
    The call goes on. Raises Refused, or Conflict when it is over, or (`by`, `finding`) when it is confirmed to be this
    or graver.
    """
    await check(session, call, CallWho.ENDING, person)
    await session.flush()
    said = words[:TEXT_LIMIT]
    await _news(session, call, finding)
    while not await compare_and_set(session, call, {"finding": finding, "found": said or call.found}):
        await _news(session, call, finding)
    record_call_event(session, call, CallAct.CONFIRM, person, now, finding=finding, text=said)
    await escalation.confirmed(session, call, now)
    await notify.changed(session, call, now)
    if finding in LOUD:
        await announcing.confirmed(session, call, person, now)


async def _news(session: AsyncSession, call: Call, finding: Finding) -> None:
    if call.state not in LIVE:
        raise await is_over(session, call)
    if finding not in graver(call.finding):
        said = await confirmation(session, call)
        by = await session.get(Person, said.person_id) if said and said.person_id else None
        raise Conflict("confirmed", state=call.state, finding=call.finding, by=by.name if by else "")


async def confirmation(session: AsyncSession, call: Call) -> CallEvent | None:
    """By which event the call is what it is."""
    return await _newest(session, call, CallAct.CONFIRM)


async def end(session: AsyncSession, call: Call, person: Person, outcome: Outcome, now: datetime) -> None:
    """Raises Refused, or Conflict (`by`) when it is over."""
    await check(session, call, CallWho.ENDING, person)
    ended = {"outcome": outcome, "ended_by": person.id, "ended_at": now}
    await change(session, call, ending(outcome), person, now, values=ended, outcome=outcome)
    await _over(session, call, now)


async def take_back(session: AsyncSession, call: Call, person: Person, now: datetime) -> bool:
    """Who called says that it was a mistake. Once somebody goes or has confirmed what it is, it goes on (False): they
    are asked how it ended.

    Raises Refused, or Conflict when it is over.
    """
    await check(session, call, CallWho.CALLER, person)
    await session.flush()
    ended = {"outcome": Outcome.MISTAKE, "ended_by": person.id, "ended_at": now}
    while retractable(call):
        before = call.state
        if await compare_and_set(session, call, {"state": CallState.FALSE_ALARM, **ended}):
            record_call_event(session, call, CallAct.FALSE_ALARM, person, now, before=before, outcome=Outcome.MISTAKE)
            await _over(session, call, now)
            return True
    if call.state not in LIVE:
        raise await is_over(session, call)
    if not await happened(session, call, CallAct.MISTAKE):
        record_call_event(session, call, CallAct.MISTAKE, person, now)
        chats = await notify.helpers_chats(session, call) or await notify.leaders(session, call)
        await notify.ask(session, call, chats, now)
        await notify.changed(session, call, now)
    return False


def retractable(call: Call) -> bool:
    """By who called."""
    return call.state is CallState.CALLING and call.finding is None


async def _over(session: AsyncSession, call: Call, now: datetime) -> None:
    await escalation.cancel(session, call, *CallLack)
    await notify.changed(session, call, now)
    await announcing.over(session, call, now)


async def happened(session: AsyncSession, call: Call, act: CallAct) -> bool:
    return await _newest(session, call, act) is not None


def reopenable(call: Call, now: datetime) -> bool:
    return call.ended_at is not None and now <= call.ended_at + REOPENABLE


async def reopen(session: AsyncSession, call: Call, person: Person, now: datetime) -> None:
    """As it was before it ended. Raises Refused, or Conflict when it runs or ended too long ago (`too_late`)."""
    ended, before = call.state, await _before_the_end(session, call)
    if before is None:
        raise Conflict("running", state=call.state, finding=call.finding, by="")
    await allow(session, call, CallWho.REOPENING, person)
    if not reopenable(call, now):
        raise Conflict("too_late", state=call.state, by="")
    values = {"state": before, "outcome": None, "found": "", "ended_by": None, "ended_at": None}
    if not await compare_and_set(session, call, values):
        raise Conflict("running", state=call.state, finding=call.finding, by="")
    record_call_event(session, call, CallAct.REOPEN, person, now, before=ended)
    escalation.resume(session, call, now)
    await notify.changed(session, call, now)
    await announcing.goes_on(session, call, person, now)


async def _before_the_end(session: AsyncSession, call: Call) -> CallState | None:
    """None while it runs."""
    ended = await _newest(session, call, *ENDS) if call.state not in LIVE else None
    return ended.before if ended else None


async def _newest(session: AsyncSession, call: Call, *acts: CallAct) -> CallEvent | None:
    await session.flush()
    rows = select(CallEvent).where(col(CallEvent.call_id) == call.id, col(CallEvent.act).in_(acts))
    return (await session.scalars(rows.order_by(col(CallEvent.id).desc()).limit(1))).first()
