"""What staff do about a call: who may, from which state, exactly once.

A change is one UPDATE that names what it expects; of two who end a call one does, the other is told who.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.emergencies import additions
from models.emergencies.alerting import escalation, notify
from models.emergencies.events import record_call_event
from models.emergencies.tables import Call, Helper
from models.emergencies.workflow import LIVE, CallAct, CallWho, after
from models.errors import Conflict, NotFound, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.members.permissions import Who, is_staff, may_in
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from models.transition import transition

TEXT_LIMIT = 1000


async def find(session: AsyncSession, number: int) -> Call:
    """The call people name S{number}."""
    call = (await session.scalars(select(Call).where(col(Call.number) == number))).first()
    if call is None:
        raise NotFound("call", number=number)
    return call


async def may_go(session: AsyncSession, call: Call, person: Person) -> bool:
    """Staff of the grids that were told and of those above them, and whoever was told in private."""
    reached = (await session.scalars(select(Grid).where(col(Grid.id).in_(call.reach)))).all()
    return await is_staff(session, person, reached or None) or await _was_told(session, call, person)


async def may_end(session: AsyncSession, call: Call, person: Person) -> bool:
    """Staff of the call's own grid or above it, and whoever went."""
    if await session.get(Helper, (call.id, person.id)) is not None:
        return True
    if call.grid_id is None:
        return await may_go(session, call, person)
    return await may_in(session, await session.get_one(Grid, call.grid_id), Who.STAFF, person)


async def may_reopen(session: AsyncSession, call: Call, person: Person) -> bool:
    """Who ended it, and whoever leads its grid or one above."""
    if call.ended_by == person.id:
        return True
    if call.grid_id is None:
        return await may_end(session, call, person)
    return await may_in(session, await session.get_one(Grid, call.grid_id), Who.LEADER, person)


async def _called(_session: AsyncSession, call: Call, person: Person) -> bool:
    return call.caller_id == person.id


MAY = {CallWho.CALLER: _called, CallWho.GOING: may_go, CallWho.ENDING: may_end, CallWho.REOPENING: may_reopen}


async def allow(session: AsyncSession, call: Call, who: CallWho, person: Person) -> None:
    """Raises Refused (`who`) when this person is none of those."""
    if not await MAY[who](session, call, person):
        raise Refused("not_yours", who=who)


async def _was_told(session: AsyncSession, call: Call, person: Person) -> bool:
    told = exists().where(
        col(OutboxMessage.subject_id) == call.id,
        col(OutboxMessage.kind) == notify.ALARM,
        col(OutboxMessage.chat_id) == person.tg_user_id,
    )
    return bool(await session.scalar(select(told)))


async def go(session: AsyncSession, call: Call, person: Person, now: datetime) -> bool:
    """Says whether that is news. Raises Refused, or Conflict when the call is over."""
    await check(session, call, CallWho.GOING, person)
    if await session.get(Helper, (call.id, person.id)) is not None:
        return False
    await change(session, call, CallAct.GOING, person, now)
    row = {"call_id": call.id, "person_id": person.id, "going_at": now}
    await session.execute(upsert(session, Helper).values(row).on_conflict_do_nothing())
    await escalation.somebody_goes(session, call, now)
    await notify.changed(session, call, now)
    await additions.pass_files_on(session, call, now)
    return True


async def helpers_count(session: AsyncSession, call: Call) -> tuple[int, int]:
    """How many are on the way, and how many are there."""
    counts = select(func.count(), func.count(col(Helper.arrived_at))).where(col(Helper.call_id) == call.id)
    every, there = (await session.execute(counts)).one()
    return every - there, there


async def arrive(session: AsyncSession, call: Call, person: Person, now: datetime) -> bool:
    await go(session, call, person, now)
    here = update(Helper).where(
        col(Helper.call_id) == call.id, col(Helper.person_id) == person.id, col(Helper.arrived_at).is_(None)
    )
    done = await session.execute(here.values(arrived_at=now).execution_options(synchronize_session=False))
    news = cast("CursorResult[Any]", done).rowcount == 1
    if news:
        await change(session, call, CallAct.ARRIVED, person, now)
        await notify.changed(session, call, now)
    return news


async def add(
    session: AsyncSession,
    call: Call,
    person: Person | None,
    words: str,
    found: Found | None,
    now: datetime,
    *,
    asked: bool = False,
) -> None:
    """What was sent in reply; words of those who may end it tell what was found, after the end or when `asked`.

    The newest photo of whoever called is the one that all staff see; what others send is passed on beside it.
    """
    said, by = words[:TEXT_LIMIT], person.id if person else None
    chat_id = found.chat_id or call.chat_id if found else call.chat_id
    if found is not None:
        await attach(session, call.subject, found, by, chat_id, Moment.BEFORE, now)
        if found.kind == "photo" and by is not None and by == call.caller_id:
            call.photo = found.file_id
    message = [chat_id, found.message_id] if found else None
    record_call_event(session, call, CallAct.ADD, person, now, text=said, message=message)
    if call.state in LIVE and found is not None:
        await additions.pass_files_on(session, call, now)
    elif call.state in LIVE and not asked:
        await additions.pass_words_on(session, call, person, said, now)
    tells = asked or (call.state not in LIVE and not call.found)
    if tells and person is not None and await may_end(session, call, person):
        call.found = said
    await notify.changed(session, call, now)


async def check(session: AsyncSession, call: Call, who: CallWho, person: Person) -> None:
    """Raises Refused, or Conflict when the call is over."""
    await allow(session, call, who, person)
    if call.state not in LIVE:
        raise await is_over(session, call)


async def change(
    session: AsyncSession,
    call: Call,
    act: CallAct,
    person: Person,
    now: datetime,
    *,
    values: dict[str, Any] | None = None,
    **data: Any,
) -> None:
    """Tried again when another helper moved the call meanwhile; raises Conflict when it is over."""
    await session.flush()
    while True:
        if call.state not in LIVE:
            raise await is_over(session, call)
        before, target = call.state, after(call.state, act)
        if await compare_and_set(session, call, {"state": target, **(values or {})}):
            record_call_event(session, call, act, person, now, before=before, **data)
            return


async def compare_and_set(session: AsyncSession, call: Call, values: dict[str, Any]) -> bool:
    """Whether the call still was, in state and finding, as it is known here; it is as it stands now afterwards."""
    same = col(Call.state) == call.state, col(Call.finding).is_not_distinct_from(call.finding)
    return await transition(session, call, *same, **values)


async def is_over(session: AsyncSession, call: Call) -> Conflict:
    by = await session.get(Person, call.ended_by) if call.ended_by else None
    return Conflict("over", state=call.state, by=by.name if by else "")
