"""Who was asked confirms; the word of one silences no reminder to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, Executable, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.members.reach import on_leave, reachable_people
from models.members.tables import Person, Post, Role
from models.notices.copies import PROGRESS_EVERY, RUNNING, lane_of
from models.notices.drafting import must_manage
from models.notices.tables import Notice, NoticeLevel, NoticeReceipt
from models.notices.timing import not_at_night
from models.outbox.enqueue import enqueue
from models.transition import transition

REMINDER, DO_REMINDER = "notices.reminder", "notices.do_reminder"
UNDO = timedelta(minutes=5)
REMIND_AGAIN = timedelta(minutes=5)
AGAIN, TIMES = timedelta(minutes=10), 6  # of a red warning
STANDS = col(Post.ended_at).is_(None)


@dataclass(frozen=True)
class Count:
    """`asked`: the posts that are asked, but for those that have ended without confirming."""

    received: int
    done: int
    asked: int


async def count_of(session: AsyncSession, notice_id: int) -> Count:
    counted = (
        select(func.count(col(NoticeReceipt.received_at)), func.count(col(NoticeReceipt.done_at)), func.count())
        .join(Post, col(Post.id) == col(NoticeReceipt.post_id))
        .where(col(NoticeReceipt.notice_id) == notice_id)
        .where(or_(STANDS, col(NoticeReceipt.received_at).is_not(None)))
    )
    return Count(*(await session.execute(counted)).one())


@cache
def _own() -> Executable:
    """Put together once: a whole street may press in the same minute."""
    backup, person = aliased(Post), bindparam("person", type_=BigInteger)
    stands_in = and_(
        on_leave(),
        select(col(backup.id))
        .where(col(backup.grid_id) == col(Post.grid_id), col(backup.role) == Role.BACKUP)
        .where(col(backup.person_id) == person, col(backup.ended_at).is_(None))
        .exists(),
    )
    return (
        select(NoticeReceipt)
        .join(Post, col(Post.id) == col(NoticeReceipt.post_id))
        .where(col(NoticeReceipt.notice_id) == bindparam("notice", type_=BigInteger))
        .where(STANDS, or_(col(Post.person_id) == person, stands_in))
        .order_by(col(NoticeReceipt.id))
    )


async def own_receipts(session: AsyncSession, notice: Notice, person: Person) -> Sequence[NoticeReceipt]:
    """Of the person's posts that are asked, and of those on leave for whom the person's B post stands in."""
    return (await session.scalars(_own(), {"notice": notice.id, "person": person.id})).all()


async def _asked(session: AsyncSession, notice: Notice, person: Person) -> Sequence[NoticeReceipt]:
    if notice.state not in RUNNING:
        raise Conflict("notice.over")
    own = await own_receipts(session, notice, person)
    if not own:
        raise Refused("notice.not_asked")
    return own


async def receive(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> Count:
    """For all posts of the person's. Raises Refused for who is not asked, Conflict when it is confirmed or over."""
    own = await _asked(session, notice, person)
    if not [each for each in own if each.received_at is None]:
        raise Conflict("notice.received", at=min(each.received_at for each in own if each.received_at))
    before = await count_of(session, notice.id)
    await _mark(session, own, col(NoticeReceipt.received_at).is_(None), received_at=now, received_by=person.id)
    return await _counted(session, notice, before, now)


