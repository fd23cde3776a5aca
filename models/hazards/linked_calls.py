"""The hazards of the reports that called for help, and who has heard of them by a call's alarm."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.alerting.notify import ALARM
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import RUNNING, Call, CallEvent
from models.emergencies.workflow import CallAct
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.members.tables import Person
from models.outbox.tables import MessageState, OutboxMessage

HEARD = (MessageState.PENDING, MessageState.SENT)


async def from_report(
    session: AsyncSession,
    hazard: Hazard,
    person: Person | None,
    chat_id: int,
    now: datetime,
    words: str = "",
    *,
    said_at: datetime | None = None,
) -> Call:
    """A report whose words, or `words` added to it, call for help."""
    grid = await session.get_one(Grid, hazard.grid_id)
    await session.flush()
    photos = [each.file_id for each in await photos_of(session, hazard.id, Moment.BEFORE) if each.kind == "photo"]
    message_id = hazard.message_id if hazard.chat_id == chat_id else None
    cry = Cry(chat_id, message_id, words or hazard.text, person, next(iter(photos), None), said_at=said_at)
    return await call_for_help(session, cry, grid, now, hazard_id=hazard.id)


async def hazards_of(session: AsyncSession, call: Call) -> Sequence[Hazard]:
    ids = (await _of_each(session, [call]))[call.id]
    return (await session.scalars(select(Hazard).where(col(Hazard.id).in_(ids)).order_by(col(Hazard.id)))).all()


async def alarmed_about(session: AsyncSession, hazards: Collection[int]) -> Mapping[int, set[int]]:
    """By hazard, the chats that the alarm of a running call went to."""
    running = (await session.scalars(select(Call).where(text(f"calls.{RUNNING}")))).all()
    found = await _of_each(session, running) if running else {}
    about = {call: ids & {*hazards} for call, ids in found.items() if not ids.isdisjoint(hazards)}
    chats: dict[int, set[int]] = defaultdict(set)
    if about:
        rows = select(col(OutboxMessage.subject_id), col(OutboxMessage.chat_id)).where(
            col(OutboxMessage.subject_id).in_(about),
            col(OutboxMessage.kind) == ALARM,
            col(OutboxMessage.state).in_(HEARD),
        )
        for call, chat_id in (await session.execute(rows)).all():
            for hazard in about.get(call or 0, ()):
                chats[hazard].add(chat_id)
    return chats


async def _of_each(session: AsyncSession, calls: Collection[Call]) -> Mapping[int, set[int]]:
    """By call, the hazards that it began as, or that joined it."""
    found: dict[int, set[int]] = {call.id: {call.hazard_id} if call.hazard_id else set() for call in calls}
    joins = select(col(CallEvent.call_id), col(CallEvent.data)).where(
        col(CallEvent.call_id).in_(found), col(CallEvent.act) == CallAct.JOIN
    )
    for call, data in await session.execute(joins):
        if data.get("hazard"):
            found[call].add(data["hazard"])
    return found
