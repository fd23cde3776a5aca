"""The hazards of the reports that called for help, and who has heard of them by a call's alarm."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.flow import CallAct
from models.emergencies.tables import RUNNING, Call, CallEvent
from models.emergencies.telling import ALARM
from models.hazards.tables import Hazard
from models.outbox.tables import Letter, LetterState

HEARD = (LetterState.PENDING, LetterState.SENT)


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
        rows = select(col(Letter.subject_id), col(Letter.chat_id)).where(
            col(Letter.subject_id).in_(about), col(Letter.kind) == ALARM, col(Letter.state).in_(HEARD)
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
