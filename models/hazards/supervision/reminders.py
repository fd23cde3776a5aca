"""What supervisions call for as time passes: progress from those responsible, a word to the lister and the level
above.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.hazards.supervision.actions import above_chats, lister_chats, notify_chats, responsible_chats
from models.hazards.supervision.schedule import SupervisionCall, calls_at, next_call, next_week
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.actions import record_hazard_event
from models.schedule.deadlines import days_since

TO_RESPONSIBLE = {SupervisionCall.MISSED: "demanded", SupervisionCall.OVERDUE: "late"}


async def remind_of_supervisions(session: AsyncSession, supervisions: Sequence[Supervision], clock: WallClock) -> None:
    """Makes the calls that are due, those of one morning a supervision."""
    for supervision in supervisions:
        await _remind_one(session, supervision, clock.now, clock.zone)


SUPERVISIONS = DueRows(
    "listings",
    col(Supervision.next_at),
    col(Supervision.next_at).is_not(None),
    row=Supervision,
    handle=remind_of_supervisions,
    seconds=30,
)


async def _remind_one(session: AsyncSession, supervision: Supervision, now: datetime, zone: tzinfo) -> None:
    hazard = await session.get_one(Hazard, supervision.hazard_id)
    calls = calls_at(supervision.progress_by, supervision.due_at, now)
    if SupervisionCall.MISSED in calls:
        supervision.progress_by = next_week(supervision.progress_by, now)
    supervision.next_at = next_call(supervision.progress_by, supervision.due_at, now)
    if not calls:
        return
    record_hazard_event(
        session, hazard, Act.REMIND, None, now, listing=str(supervision.id), calls=[str(call) for call in calls]
    )
    responsible = await responsible_chats(session, hazard)
    if calls == [SupervisionCall.ASKED]:
        await notify_chats(session, hazard, supervision, responsible, SupervisionCall.ASKED, now)
        return
    args = {"days": days_since(supervision.due_at, now, zone), "missed": SupervisionCall.MISSED in calls}
    lister, above = await lister_chats(session, supervision), await above_chats(session, supervision)
    await notify_chats(session, hazard, supervision, lister, calls[0], now, lifts=True, **args)
    await notify_chats(session, hazard, supervision, _without(above, lister), calls[0], now, **args)
    others = _without(responsible, [*lister, *above])
    await notify_chats(session, hazard, supervision, others, TO_RESPONSIBLE[calls[0]], now, **args)


def _without(chats: Iterable[int], told: Iterable[int]) -> list[int]:
    heard = set(told)
    return [chat for chat in chats if chat not in heard]
