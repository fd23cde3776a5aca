"""On Monday mornings, and on the first of a month, each leader hears whose logs of the week, or month, are to be read.

span begins ──the morning after its last day──▶ grids are told of, some at a time ──all──▶ the next span begins
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.db.database import upsert
from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.tables import Grid
from models.grids.tree import living
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane
from models.work_log.spans import DAY, span_after, span_begin, told_at
from models.work_log.tables import LogDigest, Span

DIGEST = "work_log.digest"
GRIDS = 100  # in a transaction: an answer waits for no more than that
SOON = timedelta(seconds=1)


async def begin_digests(session: AsyncSession, now: datetime) -> int:
    for span in Span:
        new = upsert(session, LogDigest).values(id=new_id(), span=span, first=None, done_to=0, next_at=now)
        await session.execute(new.on_conflict_do_nothing())
    return 0


async def tell(session: AsyncSession, digests: Sequence[LogDigest], clock: WallClock) -> None:
    for digest in digests:
        if digest.first is None:
            digest.first = span_begin(digest.span, clock.now.astimezone(clock.zone).date())
        elif await _tell_some(session, digest, clock):
            digest.next_at = clock.now + SOON
            continue
        else:
            digest.first, digest.done_to = span_after(digest.span, digest.first), 0
        digest.next_at = told_at(digest.span, digest.first, clock.zone)


async def _tell_some(session: AsyncSession, digest: LogDigest, clock: WallClock) -> bool:
    """Whether there may be more."""
    if digest.first is None:
        return False
    rows = select(col(Grid.id)).where(living(), col(Grid.id) > digest.done_to).order_by(col(Grid.id)).limit(GRIDS)
    grids = (await session.scalars(rows)).all()
    chats = await private_chats(session, grids, Role.LEADER)
    here = {chat for each in chats.values() for chat in each}
    people = select(col(Person.tg_user_id), col(Person.id)).where(col(Person.tg_user_id).in_(here))
    first, last = digest.first.isoformat(), (span_after(digest.span, digest.first) - DAY).isoformat()
    for chat, person_id in (await session.execute(people.order_by(col(Person.id)))).all():
        key = f"{DIGEST}:{digest.span}:{first}:{chat}"
        about: dict[str, Any] = {"span": digest.span, "first": first, "last": last, "page": 0}
        await enqueue_once(session, key, chat, DIGEST, Lane.ROUTINE, clock.now, subject_id=person_id, **about)
    digest.done_to = max(grids, default=digest.done_to)
    return len(grids) == GRIDS


DIGESTS = DueRows(
    "log_digests",
    col(LogDigest.next_at),
    col(LogDigest.next_at).is_not(None),
    row=LogDigest,
    handle=tell,
    seconds=60,
)
BEGIN_DIGESTS = Chore("begin_log_digests", begin_digests, seconds=300)
