"""A planned notice may outlive the post of whoever wrote it: then those who lead there decide, and one of them takes it
over by sending it. The cards of who wrote it say once to whom it went, and change no more.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.members.positions import holds_position, leads
from models.members.reach import upwards
from models.members.tables import Person, Role
from models.notices.copies import OUTCOME
from models.notices.drafting import AUDIENCE, DRAFT, WHOSE
from models.notices.sent.over import STANDS
from models.notices.tables import Notice, NoticeState
from models.outbox.enqueue import enqueue, word_anew
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane, OutboxMessage

HANDED_OVER = "notices.handed_over"


async def writer_left(session: AsyncSession, notice: Notice) -> bool:
    """Who stood in for a leader still speaks for it when the leader is back; who has no such post does not."""
    grid = await session.get_one(Grid, notice.grid_id)
    return not await holds_position(session, notice.author_id, grid, (Role.LEADER, Role.BACKUP))


async def hand_over(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """A draft again, before the leaders of its grid or of the first level above that can be reached."""
    notice.state, notice.next_at, notice.send_at = NoticeState.DRAFT, None, None
    notice.revision += 1
    await session.flush()
    await refresh_standing(session, notice.id, now)
    found = await upwards(session, await session.get_one(Grid, notice.grid_id))
    chats = found[1] if found else []
    if found:
        await _settle(session, notice, {notice.chat_id, await _own_chat(session, notice)} - {*chats}, found[0], now)
    for chat in chats:
        enqueue(session, chat, OUTCOME, Lane.REPLY, now, subject_id=notice.id, why="left")
        if chat != notice.chat_id:
            enqueue(session, chat, DRAFT, Lane.REPLY, now, subject_id=notice.id)
    if chats:
        notice.chat_id = chats[0]


async def _own_chat(session: AsyncSession, notice: Notice) -> int:
    """Of who wrote it."""
    return (await session.get_one(Person, notice.author_id)).tg_user_id


async def _settle(session: AsyncSession, notice: Notice, chats: Collection[int], to: Grid, now: datetime) -> None:
    """Its cards in these chats say that the leaders of this grid have it now."""
    here = and_(col(OutboxMessage.subject_id) == notice.id, col(OutboxMessage.chat_id).in_(chats), STANDS)
    for kind in (DRAFT, AUDIENCE, WHOSE):
        told = {"to": to.id, "was": kind}
        await word_anew(session, and_(here, col(OutboxMessage.kind) == kind), now, kind=HANDED_OVER, args=told)


async def take_over(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> None:
    """Who sends what somebody wrote who has left speaks in their stead, in this and all that follow of a series."""
    if not await writer_left(session, notice):
        return
    held = await leads(session, person.id, await session.get_one(Grid, notice.grid_id))
    await _settle(session, notice, {await _own_chat(session, notice)}, held[0].grid, now)
    notice.author_id, notice.post_id = person.id, held[0].post.id
    if notice.chat_id > 0:
        notice.chat_id = person.tg_user_id
    await session.flush()
