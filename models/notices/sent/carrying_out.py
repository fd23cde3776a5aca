"""What a notice asks to be done by a time: once that has passed, who has not done it is reminded, and its writer hears
who they are.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.members.reach import reachable_people
from models.notices.copies import RUNNING, lane_of
from models.notices.sent.receipts import DO_REMINDER, REMIND_AGAIN, not_done
from models.notices.tables import Notice
from models.notices.timing import not_at_night
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

NOT_DONE = "notices.not_done"


async def remind_to_do(session: AsyncSession, notices: Sequence[Notice], clock: WallClock) -> None:
    """Once, not within five minutes of another reminder, and by day unless it is a warning."""
    now = clock.now
    for notice in notices:
        notice.remind_at = None
        waiting = await not_done(session, notice.id)
        if notice.state not in RUNNING or not waiting:
            continue
        if notice.reminded_at and now < notice.reminded_at + REMIND_AGAIN:
            notice.remind_at = notice.reminded_at + REMIND_AGAIN
            continue
        if (morning := not_at_night(notice.kind, now, clock.zone)) > now:
            notice.remind_at = morning
            continue
        notice.reminded_at = now
        people = {each.post.person_id for each in waiting if each.post.person_id}
        for each in await reachable_people(session, people):
            enqueue(session, each.tg_user_id, DO_REMINDER, lane_of(notice), now, subject_id=notice.id, of=each.id)
        enqueue(session, notice.chat_id, NOT_DONE, Lane.ESCALATION, now, subject_id=notice.id)


TO_DO = DueRows(
    "notices_to_carry_out",
    col(Notice.remind_at),
    col(Notice.remind_at).is_not(None),
    row=Notice,
    handle=remind_to_do,
    seconds=10,
)
