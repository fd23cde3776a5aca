"""The second person: which notices need one, who that may be, and how they are asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.permissions import STREET_AND_ABOVE
from models.members.positions import leads, posts_of
from models.members.reach import reachable_people
from models.members.tables import Person, Post, Role
from models.notices.audience import Audience, Reach
from models.notices.copies import FILE, PHOTOS
from models.notices.drafting import MOST_PHOTOS, must_manage, shown_with
from models.notices.tables import Notice, NoticeKind
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane

CONSENT = "notices.consent"
CONSENT_GOOD = timedelta(hours=2)  # what was to be warned of has changed by then


async def needs_consent(session: AsyncSession, notice: Notice) -> bool:
    """A warning to a whole street or more, and a drill that leaves the staff's chats."""
    if notice.drill:
        return Reach.GROUPS in Audience.read(notice.audience).reach
    grid = await session.get_one(Grid, notice.grid_id)
    return notice.kind is NoticeKind.WARNING and grid.level in STREET_AND_ABOVE


async def ask(session: AsyncSession, notice: Notice, others: Sequence[Person], now: datetime) -> None:
    """With the photos and the file that everybody would see."""
    photos, file = await shown_with(session, notice)
    cost, lane = min(len(photos), MOST_PHOTOS), Lane.ESCALATION
    for other in others:
        chat, about = other.tg_user_id, notice.id
        if photos:
            enqueue(session, chat, PHOTOS, lane, now, subject_id=about, cost=cost)
        if file is not None:
            enqueue(session, chat, FILE, lane, now, subject_id=about)
        enqueue(session, chat, CONSENT, lane, now, subject_id=about, revision=notice.revision)


async def who_may_agree(session: AsyncSession, notice: Notice, sender_id: int | None) -> Sequence[Person]:
    """Who else leads its subtree and can be written to: another person than those who wrote or sent it, by
    another phone than theirs.
    """
    grid, writers = await session.get_one(Grid, notice.grid_id), notice.writer_ids(sender_id)
    rows = select(col(Post.person_id)).where(
        col(Post.grid_id).in_(ids_in(grid.path)),
        col(Post.role).in_((Role.LEADER, Role.BACKUP)),
        col(Post.ended_at).is_(None),
        col(Post.person_id).is_not(None),
        col(Post.person_id).not_in(writers),
        col(Post.phone).not_in(select(col(Post.phone)).where(col(Post.person_id).in_(writers))),
    )
    people = await reachable_people(session, [each for each in (await session.scalars(rows)).all() if each])
    return [each for each in people if await leads(session, each.id, grid)]


async def must_be_second(session: AsyncSession, notice: Notice, person: Person) -> None:
    """Raises Refused for who wrote or sent it, in whichever post, and for who does not lead the subtree."""
    writers = notice.writer_ids(notice.sender_id)
    own = {held.post.phone for writer in writers for held in await posts_of(session, writer)}
    if person.id in writers or own & {held.post.phone for held in await posts_of(session, person.id)}:
        raise Refused("notice.own")
    await must_manage(session, notice, person)