async def undo(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> bool:
    """What was pressed by mistake, for a while; whether an older confirmation stands. A red warning that all had
    confirmed is said again. Raises Refused or Conflict.
    """
    own, since = await _asked(session, notice, person), now - UNDO
    received = [each for each in own if each.received_at and each.received_at > since]
    done = [each for each in own if each.done_at and each.done_at > since]
    confirmed = [each for each in own if each.received_at]
    if not confirmed:
        raise Conflict("notice.nothing_to_undo")
    if not received and not done:
        raise Conflict("notice.too_late_to_undo", minutes=UNDO.seconds // 60)
    await _mark(session, done, done_at=None)
    await _mark(session, received, received_at=None, received_by=None, done_at=None)
    if received:
        await say_on(session, notice, now)
    else:
        await _show_progress(session, notice, now)
    return len(confirmed) > len(received)


async def say_on(session: AsyncSession, notice: Notice, now: datetime) -> None:
    """Somebody has yet to confirm: a red warning is said again, and the card shows who."""
    if notice.level is NoticeLevel.RED and not notice.drill and notice.said_again < TIMES:
        await transition(session, notice, col(Notice.again_at).is_(None), again_at=now + AGAIN)
    await _show_progress(session, notice, now)


async def report_done(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> Count:
    """What the notice asks for is done, which is more than that it was read. Raises like receive()."""
    own = await _asked(session, notice, person)
    if notice.done_by is None:
        raise Refused("notice.nothing_to_do")
    if not [each for each in own if each.done_at is None]:
        raise Conflict("notice.done")
    before = await count_of(session, notice.id)
    await _mark(session, own, col(NoticeReceipt.received_at).is_(None), received_at=now, received_by=person.id)
    await _mark(session, own, col(NoticeReceipt.done_at).is_(None), done_at=now)
    return await _counted(session, notice, before, now)


async def _mark(session: AsyncSession, receipts: Sequence[NoticeReceipt], *expected: object, **values: object) -> None:
    await session.flush()
    rows = update(NoticeReceipt).where(col(NoticeReceipt.id).in_([each.id for each in receipts]), *expected)  # type: ignore[arg-type]
    await session.execute(rows.values(**values))


async def _counted(session: AsyncSession, notice: Notice, before: Count, now: datetime) -> Count:
    after = await count_of(session, notice.id)
    if milestone(after.received, after.asked) > milestone(before.received, before.asked):
        await transition(session, notice, counts_at=now, counted_to=0)
    await _show_progress(session, notice, now)
    return after


def milestone(received: int, asked: int) -> int:
    """How many of these are passed: the first, half of those asked, all of them."""
    return sum((received >= 1, 2 * received >= asked, received >= asked)) if asked else 0


async def _show_progress(session: AsyncSession, notice: Notice, now: datetime) -> None:
    if notice.progress_at is None:
        await transition(session, notice, col(Notice.progress_at).is_(None), progress_at=now + PROGRESS_EVERY)


@dataclass(frozen=True)
class Unconfirmed:
    """A post that has not confirmed, its grid, and the name by which the community above is known."""

    post: Post
    grid: Grid


async def unconfirmed(session: AsyncSession, notice_id: int, most: int | None = None) -> list[Unconfirmed]:
    """In the order of the tree, so that a community's stand together; the first of them, or all."""
    return await _lacking(session, notice_id, col(NoticeReceipt.received_at), most)


async def not_done(session: AsyncSession, notice_id: int) -> list[Unconfirmed]:
    """Likewise those that have not reported it as done, confirmed or not."""
    return await _lacking(session, notice_id, col(NoticeReceipt.done_at))


async def _lacking(
    session: AsyncSession, notice_id: int, time: Mapped[datetime | None], most: int | None = None
) -> list[Unconfirmed]:
    rows = (
        select(Post, Grid)
        .join(NoticeReceipt, col(NoticeReceipt.post_id) == col(Post.id))
        .join(Grid, col(Grid.id) == col(NoticeReceipt.grid_id))
        .where(col(NoticeReceipt.notice_id) == notice_id, time.is_(None), STANDS)
        .order_by(col(Grid.path), col(Post.rank), col(Post.id))
        .limit(most)
    )
    return [Unconfirmed(post, grid) for post, grid in (await session.execute(rows)).all()]


@dataclass(frozen=True)
class Reminded:
    """How many people are told, how many posts cannot be written to, and from when on they are told."""

    told: int
    missed: int
    at: datetime


async def remind(session: AsyncSession, notice: Notice, person: Person, clock: WallClock) -> Reminded:
    """Those who have not confirmed, in private; at night in the morning, unless it is a warning. Raises Refused for
    others, Conflict where there is nobody to remind, or some were reminded just now.
    """
    await must_manage(session, notice, person)
    if notice.state not in RUNNING:
        raise Conflict("notice.over")
    waiting = await unconfirmed(session, notice.id)
    if not waiting:
        raise Conflict("notice.all_received")
    at = not_at_night(notice.kind, clock.now, clock.zone)
    soon = or_(col(Notice.reminded_at).is_(None), col(Notice.reminded_at) <= at - REMIND_AGAIN)
    if not await transition(session, notice, soon, reminded_at=at):
        if at > clock.now:
            raise Conflict("notice.reminds_by_day")
        raise Conflict("notice.reminded", minutes=REMIND_AGAIN.seconds // 60)
    return await tell_unconfirmed(session, notice, waiting, clock.now, at)


async def tell_unconfirmed(
    session: AsyncSession, notice: Notice, waiting: Sequence[Unconfirmed], now: datetime, at: datetime
) -> Reminded:
    reached = await reachable_people(session, {each.post.person_id for each in waiting if each.post.person_id})
    for each in reached:
        enqueue(
            session, each.tg_user_id, REMINDER, lane_of(notice), now, subject_id=notice.id, not_before=at, of=each.id
        )
    there = {each.id for each in reached}
    return Reminded(len(reached), sum(each.post.person_id not in there for each in waiting), at)
